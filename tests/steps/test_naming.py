# SPDX-License-Identifier: MIT
"""Which words of a brand's query are its name, and that the others make no hit beside it."""

from datetime import UTC, date, datetime

import pytest

from veille.model import Brand, Channel, Document, Place, Sighting, Verdict
from veille.steps.match import Matcher

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAR = " mot" * 20
TELECOM = "orange ET (fibre OU livebox OU sosh)"


def document(text, title="", **fields):
    sighting = Sighting(source="s", channel=Channel.NEWS, seen_at=NOW)
    return Document(
        id="abcdefghijkl", identity="i", first_seen=NOW, sightings=(sighting,), title=title, text=text,
        **{"url": "https://news.example/a", "host": "news.example", **fields},
    )  # fmt: skip


def examined(query, text, title="", name="Orange", **fields):
    matcher = Matcher([Brand(name=name, query=query, **fields)], today=date(2026, 11, 22), zone=UTC)
    return matcher.examine(document(text, title), name)


def forms(found):
    return [hit.term for hit in found]


def test_an_excluded_name_is_rejected_however_far_the_other_words_of_the_query_stand():
    """Only the hit on « orange » is the brand: « fibre », further off, keeps no mention alive."""
    text = f"Orange mécanique est un chef-d'œuvre{FAR} grâce à la fibre optique du voisin"
    found = examined(TELECOM, text, exclude=("mécanique", "jus"))
    assert found.mention.verdict is Verdict.REJECTED
    assert [(hit.term, hit.dropped_by) for hit in found.hits] == [("orange", "mécanique")]
    assert [(hit.term, hit.place, text[hit.start : hit.end]) for hit in found.required] == [
        ("fibre", Place.TEXT, "fibre")
    ]


def test_a_name_far_from_an_excluded_one_is_kept():
    """One of two hits on the name is enough, and it is the one that is shown."""
    text = f"Orange mécanique{FAR}. La fibre chez Orange"
    found = examined(TELECOM, text, exclude=("mécanique",))
    assert found.mention.verdict is Verdict.KEPT
    assert [span.start for span in found.mention.spans] == [text.rindex("Orange")]


def test_an_excluded_word_beside_another_word_of_the_query_says_nothing():
    """`exclude` looks at the name: a juice beside « fibre » takes no operator away."""
    text = f"Orange recrute.{FAR} Un jus, la fibre"
    assert examined(TELECOM, text, exclude=("jus",)).mention.verdict is Verdict.KEPT


def test_the_mention_shows_its_name():
    """Terms, spans, where and extract are those of the name, be the other words in the title."""
    found = examined(TELECOM, f"La fibre{FAR}{FAR} chez Orange", title="Fibre et Livebox").mention
    assert found.terms == ("orange",)
    assert [(span.place, span.end - span.start) for span in found.spans] == [(Place.TEXT, 6)]
    assert found.where is Place.TEXT
    assert found.verbatim.count("**") == 2
    assert "**Orange**" in found.verbatim


def test_relevance_reads_what_stands_beside_the_name():
    """« chez » before « fibre » speaks for no brand, « une » before « orange » against it."""
    found = examined("orange fibre", "chez fibre, une orange", context=("forfait",))
    cues = [reason.word for reason in found.reasons if reason.code.startswith("cue")]
    assert cues == ["une orange"]


@pytest.mark.parametrize(
    ("name", "word", "text"),
    [
        ("Orange", "orange", "Orange"),
        ("Orange", "{Orange}", "Orange"),
        ("Orange", "orang~", "Orangr"),
        ("Orange", "orange*", "oranges"),
        ("Orange", "oran*", "Orange"),
        ("Orange", "or?nge", "Orange"),
        ("Orange", "o*ange", "Orange"),
        ("Orange", "/or.nge/", "Orange"),
        ("Orange", "#orange", "#orange"),
        ("Orange", "@orange_france", "@orange_france"),
        ("Orange", '"orange business"', "Orange Business"),
        ("Orange", '"orange bus*"', "Orange Business"),
        ("Orange", '"groupe orange"~2', "Orange, le groupe"),
        ("Orange", "title:orange", "Orange"),
        ("Biscuiterie Lenoir", "lenoir", "Lenoir"),
        ("Biscuiterie Lenoir", "lenoir*", "Lenoir"),
        ("Biscuiterie Lenoir", '"biscuiterie len*"', "Biscuiterie Lenoir"),
        ("Biscuiterie Lenoir", "biscuiterielenoir", "Biscuiterie-Lenoir"),
        ("L'Oréal", "loreal", "L’Oréal"),
        ("L'Oréal", "oréal", "L’Oréal"),
        ("La Poste", "poste", "poste"),
        ("La Poste", "laposte", "La Poste"),
        ("La Poste", "lapos*", "La Poste"),
        ("La Poste", '"la pos*"', "La Poste"),
        ("LaPoste", '"la poste"', "La Poste"),
        ("Le Bon Coin", '"bon coin"', "bon coin"),
        ("S.N.C.F.", "sncf", "SNCF"),
        ("Les", "les", "les"),
    ],
)
def test_words_that_share_theirs_with_a_name_are_the_name(name, word, text):
    """Folded, in joined forms, with capitals, mistakes, holes, signs, alone or among others."""
    found = examined(f"{word} AND zinc", "zinc", title=text, name=name)
    assert set(forms(found.required)) - {"groupe"} == {"zinc"}
    assert found.mention.where is Place.TITLE


