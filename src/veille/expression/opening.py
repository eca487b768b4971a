# SPDX-License-Identifier: MIT
"""Where the terms of a query first stand in a document, which is read no further than an extract shows.

A list of results needs the words around the first hits of each document. Reading the whole of long texts for
them is most of the cost of a search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.expression.evaluate import hits, subject
from veille.expression.nodes import And, Expression, Node, Or, Term
from veille.model import Document, Place, Span
from veille.nouns import replace
from veille.text import words

_READS = (800, 6_000)
"""Characters read before the whole is, each to the next end of a line: no word and no joined form runs over one."""


def first_hits(
    expression: Expression, document: Document, *, width: int, reads: Sequence[int] = _READS
) -> tuple[Span, ...]:
    """Return what `hits` does of a document that answers the query: in the title all of them, in the text
    those that begin less than `width` characters after the first, and perhaps more.
    """
    terms = _sure(expression.root, answered=True)
    if terms is None:
        return hits(expression, subject(document))
    marks = replace(expression, root=Or(tuple(terms)))
    longest = max((len(sequence) for term in terms for sequence in term.sequences), default=1)
    for beginning in _beginnings(document.text, reads):
        found = hits(marks, subject(replace(document, text=beginning)))
        start = next((span.start for span in found if span.place is Place.TEXT), None)
        if start is not None and _whole(beginning, start + width, longest):
            return found
    return hits(marks, subject(document))


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
        case _:
            return []


def _beginnings(text: str, reads: Sequence[int]) -> Iterator[str]:
    for size in reads:
        end = text.find("\n", size)
        if 0 <= end < len(text) - 1:
            yield text[:end]


def _whole(beginning: str, end: int, longest: int) -> bool:
    """Say whether what begins before `end` also ends in this beginning of a text: a phrase may run over lines."""
    return end <= len(beginning) and (longest == 1 or len(words(beginning[end:])) > longest)
