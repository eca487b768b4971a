# SPDX-License-Identifier: MIT
"""Pieces of SQL that are true or false, and pairs of them between which the truth lies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from veille.nouns import value


@value
class Condition:
    """A piece of SQL that is true or false, never NULL, and its parameters."""

    sql: str = "1"
    parameters: tuple[Any, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return _flat("AND", (self, other))


ALWAYS = Condition()
NEVER = Condition("0")


@value
class Bounds:
    """A condition that no answer fails (`upper`), and one that only answers pass (`lower`)."""

    upper: Condition
    lower: Condition

    @property
    def exact(self) -> bool:
        return self.upper == self.lower


UNKNOWN = Bounds(ALWAYS, NEVER)
"""Only the matcher can tell."""


def exactly(sql: str, *parameters: object) -> Bounds:
    """Return the bounds of what SQL decides alone."""
    condition = Condition(sql, parameters)
    return Bounds(condition, condition)


def at_most(condition: Condition) -> Bounds:
    """Return the bounds of what SQL can only rule out."""
    return Bounds(condition, NEVER)


def all_of(conditions: Sequence[Condition]) -> Condition:
    """Join conditions by AND."""
    return reduce(Condition.__and__, conditions, ALWAYS)


def _flat(word: str, conditions: Sequence[Condition]) -> Condition:
    nothing = ALWAYS if word == "AND" else NEVER
    kept = [condition for condition in conditions if condition != nothing] or [nothing]
    return Condition(
        f" {word} ".join(condition.sql for condition in kept),
        tuple(parameter for condition in kept for parameter in condition.parameters),
    )


def negated(condition: Condition) -> Condition:
    """Return the opposite."""
    if condition in {ALWAYS, NEVER}:
        return NEVER if condition == ALWAYS else ALWAYS
    return Condition(f"NOT ({condition.sql})", condition.parameters)


def opposite(bounds: Bounds) -> Bounds:
    """Return the bounds of NOT."""
    return Bounds(negated(bounds.lower), negated(bounds.upper))


def joined(word: str, conditions: Sequence[Condition]) -> Condition:
    """Join conditions by AND or OR, in parentheses; what one of them decides alone is decided."""
    nothing, all_said = (ALWAYS, NEVER) if word == "AND" else (NEVER, ALWAYS)
    if all_said in conditions:
        return all_said
    kept = [condition for condition in conditions if condition != nothing]
    return _paired(word, kept) if kept else nothing


def _paired(word: str, conditions: Sequence[Condition]) -> Condition:
    """Join in pairs of pairs: SQLite refuses expressions a thousand levels deep."""
    if len(conditions) == 1:
        return conditions[0]
    middle = len(conditions) // 2
    left, right = _paired(word, conditions[:middle]), _paired(word, conditions[middle:])
    return Condition(f"({left.sql} {word} {right.sql})", (*left.parameters, *right.parameters))


def together(word: str, bounds: Sequence[Bounds]) -> Bounds:
    """Return the bounds of several parts joined by AND or OR."""
    return Bounds(
        joined(word, [pair.upper for pair in bounds]), joined(word, [pair.lower for pair in bounds])
    )
