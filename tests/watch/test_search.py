# SPDX-License-Identifier: MIT
"""What `search` and `mentions` say below their rows, and when they have none."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

SECOND = Path(__file__).parents[1] / "store" / "sqlite" / "data" / "layout_2.db.gz"
"""A base of the second layout."""


@pytest.mark.parametrize(
    "filtered",
    [
        ("--status", "todo"),
        ("--status", "doubtful"),
        ("--where", "introuvable"),
        ("--where", "boutique", "--brand", "Biscuiterie Lenoir"),
        ("--week", "2020-W10", "--status", "kept"),
    ],
    ids=" ".join,
)
def test_a_filter_that_leaves_nothing_is_named(collected, filtered):
    """There are two mentions, and none passes: that is not "no mention"."""
    said = collected("mentions", *filtered)
    assert (said.code, said.out) == (0, "")
    assert "There are 2 mentions, and none meets your conditions" in said.err


def test_no_mention_at_all_is_said(collected):
    """Documents without any mention, rejected ones included."""
    path = collected.folder / "sources.toml"
    path.write_text(path.read_text().replace("Lenoir", "Zeste").replace("Duval", "Zinc"))
    collected("brands", "rematch")
    assert "No mention in the 2 documents collected" in collected("mentions").err


def test_a_limit_of_zero_tells_the_count(collected):
    """`--limit 0` asks how many there are."""
    assert "0 shown of 2" in collected("mentions", "--limit", "0").err
    assert "0 shown of 1" in collected("search", "rappelle", "--limit", "0").err
    assert collected("mentions", "--limit", "0", "--json").json == []


def test_brands_are_counted_among_the_rows_that_are_shown(collected):
    """With a limit the footer speaks of what is shown, without one of all; it is for people at a terminal."""
    assert collected("search", "maison OR lenoir").err == ""
    collected.terminal = True
    assert "2 of them mention a brand" in collected("search", "maison OR lenoir").err
    assert "1 of those shown mentions a brand" in collected("search", "maison OR lenoir", "--limit", "1").err


def test_a_query_that_names_verdicts_sees_what_was_rejected(collected):
    """Rejected mentions are left out, but where the query speaks of verdicts; `--status` still wins."""
    first, second = (row["id"] for row in collected("mentions", "--json").json)
    assert collected("label", first, "--reject").code == 0
    brand = next(
        row["brand"] for row in collected("mentions", "--status", "all", "--json").json if row["id"] == first
    )

    def ids(*words):
        return [row["id"] for row in collected(*words, "--json").json]

    assert ids("mentions") == [second]
    assert ids("mentions", "--where", "tone:none") == [second]
    assert ids("mentions", "--where", "verdict:rejected") == [first]
    assert ids("mentions", "--where", "verdict:rejected", "--status", "kept") == []
    assert ids("search", "verdict:rejected", "--brand", brand) == [first]
    assert ids("search", "verdict:rejected") == [first.partition(".")[0]]
    assert ids("search", "-verdict:kept") == [first.partition(".")[0]]


def test_a_search_that_stopped_says_that_there_may_be_more(collected, monkeypatch):
    """Texts are read for an expression until there are enough: the total is then the least there are."""
    from veille.store.sqlite import verify

    monkeypatch.setattr(verify, "READ", 1)
    monkeypatch.setattr(verify, "CHUNK", 1)
    collected.terminal = True
    said = collected("search", "{Maison} OR {Lenoir}", "--sort", "best", "--limit", "1").err
    assert "1 shown of at least 1 " in said
    assert "2 results" in collected("search", "/maison|lenoir/", "--limit", "3").err


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("brand:zzz", "no brand “zzz”"),
        ('brand:"biscuiterie lenoit"', "the nearest is “Biscuiterie Lenoir”"),
        ("source:nope", "no source is called “nope”"),
        ("lang:zz", "in the language “zz”"),
        ("introuvable OR !introuvable", "exclamation mark"),
        ("introuvable or rien", "the operator is written OR"),
        ("@crize", "the nearest is @crise"),
    ],
)
def test_what_finds_nothing_says_which_of_its_names_nothing_bears(collected, query, said):
    """On standard error: a name that nothing bears finds nothing, and looks like an answer."""
    path = collected.folder / "sources.toml"
    path.write_text(path.read_text() + "\n[queries]\ncrise = 'rien'\n")
    for asked in (("search", query), ("mentions", "--where", query)):
        told = collected(*asked)
        assert (told.code, told.out) == (0, "")
        assert said in told.err


def test_known_names_are_not_blamed(collected):
    """What finds nothing together is not called unknown."""
    for query in ('brand:"biscuiterie lenoir" introuvable', "lang:fr introuvable", "brand:bis* introuvable"):
        assert "note" not in collected("search", query).err


def test_a_search_is_answered_after_an_upgrade(person):
    """A base of an earlier version is brought up to date by whichever command opens it first."""
    person.watch_file('[[brand]]\nname = "Lenoir"\n')
    (person.folder / "veille.db").write_bytes(gzip.decompress(SECOND.read_bytes()))
    assert person("search", "lenoir", "--json").json
    assert person("db", "check").code == 0
