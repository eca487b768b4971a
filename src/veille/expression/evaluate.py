# SPDX-License-Identifier: MIT
"""Does a document answer a query, and where: evaluation in memory, the reference for every store."""

from __future__ import annotations

from collections.abc import Iterator

from veille.expression.fields import ascii_lower
from veille.expression.nodes import (
    And,
    Author,
    Expression,
    Field,
    Language,
    Leaf,
    Media,
    Node,
    Not,
    OfMention,
    Or,
    Site,
    Source,
    Term,
    Url,
    Window,
    uses,
)
from veille.expression.subject import Facts, Hit, Subject, subject
from veille.expression.terms import find, present
from veille.model import Place, Span
from veille.text import index_forms

__all__ = ["Facts", "Hit", "Subject", "author_words", "found", "hits", "holds", "matches", "named", "subject"]


def matches(expression: Expression, subject: Subject, facts: Facts | None = None) -> bool:
    """Say whether a document answers a query, as the mention of `facts` or, without them, as none at all."""
    return holds(expression.root, subject, facts)


def holds(node: Node, subject: Subject, facts: Facts | None = None) -> bool:
    """Say whether a part of a query is true of a document."""
    match node:
        case Term():
            return any(present(node, subject.reading(place)) for place in node.places)
        case And():
            return all(holds(part, subject, facts) for part in node.parts)
        case Or():
            return any(holds(part, subject, facts) for part in node.parts)
        case Not():
            return not holds(node.part, subject, facts)
        case Url() | Site() | Author() | Source() | Media() | Language() | Window():
            return _field_holds(node, subject)
        case _:
            return _leaf_holds(node, subject, facts)


# The forms that few queries have are loaded when one has them: a search of two words starts sooner.


def _leaf_holds(node: Leaf | OfMention, subject: Subject, facts: Facts | None) -> bool:
    if isinstance(node, OfMention):
        from veille.expression.mentions import said

        return said(node, subject.document, facts)
    from veille.expression.leaves import stands

    return stands(node, subject)


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


def hits(expression: Expression, subject: Subject, facts: Facts | None = None) -> tuple[Span, ...]:
    """Return where the terms that make a document answer a query stand in it, sorted, none over another.

    Without facts, what the query asks of mentions is taken to hold.
    """
    marked = marks(expression, subject, facts)
    return tuple(Span(place=place, start=start, end=end) for place, start, end in marked)


def marks(
    expression: Expression, subject: Subject, facts: Facts | None = None
) -> list[tuple[Place, int, int]]:
    """Return what `hits` does as plain tuples: of a text that is full of hits few are shown."""
    root = expression.root
    if facts is None and uses(expression):
        from veille.expression.mentions import assumed

        root = assumed(root)
    marked: list[tuple[Place, int, int]] = []
    for _, start, end, place in sorted(map(_order, found(root, subject, facts))):
        if marked and marked[-1][0] is place and start < marked[-1][2]:
            marked[-1] = place, marked[-1][1], max(end, marked[-1][2])
        else:
            marked.append((place, start, end))
    return marked


def _order(hit: Hit) -> tuple[bool, int, int, Place]:
    return hit.place is not Place.TITLE, hit.start, hit.end, hit.place


def found(node: Node, subject: Subject, facts: Facts | None = None) -> Iterator[Hit]:
    """Yield where the terms stand that make a part of a query true; nothing if it is false."""
    match node:
        case Term():
            for place in node.places:
                for start, end in find(node, subject.reading(place)):
                    yield Hit(node.written, place, start, end)
        case And() | Or():
            if holds(node, subject, facts):
                for part in node.parts:
                    yield from found(part, subject, facts)
        case _ if isinstance(node, Leaf):
            from veille.expression.leaves import found_in

            yield from found_in(node, subject)
        case _:
            return
