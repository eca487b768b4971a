# SPDX-License-Identifier: MIT
"""The week in three questions: what is said, who says it, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Section
from veille.questions import Query
from veille.reports import _parts
from veille.reports._counts import Answers
from veille.reports.base import Brief, Report

SECTIONS = (
    "summary",
    "volume",
    "tone",
    "stories",
    "topics",
    "extracts",
    "authors",
    "sources",
    "channels",
    "timeline",
    "competitors",
    "alerts",
    "coverage",
    "method",
)


class Weekly(Report):
    """Sections in the order they are read."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Rapport hebdomadaire", "en": "Weekly report"}
    span: ClassVar[str] = "week"
    neutral: ClassVar[str | None] = "report"

    def queries(self, brief: Brief) -> Sequence[Query]:
        return _parts.queries(SECTIONS, brief)

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        return _parts.build(SECTIONS, brief, answers)