@pytest.mark.parametrize(
    ("name", "word", "text"),
    [
        ("La Poste", "la", "la"),
        ("Le Monde de la Bio", "de", "de"),
        ("Biscuiterie Lenoir", "biscuit*", "biscuits"),
        ("Biscuiterie Lenoir", "biscuits", "biscuits"),
        ("Orange", "orangerie", "orangerie"),
        ("Orange", "/f.bre/", "fibre"),
    ],
)
def test_words_that_share_none_are_no_name(name, word, text):
    """An article, kin of a part of a name, another word: beside the name they make no hit."""
    found = examined(f'{word} AND "{name}"', text, title=name, name=name)
    assert word in forms(found.required)
    assert {hit.place for hit in found.hits} == {Place.TITLE}


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"aliases": ("Sosh",)}, "sosh"),
        ({"people": ("Christel Heydemann",)}, "heydemann"),
        ({"handles": ("@orange_conseil",)}, "@orange_conseil"),
        ({"handles": ("@orange_conseil",)}, "orangeconseil"),
    ],
)
def test_other_names_people_and_accounts_are_the_name_too(fields, word):
    """Each of them has its words in the query."""
    found = examined(f"{word} fibre", f"fibre {word}", **fields)
    assert forms(found.required) == ["fibre"]


def test_of_a_longer_name_the_rest_is_no_name():
    """Orange Bank is another name of Orange; « bank » is none."""
    found = examined("orange bank", "la bank d'Orange", aliases=("Orange Bank",))
    assert (forms(found.hits), forms(found.required)) == (["orange"], ["bank"])


def test_of_an_account_a_part_is_no_name():
    """@orange_france does not make France a name."""
    found = examined("orange france", "la France, Orange", handles=("@orange_france",))
    assert (forms(found.hits), forms(found.required)) == (["orange"], ["france"])


def test_a_document_without_the_name_has_the_hits_of_its_query():
    """`orange OR livebox` finds a Livebox too, and `exclude` looks at it."""
    found = examined("orange OR livebox", "Une livebox")
    assert (forms(found.hits), found.required) == (["livebox"], ())
    assert examined("orange OR livebox", "Une livebox", exclude=("une",)).mention.verdict is Verdict.REJECTED


def test_all_words_of_a_query_without_a_name_count():
    """A topic is its words."""
    found = examined("rappel AND (retrait OR lot)", "Rappel d'un lot. Jeanne Dupont", name="Crise sanitaire")
    assert (forms(found.hits), found.required) == (["rappel", "lot"], ())
    with_people = examined("rappel", "Rappel. Jeanne Dupont", name="Crise", people=("Jeanne Dupont",))
    assert forms(with_people.hits) == ["rappel", "Jeanne Dupont"]


def test_a_person_of_the_brand_is_its_name_beside_the_words_of_the_query():
    """Where the query finds none of its names, but a person stands, the person is the hit."""
    found = examined("orange OR fibre", "La fibre, dit Jeanne Dupont", people=("Jeanne Dupont",))
    assert (forms(found.hits), forms(found.required)) == (["Jeanne Dupont"], ["fibre"])


def test_operands_of_near_are_told_apart():
    """The name is one of the two."""
    found = examined("fibre NEAR/3 orange", "la fibre d'Orange")
    assert (forms(found.hits), forms(found.required)) == (["orange"], ["fibre"])


def test_rules_of_fields_are_hits_as_they_were():
    """What no word of the query tells stands beside the text."""
    found = examined("site:news.example", "Bonjour")
    assert [(hit.term, hit.place) for hit in found.hits] == [("site:news.example", Place.URL)]


def test_a_name_is_seen_behind_any_number_of_other_words():
    """A page that says « fibre » fifteen thousand times is about the brand that it names at its end."""
    found = examined("fibre orange", "fibre " * 15_000 + "Orange").mention
    assert found.terms == ("orange",)
