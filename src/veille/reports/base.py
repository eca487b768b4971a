# SPDX-License-Identifier: MIT
"""What every report is: it says which numbers it needs, then builds Sections from the answers; no I/O.

One file of this folder is one report or one section of one; `veille report NAME` finds the module NAME, else
the entry point of that name in the group `veille.reports`. `weekly` lists the sections it is made of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, date, tzinfo
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
    today: date
    """The local day on which the report is made."""
    extracts: tuple[Row, ...] = ()
    extracts_left: int = 0
    """Mentions like those of the extracts, and not among them."""
    zone: tzinfo = UTC
    """Where days are cut."""
    languages: tuple[str, ...] = ()
    """Those expected in documents."""
    excerpts: tuple[int, int] = (0, 0)
    """Documents of the period known by an excerpt only, of how many of which that is told."""

    @property
    def known(self) -> bool:
        """Say whether anything can be known of the period; if not, its figures are null, never 0."""
        if self.collected:
            return True
        return self.period.since <= self.today and self.collecting(self.period.until)

    def collecting(self, day: date) -> bool:
        """Say whether collection had begun by that day."""
        return self.collection_began is not None and self.collection_began <= day.isoformat()


class Report(ABC):
    """A table of figures or a whole report. Called by watch.report."""

    label: ClassVar[Mapping[str, str]]
    """Its title in each language: {"fr": ..., "en": ...}."""
    span: ClassVar[str] = "week"
    """What it covers when no period is asked for: the last complete `day`, `week` or `month`."""
    neutral: ClassVar[str | None] = None
    """The key in reports.titles of its title over a period that is not of its span; None: its own fits any."""

    def queries(self, brief: Brief) -> Sequence[Query]:  # noqa: ARG002 - for those that count
        """Return what must be counted: nothing, unless a report says otherwise."""
        return ()

    @abstractmethod
    def build(self, brief: Brief, answers: Sequence[Sequence[Tally]]) -> Sequence[Section]:
        """Build the sections from the answers, which come in the order of the queries."""
