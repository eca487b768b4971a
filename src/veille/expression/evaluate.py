# SPDX-License-Identifier: MIT
"""Does a document answer a query, and where: evaluation in memory, the reference for every store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from veille.expression.fields import ascii_lower
from veille.expression.nodes import (
    And,
    Author,
    Expression,
    Field,
    Language,
    Media,
    Node,
    Not,
    Or,
    Site,
    Source,
    Term,
    Url,
    Window,
)
from veille.expression.terms import find, present
from veille.model import Document, Place, Span
from veille.text import Reading, index_forms


class Subject:
    """A document whose parts are read once, when first needed, for any number of queries."""

    __slots__ = ("_author", "_text", "_title", "document")

    def __init__(self, document: Document) -> None:
        self.document = document
        self._title: Reading | None = None
        self._text: Reading | None = None
        self._author: str | None = None

    def reading(self, place: Place) -> Reading:
        """Return the title or the text, read."""
        if place is Place.TITLE:
            if self._title is None:
                self._title = Reading(self.document.title)
            return self._title
        if self._text is None:
            self._text = Reading(self.document.text)
        return self._text

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


def matches(expression: Expression, subject: Subject) -> bool:
    """Say whether a document answers a query."""
    return holds(expression.root, subject)


def holds(node: Node, subject: Subject) -> bool:
    """Say whether a part of a query is true of a document."""
    match node:
        case Term():
            return any(present(node, subject.reading(place)) for place in node.places)
        case And():
            return all(holds(part, subject) for part in node.parts)
        case Or():
            return any(holds(part, subject) for part in node.parts)
        case Not():
            return not holds(node.part, subject)
        case _:
            return _field_holds(node, subject)


def _field_holds(node: Field, subject: Subject) -> bool:
    document = subject.document
    match node:
        case Url():
            url = ascii_lower(document.url or "")
            return any(part in url for part in node.parts)
        case Site():
            host = document.host or ""
            return host == node.host or host.endswith(f".{node.host}")
        case Author():
            return any(words in subject.author for words in author_words(node))
        case Source():
            return any(named(node, sighting.source) for sighting in document.sightings)
        case Media():
            return any(sighting.channel == node.channel for sighting in document.sightings)
        case Language():
            return ascii_lower(document.language or "").partition("-")[0] == node.code
        case Window():
            since, until = node.since, node.until
            return (since is None or document.moment >= since) and (until is None or document.moment < until)


def author_words(node: Author) -> tuple[str, ...]:
    """Return the runs of words, one of which must stand in the author's."""
    end = "" if node.term.prefix else " "
    sequences = (*node.term.sequences, *((single,) for single in node.term.singles))
    return tuple(f" {' '.join(sequence)}{end}" for sequence in sequences)


def named(node: Source, source: str) -> bool:
    """Say whether a source bears the wanted name."""
    name, wanted = index_forms(source)[0], " ".join(node.words)
    return name.startswith(wanted) if node.prefix else name == wanted


def hits(expression: Expression, subject: Subject) -> tuple[Span, ...]:
    """Return where the terms that make a document answer a query stand in it, sorted, none over another."""
    spans: list[Span] = []
    for hit in sorted(found(expression.root, subject), key=_order):
        last = spans[-1] if spans else None
        if last is not None and last.place is hit.place and hit.start < last.end:
            spans[-1] = Span(place=last.place, start=last.start, end=max(last.end, hit.end))
        else:
            spans.append(Span(place=hit.place, start=hit.start, end=hit.end))
    return tuple(spans)


def _order(hit: Hit) -> tuple[bool, int, int]:
    return hit.place is not Place.TITLE, hit.start, hit.end


def found(node: Node, subject: Subject) -> Iterator[Hit]:
    """Yield where the terms stand that make a part of a query true; nothing if it is false."""
    match node:
        case Term():
            for place in node.places:
                for start, end in find(node, subject.reading(place)):
                    yield Hit(node.written, place, start, end)
        case And() | Or():
            if holds(node, subject):
                for part in node.parts:
                    yield from found(part, subject)
        case _:
            return
