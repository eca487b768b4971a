# SPDX-License-Identifier: MIT
"""Rankings within each brand: what holds most of its mentions, in an order that never wavers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.nouns import noun
from veille.questions import Tally
from veille.reports._counts import share, volumes
from veille.reports.base import Brief


@noun
class Rank:
    """One slice of a brand's mentions, and what part of them it is."""

    name: str | None
    brand: str
    volume: int
    share: float | None


def ranked(brief: Brief, answer: Sequence[Tally]) -> Iterator[Rank]:
    """Yield the slices of an answer grouped (slice, brand): brands as shown, most mentions first."""
    found = volumes(brief, answer)
    for brand in brief.shown:
        mine = [(group[0], number) for group, number in found.items() if group[1] == brand.name]
        whole = sum(number for _, number in mine)
        for name, number in sorted(mine, key=lambda one: (-one[1], one[0] is None, one[0] or "")):
            yield Rank(name=name, brand=brand.name, volume=number, share=share(number, whole))
