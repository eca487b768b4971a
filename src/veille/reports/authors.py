# SPDX-License-Identifier: MIT
"""Who speaks of the brands most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Column, Section, Sentence, Unit
from veille.nouns import noun
from veille.questions import By, Query
from veille.reports._counts import Answers, count, limits, names, volumes
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="author"),
    Column(key="host"),
    Column(key="volume", unit=Unit.COUNT),
    Column(key="brands", unit=Unit.LIST),
    Column(key="net_sentiment", unit=Unit.SCORE),
    Column(key="reach", unit=Unit.COUNT),
)


@noun
class Authors(Report):
    """The first authors over all brands shown; two sites, two authors, even of one name."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Auteurs", "en": "Authors"}

    top: int = 10
    """Authors in all."""

    def queries(self, brief: Brief) -> Sequence[Query]:
        return [count(brief.current, (By.AUTHOR, By.BRAND), brief.shown, brief)]

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        totals: Counter[tuple[str, str | None]] = Counter()
        brands: dict[tuple[str, str | None], set[str | None]] = defaultdict(set)
        unknown = 0
        for (author, host, brand), number in _slices(brief, answers):
            if author is None:
                unknown += number
                continue
            totals[author, host] += number
            brands[author, host].add(brand)
        order = sorted(totals, key=lambda who: (-totals[who], who[0], who[1] or ""))
        rows = tuple(
            {
                "author": who[0],
                "host": who[1],
                "volume": totals[who],
                "brands": [name for name in names(brief.shown) if name in brands[who]],
                "net_sentiment": None,
                "reach": None,
            }
            for who in order[: self.top]
        )
        notes = (*_left_out(len(order) - len(rows), self.top, unknown), *limits(brief))
        return (Section(key="authors", columns=_COLUMNS, rows=rows, notes=notes),)


def _slices(
    brief: Brief, answers: Answers
) -> Sequence[tuple[tuple[str | None, str | None, str | None], int]]:
    """An author is a pair of name and host within the group."""
    found = volumes(brief, answers[0])
    return [((group[0], group[1], group[2]), number) for group, number in found.items()]


def _left_out(number: int, top: int, unknown: int) -> tuple[Sentence, ...]:
    notes = []
    if number:
        notes.append(Sentence(key="reports.authors.left_out", facts={"count": number, "top": top}))
    if unknown:
        notes.append(Sentence(key="reports.authors.unknown", facts={"count": unknown}))
    return tuple(notes)
