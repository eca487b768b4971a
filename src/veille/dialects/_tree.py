# SPDX-License-Identifier: MIT
"""A query of ours while a dialect builds it: a tree that is written with no parenthesis too many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from veille.nouns import noun, value


@value
class Text:
    """A leaf, as our language writes it."""

    query: str


@value
class All:
    """All of them; made by `all_of`."""

    parts: tuple[Piece, ...]


@value
class Some:
    """At least one of them; made by `any_of`."""

    parts: tuple[Piece, ...]


@value
class Without:
    """Not this."""

    part: Piece


@noun
class Close:
    """Something of each, with at most `distance` words between them."""

    left: Piece
    right: Piece
    distance: int
    ordered: bool = False


@value
class In:
    """A field of ours around something."""

    field: str
    part: Piece


Piece = Text | All | Some | Without | Close | In


@noun
class Style:
    """How conjunction and exclusion are written: as the query had them."""

    both: str = " "
    without: str = "-"


BRIEF = Style()
IN_WORDS = Style(both=" AND ", without="NOT ")


def all_of(parts: Iterable[Piece | None]) -> Piece | None:
    """Return what all of these mean together; those that were left out are None."""
    found = tuple(dict.fromkeys(_flat(parts, All)))
    return All(found) if len(found) > 1 else found[0] if found else None


def any_of(parts: Iterable[Piece | None]) -> Piece | None:
    """Return what at least one of these means; those that were left out are None."""
    found = tuple(dict.fromkeys(_flat(parts, Some)))
    return Some(found) if len(found) > 1 else found[0] if found else None


def without(part: Piece | None) -> Piece | None:
    """Return the exclusion of something, if it is anything."""
    return None if part is None else part.part if isinstance(part, Without) else Without(part)


def _flat(parts: Iterable[Piece | None], kind: type[All | Some]) -> Iterator[Piece]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        elif part is not None:
            yield part


def written(piece: Piece, style: Style) -> str:
    """Return a query as a person would write it."""
    match piece:
        case Text():
            return piece.query
        case All():
            return _all(piece, style)
        case Some():
            return " OR ".join(_within(part, style, Some) for part in piece.parts)
        case Without():
            return f"{style.without}{_within(piece.part, style)}"
        case Close():
            operator = "ONEAR" if piece.ordered else "NEAR"
            sides = (_within(side, style) for side in (piece.left, piece.right))
            return f" {operator}/{piece.distance} ".join(sides)
        case In():
            return f"{piece.field}:{_within(piece.part, style)}"


def _all(piece: All, style: Style) -> str:
    """Write a conjunction, what must be there first: an exclusion needs no AND before it."""
    parts = sorted(piece.parts, key=lambda part: isinstance(part, Without))
    text = _within(parts[0], style, All)
    for part in parts[1:]:
        text += (" " if isinstance(part, Without) else style.both) + _within(part, style, All)
    return text


def _within(part: Piece, style: Style, around: type[Piece] | None = None) -> str:
    """Write a part, in parentheses unless it holds together as it stands."""
    text = written(part, style)
    return text if isinstance(part, Text | In) or _holds(part, around) else f"({text})"


def _holds(part: Piece, around: type[Piece] | None) -> bool:
    match part:
        case Without():
            return around is All or around is Some
        case Close():
            return around is All or around is Some
        case All():
            return around is Some
        case _:
            return False
