# SPDX-License-Identifier: MIT
"""How each configured source is doing: its health, its figures, and whether it fell silent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from veille.model import Channel
from veille.questions import Health, SourceState
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import DAY_WIDTH, day_of, instant, optional_instant, stamp

_WEEK = timedelta(days=7)
_PATIENCE = 7
_HABITS = 4
_ENOUGH = 5
_LOOK_BACK = 200

_SOURCES = """
SELECT name, kind, url, host, channel, last_success, last_attempt, last_error, last_error_facts, failing_since,
  moved_to, stopped, rights, first_success, next_due, wait_until, gap_at
FROM sources WHERE configured ORDER BY position
"""
_COUNTS = """
SELECT source, count(*), sum(seen_at >= ?), min(seen_at), max(seen_at) FROM sightings GROUP BY source
"""
_NEWEST = """
SELECT max(d.moment) FROM sightings s JOIN documents d ON d.row = s.row
WHERE s.source = ?1 AND s.row >= (SELECT max(row) FROM sightings WHERE source = ?1) / 1000000 * 1000000
"""
_MENTIONS = """
SELECT s.source, count(*) FROM sightings s JOIN mentions m ON m.document = s.row
WHERE s.seen_at >= ? AND m.verdict <> 'rejected' GROUP BY s.source
"""
_ROWS = "SELECT row FROM sightings WHERE source = ? ORDER BY row DESC LIMIT ?"


def states(connection: Connection, now: datetime) -> list[SourceState]:
    """Return all configured sources in the order of the watch file."""
    week = stamp(now - _WEEK)
    with connection.read():
        counts = {row[0]: row[1:] for row in connection.execute(_COUNTS, (week,))}
        mentions = dict(connection.execute(_MENTIONS, (week,)).fetchall())
        sources = connection.execute(_SOURCES).fetchall()
        return [
            _state(connection, source, counts.get(source[0]), mentions.get(source[0], 0), now)
            for source in sources
        ]


def _state(
    connection: Connection, source: Sequence[Any], counts: Sequence[Any] | None, mentions: int, now: datetime
) -> SourceState:
    name, kind, url, host, channel, success, attempt, error, facts, failing, *rest = source
    moved_to, stopped, rights, first_success, next_due, wait_until, gap_at = rest
    documents, recent, first_seen, last_seen = counts or (0, 0, "", "")
    newest = connection.one(_NEWEST, (name,))
    silent = _silent_days(connection, name, _news(newest, first_seen, last_seen), now) if documents else None
    return SourceState(
        name=name,
        kind=kind,
        url=url,
        host=host,
        channel=Channel(channel),
        state=_health(stopped=stopped, error=error, attempt=attempt, silent=silent),
        last_success=optional_instant(success),
        last_attempt=optional_instant(attempt),
        last_error=error,
        last_error_facts=_facts(facts),
        failing_since=optional_instant(failing),
        moved_to=moved_to,
        stopped=bool(stopped),
        rights=rights,
        documents=documents,
        documents_7d=recent,
        mentions_7d=mentions,
        newest=optional_instant(newest),
        silent_days=silent,
        first_success=optional_instant(first_success),
        next_due=optional_instant(next_due),
        wait_until=optional_instant(wait_until),
        gap=optional_instant(gap_at),
    )


def _news(newest: str, first_seen: str, last_seen: str) -> datetime:
    # What was there at the first visit need not be new; what came after it is, whatever its date says.
    return instant(max(newest, last_seen) if last_seen > first_seen else newest)


def _facts(written: str | None) -> Mapping[str, object]:
    facts: dict[str, object] = json.loads(written) if written else {}
    return facts


def _health(*, stopped: int, error: str | None, attempt: str | None, silent: int | None) -> Health:
    if stopped:
        return Health.STOPPED
    if error is not None:
        return Health.FAILING
    if attempt is None:
        return Health.NEVER
    return Health.OK if silent is None else Health.SILENT


def _silent_days(connection: Connection, name: str, news: datetime, now: datetime) -> int | None:
    """Return the days since its last news, when they are longer than its habit.

    The habit is the median gap between its days with news. It is read from publication dates, which begin
    before collection does; row numbers begin with them, so no document is looked at.
    """
    rows = [row[0] for row in connection.execute(_ROWS, (name, _LOOK_BACK))]
    days = sorted({row // DAY_WIDTH for row in rows})
    if len(rows) < _ENOUGH or len(days) < 2:  # noqa: PLR2004 - a gap has two ends
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    silent = day_of(now) - day_of(news)
    return silent if silent > max(_PATIENCE, _HABITS * gaps[len(gaps) // 2]) else None
