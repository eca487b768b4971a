# SPDX-License-Identifier: MIT
"""Which fields of mentions a query names: they decide what it is asked of."""

from __future__ import annotations

from collections.abc import Iterator

from veille.expression.nodes import And, Attribute, Expression, Measured, Node, Not, Or


def mention_fields(wanted: Expression) -> frozenset[str]:
    """Return the names of the fields of mentions in a query: `{"brand", "tone"}`."""
    return frozenset(_named(wanted.root))


def _named(node: Node) -> Iterator[str]:
    match node:
        case Attribute() | Measured():
            yield node.name
        case And() | Or():
            for part in node.parts:
                yield from _named(part)
        case Not():
            yield from _named(node.part)
        case _:
            return
