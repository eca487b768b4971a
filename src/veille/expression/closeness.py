# SPDX-License-Identifier: MIT
"""`A NEAR/5 B`: how far, in which order, and of what it can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from veille.expression.lex import PARTS, Kind, Token
from veille.expression.nodes import And, Leaf, Near, Node, Or, nodes
from veille.expression.spelling import FARTHEST, Fail
from veille.expression.spots import places
from veille.model import Place
from veille.patterns import pattern

MOST_PAIRS = 1_000
"""Pairs that a NEAR may make of operands which ask for several things."""

USUAL = 10
"""Words between, where no number is given."""

_WRITTEN = pattern(r"(?i)(o?)near(?:/([0-9]+)(f?))?")


class Distance(NamedTuple):
    """Words between two operands at most, and whether the left one comes first."""

    words: int
    ordered: bool
    sign: Token


def distance_of(token: Token, following: Token, fail: Fail) -> Distance:
    """Read `NEAR/5`, `ONEAR/5`, `NEAR/5f` (as Brandwatch writes the ordered one) or NEAR alone."""
    found = _WRITTEN.fullmatch(token.text)
    slash = token.column + len(token.text.partition("/")[0])
    if found is None:
        fail("near_distance", slash, found=token.text, most=FARTHEST)
    number = following.text.removeprefix("/")
    if found[2] is None and following.kind is Kind.WORD and number.isdecimal():
        fail("near_slash", following.column, found=token.text, number=number)
    words = USUAL if found[2] is None else int(found[2][:9])
    if words > FARTHEST:
        fail("near_too_far", slash + 1, most=FARTHEST)
    return Distance(words, ordered=bool(found[1] or found[3]), sign=token)


def check_operand(node: Node, tokens: Sequence[Token], fail: Fail) -> None:
    """Refuse an operand, of these pieces, that is not made of words of a text alone."""
    for token in tokens:
        if token.kind is Kind.NOT:
            fail("near_not", token.column, found=token.text)
        if token.kind is Kind.FIELD and token.text.lower() not in PARTS:
            fail("near_field", token.column, field=token.text.lower())
    if not _textual(node):  # by way of a named query
        fail("near_named", tokens[0].column, found=tokens[0].text)


def _textual(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(map(_textual, node.parts))
    return isinstance(node, Leaf)


def joined(left: Node, right: Node, distance: Distance, written: str, fail: Fail) -> Node:
    """Return the tree of a NEAR; where an operand asks for several things, each has to be near."""
    if _parts(left).isdisjoint(_parts(right)):
        fail("near_parts", distance.sign.column)
    if _pairs(left) * _pairs(right) > MOST_PAIRS:
        fail("too_large", distance.sign.column, limit=MOST_PAIRS)
    return _joined(left, right, distance, written)


def _parts(node: Node) -> frozenset[Place]:
    found = (places(leaf) for leaf in nodes(node) if isinstance(leaf, Leaf) and not isinstance(leaf, Near))
    return frozenset(place for leaf in found for place in leaf)


def _pairs(node: Node) -> int:
    """Return of how many things an operand asks that each has to be near."""
    return sum(map(_pairs, node.parts)) if _asks_for_several(node) and isinstance(node, And | Or) else 1


def _asks_for_several(node: Node) -> bool:
    return isinstance(node, And) or (isinstance(node, Or) and any(map(_asks_for_several, node.parts)))


def _joined(left: Node, right: Node, distance: Distance, written: str) -> Node:
    if isinstance(left, And | Or) and _asks_for_several(left):
        return type(left)(tuple(_joined(part, right, distance, written) for part in left.parts))
    if isinstance(right, And | Or) and _asks_for_several(right):
        return type(right)(tuple(_joined(left, part, distance, written) for part in right.parts))
    return Near(written=written, left=left, right=right, distance=distance.words, ordered=distance.ordered)
