# SPDX-License-Identifier: MIT
"""What a query means, as a tree of plain values that compare, pickle and hold nothing of any store."""

from __future__ import annotations

from collections.abc import Iterator
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
class Cased:
    """A word or phrase in these very letters, capitals and accents as written: `{Orange}`.

    It stands where `term` does and the text has its `letters` and digits there (see terms.letters).
    """

    written: str
    term: Term
    letters: str


@noun
class Wild:
    """A word with holes: `mot*`, `m?t`, `*phone`. `pattern` is folded; * is any letters, ? one.

    It is tried on whole words and on joined forms (`la?oste`: La Poste).
    """

    written: str
    pattern: str
    part: Place | None = None
    column: int = 0


@noun
class Fuzzy:
    """A word with at most `edits` letters added, lost, changed or swapped with the next: `mot~`, `mot~2`."""

    written: str
    word: str
    edits: int
    part: Place | None = None
    column: int = 0


@noun
class Regex:
    """A regular expression (RE2) somewhere in title or text as shown; case does not count unless it says so."""

    written: str
    pattern: str
    part: Place | None = None
    column: int = 0


@noun
class Within:
    """All of these words in one part, in any order, with at most `distance` others among them: `"a b"~3`."""

    written: str
    terms: tuple[Term, ...]
    distance: int
    part: Place | None = None


@noun
class Near:
    """Something of `left` and something of `right` in one part, at most `distance` words between them.

    `ordered`: the left one comes first. Both are made of leaves of text, OR and Near; what of an inner Near
    takes part is what stands near in the outer one.
    """

    written: str
    left: Node
    right: Node
    distance: int
    ordered: bool = False


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


@noun
class Attribute:
    """A mention's brand, tone, status, verdict, tag or story is this one; `value` None: it has none.

    `value` is the slug of what was asked for (of a story, its id); with `prefix` it may go on.
    """

    written: str
    name: str
    value: str | None
    prefix: bool = False


@noun
class Measured:
    """A mention's relevance, or its document's reach or engagement, lies between these, both included.

    None is open; `known` False asks for those of which it is not known.
    """

    written: str
    name: str
    least: float | None = None
    most: float | None = None
    above: bool = False
    """`least` itself is not enough (`>`)."""
    below: bool = False
    """`most` itself is too much (`<`)."""
    known: bool = True


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
OfMention = Attribute | Measured
Leaf = Term | Cased | Wild | Fuzzy | Regex | Within | Near
Node = Leaf | Field | OfMention | And | Or | Not


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


def nodes(node: Node) -> Iterator[Node]:
    """Yield a part of a query and all that stands in it, the outer before the inner."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed(_inside(one))


def height(node: Node) -> int:
    """Return how many levels a query has, without going down into it."""
    levels, row = 0, [node]
    while row:
        levels += 1
        row = [part for one in row for part in _inside(one)]
    return levels


def _inside(node: Node) -> tuple[Node, ...]:
    match node:
        case And() | Or():
            return node.parts
        case Not():
            return (node.part,)
        case Near():
            return (node.left, node.right)
        case _:
            return ()


def uses(expression: Expression, name: str | None = None) -> bool:
    """Say whether a query asks for that field of mentions (`verdict`...), or for any."""
    return any(
        isinstance(node, Attribute | Measured) and name in {None, node.name}
        for node in nodes(expression.root)
    )
