# SPDX-License-Identifier: MIT
"""The month in three questions: what is said, who says it, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Section
from veille.questions import Query
from veille.reports import _parts
from veille.reports._counts import Answers
from veille.reports.base import Brief, Report
from veille.reports.weekly import SECTIONS


class Monthly(Report):
    """Sections in the order they are read."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Rapport mensuel", "en": "Monthly report"}
    span: ClassVar[str] = "month"
    neutral: ClassVar[str | None] = "report"

    def queries(self, brief: Brief) -> Sequence[Query]:
        return _parts.queries(SECTIONS, brief)

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        return _parts.build(SECTIONS, brief, answers)
