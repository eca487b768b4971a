# SPDX-License-Identifier: MIT
"""Turns a Filter into conditions over `documents d` and `mentions m`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from veille.expression import Expression
from veille.expression.about import mention_fields
from veille.nouns import noun, replace
from veille.questions import Filter, Sort, Status
from veille.store.sqlite.conditions import ALWAYS, Condition, all_of, joined, negated
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.narrow import MATCH, Narrowed, narrow
from veille.store.sqlite.rows import DAY_WIDTH, day_of, stamp, written
from veille.store.sqlite.verify import Answers, Verification, in_documents, in_mentions, verify
from veille.store.sqlite.vocabulary import Vocabulary

_OF_DOCUMENTS = " FROM documents d"
_OF_MENTIONS = " FROM mentions m JOIN documents d ON d.row = m.document"
_DOCUMENT, _MENTION = "d.row", "m.id"
_LATEST = " ORDER BY d.row DESC"
_RANKED = """
LEFT JOIN (SELECT rowid AS at, bm25(words, 4.0, 1.0, 4.0, 1.0) AS rank FROM words WHERE words MATCH ?) w
  ON w.at = d.row
"""
_BEST = " ORDER BY w.rank IS NULL, w.rank, d.moment DESC, d.id"
_IN = " IN (SELECT value FROM json_each(?))"
_HAS_MENTION = "EXISTS (SELECT 1 FROM mentions m WHERE m.document = d.row AND "
_MENTIONED = "d.row IN (SELECT m.document" + _OF_MENTIONS + " WHERE "
_COUNTED = Condition("m.verdict <> 'rejected'")


@noun
class Selection:
    """Which rows are asked for; `match` ranks them, when full text can.

    Where full text alone decides the query, `words` is what it is asked and `rest` all other conditions. Not
    `complete`: more would be found if all documents were read, and all of it would come later.
    """

    condition: Condition
    match: str | None = None
    words: str | None = None
    rest: Condition = ALWAYS
    complete: bool = True


@noun
class Shown:
    """How much of what is found is shown, and in what order."""

    sort: Sort = Sort.DATE
    limit: int | None = None


ALL = Shown()


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


_STATUS = {
    None: ALWAYS,
    Status.ALL: ALWAYS,
    Status.KEPT: Condition("m.verdict = 'kept'"),
    Status.DOUBTFUL: Condition("m.verdict = 'doubtful'"),
    Status.REJECTED: Condition("m.verdict = 'rejected'"),
    Status.TODO: Condition("m.status = 'todo'"),
    Status.DONE: Condition("m.status = 'done'"),
    Status.NONE: Condition("m.status IS NULL AND m.verdict <> 'rejected'"),
}


def _one_of(column: str, values: Sequence[str] | None) -> Condition:
    if values is None:
        return ALWAYS
    return Condition(column + _IN, (written(list(values)),))


def documents_where(connection: Connection, where: Filter, shown: Shown = ALL) -> Selection:
    """Select documents; one that must have a status or a verdict has a mention with it."""
    base, mention = period(where.since, where.until), of_mentions(where)
    if where.where is not None and mention_fields(where.where):
        return _by_mention(connection, where, where.where, shown)
    if mention != ALWAYS:
        base = base & _having(mention)
    if where.where is None:
        return Selection(condition=base)
    narrowed = narrow(where.where, Vocabulary(connection), mention=False)
    search = _Search(table=_OF_DOCUMENTS, key=_DOCUMENT, narrowed=narrowed, base=base)
    return _selected(connection, search, shown, in_documents(where.where, alone=True), None)


def _having(mention: Condition) -> Condition:
    return Condition(_HAS_MENTION + mention.sql + ")", mention.parameters)


def _by_mention(connection: Connection, where: Filter, wanted: Expression, shown: Shown) -> Selection:
    """Select documents for one of whose mentions the query holds; or for none, where there is none that counts."""
    mention = of_mentions(where)
    told = "verdict" in mention_fields(wanted) or where.verdicts is not None or where.status is not None
    counted = mention if told else mention & _COUNTED
    vocabulary = Vocabulary(connection)
    narrowed = narrow(wanted, vocabulary, mention=True)
    paired = counted & narrowed.condition
    condition, exact = Condition(f"{_MENTIONED}{paired.sql})", paired.parameters), narrowed.exact
    alone = mention == ALWAYS
    if alone:
        bare = narrow(wanted, vocabulary, mention=False)
        condition = joined("OR", [condition, joined("AND", [negated(_having(counted)), bare.condition])])
        exact = exact and bare.exact
    narrowed = replace(narrowed, condition=condition, exact=exact)
    base = period(where.since, where.until)
    search = _Search(table=_OF_DOCUMENTS, key=_DOCUMENT, narrowed=narrowed, base=base)
    return _selected(connection, search, shown, in_documents(wanted, alone=alone), counted)


def mentions_where(
    connection: Connection, where: Filter, shown: Shown = ALL, vocabulary: Vocabulary | None = None
) -> Selection:
    """Select mentions, over `mentions m JOIN documents d`."""
    mention = of_mentions(where)
    base = period(where.since, where.until) & mention
    if where.where is None:
        return Selection(condition=base)
    narrowed = narrow(where.where, vocabulary or Vocabulary(connection), mention=True)
    search = _Search(table=_OF_MENTIONS, key=_MENTION, narrowed=narrowed, base=base)
    return _selected(connection, search, shown, in_mentions(where.where), mention)


@noun
class _Search:
    """What is selected, by which key, from where."""

    table: str
    key: str
    narrowed: Narrowed
    base: Condition

    @property
    def condition(self) -> Condition:
        """All that SQL can say."""
        narrowed = self.narrowed.condition
        return self.base & Condition(f"({narrowed.sql})", narrowed.parameters)

    def candidates(self, connection: Connection, sort: Sort) -> Iterator[int]:
        """Yield the rows of documents that may hold, in the order in which they are shown, if only by day."""
        asked = self.condition
        sql, parameters = f"SELECT d.row{self.table} WHERE {asked.sql}{_LATEST}", asked.parameters
        if sort is Sort.BEST and self.narrowed.match is not None:
            sql = f"SELECT d.row{self.table}{_RANKED}WHERE {asked.sql}{_BEST}"
            parameters = (self.narrowed.match, *parameters)
        return (row[0] for row in connection.execute(sql, parameters))


def _selected(
    connection: Connection, search: _Search, shown: Shown, answers: Answers, among: Condition | None
) -> Selection:
    """Add the query itself; what SQL cannot decide alone is decided as the matcher would, in memory."""
    narrowed, base = search.narrowed, search.base
    if narrowed.exact:
        words = str(narrowed.condition.parameters[0]) if narrowed.condition.sql == MATCH else None
        return Selection(condition=search.condition, match=narrowed.match, words=words, rest=base)
    by_day = shown.sort is Sort.DATE or narrowed.match is None
    asked = Verification(answers=answers, among=among, limit=shown.limit, by_day=by_day)
    verified = verify(connection, search.candidates(connection, shown.sort), asked)
    chosen = Condition(search.key + _IN, (written(list(verified.found)),))
    return Selection(condition=base & chosen, match=narrowed.match, rest=base, complete=verified.complete)
