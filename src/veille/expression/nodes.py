# SPDX-License-Identifier: MIT
"""What a query means, as a tree of plain values that compare, pickle and hold nothing of any store."""

from __future__ import annotations

from datetime import datetime

from veille.model import Channel, Place
from veille.nouns import noun, value


@noun
class Term:
    """A word, a phrase, an account or a hashtag, with all the forms it may take in a text.

    It is found where one of `sequences` stands, whatever signs are between its words, or one of `singles`, as
    a word or as a joined form (La Poste: laposte). With `prefix` the last word may go on.
    """

    written: str
    sequences: tuple[tuple[str, ...], ...] = ()
    singles: tuple[str, ...] = ()
    prefix: bool = False
    part: Place | None = None
    column: int = 0

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place.TITLE, Place.TEXT) if self.part is None else (self.part,)


@noun
class Url:
    """One of these stands in the address, letters A to Z in either case."""

    written: str
    parts: tuple[str, ...]


@noun
class Site:
    """The host is this one or below it."""

    written: str
    host: str


@noun
class Author:
    """These words stand within the author's name."""

    written: str
    term: Term


@noun
class Source:
    """Some source that showed the document has this name, as words."""

    written: str
    words: tuple[str, ...]
    prefix: bool = False


@noun
class Media:
    """Some source that showed the document is of this type of media."""

    written: str
    channel: Channel


@noun
class Language:
    """The document is in this language (its code, without region)."""

    written: str
    code: str


@noun
class Window:
    """The document's moment lies in [since, until); None is open."""

    written: str
    since: datetime | None
    until: datetime | None


@value
class And:
    """All of them."""

    parts: tuple[Node, ...]


@value
class Or:
    """At least one of them."""

    parts: tuple[Node, ...]


@value
class Not:
    """Not this."""

    part: Node


Field = Url | Site | Author | Source | Media | Language | Window
Node = Term | Field | And | Or | Not


@noun
class Expression:
    """A query that was understood: its text, and what it means."""

    query: str
    root: Node


def positive(node: Node) -> bool:
    """Say whether something must be there: `-a` alone, or beside OR, matches nearly everything."""
    match node:
        case And():
            return any(map(positive, node.parts))
        case Or():
            return all(map(positive, node.parts))
        case Not():
            return negative(node.part)
        case _:
            return True


def negative(node: Node) -> bool:
    """Say whether the opposite of a node demands that something be there."""
    match node:
        case And():
            return all(map(negative, node.parts))
        case Or():
            return any(map(negative, node.parts))
        case Not():
            return positive(node.part)
        case _:
            return False
