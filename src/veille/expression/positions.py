# SPDX-License-Identifier: MIT
"""Which words stand near which others: positions counted in words, by searching sorted lists, never all pairs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

Spot = tuple[int, int, int, int, str]
"""Words `first` to `last` of a part, both included, the characters [start, end) they are, how it is written.

A start of -1: they are those of the words. A last word before the first: signs that stand between both.
Plain tuples, since a text may hold tens of thousands.
"""

Wanted = tuple[Sequence[Spot], int]
"""Sorted spots, and how many of them must be there."""

_FIRST, _LAST = itemgetter(0), itemgetter(1)


def near(left: Sequence[Spot], right: Sequence[Spot], distance: int, *, ordered: bool) -> Iterator[Spot]:
    """Yield the spots of both sorted lists that have one of the other within so many words, and not over them.

    `ordered`: the one of `left` comes first.
    """
    yield from _beside(left, right, distance, follows=True, precedes=not ordered)
    yield from _beside(right, left, distance, follows=not ordered, precedes=True)


def _beside(
    spots: Sequence[Spot], others: Sequence[Spot], distance: int, *, follows: bool, precedes: bool
) -> Iterator[Spot]:
    """Yield the spots that one of the others follows, or precedes, at no more than this distance."""
    firsts, lasts = [*map(_FIRST, others)], sorted(map(_LAST, others))
    count = len(others)
    for one in spots:
        first, last, *_ = one
        if follows:
            at = bisect_right(firsts, last)
            if at < count and firsts[at] - last - 1 <= distance:
                yield one
                continue
        if precedes:
            at = bisect_left(lasts, first)
            if at and first - lasts[at - 1] - 1 <= distance:
                yield one


def within(wanted: Sequence[Wanted], distance: int) -> Iterator[Spot]:
    """Yield the spots of windows that hold all that is wanted, and at most so many words besides."""
    found = [*_closing(wanted, distance)]
    if found:
        mirrored = [([*map(_mirrored, spots)], times) for spots, times in wanted]
        yield from sorted({*found, *map(_mirrored, _closing(mirrored, distance))})


def closes(wanted: Sequence[Wanted], distance: int) -> bool:
    """Say whether there is such a window."""
    return any(True for _ in _closing(wanted, distance))


def _closing(wanted: Sequence[Wanted], distance: int) -> Iterator[Spot]:
    """Yield what makes such a window with the last spots before it."""
    slots = sum(times for _, times in wanted)
    latest: dict[tuple[int, int], tuple[Spot, int]] = {}
    count, good, words = [0] * len(wanted), -1, 0
    arriving = sorted((one, number) for number, (spots, _) in enumerate(wanted) for one in spots)
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
        if len(latest) == slots:
            first = next(iter(latest.values()))[0][0]
            if one[1] - first + 1 - words <= distance:
                good = moment
    yield from (one for one, moment in latest.values() if moment <= good)


def _size(one: Spot) -> int:
    return one[1] - one[0] + 1


def _mirrored(one: Spot) -> Spot:
    first, last, *rest = one
    return -last, -first, *rest  # type: ignore[return-value]
