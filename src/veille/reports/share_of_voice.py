# SPDX-License-Identifier: MIT
"""What part of the talk about the compared brands each of them has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Column, Section, Sentence, Unit
from veille.questions import By, Query
from veille.reports._counts import Answers, by_brand, count, figure, limits, names, rivals, voice
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="brand"),
    Column(key="role", unit=Unit.WORD),
    Column(key="volume", unit=Unit.COUNT),
    Column(key="share_of_voice", unit=Unit.RATIO),
    Column(key="previous_share", unit=Unit.RATIO),
)


class ShareOfVoice(Report):
    """Own brands and competitors; a topic has no voice."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Part de voix", "en": "Share of voice"}

    def queries(self, brief: Brief) -> Sequence[Query]:
        periods = (brief.current,) if brief.previous is None else (brief.current, brief.previous)
        brands = rivals((*brief.shown, *brief.compared))
        return [count(where, By.BRAND, brands, brief) for where in periods]

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        now, *before = [by_brand(brief, answer) for answer in answers]
        rows = tuple(
            {
                "brand": brand.name,
                "role": brand.role,
                "volume": figure(brief, now.get(brand.name)),
                "share_of_voice": voice(brief, brand, now),
                "previous_share": voice(brief, brand, before[0]) if before else None,
            }
            for brand in rivals(brief.shown)
        )
        compared = ", ".join(names(rivals(brief.compared)))
        formula = Sentence(key="reports.share_of_voice.formula", facts={"brands": compared})
        notes = (formula, *limits(brief))
        return (Section(key="share_of_voice", columns=_COLUMNS, rows=rows, notes=notes, chart="bars"),)
