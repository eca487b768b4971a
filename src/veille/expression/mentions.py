# SPDX-License-Identifier: MIT
"""What a query asks of mentions: brand, tone, status, verdict, tag, story, relevance, reach, engagement."""

from __future__ import annotations

from veille.expression.nodes import And, Attribute, Measured, Node, Not, OfMention, Or
from veille.expression.subject import Facts
from veille.model import Document

COUNTED = ("likes", "shares", "replies")
"""What engagement is made of."""


def engagement(document: Document) -> int | None:
    """Return how many likes, shares and replies a document had; None: not known of any."""
    known = [document.engagement[name] for name in COUNTED if name in document.engagement]
    return sum(known) if known else None


def said(node: OfMention, document: Document, facts: Facts | None) -> bool:
    """Say whether it is so of that mention; of none at all nothing is."""
    if facts is None:
        return False
    return (
        _is(node, facts) if isinstance(node, Attribute) else _lies(node, _measure(node.name, document, facts))
    )


def _is(node: Attribute, facts: Facts) -> bool:
    values = facts.tags if node.name == "tag" else _given(getattr(facts, node.name))
    if node.value is None:
        return not values
    if node.prefix:
        return any(value.startswith(node.value) for value in values)
    return node.value in values


def _given(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _measure(name: str, document: Document, facts: Facts) -> float | None:
    match name:
        case "relevance":
            return facts.relevance
        case "reach":
            return document.reach
        case _:
            return engagement(document)


def _lies(node: Measured, value: float | None) -> bool:
    if value is None or not node.known:
        return (value is None) and not node.known
    if node.least is not None and (value < node.least or (node.above and value == node.least)):
        return False
    return not (node.most is not None and (value > node.most or (node.below and value == node.most)))


def assumed(node: Node, *, true: bool = True) -> Node:
    """Return a query in which all that is asked of mentions holds, or where it is denied does not."""
    match node:
        case Attribute() | Measured():
            return And(()) if true else Or(())
        case And() | Or():
            return type(node)(tuple(assumed(part, true=true) for part in node.parts))
        case Not():
            return Not(assumed(node.part, true=not true))
        case _:
            return node
