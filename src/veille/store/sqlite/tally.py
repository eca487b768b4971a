# SPDX-License-Identifier: MIT
"""Counts mentions for reports: those stored, and those purged of which only the count is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from veille.questions import By, Day, Filter, Measure, Query, Tally
from veille.store.sqlite.conditions import Condition, all_of
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import stamp
from veille.store.sqlite.selection import ALL, mentions_where, of_mentions, period
from veille.store.sqlite.vocabulary import Vocabulary

Group = tuple[str | None, ...]
Numbers = tuple[int | None, ...]

_SLICES = {
    By.BRAND: ("m.brand",),
    By.CHANNEL: ("d.channel",),
    By.HOST: ("d.host",),
    By.SOURCE: ("d.source",),
    By.AUTHOR: ("d.author", "d.host"),
}
# What is left of purged mentions: who wrote them and which source showed them is forgotten.
_PURGED_SLICES = {
    By.BRAND: ("m.brand",),
    By.CHANNEL: ("m.channel",),
    By.HOST: ("nullif(m.host, '')",),
    By.SOURCE: ("NULL",),
    By.AUTHOR: ("NULL", "nullif(m.host, '')"),
}
_VOLUME = "m.verdict = 'kept' AND m.ownership = 'earned'"
_DOUBTFUL = "m.verdict = 'doubtful' AND m.ownership = 'earned'"
_MEASURES = {
    Measure.VOLUME: f"sum({_VOLUME})",
    Measure.DOUBTFUL: f"sum({_DOUBTFUL})",
    Measure.OWNED: "sum(m.ownership = 'owned')",
    Measure.DOCUMENTS: "count(DISTINCT m.document)",
    Measure.REACH: f"sum(CASE WHEN {_VOLUME} THEN d.reach END)",
}
_PURGED_MEASURES = {
    Measure.VOLUME: f"sum(({_VOLUME}) * m.count)",
    Measure.DOUBTFUL: f"sum(({_DOUBTFUL}) * m.count)",
    Measure.OWNED: "sum((m.ownership = 'owned') * m.count)",
    Measure.DOCUMENTS: "sum(m.count)",
    Measure.REACH: "NULL",
}
_STORED = " FROM mentions m JOIN documents d ON d.row = m.document WHERE m.verdict <> 'rejected' AND "
_EXCERPTS = "SELECT sum(d.whole = 0), count(d.whole) FROM documents d WHERE "
_SEEN = "SELECT s.source, count(*) FROM sightings s JOIN documents d ON d.row = s.row WHERE "
_PURGED = " FROM daily m WHERE m.verdict <> 'rejected' AND "


def tally(connection: Connection, query: Query) -> Sequence[Tally]:
    """See Documents.tally."""
    counted: dict[Group, Numbers] = {}
    with connection.read():
        vocabulary = Vocabulary(connection)
        for day, where in _windows(query):
            for group, numbers in _counted(connection, query, where, vocabulary):
                whole = _with_day(query.by, group, day)
                counted[whole] = _sum(counted.get(whole), numbers)
    slices = [Tally(group=group, numbers=numbers) for group, numbers in counted.items()]
    slices.sort(key=_by_group if By.DAY in query.by else _by_size)
    return slices[: query.limit]


def _windows(query: Query) -> Iterator[tuple[Day | None, Filter]]:
    if By.DAY not in query.by:
        yield None, query.filter
        return
    for day in query.days:
        since = day.since if query.filter.since is None else max(day.since, query.filter.since)
        until = day.until if query.filter.until is None else min(day.until, query.filter.until)
        if since < until:
            yield day, replace(query.filter, since=since, until=until)


def _counted(
    connection: Connection, query: Query, where: Filter, vocabulary: Vocabulary
) -> Iterator[tuple[Group, Numbers]]:
    stored = mentions_where(connection, where, ALL, vocabulary).condition
    yield from _ask(connection, query, _STORED, stored, (_SLICES, _MEASURES))
    if where.where is None:
        # Words and fields of what was purged are gone: a question about them is about what is still there.
        purged = all_of([_hours(where.since, where.until), of_mentions(where)])
        yield from _ask(connection, query, _PURGED, purged, (_PURGED_SLICES, _PURGED_MEASURES))


def _hours(since: datetime | None, until: datetime | None) -> Condition:
    parts = []
    if since is not None:
        parts.append(Condition("m.hour >= ?", (stamp(since),)))
    if until is not None:
        parts.append(Condition("m.hour < ?", (stamp(until),)))
    return all_of(parts)


def _ask(
    connection: Connection,
    query: Query,
    table: str,
    condition: Condition,
    names: tuple[dict[By, tuple[str, ...]], dict[Measure, str]],
) -> Iterator[tuple[Group, Numbers]]:
    slices, measures = names
    group = [column for by in query.by if by is not By.DAY for column in slices[by]]
    columns = ", ".join(["count(*)", *(measures[measure] for measure in query.measures), *group])
    # Positions, because a NULL written in the place of a column cannot be grouped by name.
    grouped = ", ".join(str(len(query.measures) + 2 + number) for number in range(len(group)))
    asked = f"SELECT {columns}{table}{condition.sql}" + (f" GROUP BY {grouped}" if grouped else "")
    for values in connection.execute(asked, condition.parameters):
        if values[0]:
            border = 1 + len(query.measures)
            yield tuple(values[border:]), tuple(values[1:border])


def _with_day(by: Sequence[By], group: Group, day: Day | None) -> Group:
    if day is None:
        return group
    rest = iter(group)
    whole: list[str | None] = []
    for one in by:
        if one is By.DAY:
            whole.append(day.day.isoformat())
        else:
            whole += [next(rest) for _ in _SLICES[one]]
    return tuple(whole)


def _sum(before: Numbers | None, now: Numbers) -> Numbers:
    if before is None:
        return now
    return tuple(a if b is None else b if a is None else a + b for a, b in zip(before, now, strict=True))


def _by_group(slice_: Tally) -> Any:
    return [(part is None, part or "") for part in slice_.group]


def _by_size(slice_: Tally) -> Any:
    first = slice_.numbers[0] if slice_.numbers else 0
    return -(first or 0), _by_group(slice_)


def collected(connection: Connection, since: datetime | None, until: datetime | None) -> dict[str, int]:
    """See Documents.collected."""
    condition = period(since, until)
    with connection.read():
        return dict(
            connection.execute(_SEEN + condition.sql + " GROUP BY s.source", condition.parameters).fetchall()
        )


def excerpts(connection: Connection, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """See Documents.excerpts."""
    condition = period(since, until)
    with connection.read():
        found = connection.execute(_EXCERPTS + condition.sql, condition.parameters).fetchone()
    return int(found[0] or 0), int(found[1] or 0)
