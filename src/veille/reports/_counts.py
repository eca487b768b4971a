# SPDX-License-Identifier: MIT
"""How the reports count: which mentions a figure is made of, and what part of a whole it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

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


def evolution(brief: Brief, now: int | None, before: int | None) -> float | None:
    """Return (volume - previous) / previous; None when previous is 0 or was not collected whole."""
    if now is None or not before or brief.before is None or not brief.before.complete:
        return None
    return (now - before) / before


def figure(brief: Brief, number: int | None) -> int | None:
    """Return a count of the period: 0 where nothing was found, None where nothing can be known."""
    return (number or 0) if brief.known else None


def limits(brief: Brief) -> tuple[Sentence, ...]:
    """Say what the period's figures lack: days still to come, days before collection began."""
    if brief.period.since > brief.today:
        return (Sentence(key="reports.limits.to_come"),)
    running = (Sentence(key="reports.limits.running"),) if brief.period.until >= brief.today else ()
    return (*running, *_uncollected(brief))


def _uncollected(brief: Brief) -> tuple[Sentence, ...]:
    if brief.collection_began is None:
        return (Sentence(key="reports.limits.by_hand" if brief.known else "reports.limits.never"),)
    facts = {"day": date.fromisoformat(brief.collection_began)}
    if not brief.known:
        return (Sentence(key="reports.limits.after", facts=facts),)
    if not brief.collecting(brief.period.since):
        return (Sentence(key="reports.limits.began", facts=facts),)
    if brief.before is not None and not brief.before.complete:
        return (Sentence(key="reports.limits.previous", facts=facts),)
    return ()
