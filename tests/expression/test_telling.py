# SPDX-License-Identifier: MIT
"""What a query means, told in both languages, for every form of the language."""

from datetime import UTC, date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import expression
from veille.expression.nodes import Node, nodes
from veille.expression.remarks import remarks
from veille.expression.telling import tell
from veille.i18n import LANGUAGES, Words
from veille.model import Document
from veille.wording import Wording

TODAY = date(2026, 11, 22)
PARIS = ZoneInfo("Europe/Paris")
FORMS = {
    "lenoir": "the word “lenoir”",
    "biscuit*": "words that begin with “biscuit”",
    '"la poste"': "the phrase “la poste”; also: laposte",
    '"la post*"': "the phrase “la post”, whose last word may go on; also: lapost",
    "LaPoste": "the word “LaPoste”; also: la poste",
    "L'Oréal": "the word “L'Oréal”; also: oreal, loreal",
    "@lenoir": "the account @lenoir",
    "#rappel*": "hashtags that begin with #rappel",
    "title:lenoir": "in the title, the word “lenoir”",
    "text:{Orange}": "in the text, “Orange” with these very capitals and accents",
    "m?t": "words of the form “m?t” (* is any letters or none, ? is one letter)",
    "*phone": "words of the form “*phone” (* is any letters or none, ? is one letter)",
    "lenoir~": "the word “lenoir”, give or take 1 letter",
    "lenoir~2": "the word “lenoir”, give or take 2 letters",
    "/rappel [0-9]+/": "a passage that the regular expression /rappel [0-9]+/ describes",
    "-acteur": "not the word “acteur”",
    "url:/economie/": "an address that contains /economie/",
    "site:lemonde.fr": "the site lemonde.fr or one below it",
    "author:duval": "in the name of the author, the word “duval”",
    'source:"CERT-FR"': "shown by the source “cert fr”",
    "source:cert*": "shown by a source whose name begins with “cert”",
    "channel:news": "channel: news",
    "lang:fr": "in language: French",
    "lang:uk": "in language: uk",
    "date:2026-11-03": "dated Tuesday 3 Nov 2026",
    "date:2026-11-01..2026-11-07": "dated Sunday 1 Nov 2026 to Saturday 7 Nov 2026 inclusive",
    "since:2026-11-01": "dated Sunday 1 Nov 2026 or later",
    "date:..2026-11-07": "dated Saturday 7 Nov 2026 or earlier",
    "brand:orange": "a mention of the brand “orange”",
    "brand:ora*": "a mention of a brand whose name begins with “ora”",
    "tone:négatif": "tone: negative",
    "tone:none": "tone not rated",
    "status:todo": "status: to do",
    "status:none": "without status",
    "verdict:kept": "verdict: kept",
    "tag:prix": "tag “prix”",
    "tag:none": "without tag",
    "story:abc": "of the story abc",
    "story:none": "of no story: alone of its kind",
    "relevance:>0.8": "relevance of more than 0.80",
    "relevance:0.3..0.6": "relevance of at least 0.30 and of at most 0.60",
    "relevance:<=0.5": "relevance of at most 0.50",
    "reach:>=10k": "reach of at least 10,000",
    "reach:none": "reach not known",
    "engagement:5": "engagement (likes, shares and replies): of exactly 5",
    "engagement:none": "engagement not known",
}
GROUPS = {
    "lenoir rappel": "all of these:\n  the word “lenoir”\n  the word “rappel”",
    "lenoir OR rappel": "at least one of these:\n  the word “lenoir”\n  the word “rappel”",
    "-(lenoir OR rappel)": "none of these:\n  the word “lenoir”\n  the word “rappel”",
    "-(lenoir rappel)": "not all of these together:\n  the word “lenoir”\n  the word “rappel”",
    "lenoir NEAR/5 rappel": "both, with at most 5 words between them:\n  the word “lenoir”\n  the word “rappel”",
    "lenoir ONEAR/1 rappel": (
        "the first, then the second, with at most 1 word between them:\n"
        "  the word “lenoir”\n  the word “rappel”"
    ),
    "lenoir NEAR/0 rappel": "both, side by side:\n  the word “lenoir”\n  the word “rappel”",
    "lenoir ONEAR/0 rappel": "the second right after the first:\n  the word “lenoir”\n  the word “rappel”",
    '"lenoir rappel"~3': (
        "these words in any order, with at most 3 others among them:\n"
        "  the word “lenoir”\n  the word “rappel”"
    ),
    'title:"lenoir rappel"~0': (
        "in the title, these words side by side, in any order:\n"
        "  in the title, the word “lenoir”\n  in the title, the word “rappel”"
    ),
    "-(lenoir NEAR/5 rappel)": (
        "not this:\n  both, with at most 5 words between them:\n    the word “lenoir”\n    the word “rappel”"
    ),
    "(a OR b) NEAR/5 c": (
        "both, with at most 5 words between them:\n"
        "  at least one of these:\n    the word “a”\n    the word “b”\n  the word “c”"
    ),
}


