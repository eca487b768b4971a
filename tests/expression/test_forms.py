# SPDX-License-Identifier: MIT
"""Words in their own letters, with holes, with mistakes, and regular expressions: what each finds and what not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from expression.asking import document, found, marked, parse
from veille import expression
from veille.errors import QueryError
from veille.expression.forms import fits, fitting
from veille.expression.nodes import nodes
from veille.expression.regex import MOST
from veille.model import Place

FINDS = [
    ("{Orange}", "chez Orange."),
    ("{Orange}", "d’Orange"),
    ("{ORANGE}", "ORANGE"),
    ("{La Poste}", "La-Poste"),
    ("{La Poste}", "LaPoste"),
    ("{La Poste}", "La\n« Poste »"),
    ("{L'Oréal}", "L’Oréal"),
    ("{Oréal}", "L’Ore\u0301al"),
    ("{SNCF}", "S.N.C.F."),
    ("{@Orange}", "@Orange bonjour"),
    ("{東京}", "東京タワー"),
    ("m?t", "un mot"),
    ("m?t", "mât"),
    ("*phone", "un téléphone"),
    ("*phone", "phone"),
    ("télé*ne", "téléphone"),
    ("*lepho*", "téléphones"),
    ("la?oste", "La Poste"),
    ("la-p?ste", "La-Poste"),
    ("l'or?al", "l'Oréal"),
    ("l'or?al", "loreal"),
    ("or?al", "l’Oréal"),
    ("usin?", "usine"),
    ("c?eur", "un cœur"),
    ("м?сква", "Москва"),
    ("م?حبا", "مرحبا"),
    ("mot~", "mto"),
    ("boulanger~", "BOULENGER"),
    ("boulanger~", "boulangers"),
    ("boulanger~", "boulnager"),
    ("boulanger~2", "boulengers"),
    ("Été~", "étés"),
    ("laposte~", "La-Posta"),
    ("l'oréal~", "loréale"),
    ("l'oréal~", "l’Oréale"),
    ("/rap+el/", "un RAPPEL"),
    ("/rappel de/", "un rappel de"),
    (r"/24\/7/", "24/7"),
    (r"/caf\w+/", "les cafés"),
    (r"/10\s€/", "10\u202f€"),
    (r"/[\w]+x/", "éx"),
    ("/été/", "L’ÉTÉ"),
    ("/(?-i)Orange/", "Orange"),
    ("/(?s)a.b/", "a\nb"),
    ("/👍🏽/", "bien 👍🏽"),
    ("/^un/", "un début"),
]
MISSES = [
    ("{Orange}", "orange ORANGE oranges"),
    ("{Été}", "Ete"),
    ("{L'Oréal}", "Oréal"),
    ("{La Poste}", "la Poste"),
    ("m?t", "maint moût mt"),
    ("m?t", "motte"),
    ("*phone", "phonétique"),
    ("télé*ne", "téléphones"),
    ("*rappel", "rappels"),
    ("mot~", "moteur"),
    ("boulanger~", "boulengers"),
    ("boulanger~2", "boulangeries"),
    ("rappel~", "le rap pel"),
    ("été~", "hiver"),
    ("/rap+el/", "ravel"),
    ("/a.b/", "a\nb"),
    ("/(?-i)Orange/", "orange"),
    ("/été/", "ete"),
]


@pytest.mark.parametrize(("query", "text"), FINDS)
def test_a_form_finds_what_it_means(query, text):
    """In the title as in the text."""
    assert found(query, text)
    assert found(query, title=text)
    assert marked(query, text)


@pytest.mark.parametrize(("query", "text"), MISSES)
def test_a_form_finds_nothing_else(query, text):
    """What only looks alike is not found, and nothing is marked."""
    assert not found(query, text)
    assert not marked(query, text)


@pytest.mark.parametrize("query", ["{Orange}", "or?nge", "*range", "ornage~", "/orange/", '"la orange"~9'])
def test_a_part_is_kept_to(query):
    """`title:` and `text:` hold for every form."""
    assert found(f"title:{query}", title="la Orange", text="rien")
    assert not found(f"title:{query}", title="rien", text="la Orange")
    assert found(f"text:({query})", text="la Orange")
    assert not found(f"-text:{query}", text="la Orange")


@pytest.mark.parametrize(
    ("query", "text", "pieces"),
    [
        ("{Orange}", "orange Orange ORANGE d’Orange", ["Orange", "Orange"]),
        ("{L'Oréal}", "L’Oréal, l’oréal", ["L’Oréal"]),
        ("m?t", "mât, mot : mets", ["mât", "mot"]),
        ("la?oste", "chez La-Poste", ["La-Poste"]),
        ("pannne~", "des PANNES, une panne", ["panne"]),
        ("/pan+es?/", "des PANNES, une panne", ["PANNES", "panne"]),
        ("/é+/", "𝕏 é 🇫🇷 éé", ["é", "éé"]),
    ],
)
def test_marks_are_the_places_as_shown(query, text, pieces):
    """Offsets count the characters of the text as shown, astral ones too."""
    assert marked(query, text) == pieces


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("a*a*a*a*a*a*b", "a" * 100_000),
        ("*aaaaaaaaaaaaaaaaaaaaaaaa?b", "a" * 100_000),
        ("*aaa*aaa*aaa*c", ("a" * 500 + " ") * 200),
    ],
)
def test_many_stars_end_on_hostile_words(pattern, text):
    """Each star is tried at one place alone, however long the word."""
    assert not found(pattern, text)


LETTERS = st.text("abé", min_size=1, max_size=6)


@given(st.lists(st.sampled_from([*"ab", "*", "?"]), min_size=1, max_size=8).map("".join), LETTERS)
@settings(max_examples=300, deadline=None)
def test_stars_and_question_marks_mean_what_they_do_in_file_names(wild, word):
    """A wildcard finds the words that the plain rule of file names finds."""
    from fnmatch import fnmatchcase

    from veille.expression.nodes import Wild
    from veille.text import fold

    node = Wild(written=wild, pattern=wild)
    assert fits(node, fold(word)) == fnmatchcase(fold(word), wild)


@given(st.text("abc", min_size=3, max_size=6), st.lists(st.text("abc", min_size=1, max_size=7), max_size=6))
@settings(max_examples=200, deadline=None)
def test_mistakes_are_counted_as_edits_of_which_a_swap_is_one(word, others):
    """The words found are those within so many edits."""
    for edits in (1, 2):
        node = parse(f"{word}~{edits}").root
        wanted = [other for other in others if OSA.distance(word, other) <= edits]
        assert fitting(node, others) == wanted
        assert found(f"{word}~{edits}", " ".join(others)) == bool(wanted)


def test_a_store_may_ask_of_one_word():
    """Whether a word of an index is meant is a question about that word; accounts and hashtags are never."""
    assert fits(parse("*phone").root, "telephone")
    assert not fits(parse("*phone").root, "＃telephone")
    assert fits(parse("poste~").root, "potse")
    assert not fits(parse("poste~").root, "＠poste")


def test_an_elided_article_may_be_written_or_not():
    """`l'or?al` is or?al after an article, or one word."""
    patterns = [node.pattern for node in nodes(parse("l'or?al").root) if hasattr(node, "pattern")]
    assert patterns == ["or?al", "lor?al"]


def test_an_expression_marks_so_many_places_and_no_more():
    """A text full of an expression is marked as far as anyone reads."""
    subject = expression.subject(document("x\n" * 5_000))
    assert len(expression.hits(parse("/x/"), subject)) == MOST


def test_an_expression_that_looks_far_at_each_place_is_stopped():
    """What would be quadratic in the text ends after a bounded number of looks."""
    subject = expression.subject(document("x" * 100_000))
    assert 0 < len(expression.hits(parse("/x.*y|x/"), subject)) <= MOST


def test_a_text_that_no_file_could_hold_is_searched_too():
    """Half of a pair of code units is one character like any other."""
    assert marked("/b+/", "a\ud800bb") == ["bb"]


def test_an_expression_in_a_class_knows_brackets():
    """Letters of every script are meant inside classes and out, and brackets are read as RE2 does."""
    for query, text in [
        (r"/[[]\w/", "[é"),
        (r"/[]\w]+/", "]é"),
        (r"/[[:digit:]\w]+é/", "1éé"),
        (r"/\Qa.b\E\w/", "a.bé"),
    ]:
        assert marked(query, text) == [text]
    assert marked(r"/\W/", "é!") == ["!"]


def test_title_and_text_are_marked_each():
    """An expression is looked for in both parts."""
    subject = expression.subject(document("rappel", "Rappel"))
    assert [span.place for span in expression.hits(parse("/rappel/"), subject)] == [Place.TITLE, Place.TEXT]


@pytest.mark.parametrize(
    ("form", "most", "code"), [("orange{}~2", 50, "too_many_fuzzy"), ("*range{}?", 200, "too_many_wild")]
)
def test_words_not_known_exactly_are_bounded(form, most, code):
    """Each is tried on every word there is: so many of them, counted through named queries, and no more."""
    enough = " OR ".join(form.format(number) for number in range(most))
    assert found(enough, "x orange43 y")
    for query, queries in ((f"{enough} OR {form}", {}), (f"{form} OR @all", {"all": enough})):
        with pytest.raises(QueryError, match=code):
            parse(query.replace("{}", "x"), queries=queries)
