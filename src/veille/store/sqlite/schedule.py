# SPDX-License-Identifier: MIT
"""When each source is visited and by whom: the sources of the watch file, and leases on their hosts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from veille.errors import LeaseLost
from veille.model import Holder, Validators
from veille.nouns import noun
from veille.questions import SourceState
from veille.store.base import AllHeld, Due, Leased, NothingDue, Registration
from veille.store.sqlite import leases, states
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import optional_instant, stamp

_CLOCK_SLIP = timedelta(minutes=5)

_REGISTER = """
INSERT INTO sources(name, position, configured, kind, url, host, channel, every, fingerprint)
VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)
ON CONFLICT(name) DO UPDATE SET position = excluded.position, configured = 1, kind = excluded.kind,
  url = excluded.url, host = excluded.host, channel = excluded.channel, every = excluded.every,
  fingerprint = excluded.fingerprint
"""
# What was learnt belongs to the address it was learnt from; a server that asked us to wait still does.
_FORGET = """
UPDATE sources SET etag = NULL, last_modified = NULL, digest = NULL, cursor = NULL, moved_to = NULL,
  next_due = NULL, stopped = 0, fresh = 1, wait_until = CASE WHEN host = ? THEN wait_until END
WHERE name = ? AND fingerprint <> ?
"""
_CONFIGURED = """
SELECT name, host, cursor, etag, last_modified, digest, moved_to, last_success, failures, failing_since, last_attempt,
  next_due, wait_until, stopped, fresh
FROM sources WHERE configured ORDER BY next_due IS NOT NULL, next_due, position
"""


@noun
class _Source:
    """A configured source, as far as its turn goes."""

    due: Due
    host: str
    last_attempt: datetime | None
    next_due: datetime | None
    wait_until: datetime | None
    stopped: bool

    def waits(self, now: datetime) -> bool:
        """Say whether a server asked us to leave it alone for now."""
        return self.wait_until is not None and self.wait_until > now

    def tried(self, since: datetime | None, now: datetime) -> bool:
        """Say whether it was tried since then; an attempt in the future is a clock that was wrong."""
        if since is None or self.last_attempt is None:
            return False
        return since <= self.last_attempt <= now + _CLOCK_SLIP

    def is_due(self, now: datetime) -> bool:
        """Say whether its time has come."""
        if self.next_due is None or self.next_due <= now:
            return True
        return self.last_attempt is not None and self.last_attempt > now + _CLOCK_SLIP

    def next(self) -> datetime | None:
        """Return when it comes up again; None: it does not wait for anything."""
        return max((moment for moment in (self.next_due, self.wait_until) if moment), default=None)


class SqliteSchedule:
    """See Schedule in store/base.py."""

    def __init__(self, connection: Connection, holder: Holder, alive: Callable[[Holder], bool]) -> None:
        self._connection = connection
        self._leases = leases.Leases(connection, holder, alive)
        self._token: str | None = None

    def sync(self, sources: Sequence[Registration], now: datetime) -> None:  # noqa: ARG002 - other stores date it
        """See Schedule.sync."""
        with self._connection.write():
            self._connection.execute("UPDATE sources SET configured = 0")
            for position, one in enumerate(sources):
                self._connection.execute(_FORGET, (one.host, one.name, one.fingerprint))
                self._connection.execute(_REGISTER, _registration(position, one))

    def claim(
        self,
        now: datetime,
        *,
        hosts: int,
        lease: timedelta,
        only: Sequence[str] = (),
        not_tried_since: datetime | None = None,
    ) -> Leased | AllHeld | NothingDue:
        """See Schedule.claim."""
        with self._connection.write():
            self._leases.end_dead(now)
            self._leases.end(self._token)  # our own earlier one
            sources = self._configured()
            wanted = _wanted(sources, now, only, not_tried_since)
            if not wanted:
                return _nothing(sources, now)
            held = self._leases.held()
            free = list(dict.fromkeys(source.host for source in wanted if source.host not in held))[:hosts]
            if not free:
                return AllHeld(names=tuple(source.due.name for source in wanted))
            token = self._leases.take(free, now + lease)
        self._token = token
        return Leased(token=token, sources=tuple(source.due for source in wanted if source.host in free))

    def due(self, now: datetime, *, only: Sequence[str] = (), everything: bool = False) -> Sequence[Due]:
        """See Schedule.due."""
        with self._connection.read():
            sources = self._configured()
        return [source.due for source in _wanted(sources, now, only, now if everything else None)]

    def renew(self, token: str, now: datetime, lease: timedelta) -> None:
        """See Schedule.renew."""
        with self._connection.write():
            if not self._leases.renew(token, now + lease):
                raise LeaseLost("lease_lost", source="")

    def release(self, token: str) -> None:
        """See Schedule.release."""
        with self._connection.write():
            self._leases.end(token)

    def note_gap(self, source: str, at: datetime) -> None:
        """See Schedule.note_gap."""
        with self._connection.write():
            self._connection.execute("UPDATE sources SET gap_at = ? WHERE name = ?", (stamp(at), source))

    def states(self, now: datetime) -> Sequence[SourceState]:
        """See Schedule.states."""
        return states.states(self._connection, now)

    def _configured(self) -> list[_Source]:
        return [_source(values) for values in self._connection.execute(_CONFIGURED)]


def _registration(position: int, one: Registration) -> tuple[object, ...]:
    every = round(one.every.total_seconds())
    return one.name, position, one.kind, one.url, one.host, one.channel, every, one.fingerprint


def _source(values: Sequence[Any]) -> _Source:
    name, host, cursor, etag, last_modified, digest, moved_to, success, failures, *times, stopped, fresh = (
        values
    )
    failing_since, last_attempt, next_due, wait_until = map(optional_instant, times)
    due = Due(
        name=name,
        cursor=json.loads(cursor) if cursor else {},
        validators=Validators(etag=etag, last_modified=last_modified, digest=digest),
        moved_to=moved_to,
        last_success=None if fresh else optional_instant(success),
        last_attempt=last_attempt,
        failing_since=failing_since,
        failures=failures,
    )
    return _Source(
        due=due,
        host=host,
        last_attempt=last_attempt,
        next_due=next_due,
        wait_until=wait_until,
        stopped=bool(stopped),
    )


def _wanted(
    sources: Sequence[_Source], now: datetime, only: Sequence[str], not_tried_since: datetime | None
) -> list[_Source]:
    untried = [source for source in sources if not source.tried(not_tried_since, now)]
    if only:
        return [source for source in untried if source.due.name in only]
    at_all = [source for source in untried if not source.stopped and not source.waits(now)]
    return at_all if not_tried_since else [source for source in at_all if source.is_due(now)]


def _nothing(sources: Sequence[_Source], now: datetime) -> NothingDue:
    running = [source for source in sources if not source.stopped]
    coming = [moment for source in running if (moment := source.next()) is not None and moment > now]
    waiting = tuple(sorted(source.due.name for source in running if source.waits(now)))
    return NothingDue(next_due=min(coming, default=None), waiting=waiting)
