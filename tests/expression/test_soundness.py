# SPDX-License-Identifier: MIT
"""Rules that are unsound in themselves are told from those that are not."""

from datetime import UTC, date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.expression import parse
from veille.expression.soundness import is_short, never, short_terms


def root(query):
    return parse(query, today=date(2026, 11, 16), zone=UTC).root


@pytest.mark.parametrize(
    "query",
    [
        "a -a",
        "lenoir AND NOT Lenoir",
        "title:lenoir -lenoir",
        "lang:fr lang:en lenoir",
        "(a OR b) -a -b",
        "site:a.example site:b.example",
        "since:2026-11-10 date:2026-11-01..2026-11-05",
        "NOT (a OR -a)",
    ],
)
def test_what_can_never_match_is_known(query):
    """Clauses that exclude one another, whatever the text."""
    assert never(root(query))


@pytest.mark.parametrize(
    "query",
    [
        "a",
        "a -b",
        "lenoir -title:lenoir",
        "(a OR b) -a",
        "site:blog.a.example site:a.example",
        "channel:news channel:blog",
        "source:x source:y",
        "lang:fr OR lang:en",
        "date:2026-11-01 OR date:2026-11-02",
        " ".join(f"(a{n} OR b{n} OR c{n})" for n in range(40)),
    ],
)
def test_what_may_match_is_never_accused(query):
    """A document has several sources and types of media, a host its sub-domains; long rules are let be."""
    assert not never(root(query))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hp", ("hp",)),
        ("hp OR if", ("hp", "if")),
        ("hp AND imprimante", ()),
        ("a b", ("a", "b")),
        ('"a b"', ("a b",)),
        ('"la poste"', ()),
        ("#hp", ()),
        ("hewlett OR (hp -acteur)", ("hp",)),
        ("-hp imprimante", ()),
    ],
)
def test_short_words_are_those_that_suffice(query, found):
    """A word of two letters beside another that must be there is no danger."""
    assert short_terms(root(query)) == found


@given(st.text(max_size=6))
@settings(max_examples=60)
def test_any_name_can_be_measured(name):
    """Longer names are never short."""
    assert not is_short(f"{name}abc") or name.strip()[:1] in set("@#＠＃")
