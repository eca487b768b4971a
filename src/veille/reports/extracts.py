# SPDX-License-Identifier: MIT
"""The newest mentions, quoted, each with its link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from veille.model import Column, Section, Sentence, Unit
from veille.reports._counts import Answers, limits
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="published", unit=Unit.TIME),
    Column(key="first_seen", unit=Unit.TIME),
    Column(key="host"),
    Column(key="channel", unit=Unit.WORD),
    Column(key="brand"),
    Column(key="title"),
    Column(key="verbatim"),
    Column(key="url", unit=Unit.URL),
    Column(key="id"),
)


class Extracts(Report):
    """The words around the hits, as published."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Extraits", "en": "Extracts"}

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:  # noqa: ARG002 - nothing is counted
        keys = [column.key for column in _COLUMNS]
        rows = tuple({key: row.get(key) for key in keys} for row in brief.extracts)
        left = Sentence(key="reports.extracts.left_out", facts={"count": brief.extracts_left})
        notes = ((left,) if brief.extracts_left else ()) + limits(brief)
        return (Section(key="extracts", columns=_COLUMNS, rows=rows, notes=notes),)
