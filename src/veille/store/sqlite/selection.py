# SPDX-License-Identifier: MIT
"""Turns a Filter into conditions over `documents d` and `mentions m`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from veille import expression
from veille.nouns import noun, value
from veille.questions import Filter, Status
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.narrow import MATCH, narrow
from veille.store.sqlite.rows import DAY_WIDTH, day_of, documents, stamp, written

_ROWS = "SELECT d.row FROM documents d WHERE "
_ROWS_OF_MENTIONS = "SELECT DISTINCT d.row FROM mentions m JOIN documents d ON d.row = m.document WHERE "
_IN = " IN (SELECT value FROM json_each(?))"
_HAS_MENTION = "EXISTS (SELECT 1 FROM mentions m WHERE m.document = d.row AND "
_SOURCES = "SELECT DISTINCT source FROM sightings"
_NEVER = "0"


@value
class Condition:
    """A piece of SQL that is true or false, and its parameters."""

    sql: str = "1"
    parameters: tuple[Any, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return Condition(f"{self.sql} AND {other.sql}", (*self.parameters, *other.parameters))


@noun
class Selection:
    """Which rows are asked for; `match` ranks them, when full text can.

    Where full text alone decides the query, `words` is what it is asked and `rest` all other conditions.
    """

    condition: Condition
    match: str | None = None
    words: str | None = None
    rest: Condition = Condition()


def all_of(conditions: Sequence[Condition]) -> Condition:
    """Join conditions by AND."""
    joined = Condition()
    for condition in conditions:
        joined = joined & condition
    return joined


def period(since: datetime | None, until: datetime | None) -> Condition:
    """Select by the moment of a document: the row number, which begins with its day, narrows first."""
    parts = []
    if since is not None:
        parts.append(Condition("d.row >= ? AND d.moment >= ?", (day_of(since) * DAY_WIDTH, stamp(since))))
    if until is not None:
        last = day_of(until - timedelta(microseconds=1))
        parts.append(Condition("d.row < ? AND d.moment < ?", ((last + 1) * DAY_WIDTH, _ceiling(until))))
    return all_of(parts)


def _ceiling(until: datetime) -> str:
    # Moments are stored in whole seconds: before 12:00:00.5 means up to 12:00:00.
    return stamp(until + timedelta(seconds=1) if until.microsecond else until)


def of_mentions(where: Filter) -> Condition:
    """Select by what belongs to a mention."""
    parts = [
        _one_of("m.brand", where.brands),
        _one_of("m.verdict", where.verdicts),
        _one_of("m.ownership", where.ownership),
        _STATUS[where.status],
    ]
    return all_of([part for part in parts if part.sql != "1"])


# Follow-up by a person is not stored by this layout: nothing is to do or done, all that counts is neither.
_STATUS = {
    None: Condition(),
    Status.ALL: Condition(),
    Status.KEPT: Condition("m.verdict = 'kept'"),
    Status.DOUBTFUL: Condition("m.verdict = 'doubtful'"),
    Status.REJECTED: Condition("m.verdict = 'rejected'"),
    Status.TODO: Condition(_NEVER),
    Status.DONE: Condition(_NEVER),
    Status.NONE: Condition("m.verdict <> 'rejected'"),
}


def _one_of(column: str, values: Sequence[str] | None) -> Condition:
    if values is None:
        return Condition()
    return Condition(column + _IN, (written(list(values)),))


def documents_where(connection: Connection, where: Filter) -> Selection:
    """Select documents; one that must have a status or a verdict has a mention with it."""
    base = period(where.since, where.until)
    mention = of_mentions(where)
    if mention.sql != "1":
        base = base & Condition(_HAS_MENTION + mention.sql + ")", mention.parameters)
    return _with_expression(connection, where, base, _ROWS)


def mentions_where(connection: Connection, where: Filter) -> Selection:
    """Select mentions, over `mentions m JOIN documents d`."""
    base = period(where.since, where.until) & of_mentions(where)
    return _with_expression(connection, where, base, _ROWS_OF_MENTIONS)


def _with_expression(connection: Connection, where: Filter, base: Condition, rows: str) -> Selection:
    """Add the query itself; what SQL cannot decide alone is decided as the matcher would, in memory."""
    if where.where is None:
        return Selection(condition=base)
    narrowed = narrow(where.where)
    if not narrowed.exact:
        narrowed = narrow(where.where, sources=[row[0] for row in connection.execute(_SOURCES)])
    condition = base & Condition(f"({narrowed.sql})", tuple(narrowed.params))
    if not narrowed.exact:
        candidates = [row[0] for row in connection.execute(rows + condition.sql, condition.parameters)]
        condition = base & Condition(
            "d.row" + _IN, (written(_verified(connection, where.where, candidates)),)
        )
    words = str(narrowed.params[0]) if narrowed.sql == MATCH else None
    return Selection(condition=condition, match=narrowed.match, words=words, rest=base)


def _verified(connection: Connection, wanted: expression.Expression, rows: Sequence[int]) -> list[int]:
    found = zip(rows, documents(connection, rows, text=True), strict=True)
    return [row for row, document in found if expression.matches(wanted, expression.subject(document))]