def parsed(query, queries=None):
    return expression.parse(query, today=TODAY, zone=PARIS, queries=queries or {}).root


def said(query, language="en", queries=None):
    names = {name: parsed(text, queries) for name, text in (queries or {}).items()}
    wording = Wording(Words(language), PARIS)
    told = tell(parsed(query, queries), zone=PARIS, names=names)
    return "\n".join("  " * one.depth + wording.say(one.sentence) for one in told)


def noted(query, language="en"):
    wording = Wording(Words(language), PARIS)
    return [wording.say(one) for one in remarks(parsed(query), zone=PARIS)]


def keys(query):
    return [one.key.removeprefix("telling.notes.") for one in remarks(parsed(query), zone=PARIS)]


@pytest.mark.parametrize(("query", "words"), FORMS.items())
def test_each_form_is_told_in_one_sentence(query, words):
    """What stands between two operators is one sentence."""
    assert said(query) == words


@pytest.mark.parametrize(("query", "words"), GROUPS.items())
def test_each_group_is_told_above_its_parts(query, words):
    """A group is told by what it asks of its parts, which stand below it, deeper."""
    assert said(query) == words


def test_no_node_is_left_untold():
    """The forms above are all the nodes that a query may have."""
    shown = {type(node) for query in (*FORMS, *GROUPS) for node in nodes(parsed(query))}
    assert shown == set(get_args(Node))


@pytest.mark.parametrize("query", [*FORMS, *GROUPS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_form_is_told_in_each_language(query, language):
    """No sentence lacks in either language, and French is not English."""
    assert said(query, language)
    assert said(query, "fr") != said(query, "en")


def test_french_is_told_as_french():
    """Dates, numbers and quotation marks are those of French readers."""
    assert said("date:2026-11-01", "fr") == "daté du dimanche 1er nov. 2026"
    assert said("reach:>10k", "fr") == "audience de plus de 10\u202f000"
    assert said("relevance:>0.8", "fr") == "pertinence de plus de 0,80"
    assert said("tone:negative", "fr") == "tonalité\u202f: négatif"
    assert said("lenoir", "fr") == "le mot «\u202flenoir\u202f»"


def test_days_are_those_of_the_time_zone():
    """A day of Paris begins on the evening before in UTC, and is told as Paris counts."""
    root = parsed("date:2026-11-03")
    assert root.since.astimezone(UTC).day == 2
    assert "3 Nov" in said("date:2026-11-03")


def test_a_named_query_is_told_by_its_name_then_its_meaning():
    """Within others too, and wherever it stands."""
    queries = {"marque": 'lenoir OR "la poste"', "gros": "@marque rappel"}
    words = (
        "all of these:\n"
        "  the query @marque:\n"
        "    at least one of these:\n"
        "      the word “lenoir”\n"
        "      the phrase “la poste”; also: laposte\n"
        "  not the word “acteur”"
    )
    assert said("@marque -acteur", queries=queries) == words
    assert said("@gros", queries=queries).startswith(
        "the query @gros:\n  all of these:\n    the query @marque:\n"
    )


# --- what to know of it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("lenoir -lenoir", "never"),
        ("lang:fr lang:en", "never"),
        ("brand:orange brand:free", "never"),
        ("tone:none tone:negative", "never"),
        ("tag:none tag:prix", "never"),
        ("relevance:>0.8 relevance:<0.5", "never"),
        ("reach:none reach:>10k", "never"),
        ("lenoir OR (rappel -rappel)", "dead_branch"),
        ("-acteur", "only_negative"),
        ("-acteur OR lenoir", "only_negative"),
        ("lenoir lenoir", "twice"),
        ("lenoir OR rappel OR lenoir", "twice"),
        ("lenoir (lenoir OR rappel)", "absorbed"),
        ("lenoir OR (lenoir rappel)", "absorbed"),
        ("biscuit* OR biscuits", "covered"),
        ("biscuit* OR title:biscuits", "covered"),
        ("bi*uit OR hp", "short"),
    ],
)
def test_what_does_nothing_is_noted(query, note):
    """What a query can never do, and what of it does nothing."""
    assert note in keys(query)


