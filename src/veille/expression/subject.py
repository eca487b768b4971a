# SPDX-License-Identifier: MIT
"""What queries are asked of: a document read once, and what is known of one of its mentions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from veille.model import Document, Place
from veille.patterns import pattern
from veille.text import Reading, index_forms

if TYPE_CHECKING:
    from veille.expression.forms import Distinct
    from veille.expression.nodes import Node
    from veille.expression.positions import Spot

_WORD = pattern("[^ ]+")


class Counted:
    """The words of a part by their number, counted from 0; an elided article is none."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.line.split()

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """Where each word stands."""
        numbers: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            numbers.setdefault(word, []).append(number)
        return numbers

    @cached_property
    def _heads(self) -> list[tuple[int, int]]:
        return [match.span() for match in _WORD.finditer(self.reading.line)]

    @cached_property
    def _borders(self) -> tuple[list[int], list[int]]:
        spans = [self.reading.span(*head) for head in self._heads]
        return [start for start, _ in spans], [end for _, end in spans]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the characters from one word to another."""
        return self.reading.span(self._heads[first][0], self._heads[last][1])

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and the last word that some characters touch; of signs between two, the last is before."""
        starts, ends = self._borders
        return bisect_right(ends, start), bisect_left(starts, end) - 1


class Subject:
    """A document whose parts are read once, when first needed, for any number of queries."""

    __slots__ = ("_author", "_counted", "_text", "_title", "distinct", "document", "spots")

    def __init__(self, document: Document) -> None:
        self.document = document
        self._title: Reading | None = None
        self._text: Reading | None = None
        self._author: str | None = None
        self._counted: dict[Place, Counted] = {}
        self.distinct: dict[tuple[Place, bool], Distinct] = {}
        """Words and joined forms (True) of a part, once some query asks for words not known exactly."""
        self.spots: dict[tuple[object, Place], tuple[Node, list[Spot]]] = {}
        """Where a part of a query stands, by its id or, a word, by what it is; held here, its id stays its own."""

    def reading(self, place: Place) -> Reading:
        """Return the title or the text, read."""
        if place is Place.TITLE:
            if self._title is None:
                self._title = Reading(self.document.title)
            return self._title
        if self._text is None:
            self._text = Reading(self.document.text)
        return self._text

    def counted(self, place: Place) -> Counted:
        """Return the words of the title or the text for those who count them."""
        if place not in self._counted:
            self._counted[place] = Counted(self.reading(place))
        return self._counted[place]

    @property
    def author(self) -> str:
        """The words of the author's name, then its joined forms, spaces between them and at both ends."""
        if self._author is None:
            tokens, joined = index_forms(self.document.author or "")
            self._author = f" {tokens} | {joined} "
        return self._author


class Facts(NamedTuple):
    """What a query may ask of one mention; `brand` and `tags` as slugs."""

    brand: str
    verdict: str
    relevance: float
    tone: str | None = None
    status: str | None = None
    tags: tuple[str, ...] = ()
    story: str | None = None


class Hit(NamedTuple):
    """Where a term of a query stands; `written` is the term as the query has it."""

    written: str
    place: Place
    start: int
    end: int


def subject(document: Document) -> Subject:
    """Return a document made ready for queries."""
    return Subject(document)
