# SPDX-License-Identifier: MIT
"""In which types of media each brand is mentioned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Column, Section, Unit
from veille.questions import By, Query
from veille.reports._counts import Answers, count, limits
from veille.reports._ranks import ranked
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="channel", unit=Unit.WORD),
    Column(key="brand"),
    Column(key="volume", unit=Unit.COUNT),
    Column(key="share", unit=Unit.RATIO),
)


class Channels(Report):
    """Brand by brand, the channels with the most mentions first."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Types de média", "en": "Channels"}

    def queries(self, brief: Brief) -> Sequence[Query]:
        return [count(brief.current, (By.CHANNEL, By.BRAND), brief.shown, brief)]

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        rows = tuple(
            {"channel": one.name, "brand": one.brand, "volume": one.volume, "share": one.share}
            for one in ranked(brief, answers[0])
        )
        return (Section(key="channels", columns=_COLUMNS, rows=rows, notes=limits(brief), chart="bars"),)
