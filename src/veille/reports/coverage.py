# SPDX-License-Identifier: MIT
"""What was collected, what was not, and what nobody can collect: how far the figures may be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from veille.model import Column, Figure, Row, Section, Sentence, Unit
from veille.periods import local_day
from veille.questions import Health, SourceState
from veille.reports._counts import Answers, limits
from veille.reports.base import Brief, Report
from veille.wording import BY_HAND

_COLUMNS = (
    Column(key="source"),
    Column(key="state", unit=Unit.WORD),
    Column(key="documents", unit=Unit.COUNT),
    Column(key="note"),
)


class Coverage(Report):
    """The state of each source, and its documents in the period."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Couverture", "en": "Coverage"}

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:  # noqa: ARG002 - nothing is counted
        rows = (*(_row(brief, source) for source in brief.sources), *_elsewhere(brief))
        notes = (*limits(brief), *_excerpts(brief), Sentence(key="reports.coverage.cannot_see"))
        return (Section(key="coverage", columns=_COLUMNS, rows=rows, sentences=_counts(brief), notes=notes),)


def _row(brief: Brief, source: SourceState) -> Row:
    nothing = 0 if _collecting(brief, source) else None
    return {
        "source": source.name,
        "state": source.state,
        "documents": brief.collected.get(source.name, nothing),
        "note": _note(brief, source),
    }


def _elsewhere(brief: Brief) -> Iterator[Row]:
    """Show what no source of the watch file brought: imports, documents by hand, sources since removed."""
    known = {source.name for source in brief.sources}
    for name in sorted(brief.collected.keys() - known):
        note = Sentence(key=f"reports.coverage.{_way_in(name)}")
        yield {"source": name, "state": Health.STOPPED, "documents": brief.collected[name], "note": note}


def _way_in(name: str) -> str:
    """Say how documents came that no source brought; a name that a person chose does not tell."""
    if name == BY_HAND:
        return "added"
    return "imported" if name.startswith("import ") else "elsewhere"


def _collecting(brief: Brief, source: SourceState) -> bool:
    """Say whether the source was read, with success, by the end of the period."""
    first = source.first_success
    if source.state is Health.NEVER or first is None or brief.period.since > brief.today:
        return False
    return local_day(first, brief.zone) <= brief.period.until


def _note(brief: Brief, source: SourceState) -> Sentence | None:
    """Say what explains the state, else where the source moved to."""
    if source.state is Health.STOPPED:
        return Sentence(key="reports.coverage.stopped", facts={"reason": _reason(source)})
    if source.last_error and source.failing_since:
        facts = {"reason": _reason(source), "since": local_day(source.failing_since, brief.zone)}
        return Sentence(key="reports.coverage.failing", facts=facts)
    if source.silent_days is not None:
        return Sentence(key="reports.coverage.silent", facts={"count": source.silent_days})
    if source.gap and brief.period.since <= local_day(source.gap, brief.zone) <= brief.period.until:
        return Sentence(key="reports.coverage.gap", facts={"day": local_day(source.gap, brief.zone)})
    if source.moved_to:
        return Sentence(key="reports.coverage.moved", facts={"url": source.moved_to})
    return None


def _excerpts(brief: Brief) -> Iterator[Sentence]:
    """Say what share of the documents is known by an excerpt only, of those of which that is told."""
    excerpts, told = brief.excerpts
    if excerpts:
        share = Figure(excerpts / told, Unit.RATIO)
        yield Sentence(key="reports.coverage.excerpts", facts={"share": share})


def _reason(source: SourceState) -> Sentence:
    return Sentence(key=f"words.{source.last_error or 'gone'}")


def _counts(brief: Brief) -> tuple[Sentence, ...]:
    """Say in one line how many sources there are, and how many of them are not well."""
    states = Counter(source.state for source in brief.sources)
    facts: dict[str, object] = {"count": len(brief.sources)}
    ill = [
        Sentence(key=f"reports.coverage.count_{state}", facts={"count": states[state]})
        for state in (Health.FAILING, Health.SILENT, Health.STOPPED, Health.NEVER)
        if states[state]
    ]
    if ill:
        return (Sentence(key="reports.coverage.ill", facts=facts | {"states": ill}),)
    return (Sentence(key="reports.coverage.total", facts=facts),)
