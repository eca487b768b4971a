# SPDX-License-Identifier: MIT
"""What queries are asked of: a document read once, and what is known of one of its mentions."""

from __future__ import annotations

from typing import NamedTuple

from veille.model import Document, Place
from veille.patterns import pattern
from veille.text import Reading, index_forms

_WORD = pattern("[^ ]+")


class Borders(NamedTuple):
    """Where each word of a part begins and ends in it, in their order."""

    starts: list[int]
    ends: list[int]


class Subject:
    """A document whose parts are read once, when first needed, for any number of queries."""

    __slots__ = ("_author", "_borders", "_text", "_title", "document")

    def __init__(self, document: Document) -> None:
        self.document = document
        self._title: Reading | None = None
        self._text: Reading | None = None
        self._author: str | None = None
        self._borders: dict[Place, Borders] = {}

    def reading(self, place: Place) -> Reading:
        """Return the title or the text, read."""
        if place is Place.TITLE:
            if self._title is None:
                self._title = Reading(self.document.title)
            return self._title
        if self._text is None:
            self._text = Reading(self.document.text)
        return self._text

    def borders(self, place: Place) -> Borders:
        """Return where the words of the title or the text stand, for those who count them."""
        if place not in self._borders:
            self._borders[place] = borders(self.reading(place))
        return self._borders[place]

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


def borders(reading: Reading) -> Borders:
    """Return where the words of a text stand in it."""
    spans = [reading.span(*match.span()) for match in _WORD.finditer(reading.line)]
    return Borders([start for start, _ in spans], [end for _, end in spans])
