# SPDX-License-Identifier: MIT
"""What `search` and `mentions` say below their rows, and when they have none."""

from __future__ import annotations

import pytest


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
    assert "There are 2 mentions, and the filter leaves all of them out" in said.err


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
