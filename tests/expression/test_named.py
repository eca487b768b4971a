# SPDX-License-Identifier: MIT
"""Named queries stand in others as if in parentheses, without end neither in time nor in size."""

import pytest

from expression.asking import found, parse
from veille import expression
from veille.errors import QueryError
from veille.i18n import LANGUAGES, Words

QUERIES = {
    "crise": "panne OR rappel",
    "Nos_usines": '"usine nord" OR (usine -nord)',
    "grave": "@crise -fausse",
    "courante": "panne",
}


def refused(query, queries, **options):
    with pytest.raises(QueryError) as caught:
        parse(query, queries=queries, **options)
    for language in LANGUAGES:
        for part in ("what", "todo"):
            assert Words(language)(f"query.{caught.value.code}.{part}", **caught.value.facts)
    assert 0 <= caught.value.column <= len(caught.value.query)
    return caught.value


@pytest.mark.parametrize(
    ("query", "text", "answer"),
    [
        ("@crise", "un rappel", True),
        ("lenoir @crise", "lenoir et panne", True),
        ("lenoir @crise", "panne", False),
        ("-@crise lenoir", "lenoir rappel", False),
        ("@CRISE.", "un rappel", True),
        ("@nos_usines", "usine sud", True),
        ("@grave", "fausse panne", False),
        ("@grave", "panne", True),
        ("@crise NEAR/1 lenoir", "lenoir en panne", True),
        ("@crise NEAR/0 lenoir", "lenoir en panne", False),
        ("text:@crise", "panne", True),
        ("title:@crise", "panne", False),
        ("title:(@crise OR x)", "panne", False),
        ("@autre", "merci @autre", True),
        ("@autre", "autre", False),
        ("#crise", "panne", False),
        ("@crise@mastodon.social", "panne", False),
    ],
)
def test_a_name_stands_for_its_query(query, text, answer):
    """A named query wins over an account of that name; other names are accounts."""
    assert found(query, text, queries=QUERIES) is answer


def test_a_mistake_is_shown_in_the_query_that_holds_it():
    """The caret stands in the text of the named query, and the error tells its name."""
    error = refused("lenoir @mal", {"mal": "panne AND"})
    assert (error.code, error.query, error.column, error.facts["named"]) == (
        "expected_term",
        "panne AND",
        9,
        "mal",
    )
    deep = refused("@bien", {"bien": "x @mal", "mal": '"y'})
    assert (deep.code, deep.query, deep.facts["named"]) == ("unclosed_quote", '"y', "mal")


def test_a_query_that_uses_itself_is_refused():
    """However long the way round; the error shows it."""
    assert refused("@a", {"a": "x @a"}).code == "query_cycle"
    error = refused("@a", {"a": "@b", "b": "@c", "c": "x OR @a"})
    assert (error.code, error.facts["trail"], error.query) == ("query_cycle", "@a > @b > @c > @a", "x OR @a")
    assert parse("@a @a", queries={"a": "x"})


def test_names_within_names_end():
    """Neither many levels nor queries that double each other are read to the end."""
    deep = {f"q{number}": f"x @q{number + 1}" for number in range(60)} | {"q60": "y"}
    assert refused("@q0", deep).code == "query_too_deep"
    assert parse("@q41", queries=deep)
    double = {f"q{number}": f"@q{number + 1} @q{number + 1}" for number in range(19)} | {"q19": "y"}
    assert refused("@q0", double).code == "too_large"


def test_a_named_query_is_held_to_what_its_place_allows():
    """In a rule, near a word or in a field of the document it is as strict as what stands there itself."""
    queries = {"suivi": "tone:negative", "site": "site:x.fr", "sans": "-x"}
    assert refused("lenoir @suivi", queries, rule=True).code == "mention_field_in_rule"
    assert refused("@sans", queries, rule=True).code == "only_negative"
    assert refused("a NEAR/3 @site", queries).code == "near_named"
    assert refused("@sans NEAR/3 a", queries).code == "near_named"
    assert refused("title:@site", queries).code == "field_in_field"
    assert expression.uses(parse("@suivi", queries=queries), "tone")


def test_the_queries_that_one_uses_are_known():
    """Directly or through others, each once, sorted; what cannot be read counts as far as it goes."""
    assert expression.queries_used("lenoir @grave -@GRAVE @autre", QUERIES) == (
        ("crise", "panne OR rappel"), ("grave", "@crise -fausse"),
    )  # fmt: skip
    assert expression.queries_used('@courante "', QUERIES) == (("courante", "panne"),)
    assert expression.queries_used("@a", {"a": "@b", "b": "@a"}) == (("a", "@b"), ("b", "@a"))
    assert expression.queries_used('x@crise "@crise" {@crise} # @crise', QUERIES) == ()
