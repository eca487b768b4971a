# SPDX-License-Identifier: MIT
"""Letters that an expression needs are in all that it matches, or none are named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from veille.expression.regex import compiled
from veille.store.sqlite.literals import needed


@pytest.mark.parametrize(
    ("expression", "letters"),
    [
        (r"iphone 1[4-7]", "iphone 1"),
        (r"\bgarantie\b \d+ ans?", "garantie"),
        (r"Lenoir", "lenoir"),
        (r"carre(fou|fuo)r", "carre"),
        (r"(?i)Orange", "orange"),
        (r"(?-i)ORANGE", "orange"),
        (r"abcd+e", "abcd"),
        (r"abcd*e{2,3}fghi", "fghi"),
        (r"abcd?", "abc"),
        (r"total\.com", "total"),
        (r"kiosk basket", " ba"),
        (r"l.oréal", None),
        (r"poste|banque", None),
        (r"(poste|banque)", None),
        (r"(abc)?def", "def"),
        (r"x[abc(|]def", "def"),
        (r"[]abc]def", None),
        (r"[[:alpha:]]abcdef", None),
        (r"\p{Greek}", None),
        (r"\x{61}bcdef", None),
        (r"\Qa|b\E", None),
        (r"abc{x}", "abc"),
        ("東京タワー", None),
    ],
)
def test_only_sure_letters_are_named(expression, letters):
    """What may be absent, or written in other letters, is left out."""
    compiled(expression)
    assert needed(expression) == letters


_PIECES = ["a", "b", "k", "s", "é", "abc", "ab+", "a*", "b?", "a{2}", "b{0,1}", "c{,2}", "(ab|c)", "(?:abc)?", "[ab]",
           "[^a]c", ".", r"\w", r"\b", r"\.", "^", "$", "|", "(?i)", "ab{x", r"\n", r"\pL", "[a\\]]", "(a[)]b)", " "]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    some.lists(some.sampled_from(_PIECES), min_size=1, max_size=7),
    some.text(alphabet="abcK\u212aſs é.x{\n", max_size=30),
)
def test_all_that_matches_holds_the_letters(pieces, text):
    """Whatever the expression and the text: a text without the letters never matches."""
    expression = "".join(pieces)
    try:
        found = compiled(expression).search(text)
    except ValueError:
        return
    letters = needed(expression)
    assert letters is None or found is None or letters in text.lower()
