# SPDX-License-Identifier: MIT
"""The curve of mentions, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from veille.model import Column, Section, Sentence, Unit
from veille.questions import By, Query
from veille.reports._counts import ENOUGH, Answers, count, limits, volumes
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="day", unit=Unit.DAY),
    Column(key="brand"),
    Column(key="volume", unit=Unit.COUNT),
    Column(key="negative", unit=Unit.COUNT),
)


class Timeline(Report):
    """A row for every day and brand, also without any mention: a gap is a figure too."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Courbe par jour", "en": "Timeline"}

    def queries(self, brief: Brief) -> Sequence[Query]:
        return [count(brief.current, (By.DAY, By.BRAND), brief.shown, brief)]

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        found = volumes(brief, answers[0])
        rows = tuple(
            {
                "day": day.day,
                "brand": brand.name,
                "volume": found.get((day.day.isoformat(), brand.name), _none(brief, day.day)),
                "negative": None,
            }
            for day in brief.days
            for brand in brief.shown
        )
        peaks = tuple(peak for brand in brief.shown if (peak := _peak(brief, brand.name, found)))
        notes = limits(brief)
        return (
            Section(key="timeline", columns=_COLUMNS, rows=rows, sentences=peaks, notes=notes, chart="line"),
        )


def _none(brief: Brief, day: date) -> int | None:
    """Return the count of a day without mentions: not known before collection began, nor of a day to come."""
    return 0 if day <= brief.today and brief.collecting(day) else None


def _peak(brief: Brief, brand: str, found: Mapping[tuple[str | None, ...], int]) -> Sentence | None:
    """Name a brand's day that has at least twice the mean of its days."""
    numbers = [(found.get((day.day.isoformat(), brand), 0), day.day) for day in brief.days]
    total = sum(number for number, _ in numbers)
    number, day = max(numbers, key=lambda pair: pair[0], default=(0, None))
    if total < ENOUGH or number * len(numbers) < 2 * total:
        return None
    return Sentence(key="reports.timeline.peak", facts={"brand": brand, "day": day, "count": number})
