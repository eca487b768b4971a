# SPDX-License-Identifier: MIT
"""How the reports count: which mentions a figure is made of, and what part of a whole it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from veille.model import Brand, Role, Sentence
from veille.questions import By, Filter, Measure, Query, Tally
from veille.reports.base import Brief

ENOUGH = 10
"""Fewer mentions than this make no percentage."""

_MEASURES = (Measure.VOLUME, Measure.DOUBTFUL, Measure.OWNED)

Answers = Sequence[Sequence[Tally]]


def names(brands: Iterable[Brand]) -> tuple[str, ...]:
    """Return the names of brands, each once."""
    return tuple(dict.fromkeys(brand.name for brand in brands))


def rivals(brands: Iterable[Brand]) -> tuple[Brand, ...]:
    """Return the brands that shares of voice compare: own ones and competitors, never topics."""
    return tuple(brand for brand in brands if brand.role is not Role.TOPIC)


def count(where: Filter, by: By | tuple[By, ...], brands: Iterable[Brand], brief: Brief) -> Query:
    """Ask for the volume of these brands, sliced; doubtful and owned mentions stand beside it."""
    slices = by if isinstance(by, tuple) else (by,)
    days = brief.days if By.DAY in slices else ()
    return Query(by=slices, measures=_MEASURES, filter=replace(where, brands=names(brands)), days=days)


def volume(brief: Brief, numbers: Sequence[int | None]) -> int:
    """Return the volume of a slice: kept and earned, with what --doubtful and --owned add."""
    kept, doubtful, owned = (number or 0 for number in numbers)
    return kept + (doubtful if brief.doubtful else 0) + (owned if brief.owned else 0)


def volumes(brief: Brief, answer: Sequence[Tally]) -> dict[tuple[str | None, ...], int]:
    """Return the volume of each slice that has any."""
    found = {tally.group: volume(brief, tally.numbers) for tally in answer}
    return {group: number for group, number in found.items() if number}


def by_brand(brief: Brief, answer: Sequence[Tally]) -> dict[str, int]:
    """Return the volume of each brand of an answer sliced by brand."""
    return {str(group[0]): number for group, number in volumes(brief, answer).items()}


def share(part: int, whole: int) -> float | None:
    """Return part / whole, None when there is no whole."""
    return part / whole if whole else None


def voice(brief: Brief, brand: Brand, by_name: Mapping[str, int]) -> float | None:
    """Return a brand's share of voice among the compared brands; None for a topic."""
    whole = sum(by_name.get(name, 0) for name in names(rivals(brief.compared)))
    if brand.role is Role.TOPIC or brand.name not in names(brief.compared):
        return None
    return share(by_name.get(brand.name, 0), whole)


def evolution(brief: Brief, now: int, before: int | None) -> float | None:
    """Return (volume - previous) / previous; None when previous is 0 or was not collected whole."""
    if not before or brief.before is None or not brief.before.complete:
        return None
    return (now - before) / before


def limits(brief: Brief) -> tuple[Sentence, ...]:
    """Say what keeps the period from being compared: not over, or begun before collection did."""
    began = brief.collection_began
    if began is None:
        return (Sentence(key="reports.limits.never"),)
    facts = {"day": _day(began)}
    if began > brief.period.since.isoformat():
        return (Sentence(key="reports.limits.began", facts=facts),)
    notes = () if brief.period.complete else (Sentence(key="reports.limits.running"),)
    if brief.before is not None and not brief.before.complete:
        return (*notes, Sentence(key="reports.limits.previous", facts=facts))
    return notes


def _day(text: str) -> object:
    from datetime import date

    return date.fromisoformat(text)
