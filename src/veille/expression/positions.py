# SPDX-License-Identifier: MIT
"""Which words stand near which others: positions counted in words, by searching sorted lists, never all pairs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from veille.expression.subject import Borders


class Spot(NamedTuple):
    """Words `first` to `last` of a part, both included, and the characters [start, end) they are.

    Signs without any word stand between two: `last` is then `first` - 1.
    """

    first: int
    last: int
    start: int
    end: int
    written: str


Wanted = tuple[Sequence[Spot], int]
"""Sorted spots, and how many of them must be there."""


def spot(start: int, end: int, written: str, borders: Borders) -> Spot:
    """Return which words some characters of a part touch."""
    return Spot(bisect_right(borders.ends, start), bisect_left(borders.starts, end) - 1, start, end, written)


def near(left: Sequence[Spot], right: Sequence[Spot], distance: int, *, ordered: bool) -> Iterator[Spot]:
    """Yield the spots of both sorted lists that have one of the other within so many words, and not over them.

    `ordered`: the one of `left` comes first.
    """
    before, after = _Line(left), _Line(right)
    for one in left:
        if after.follows(one, distance) or (not ordered and after.precedes(one, distance)):
            yield one
    for one in right:
        if before.precedes(one, distance) or (not ordered and before.follows(one, distance)):
            yield one


class _Line:
    """Spots that can be asked which stands next to a place."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self.firsts = [one.first for one in spots]
        self.lasts = sorted(one.last for one in spots)

    def follows(self, one: Spot, distance: int) -> bool:
        at = bisect_right(self.firsts, one.last)
        return at < len(self.firsts) and self.firsts[at] - one.last - 1 <= distance

    def precedes(self, one: Spot, distance: int) -> bool:
        at = bisect_left(self.lasts, one.first)
        return at > 0 and one.first - self.lasts[at - 1] - 1 <= distance


def within(wanted: Sequence[Wanted], distance: int) -> Iterator[Spot]:
    """Yield the spots of windows that hold all that is wanted, and at most so many words besides."""
    found = [*_closing(wanted, distance)]
    if found:
        mirrored = [([_mirrored(one) for one in spots], times) for spots, times in wanted]
        yield from sorted({*found, *map(_mirrored, _closing(mirrored, distance))})


def _closing(wanted: Sequence[Wanted], distance: int) -> Iterator[Spot]:
    """Yield what makes such a window with the last spots before it."""
    slots = sum(times for _, times in wanted)
    arriving = sorted((one, number) for number, (spots, _) in enumerate(wanted) for one in spots)
    latest: dict[tuple[int, int], tuple[Spot, int]] = {}
    count, good, words = [0] * len(wanted), -1, 0
    for moment, (one, number) in enumerate(arriving):
        slot = number, count[number] % wanted[number][1]
        count[number] += 1
        gone = latest.pop(slot, None)
        if gone is not None:
            words -= _size(gone[0])
            if gone[1] <= good:
                yield gone[0]
        latest[slot] = one, moment
        words += _size(one)
        first = next(iter(latest.values()))[0].first
        if len(latest) == slots and one.last - first + 1 - words <= distance:
            good = moment
    yield from (one for one, moment in latest.values() if moment <= good)


def _size(one: Spot) -> int:
    return one.last - one.first + 1


def _mirrored(one: Spot) -> Spot:
    return one._replace(first=-one.last, last=-one.first)
