# SPDX-License-Identifier: MIT
"""The day in three questions; one day has no curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Section
from veille.questions import Query
from veille.reports import _parts
from veille.reports._counts import Answers
from veille.reports.base import Brief, Report
from veille.reports.weekly import SECTIONS

_SECTIONS = tuple(name for name in SECTIONS if name != "timeline")


class Daily(Report):
    """Sections in the order they are read."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Rapport quotidien", "en": "Daily report"}
    span: ClassVar[str] = "day"
    neutral: ClassVar[str | None] = "report"

    def queries(self, brief: Brief) -> Sequence[Query]:
        return _parts.queries(_SECTIONS, brief)

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:
        return _parts.build(_SECTIONS, brief, answers)