@pytest.mark.parametrize(
    "query",
    [
        "lenoir rappel",
        "lenoir OR rappel",
        "title:biscuit* OR biscuits",
        "biscuits biscuit",
        "hp imprimante",
        "channel:news channel:blog",
        "tag:prix tag:service",
        "brand:ora* brand:orange",
        "relevance:>0.5 relevance:<0.8",
        "relevance:<=0.5 relevance:>=0.5",
        "lenoir (rappel OR retrait)",
        'biscuit* OR "biscuit lenoir"',
        "site:lemonde.fr site:blog.lemonde.fr",
        "date:2026-11-01..2026-11-07 since:2026-11-07",
    ],
)
def test_what_does_something_is_not_accused(query):
    """Nothing is said that is not sure."""
    assert [key for key in keys(query) if key != "folded"] == []


def test_a_note_is_said_once_and_names_what_it_is_about():
    """Three times the same word is one note, with that word."""
    (twice,) = [note for note in noted("lenoir lenoir lenoir") if "twice" in note]
    assert twice == "the word “lenoir”: written twice"
    assert any("“hp, if” are of one or two letters" in note for note in noted("hp OR if"))


def test_folding_is_noted_where_words_are_asked_for():
    """Who asks for a site alone need not know how words are read."""
    assert keys("lenoir") == ["folded"]
    assert keys("site:lemonde.fr") == []


# --- whatever the query -----------------------------------------------------------------------------------

LEAVES = (
    *(
        "lenoir",
        "-lenoir",
        "rappel*",
        "rappels",
        "title:lenoir",
        "LaPoste",
        '"la poste"',
        "{Lenoir}",
        "len?ir",
        "lenoir~",
    ),
    *(
        "lang:fr",
        "lang:en",
        "site:a.fr",
        "site:b.a.fr",
        "site:c.fr",
        "date:2026-11-01",
        "since:2026-11-02",
        "/len.ir/",
    ),
    *("(lenoir NEAR/2 rappel)", '"lenoir rappel"~1', "@lenoir", "url:rappel", "author:duval", "channel:news"),
)
QUERIES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.lists(inner, min_size=2, max_size=3).flatmap(
        lambda parts: st.sampled_from([" ", " OR ", " -"]).map(lambda sign: f"({sign.join(parts)})")
    ),
    max_leaves=6,
)
WORDS = st.lists(
    st.sampled_from(
        ["Lenoir", "lenoir", "rappel", "rappels", "La Poste", "laposte", "@lenoir", "et", "lenoar"]
    ),
    max_size=5,
)


def document(words, title, language, host):
    return Document(
        id="d", identity="d", url=f"https://{host}/rappel", host=host, title=" ".join(title), text=" ".join(words),
        first_seen=datetime(2026, 11, 1, 12, tzinfo=UTC), language=language, sightings=(),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    QUERIES, WORDS, WORDS, st.sampled_from(["fr", "en", None]), st.sampled_from(["a.fr", "b.a.fr", "c.fr"])
)
def test_what_can_never_be_found_never_is(query, words, title, language, host):
    """Every query is told in both languages; one that is said to find nothing finds nothing."""
    query = query.replace("--", "-")
    assert all(said(query, one) for one in LANGUAGES)
    expected = "never" in keys(query)
    one = document(words, title, language, host)
    found = expression.matches(expression.parse(query, today=TODAY, zone=PARIS), expression.subject(one))
    assert not (expected and found)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["rappel*", "lap*", "len*", "title:rap*"]), st.sampled_from(LEAVES), WORDS, WORDS)
def test_what_is_covered_finds_nothing_of_its_own(wide, narrow, words, title):
    """Where an alternative is said to be covered, what finds it is found by the other one too."""
    read = expression.subject(document(words, title, "fr", "a.fr"))
    if "covered" in keys(f"{wide} OR {narrow}"):
        by_narrow, by_wide = (
            expression.matches(expression.parse(query, today=TODAY, zone=PARIS), read)
            for query in (narrow, wide)
        )
        assert by_wide or not by_narrow
