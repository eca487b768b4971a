# SPDX-License-Identifier: MIT
"""`veille report`: from a name and a period to sections of figures."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from veille import periods, plugins
from veille.errors import PluginError, UsageError
from veille.model import Brand, Ownership, Period, Report, Role, Row, Verdict
from veille.nouns import field, noun
from veille.questions import Day, Filter, Sort
from veille.reports.base import Brief
from veille.reports.base import Report as Kind
from veille.watch import Watch, columns, health
from veille.watch.search import brand_names
from veille.watch.when import Span, When, instants

EXTRACTS = 12
LATER = frozenset({"alerts", "crisis", "stories", "swot", "tone", "topics"})


class Versus(StrEnum):
    """`--vs`: what a period is compared with."""

    PREVIOUS = "previous"
    LAST_YEAR = "last-year"
    NONE = "none"


@noun
class Ordered:
    """A report as it was asked for."""

    name: str = "weekly"
    brands: tuple[str, ...] = ()
    when: When = field(default_factory=When)
    versus: Versus = Versus.PREVIOUS
    doubtful: bool = False
    owned: bool = False
    title: str | None = None


def report(watch: Watch, ordered: Ordered) -> Report:
    """Make one report. Raises UsageError `unknown_report`, `unknown_brand`, those of periods; StoreError."""
    kind = _kind(ordered.name)
    brief = _brief(watch, ordered, kind.span)
    answers = [watch.store.documents.tally(query) for query in kind.queries(brief)]
    return Report(
        report=ordered.name,
        client=None,
        period=brief.period,
        previous=brief.before,
        brands=tuple(brand.name for brand in brief.shown),
        sections=tuple(kind.build(brief, answers)),
        title=ordered.title,
        heading=None if periods.length(*_span(brief)) == kind.span else kind.neutral,
        compared=brief.previous is not None,
    )


def _span(brief: Brief) -> Span:
    return brief.period.since, brief.period.until


def _kind(name: str) -> Kind:
    try:
        return plugins.load("reports", name, Kind)()  # type: ignore[type-abstract]
    except PluginError as error:
        if error.code != "unknown_kind":
            raise
        known = error.facts["known"]
        if name in LATER:
            raise UsageError("later", name=f"report {name}", known=known) from None
        raise UsageError("unknown_report", report=name, known=known) from None


def _brief(watch: Watch, ordered: Ordered, usual: str) -> Brief:
    today, zone = watch.today, watch.config.timezone
    span = _clamped(watch, ordered.when.span(today=today)) or _default(usual, today)
    began = _began(watch)
    before = _before(ordered.versus, span)
    shown = _shown(watch, ordered.brands)
    current = _filter(watch, span)
    extracts, left = _extracts(watch, current, ordered)
    return Brief(
        period=_period(span, today, began),
        before=None if before is None else _period(before, today, began),
        current=current,
        previous=None if before is None or not _comparable(before, today, began) else _filter(watch, before),
        days=tuple(Day(day=day, since=since, until=until) for day, since, until in periods.days(*span, zone)),
        shown=shown,
        compared=tuple(brand for brand in watch.config.brands if brand.role is not Role.TOPIC),
        doubtful=ordered.doubtful,
        owned=ordered.owned,
        sources=health.states(watch),
        collected=watch.store.documents.collected(current.since, current.until),
        collection_began=None if began is None else began.isoformat(),
        today=today,
        extracts=extracts,
        extracts_left=left,
        zone=zone,
        languages=watch.config.languages,
        excerpts=watch.store.documents.excerpts(current.since, current.until),
    )


def _default(usual: str, today: date) -> Span:
    """Only reports have a default period: the last complete one of their kind."""
    if usual == "day":
        return periods.last_day(today)
    return periods.last_month(today) if usual == "month" else periods.last_week(today)


def _clamped(watch: Watch, span: Span | None) -> Span | None:
    """An open beginning (`--until` alone) starts with the oldest document."""
    if span is None or span[0] != date.min:
        return span
    oldest = watch.store.upkeep.info().get("oldest")
    if oldest is None:
        return span[1], span[1]
    since = periods.local_day(datetime.fromisoformat(str(oldest)), watch.config.timezone)
    return min(since, span[1]), span[1]


def _began(watch: Watch) -> date | None:
    began = watch.store.documents.collected_since()
    return None if began is None else periods.local_day(began, watch.config.timezone)


def _before(versus: Versus, span: Span) -> Span | None:
    if versus is Versus.NONE:
        return None
    return periods.same_last_year(*span) if versus is Versus.LAST_YEAR else periods.previous(*span)


def _collected(span: Span, began: date | None) -> bool:
    """A period counts as collected when collection ran from its first day on."""
    return began is not None and began <= span[0]


def _comparable(span: Span, today: date, began: date | None) -> bool:
    return span[0] <= today and _collected(span, began)


def _period(span: Span, today: date, began: date | None) -> Period:
    complete = span[1] < today and _collected(span, began)
    return Period(since=span[0], until=span[1], complete=complete)


def _shown(watch: Watch, wanted: tuple[str, ...]) -> tuple[Brand, ...]:
    names = brand_names(watch, wanted)
    if not watch.config.brands:
        raise UsageError("no_brands")
    return tuple(brand for brand in watch.config.brands if not names or brand.name in names)


def _filter(watch: Watch, span: Span) -> Filter:
    """All brands: rows are cut to the shown ones later, denominators are not."""
    since, until = instants(span, watch.config.timezone)
    return Filter(brands=tuple(brand.name for brand in watch.config.brands), since=since, until=until)


def _extracts(watch: Watch, current: Filter, ordered: Ordered) -> tuple[tuple[Row, ...], int]:
    """The newest extracts of our own brands, of all where there is none; each document once; what is left."""
    verdicts = (Verdict.KEPT, Verdict.DOUBTFUL) if ordered.doubtful else (Verdict.KEPT,)
    ownership = (Ownership.EARNED, Ownership.OWNED) if ordered.owned else (Ownership.EARNED,)
    shown = _shown(watch, ordered.brands)
    ours = tuple(brand.name for brand in shown if brand.role is Role.OWN)
    where = Filter(
        brands=ours or tuple(brand.name for brand in shown),
        since=current.since,
        until=current.until,
        verdicts=verdicts,
        ownership=ownership,
    )
    found = watch.store.documents.mentions(where, sort=Sort.DATE, limit=EXTRACTS * len(shown))
    by_document = {row.document.id: row for row in reversed(found.rows)}
    rows = [row for row in found.rows if by_document[row.document.id] is row][:EXTRACTS]
    quoted = {row.document.id for row in rows}
    told = sum(1 for row in found.rows if row.document.id in quoted)
    return tuple(columns.mention_row(row) for row in rows), found.total - told


def versus(text: str) -> Versus:
    """Read the value of `--vs`. Raises UsageError `bad_choice`."""
    try:
        return Versus(text)
    except ValueError:
        raise UsageError("bad_choice", value=text, known=", ".join(Versus)) from None
