# SPDX-License-Identifier: MIT
"""Queries as people type them into Google, each with texts that the translation must find, or must not."""

import pytest

from support.translated import finds, reasons, translate
from veille.errors import QueryError

FOUND = [
    ('"biscuiterie lenoir" rappel', "La Biscuiterie Lenoir annonce un rappel."),
    ("lenoir rappel OR retrait", "Lenoir : retrait de lots"),
    ("lenoir rappel | retrait", "Lenoir : un rappel"),
    ("lenoir AND rappel", "rappel chez Lenoir"),
    ("lenoir -acteur", "Lenoir rappelle"),
    ('lenoir -"jean lenoir"', "Lenoir rappelle"),
    ('"rappel de * biscuits"', "Le rappel de nos bons biscuits"),
    ('"rappel de * biscuits de *"', "Le rappel de tous ces biscuits de Noël"),
    ("lenoir AROUND(3) biscuit", "un biscuit de la maison Lenoir"),
    ("+lenoir ~panne", "panne chez Lenoir"),
    ("intext:lenoir", "chez Lenoir"),
    ("site:lemonde.fr lenoir", "Lenoir"),
    ("site:lemonde.fr/economie lenoir", "Lenoir"),
    ("site:.fr -site:lefigaro.fr lenoir", "Lenoir"),
    ("site:(lefigaro.fr OR lemonde.fr) lenoir", "Lenoir"),
    ("inurl:economie lenoir", "Lenoir"),
    ("allinurl: economie rappel", "Lenoir"),
    ("after:2026-11-01 before:2026-11-21 lenoir", "Lenoir"),
    ("after:2026 lenoir", "Lenoir"),
    ("lenoir OU", "Lenoir ou bien"),
    ("(lenoir OR durand) (rappel OR retrait)", "Durand, retrait"),
    ("#lenoir @lenoir", "merci @lenoir #lenoir"),
    ("rock'n'roll l'été", "le rock’n’roll, l’été"),
    ("biscuit*", "un biscuit"),
    ("C++ AT&T", "le C++ chez AT&T"),
    ("https://lenoir.fr/rappel", "voir https://lenoir.fr/rappel"),
    ("lenoir filetype:pdf", "Lenoir"),
]
NOT_FOUND = [
    ("lenoir rappel OR retrait", "rappel et retrait de lots"),
    ("lenoir -acteur", "Lenoir, acteur"),
    ('"rappel de * biscuits"', "biscuits : pas de rappel"),
    ('"rappel de * biscuits"', "rappel de un deux trois quatre cinq six biscuits"),
    ("lenoir AROUND(3) biscuit", "un biscuit d’un deux trois quatre Lenoir"),
    ("intitle:lenoir", "Lenoir"),
    ("allintitle: rappel lenoir", "rappel Lenoir"),
    ("site:lefigaro.fr lenoir", "Lenoir"),
    ("site:lemonde.fr/sport lenoir", "Lenoir"),
    ("-site:lemonde.fr lenoir", "Lenoir"),
    ("-inurl:economie lenoir", "Lenoir"),
    ("after:2026-11-21 lenoir", "Lenoir"),
    ("before:2026-11-20 lenoir", "Lenoir"),
    ("lenoir NOT acteur", "Lenoir, acteur"),
    ("lenoir OU", "Lenoir"),
]


@pytest.mark.parametrize(("query", "text"), FOUND)
def test_it_finds_what_google_would(query, text):
    """The translation finds the text."""
    assert finds("google", query, text)


@pytest.mark.parametrize(("query", "text"), NOT_FOUND)
def test_it_leaves_what_google_would_leave(query, text):
    """The translation does not find the text."""
    assert not finds("google", query, text)


