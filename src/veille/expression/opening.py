# SPDX-License-Identifier: MIT
"""Where the terms of a query first stand in a document, which is read no further than an extract shows.

A list of results needs the words around the first hits of each document. Reading the whole of long texts for
them is most of the cost of a search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.expression.evaluate import marks
from veille.expression.nodes import And, Expression, Leaf, Node, Or, Term
from veille.expression.subject import subject
from veille.expression.terms import find
from veille.model import Document, Place, Span
from veille.text import Reading

_PIECE = 400
"""Characters read at once, and on to the end of the line: no word and no joined form runs over one."""


def first_hits(
    expression: Expression, document: Document, *, width: int, piece: int = _PIECE
) -> tuple[Span, ...]:
    """Return what `hits` does of a document that answers the query, if only what an extract needs.

    In the title these are all of them; in the text those that begin less than `width` characters after the
    first, and perhaps more. They may overlap and come twice.
    """
    terms = _sure(expression.root, answered=True)
    if terms is None or any(term.sequences for term in terms):  # a phrase may run over many lines
        return _shown(marks(expression, subject(document)), width)
    return (*_found(terms, Place.TITLE, document.title), *_first(terms, document.text, width, piece))


def _shown(marked: Sequence[tuple[Place, int, int]], width: int) -> tuple[Span, ...]:
    first = next((start for place, start, _ in marked if place is Place.TEXT), 0)
    return tuple(
        Span(place=place, start=start, end=end)
        for place, start, end in marked
        if place is Place.TITLE or start < first + width
    )


def _sure(node: Node, *, answered: bool) -> list[Term] | None:
    """Return the terms that are hits wherever they stand; None when some are only if others stand elsewhere."""
    match node:
        case Term():
            return [node]
        case And() | Or():
            if isinstance(node, And) and not answered:
                return None
            parts = [_sure(part, answered=isinstance(node, And)) for part in node.parts]
            sure = [part for part in parts if part is not None]
            return [term for part in sure for term in part] if len(sure) == len(parts) else None
        case _ if isinstance(node, Leaf):
            return None
        case _:
            return []


def _first(terms: Sequence[Term], text: str, width: int, piece: int) -> Iterator[Span]:
    start, last = 0, len(text)
    while start < last:
        end = text.find("\n", start + piece)
        end = len(text) if end < 0 else end
        for span in _found(terms, Place.TEXT, text[start:end], start):
            last = min(last, span.start + width)
            yield span
        start = end


def _found(terms: Sequence[Term], place: Place, text: str, offset: int = 0) -> Iterator[Span]:
    wanted = [term for term in terms if place in term.places]
    reading = Reading(text) if wanted else None
    for term in wanted:
        assert reading is not None
        for start, end in find(term, reading):
            yield Span(place=place, start=offset + start, end=offset + end)
