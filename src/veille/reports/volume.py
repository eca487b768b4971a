# SPDX-License-Identifier: MIT
"""How often each brand is mentioned, against the period before and the brands it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from veille.model import Brand, Column, Row, Section, Sentence, Unit
from veille.questions import By, Health, Query, SourceState, Tally
from veille.reports._counts import (
    Answers,
    by_brand,
    count,
    evolution,
    figure,
    limits,
    voice,
    volume,
)
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="brand"),
    Column(key="volume", unit=Unit.COUNT),
    Column(key="without_copies", unit=Unit.COUNT),
    Column(key="doubtful", unit=Unit.COUNT),
    Column(key="owned", unit=Unit.COUNT),
    Column(key="previous", unit=Unit.COUNT),
    Column(key="evolution", unit=Unit.CHANGE),
    Column(key="share_of_voice", unit=Unit.RATIO),
    Column(key="net_sentiment", unit=Unit.SCORE),
    Column(key="positive", unit=Unit.COUNT),
    Column(key="neutral", unit=Unit.COUNT),
    Column(key="negative", unit=Unit.COUNT),
    Column(key="unrated", unit=Unit.COUNT),
)
_UNKNOWN = dict.fromkeys(("without_copies", "net_sentiment", "positive", "neutral", "negative", "unrated"))


class Volume(Report):
    """One row for each brand, also without any mention."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Volume de mentions", "en": "Volume of mentions"}

    def queries(self, brief: Brief) -> Sequence[Query]:
        brands = (*brief.shown, *brief.compared)
        asked = [count(brief.current, By.BRAND, brands, brief)]
        if brief.previous is not None:
            asked.append(count(brief.previous, By.BRAND, brief.shown, brief))
            asked.append(count(brief.previous, By.SOURCE, brief.shown, brief))
        return asked

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        now = by_brand(brief, answers[0])
        beside = {str(tally.group[0]): tally.numbers for tally in answers[0]}
        before = by_brand(brief, answers[1]) if len(answers) > 1 else None
        rows = tuple(_row(brief, brand, now, before, beside) for brand in brief.shown)
        fallen = _dead_sources(brief, answers[2]) if len(answers) > 1 else ()
        notes = (*_not_counted(brief, rows), *limits(brief), *fallen)
        return (Section(key="volume", columns=_COLUMNS, rows=rows, notes=notes, chart="bars"),)


def _row(
    brief: Brief,
    brand: Brand,
    now: Mapping[str, int],
    before: Mapping[str, int] | None,
    beside: Mapping[str, Sequence[int | None]],
) -> Row:
    _, doubtful, owned = beside.get(brand.name, (0, 0, 0))
    number = figure(brief, now.get(brand.name))
    previous = None if before is None else before.get(brand.name, 0)
    return {
        **_UNKNOWN,
        "brand": brand.name,
        "volume": number,
        "doubtful": figure(brief, doubtful),
        "owned": figure(brief, owned),
        "previous": previous,
        "evolution": evolution(brief, number, previous),
        "share_of_voice": voice(brief, brand, now),
    }


def _not_counted(brief: Brief, rows: Sequence[Row]) -> tuple[Sentence, ...]:
    """Say how many mentions stand beside the volume, or were added to it."""
    notes = []
    for key, added in (("doubtful", brief.doubtful), ("owned", brief.owned)):
        number = sum(int(str(row[key] or 0)) for row in rows)
        if number:
            ending = "added" if added else "beside"
            notes.append(Sentence(key=f"reports.volume.{key}_{ending}", facts={"count": number}))
    return tuple(notes)


def _dead_sources(brief: Brief, before: Sequence[Tally]) -> tuple[Sentence, ...]:
    """Name the sources that gave mentions in the previous period and gave out since."""
    lost = {str(tally.group[0]): volume(brief, tally.numbers) for tally in before}
    end = brief.days[-1].until if brief.days else None
    notes = []
    for source in brief.sources:
        given = lost.get(source.name, 0)
        if given and source.state in {Health.FAILING, Health.STOPPED} and not _later(source, end):
            facts = {"source": source.name, "count": given, "state": source.state}
            notes.append(Sentence(key="reports.volume.dead_source", facts=facts))
    return tuple(notes)


def _later(source: SourceState, end: datetime | None) -> bool:
    """Say whether it fails only since the period ended."""
    return source.failing_since is not None and end is not None and source.failing_since >= end
