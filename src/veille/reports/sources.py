# SPDX-License-Identifier: MIT
"""Which sites mention each brand most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Column, Row, Section, Sentence, Unit
from veille.nouns import noun
from veille.questions import By, Query
from veille.reports._counts import Answers, count, limits
from veille.reports._ranks import ranked
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="host"),
    Column(key="brand"),
    Column(key="volume", unit=Unit.COUNT),
    Column(key="share", unit=Unit.RATIO),
    Column(key="net_sentiment", unit=Unit.SCORE),
)


@noun
class Sources(Report):
    """The first sites of each brand; their share is of all its mentions."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Sites", "en": "Sources"}

    top: int = 10
    """Sites for each brand."""

    def queries(self, brief: Brief) -> Sequence[Query]:
        return [count(brief.current, (By.HOST, By.BRAND), brief.shown, brief)]

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        rows: list[Row] = []
        seen: Counter[str] = Counter()
        for one in ranked(brief, answers[0]):
            seen[one.brand] += 1
            if seen[one.brand] <= self.top:
                figures = {"volume": one.volume, "share": one.share, "net_sentiment": None}
                rows.append({"host": one.name, "brand": one.brand, **figures})
        notes = (*_left_out(sum(seen.values()) - len(rows), self.top), *limits(brief))
        return (Section(key="sources", columns=_COLUMNS, rows=tuple(rows), notes=notes, chart="bars"),)


def _left_out(number: int, top: int) -> tuple[Sentence, ...]:
    facts = {"count": number, "top": top}
    return (Sentence(key="reports.sources.left_out", facts=facts),) if number else ()
