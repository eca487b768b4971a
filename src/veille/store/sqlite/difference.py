# SPDX-License-Identifier: MIT
"""Adds up what matching again changes, brand by brand, in memory that does not grow with what is shown of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from veille.model import Document, Verdict
from veille.store.rematched import Glimpse, Rematched
from veille.store.sqlite.mentions import Change, Shown
from veille.text import slug

SHOWN = 200
"""How many of the mentions gained, and of those lost, are shown of a brand."""


@dataclass(slots=True)
class _Side:
    """The mentions of one brand that were gained, or lost: all their ids, some of them as they look."""

    ids: list[str] = field(default_factory=list)
    sure: int = 0
    glimpses: list[Glimpse] = field(default_factory=list)

    def note(self, key: str, document: Document, shown: Shown) -> None:
        self.ids.append(key)
        self.sure += shown.verdict == Verdict.KEPT
        self.glimpses.append(
            Glimpse(
                id=key,
                title=document.title,
                host=document.host,
                moment=document.moment,
                verbatim=shown.verbatim,
                verdict=Verdict(shown.verdict),
            )
        )
        if len(self.glimpses) >= 2 * SHOWN:
            self.glimpses = self.first()

    def first(self) -> list[Glimpse]:
        """Return what is shown first: the sure ones, of each the latest."""
        first_ids = sorted(self.glimpses, key=lambda one: one.id)
        return sorted(first_ids, key=lambda one: (one.verdict is Verdict.KEPT, one.moment), reverse=True)[
            :SHOWN
        ]


@dataclass(slots=True)
class _OfBrand:
    """What changes for one brand."""

    gained: _Side = field(default_factory=_Side)
    lost: _Side = field(default_factory=_Side)
    now_kept: int = 0
    now_doubtful: int = 0
    held: int = 0
    weekly: Counter[date] = field(default_factory=Counter)


class Difference:
    """What matching again changes for some brands."""

    def __init__(self, brands: Sequence[str]) -> None:
        self._brands = {brand: _OfBrand() for brand in brands}
        self._slugs = {brand: slug(brand) for brand in brands}
        self._examined = 0
        self._first: datetime | None = None
        self._last: datetime | None = None

    def note(self, document: Document, change: Change) -> None:
        """Add one document, with what changes in it."""
        self._examined += 1
        moment = document.moment
        self._first = min(self._first or moment, moment)
        self._last = max(self._last or moment, moment)
        for brand in change.gained:
            self._brands[brand].gained.note(self._id(document, brand), document, change.after[brand])
        for brand in change.lost:
            self._brands[brand].lost.note(self._id(document, brand), document, change.before[brand])
        for brand in change.became(Verdict.KEPT):
            self._brands[brand].now_kept += 1
        for brand in change.became(Verdict.DOUBTFUL):
            self._brands[brand].now_doubtful += 1
        for brand in change.held:
            self._brands[brand].held += 1
        monday = moment.date() - timedelta(days=moment.weekday())
        for brand, one in change.after.items():
            if one.counts:
                self._brands[brand].weekly[monday] += 1

    def _id(self, document: Document, brand: str) -> str:
        return f"{document.id}.{self._slugs[brand]}"

    def told(self) -> list[Rematched]:
        """Return what changes, in the order of the brands."""
        return [self._told(brand, one) for brand, one in self._brands.items()]

    def _told(self, brand: str, one: _OfBrand) -> Rematched:
        return Rematched(
            brand=brand,
            gained=tuple(one.gained.ids),
            lost=tuple(one.lost.ids),
            shown_gained=tuple(one.gained.first()),
            shown_lost=tuple(one.lost.first()),
            gained_sure=one.gained.sure,
            lost_sure=one.lost.sure,
            now_kept=one.now_kept,
            now_doubtful=one.now_doubtful,
            held=one.held,
            examined=self._examined,
            first=self._first,
            last=self._last,
            weekly=dict(sorted(one.weekly.items())),
        )
