"""Expressions are compiled late, and are the same."""

import re

from veille.patterns import pattern


def test_a_pattern_finds_what_the_compiled_one_does():
    """Methods, attributes and flags are those of re.compile."""
    late, now = pattern(r"(\w)b+", re.IGNORECASE), re.compile(r"(\w)b+", re.IGNORECASE)
    assert [match.span() for match in late.finditer("aBB cb")] == [
        match.span() for match in now.finditer("aBB cb")
    ]
    assert late.fullmatch("xBb")[1] == "x"
    assert late.sub("-", "abab") == now.sub("-", "abab") == "--"
    assert (late.pattern, late.flags) == (now.pattern, now.flags)


def test_nothing_is_compiled_before_it_is_used():
    """A wrong expression is noticed at its first use only."""
    assert pattern("(") is not None
