# SPDX-License-Identifier: MIT
"""Own brands and competitors side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Column, Role, Section, Unit
from veille.questions import By, Query, Tally
from veille.reports._counts import Answers, by_brand, count, evolution, figure, limits, rivals, voice
from veille.reports._ranks import ranked
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="brand"),
    Column(key="role", unit=Unit.WORD),
    Column(key="volume", unit=Unit.COUNT),
    Column(key="evolution", unit=Unit.CHANGE),
    Column(key="share_of_voice", unit=Unit.RATIO),
    Column(key="top_channel", unit=Unit.WORD),
    Column(key="top_host"),
)


class Competitors(Report):
    """Nothing is shown where there is nobody to compare with."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Concurrents", "en": "Competitors"}

    def queries(self, brief: Brief) -> Sequence[Query]:
        asked = [
            count(brief.current, By.BRAND, (*brief.shown, *brief.compared), brief),
            count(brief.current, (By.CHANNEL, By.BRAND), brief.shown, brief),
            count(brief.current, (By.HOST, By.BRAND), brief.shown, brief),
        ]
        if brief.previous is not None:
            asked.append(count(brief.previous, By.BRAND, brief.shown, brief))
        return asked

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        if not {Role.OWN, Role.COMPETITOR} <= {brand.role for brand in brief.shown}:
            return ()
        now, channels, hosts = by_brand(brief, answers[0]), _top(brief, answers[1]), _top(brief, answers[2])
        before = by_brand(brief, answers[3]) if len(answers) > 3 else {}  # noqa: PLR2004 - as asked
        rows = tuple(
            {
                "brand": brand.name,
                "role": brand.role,
                "volume": figure(brief, now.get(brand.name)),
                "evolution": evolution(brief, figure(brief, now.get(brand.name)), before.get(brand.name)),
                "share_of_voice": voice(brief, brand, now),
                "top_channel": channels.get(brand.name),
                "top_host": hosts.get(brand.name),
            }
            for brand in rivals(brief.shown)
        )
        return (Section(key="competitors", columns=_COLUMNS, rows=rows, notes=limits(brief), chart="bars"),)


def _top(brief: Brief, answer: Sequence[Tally]) -> dict[str, str | None]:
    """Return what holds most of each brand's mentions."""
    return {one.brand: one.name for one in reversed([*ranked(brief, answer)])}
