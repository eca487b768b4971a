# SPDX-License-Identifier: MIT
"""Reads the documents that SQL lets through, some at a time, and asks of them what it could not decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice

from veille import expression
from veille.expression import Expression
from veille.expression.subject import Facts, Subject
from veille.nouns import noun
from veille.store.sqlite.conditions import Condition
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import DAY_WIDTH, documents, written
from veille.store.sqlite.said import FACTS, facts

READ = 2_000
"""Documents read before a search that has found enough stops counting what else there is."""

CHUNK = 100
TOGETHER = 2_000_000
"""Characters of text held at once, but for one document that is longer by itself."""

_SIZES = "SELECT row, length(text) FROM texts WHERE row IN (SELECT value FROM json_each(?))"
_PAIRS = f"""
SELECT m.document, m.id, {FACTS} FROM mentions m
WHERE m.document IN (SELECT value FROM json_each(?)) AND """  # noqa: S608 - our own column names

Pairs = Sequence[tuple[int, Facts]]
"""The mentions of one document: the number of each, and what is known of it."""

Answers = Callable[[int, Subject, Pairs], Iterable[int]]
"""Returns what of a document holds, by number: the document's row, or its mentions'."""


@noun
class Verified:
    """What holds, by number; not `complete`: some documents were not read, all of them after these."""

    found: tuple[int, ...]
    complete: bool


@noun
class Verification:
    """What is verified: `answers`, given of each document the mentions that `among` leaves (None: no mentions).

    `limit`: how many are shown, None for all of them; 0 asks how many there are. `by_day`: candidates come day
    by day, the latest first, but not in order within a day.
    """

    answers: Answers
    among: Condition | None
    limit: int | None
    by_day: bool


def verify(connection: Connection, candidates: Iterable[int], asked: Verification) -> Verified:
    """Verify documents, given as rows, until there are enough."""
    rows: list[int] = []
    found: list[int] = []
    read = 0
    for chunk in _chunks(connection, (row for row, _ in groupby(candidates))):
        for row, numbers in _holding(connection, chunk, asked):
            rows += [row] * len(numbers)
            found += numbers
        read += len(chunk)
        if read >= READ and _enough(rows, chunk[-1], asked):
            return Verified(found=tuple(found), complete=False)
    return Verified(found=tuple(found), complete=True)


def _chunks(connection: Connection, rows: Iterator[int]) -> Iterator[list[int]]:
    while some := list(islice(rows, CHUNK)):
        sizes = dict(connection.execute(_SIZES, (written(some),)).fetchall())
        chunk: list[int] = []
        size = 0
        for row in some:
            if chunk and size + sizes[row] > TOGETHER:
                yield chunk
                chunk, size = [], 0
            chunk.append(row)
            size += sizes[row]
        yield chunk


def _enough(rows: Sequence[int], last: int, asked: Verification) -> bool:
    """Say whether what follows the document `last` is not shown."""
    if not asked.limit or len(rows) < asked.limit:
        return False
    return not asked.by_day or last // DAY_WIDTH < rows[asked.limit - 1] // DAY_WIDTH


def _holding(
    connection: Connection, chunk: Sequence[int], asked: Verification
) -> Iterator[tuple[int, list[int]]]:
    pairs = {} if asked.among is None else _pairs(connection, chunk, asked.among)
    for row, document in zip(chunk, documents(connection, chunk, text=True), strict=True):
        yield row, list(asked.answers(row, expression.subject(document), pairs.get(row, ())))


def _pairs(connection: Connection, chunk: Sequence[int], among: Condition) -> dict[int, Pairs]:
    pairs: dict[int, list[tuple[int, Facts]]] = {}
    asked = (written(list(chunk)), *among.parameters)
    for document, number, *values in connection.execute(_PAIRS + among.sql, asked):
        pairs.setdefault(document, []).append((number, facts(values)))
    return dict(pairs)


def in_documents(wanted: Expression, *, alone: bool) -> Answers:
    """Return what says whether a document holds: for a mention of it, or (`alone`) if it has none."""

    def answers(row: int, subject: Subject, pairs: Pairs) -> Iterable[int]:
        if any(expression.matches(wanted, subject, known) for _, known in pairs):
            return (row,)
        return (row,) if alone and not pairs and expression.matches(wanted, subject) else ()

    return answers


def in_mentions(wanted: Expression) -> Answers:
    """Return what says which mentions of a document hold."""

    def answers(_: int, subject: Subject, pairs: Pairs) -> Iterable[int]:
        return [number for number, known in pairs if expression.matches(wanted, subject, known)]

    return answers
