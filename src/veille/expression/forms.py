# SPDX-License-Identifier: MIT
"""Words with holes and words with mistakes: which words of a text, or of an index, they mean.

One folded word is judged alone, so that a store may ask of the words of its index what is asked here of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from veille.expression.nodes import Fuzzy, Wild
from veille.expression.subject import Subject
from veille.model import Place
from veille.patterns import pattern

_WORD = pattern("[^ ]+")
_HOLES = pattern("[*?]+")
_SIGNED = ("＃", "＠")  # an account or a hashtag is found with its sign alone


def fits(node: Wild | Fuzzy, word: str) -> bool:
    """Say whether a folded word, or an unsigned joined form, is one that is meant."""
    return bool(fitting(node, (word,)))


def fitting(node: Wild | Fuzzy, words: Iterable[str]) -> list[str]:
    """Return those of some folded words and joined forms that are meant: each is judged alone."""
    if isinstance(node, Wild):
        found = wild_pattern(node.pattern)
        return [word for word in words if found.match(f" {word} ")]
    shortest, longest = len(node.word) - node.edits, len(node.word) + node.edits
    likely = [word for word in words if shortest <= len(word) <= longest and not word.startswith(_SIGNED)]
    return _alike(node, likely) if likely else []


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


@lru_cache(maxsize=1_024)
def _pieces(wild: str) -> tuple[str, ...]:
    """Return the letters between the holes of a word, the longest run first: without them there is no such word."""
    return tuple(sorted(filter(None, _HOLES.split(wild)), key=len, reverse=True))


class Distinct:
    """The words of a line, each once and by its length: a query may ask for many words with mistakes."""

    def __init__(self, line: str) -> None:
        self.line = line
        self._by_length: dict[int, list[str]] = {}
        for word in {*line.split()}:
            if not word.startswith(_SIGNED):
                self._by_length.setdefault(len(word), []).append(word)

    def alike(self, node: Fuzzy) -> list[str]:
        """Return the words that are meant, mistakes and all."""
        lengths = range(len(node.word) - node.edits, len(node.word) + node.edits + 1)
        likely = [word for length in lengths for word in self._by_length.get(length, ())]
        return _alike(node, likely) if likely else []

    def find(self, node: Wild | Fuzzy) -> Iterator[tuple[int, int]]:
        """Yield where the words that are meant stand in the line."""
        if isinstance(node, Wild):
            if all(piece in self.line for piece in _pieces(node.pattern)):
                for match in wild_pattern(node.pattern).finditer(self.line):
                    yield match.start() + 1, match.end()
            return
        meant = frozenset(self.alike(node))
        if meant:
            for match in _WORD.finditer(self.line):
                if match[0] in meant:
                    yield match.span()


def find_form(node: Wild | Fuzzy, subject: Subject, place: Place) -> Iterator[tuple[int, int]]:
    """Yield where the words that are meant stand in a part, as shown."""
    reading = subject.reading(place)
    for start, end in distinct(subject, place).find(node):
        yield reading.span(start, end)
    yield from find_in_links(node, subject, place)


def find_in_links(node: Wild | Fuzzy, subject: Subject, place: Place) -> Iterator[tuple[int, int]]:
    """Yield where joined forms stand that are meant."""
    reading = subject.reading(place)
    for start, _ in distinct(subject, place, links=True).find(node):
        yield reading.link_span(start)


def distinct(subject: Subject, place: Place, *, links: bool = False) -> Distinct:
    """Return the words of a part, or its joined forms, as they were made ready for the first who asked."""
    known = subject.distinct.get((place, links))
    if known is None:
        reading = subject.reading(place)
        known = subject.distinct[place, links] = Distinct(reading.links if links else reading.line)
    return known


def _alike(node: Fuzzy, likely: list[str]) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(
        node.word, likely, scorer=OSA.distance, processor=None, score_cutoff=node.edits, limit=None
    )
    return [likely[at] for at in sorted(at for _, _, at in found)]
