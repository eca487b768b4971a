# SPDX-License-Identifier: MIT
"""Checks that a visit may be written, and writes how it ended, inside the transaction that holds its documents."""

from __future__ import annotations

from veille.errors import LeaseLost
from veille.store.base import Visit
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import exact_stamp, optional_stamp, stamp, written

_HELD = """
SELECT 1 FROM leases l JOIN sources s ON s.host = l.host WHERE s.name = ? AND l.token = ?
"""
_RECORD = """
UPDATE sources SET last_attempt = :tried, next_due = :next_due, wait_until = :wait_until,
  cursor = coalesce(:cursor, cursor), moved_to = coalesce(:moved_to, moved_to), rights = coalesce(:rights, rights)
WHERE name = :source
"""
_SUCCEEDED = """
UPDATE sources SET last_success = :at, first_success = coalesce(first_success, :at), last_error = NULL,
  last_error_facts = NULL, failing_since = NULL, failures = 0, stopped = 0, fresh = 0
WHERE name = :source
"""
_FAILED = """
UPDATE sources SET last_error = :error, last_error_facts = :facts, failing_since = coalesce(failing_since, :at),
  failures = failures + 1, stopped = max(stopped, :gone)
WHERE name = :source
"""
_VALIDATORS = "UPDATE sources SET etag = ?, last_modified = ?, digest = ? WHERE name = ?"


def hold(connection: Connection, source: str, token: str | None) -> None:
    """Raise LeaseLost when the source's host is no longer ours; what is added by hand needs no lease."""
    if token is not None and connection.one(_HELD, (source, token)) is None:
        raise LeaseLost("lease_lost", source=source)


def record(connection: Connection, visit: Visit) -> None:
    """Write how the visit ended; documents added by hand have no source to write it to."""
    connection.execute(
        _RECORD,
        {
            "source": visit.source,
            # Two runs may follow one another within a second: which one tried it must be clear.
            "tried": exact_stamp(visit.at),
            "next_due": optional_stamp(visit.next_due),
            "wait_until": optional_stamp(visit.wait_until),
            "cursor": None if visit.cursor is None else written(dict(visit.cursor)),
            "moved_to": visit.moved_to,
            "rights": visit.rights,
        },
    )
    if visit.error is None and not visit.gone:
        connection.execute(_SUCCEEDED, {"source": visit.source, "at": stamp(visit.at)})
    else:
        _fail(connection, visit)
    if visit.validators is not None:
        kept = visit.validators
        connection.execute(_VALIDATORS, (kept.etag, kept.last_modified, kept.digest, visit.source))


def _fail(connection: Connection, visit: Visit) -> None:
    connection.execute(
        _FAILED,
        {
            "source": visit.source,
            "at": stamp(visit.at),
            "error": visit.error or "gone",
            "facts": written({key: _plain(value) for key, value in visit.error_facts.items()}),
            "gone": int(visit.gone),
        },
    )


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