def test_all_words_of_allintitle_are_sought_in_the_title():
    """Up to the next field, words go into the title."""
    assert finds("google", "allintitle: rappel lenoir site:lemonde.fr", "", title="Rappel chez Lenoir")
    assert translate("google", "allintitle: rappel lenoir").query == "title:(rappel lenoir)"


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("lenoir rappel", "lenoir rappel"),
        ("lenoir rappel OR retrait", "lenoir (rappel OR retrait)"),
        ("((lenoir)) (((rappel OR retrait)))", "lenoir (rappel OR retrait)"),
        ("(a b) OR c", "a b OR c"),
        ('"lenoir"', "lenoir"),
        ("-acteur lenoir", "lenoir -acteur"),
        ("-(a OR b) c", "c -(a OR b)"),
        ("ET SAUF NEAR", '"ET" "SAUF" "NEAR"'),
        ("AND and or", "and or"),
        ("rappel, lenoir.", "rappel lenoir"),
        ("“la poste” « la poste »", '"la poste"'),
        ("before:2026-03-01 a", "date:..2026-02-28 a"),
        ("AROUND lenoir", "AROUND lenoir"),
        ("price:5 x", '"price:5" x'),
    ],
)
def test_the_translation_stays_readable(query, written):
    """Parentheses and quotes stand only where they are needed."""
    assert translate("google", query).query == written


@pytest.mark.parametrize(
    ("query", "losses"),
    [
        ("lenoir rappel OR retrait -acteur site:lemonde.fr", []),
        ("filetype:pdf lenoir", [("filetype:pdf", "left_out", "filetype")]),
        ("EXT:pdf lenoir", [("EXT:pdf", "left_out", "filetype")]),
        ("source:lemonde lenoir", [("source:lemonde", "left_out", "newspaper")]),
        ("location:(paris OR lyon) lenoir", [("location:(paris OR lyon)", "left_out", "place")]),
        ("related:x.fr lenoir", [("related:x.fr", "left_out", "google_only")]),
        ("lenoir 100..200", [("100..200", "left_out", "number_range")]),
        ("lenoir * rappel", [("*", "left_out", "star_alone")]),
        ("lenoir 😀", [("😀", "left_out", "signs")]),
        ("~panne", [("~panne", "changed", "synonyms")]),
        ('~"grosse panne"', [('~"grosse panne"', "changed", "synonyms")]),
        ("biscuit*", [("biscuit*", "changed", "star_at_end")]),
        ("le*", [("le*", "changed", "star_short")]),
        ('"* lenoir"', [('"* lenoir"', "changed", "star_at_edge")]),
        ('"a * b"', [('"a * b"', "changed", "star_in_phrase")]),
        ("a NOT b", [("NOT", "changed", "not_a_word")]),
        ("inurl:rappel", [("inurl:rappel", "changed", "inurl")]),
        ("after:2026 a", [("after:2026", "changed", "year_alone")]),
        ("after:hier a", [("after:hier", "left_out", "bad_date")]),
        ("before:0001-01-01 a", [("before:0001-01-01", "left_out", "bad_date")]),
        ("a AROUND(500) b", [("AROUND(500)", "changed", "too_far")]),
        ("a AROUND(3) (b -c)", [("AROUND(3)", "changed", "near_group")]),
        ("site:(lemonde.fr/eco OR x.fr)", [("lemonde.fr/eco", "changed", "site_path")]),
    ],
)
def test_what_is_lost_is_told(query, losses):
    """Each loss names what stood there; what has an exact equivalent is none."""
    assert reasons("google", query) == losses


@pytest.mark.parametrize(
    ("query", "code", "column"),
    [
        ("", "empty", 0),
        ('lenoir "rappel', "unclosed_quote", 7),
        ("lenoir (rappel", "unclosed_paren", 7),
        ("lenoir) rappel", "unexpected_paren", 6),
        ("lenoir OR", "expected_term", 9),
        ("OR lenoir", "expected_term", 0),
        ("AROUND(3) lenoir", "expected_term", 0),
        ("site: lemonde.fr", "expected_value", 5),
        ("intitle:(site:x.fr)", "field_in_field", 9),
        ("filetype:pdf", "nothing_left", 0),
        ("- . ,", "no_word", 0),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(query, code, column):
    """The caret goes where the reading stopped."""
    with pytest.raises(QueryError) as refused:
        translate("google", query)
    assert (refused.value.code, refused.value.column) == (code, column)
