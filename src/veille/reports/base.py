# SPDX-License-Identifier: MIT
"""What every report is: it says which numbers it needs, then builds Sections from the answers; no I/O.

One file of this folder is one report or one section of one; `veille report NAME` finds the module NAME, else
the entry point of that name in the group `veille.reports`. `weekly` lists the sections it is made of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import ClassVar

from veille.model import Brand, Period, Row, Section
from veille.nouns import noun
from veille.questions import Day, Filter, Query, SourceState, Tally


@noun
class Brief:
    """All that a report may know besides its tallies.

    `current` and `previous` select the mentions of each period (previous is None with --vs none, or when it
    was not collected); `days` are the local days of the period; `shown` are the brands with rows, `compared`
    those whose volumes make the denominator of shares of voice; `extracts` are mention rows, newest first,
    ready for a table; `sources` the state of each source, with documents of the period in `collected`.
    """

    period: Period
    before: Period | None
    current: Filter
    previous: Filter | None
    days: tuple[Day, ...]
    shown: tuple[Brand, ...]
    compared: tuple[Brand, ...]
    doubtful: bool
    owned: bool
    sources: tuple[SourceState, ...]
    collected: Mapping[str, int]
    """Documents seen in the period by each source."""
    collection_began: str | None
    """Local ISO date of the first successful visit."""
    extracts: tuple[Row, ...] = ()
    zone: tzinfo = UTC
    """Where days are cut."""


class Report(ABC):
    """A table of figures or a whole report. Called by watch.report."""

    label: ClassVar[Mapping[str, str]]
    """Its title in each language: {"fr": ..., "en": ...}."""
    span: ClassVar[str] = "week"
    """What it covers when no period is asked for: the last complete `day`, `week` or `month`."""

    def queries(self, brief: Brief) -> Sequence[Query]:  # noqa: ARG002 - for those that count
        """Return what must be counted: nothing, unless a report says otherwise."""
        return ()

    @abstractmethod
    def build(self, brief: Brief, answers: Sequence[Sequence[Tally]]) -> Sequence[Section]:
        """Build the sections from the answers, which come in the order of the queries."""
