# SPDX-License-Identifier: MIT
"""Words with holes and words with mistakes: which words of a text, or of an index, they mean.

One folded word is judged alone, so that a store may ask of the words of its index what is asked here of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from veille.expression.nodes import Fuzzy, Wild
from veille.patterns import pattern
from veille.text import Reading

_WORD = pattern("[^ ]+")
_SIGNED = ("＃", "＠")  # an account or a hashtag is found with its sign alone


def fits(node: Wild | Fuzzy, word: str) -> bool:
    """Say whether a folded word, or an unsigned joined form, is one that is meant."""
    return bool(fitting(node, (word,)))


def fitting(node: Wild | Fuzzy, words: Iterable[str]) -> list[str]:
    """Return those of some folded words and joined forms that are meant: each is judged alone."""
    if isinstance(node, Wild):
        found = wild_pattern(node.pattern)
        return [word for word in words if found.match(f" {word} ")]
    return _alike(node, [word for word in words if not word.startswith(_SIGNED)])


@lru_cache(maxsize=1_024)
def wild_pattern(wild: str) -> re.Pattern[str]:
    """Return what finds the words a wildcard means in a line of words, spaces around each.

    What stands between two stars is taken where it first comes and never tried elsewhere: time is linear.
    """
    first, *others = (re.escape(piece).replace(r"\?", "[^ ]") for piece in wild.split("*"))
    found = " (?![＃＠])" + first
    if others:
        found += "".join(f"(?>[^ ]*?{piece})" for piece in others[:-1]) + f"[^ ]*{others[-1]}"
    return re.compile(found + "(?= )")


def find_wild(node: Wild, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where the words that a wildcard means stand in a text, as shown."""
    for match in wild_pattern(node.pattern).finditer(reading.line):
        yield reading.span(match.start() + 1, match.end())
    yield from find_in_links(node, reading)


def find_fuzzy(node: Fuzzy, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where words stand that are meant, mistakes and all."""
    meant = frozenset(fitting(node, {*reading.line.split()}))
    if meant:
        for match in _WORD.finditer(reading.line):
            if match[0] in meant:
                yield reading.span(*match.span())
    yield from find_in_links(node, reading)


def find_in_links(node: Wild | Fuzzy, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where joined forms stand that are meant."""
    links = reading.links
    meant = frozenset(fitting(node, {*links.split()}))
    if meant:
        for match in _WORD.finditer(links):
            if match[0] in meant:
                yield reading.link_span(match.start())


def _alike(node: Fuzzy, words: list[str]) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    shortest, longest = len(node.word) - node.edits, len(node.word) + node.edits
    likely = [word for word in words if shortest <= len(word) <= longest]
    if not likely:
        return []
    found = process.extract(
        node.word, likely, scorer=OSA.distance, processor=None, score_cutoff=node.edits, limit=None
    )
    return [likely[at] for at in sorted(at for _, _, at in found)]
