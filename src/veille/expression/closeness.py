# SPDX-License-Identifier: MIT
"""`A NEAR/5 B`: how far, in which order, and of what it can be asked."""

from __future__ import annotations

from typing import NamedTuple

from veille.expression.lex import Kind, Token
from veille.expression.nodes import And, Leaf, Near, Node, Or, nodes
from veille.expression.spelling import FARTHEST, Fail
from veille.expression.spots import places
from veille.model import Place
from veille.patterns import pattern

USUAL = 10
"""Words between, where no number is given."""

_WRITTEN = pattern(r"(?i)(o?)near(?:/([0-9]+)(f?))?")


class Distance(NamedTuple):
    """Words between two operands at most, and whether the left one comes first."""

    words: int
    ordered: bool


def distance_of(token: Token, following: Token, fail: Fail) -> Distance:
    """Read `NEAR/5`, `ONEAR/5`, `NEAR/5f` (as Brandwatch writes the ordered one) or NEAR alone."""
    found = _WRITTEN.fullmatch(token.text)
    slash = token.column + len(token.text.partition("/")[0])
    if found is None:
        fail("near_distance", slash, found=token.text, most=FARTHEST)
    if found[2] is None and following.kind is Kind.WORD and following.text.isdecimal():
        fail("near_slash", following.column, found=token.text, number=following.text)
    words = USUAL if found[2] is None else int(found[2][:9])
    if words > FARTHEST:
        fail("near_too_far", slash + 1, most=FARTHEST)
    return Distance(words, ordered=bool(found[1] or found[3]))


def textual(node: Node) -> bool:
    """Say whether a node is made of words of a text alone."""
    if isinstance(node, And | Or):
        return all(map(textual, node.parts))
    return isinstance(node, Leaf)


def parts_of(node: Node) -> frozenset[Place]:
    """Return the parts of a document in which an operand may be found."""
    found = (places(leaf) for leaf in nodes(node) if isinstance(leaf, Leaf) and not isinstance(leaf, Near))
    return frozenset(place for leaf in found for place in leaf)


def pairs(node: Node) -> int:
    """Return of how many things an operand asks that each has to be near."""
    return sum(map(pairs, node.parts)) if _asks_for_several(node) and isinstance(node, And | Or) else 1


def joined(left: Node, right: Node, distance: Distance, written: str) -> Node:
    """Return the tree of a NEAR; where an operand asks for several things, each has to be near."""
    for side, inside in ((0, left), (1, right)):
        if _asks_for_several(inside):
            assert isinstance(inside, And | Or)
            pairs = [(part, right) if side == 0 else (left, part) for part in inside.parts]
            return type(inside)(tuple(joined(*pair, distance, written) for pair in pairs))
    return Near(written=written, left=left, right=right, distance=distance.words, ordered=distance.ordered)


def _asks_for_several(node: Node) -> bool:
    return isinstance(node, And) or (isinstance(node, Or) and any(map(_asks_for_several, node.parts)))
