# SPDX-License-Identifier: MIT
"""The report in three sentences, written from its figures, and silent where the sample is low."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Brand, Channel, Figure, Role, Section, Sentence, Unit
from veille.questions import By, Query, Tally
from veille.reports._counts import (
    ENOUGH,
    Answers,
    by_brand,
    count,
    evolution,
    limits,
    names,
    rivals,
    share,
    volumes,
)
from veille.reports.base import Brief, Report

_NAMED = 3
"""More brands than this are counted, not named."""


class Summary(Report):
    """Speaks of the own brands, of all brands where none is own."""

    label: ClassVar[Mapping[str, str]] = {"fr": "En bref", "en": "In short"}

    def queries(self, brief: Brief) -> Sequence[Query]:
        focus = _focus(brief)
        asked = [
            count(brief.current, By.BRAND, (*brief.shown, *brief.compared), brief),
            count(brief.current, By.CHANNEL, focus, brief),
            count(brief.current, By.HOST, focus, brief),
            count(brief.current, By.DAY, focus, brief),
        ]
        if brief.previous is not None:
            asked.append(count(brief.previous, By.BRAND, brief.shown, brief))
        return asked

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        if not brief.known:
            return (Section(key="summary", notes=limits(brief)),)
        now = by_brand(brief, answers[0])
        previous = by_brand(brief, answers[4]) if len(answers) > 4 else None  # noqa: PLR2004 - as asked
        number = _sum(now, _focus(brief))
        before = None if previous is None else _sum(previous, _focus(brief))
        said: list[Sentence | None] = [_volume(brief, number, before)]
        if number >= ENOUGH:
            said += [_where(brief, answers[1], answers[2], number)]
            said += [_voice(brief, now) or _busiest(brief, answers[3])]
        sentences = tuple(one for one in said if one is not None)
        return (Section(key="summary", sentences=sentences, notes=limits(brief)),)


def _focus(brief: Brief) -> tuple[Brand, ...]:
    return tuple(brand for brand in brief.shown if brand.role is Role.OWN) or brief.shown


def _sum(by_name: Mapping[str, int], brands: Sequence[Brand]) -> int:
    return sum(by_name.get(name, 0) for name in names(brands))


def _subject(brands: Sequence[Brand]) -> object:
    if len(brands) > _NAMED:
        return Sentence(key="reports.summary.brands", facts={"count": len(brands)})
    return names(brands)


def _volume(brief: Brief, number: int, before: int | None) -> Sentence:
    """Say how much, and how much before; a percentage only where both are enough."""
    facts: dict[str, object] = {"brands": _subject(_focus(brief)), "count": number}
    if not number:
        return Sentence(key="reports.summary.none", facts=facts)
    change = evolution(brief, number, before)
    if number >= ENOUGH and change is not None and before is not None and before >= ENOUGH:
        facts |= {"change": Figure(change, Unit.CHANGE), "previous": before}
        return Sentence(key="reports.summary.change", facts=facts)
    if before is not None and brief.before is not None and brief.before.complete:
        key = "previous" if number >= ENOUGH else "few"
        return Sentence(key=f"reports.summary.{key}", facts=facts | {"previous": before})
    return Sentence(key="reports.summary.volume", facts=facts)


def _where(brief: Brief, channels: Sequence[Tally], hosts: Sequence[Tally], number: int) -> Sentence | None:
    channel, part = _first(brief, channels)
    host, most = _first(brief, hosts)
    if channel is None:
        return None
    facts = {"channel": Channel(channel), "share": Figure(share(part, number), Unit.RATIO)}
    if host is None:
        return Sentence(key="reports.summary.channel", facts=facts)
    return Sentence(key="reports.summary.where", facts=facts | {"host": host, "count": most})


def _first(brief: Brief, answer: Sequence[Tally]) -> tuple[str | None, int]:
    """Return the slice with most mentions; ties by name."""
    found = {group[0]: number for group, number in volumes(brief, answer).items() if group[0] is not None}
    return min(found.items(), key=lambda one: (-one[1], str(one[0])), default=(None, 0))


def _voice(brief: Brief, now: Mapping[str, int]) -> Sentence | None:
    """Compare with the strongest competitor."""
    compared = rivals(brief.compared)
    others = [(now.get(brand.name, 0), brand.name) for brand in compared if brand.role is Role.COMPETITOR]
    own = tuple(brand for brand in rivals(_focus(brief)) if brand.name in names(compared))
    whole = _sum(now, compared)
    if not others or not own or whole < ENOUGH:
        return None
    number, rival = min(others, key=lambda one: (-one[0], one[1]))
    facts = {
        "brands": _subject(own),
        "share": Figure(share(_sum(now, own), whole), Unit.RATIO),
        "rival": rival,
        "rival_share": Figure(share(number, whole), Unit.RATIO),
    }
    return Sentence(key="reports.summary.voice", facts=facts)


def _busiest(brief: Brief, answer: Sequence[Tally]) -> Sentence | None:
    found = volumes(brief, answer)
    numbers = [(found.get((day.day.isoformat(),), 0), day.day) for day in brief.days]
    if len(numbers) < 2:  # noqa: PLR2004 - one day has no busiest
        return None
    number, day = max(numbers, key=lambda one: one[0])
    return Sentence(key="reports.summary.busiest", facts={"day": day, "count": number})
