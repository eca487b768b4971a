# SPDX-License-Identifier: MIT
"""Finds documents and mentions: `search`, `mentions`, and the look-up of an id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from veille import expression, text
from veille.errors import StoreError
from veille.model import Document, Place
from veille.nouns import replace
from veille.questions import Filter, Sort
from veille.store.base import DocumentRow, Found, MentionRow
from veille.store.sqlite.conditions import ALWAYS, Condition
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import DAY_WIDTH, documents, mention_row, written
from veille.store.sqlite.selection import Selection, Shown, documents_where, mentions_where

_COUNT = "SELECT count(*) FROM documents d WHERE "
_ROWS = "SELECT d.row FROM documents d WHERE "
_LATEST = " ORDER BY d.moment DESC, d.id LIMIT ?"
_RANKS = """
LEFT JOIN (SELECT rowid AS at, bm25(words, 4.0, 1.0, 4.0, 1.0) AS rank FROM words WHERE words MATCH ?) w
  ON w.at = d.row
WHERE """
_DOCUMENTS = "SELECT d.row FROM documents d"
_RANKED = _DOCUMENTS + _RANKS
_BEST = " ORDER BY w.rank IS NULL, w.rank, d.moment DESC, d.id LIMIT ?"

# Where words alone decide, full text leads: it yields documents from the last day to the first, and stops.
_BY_WORDS = " FROM words CROSS JOIN documents d ON d.row = words.rowid WHERE words MATCH ? AND "
_ROWS_BY_WORDS = "SELECT d.row" + _BY_WORDS
_COUNT_BY_WORDS = "SELECT count(*)" + _BY_WORDS
_COUNT_WORDS = "SELECT count(*) FROM words WHERE words MATCH ?"
_LAST_OF_PAGE = " ORDER BY words.rowid DESC LIMIT 1 OFFSET ?"
_BEST_BY_WORDS = " ORDER BY bm25(words, 4.0, 1.0, 4.0, 1.0), d.moment DESC, d.id LIMIT ?"

_JOINED = " FROM mentions m JOIN documents d ON d.row = m.document"
_COUNT_MENTIONS = "SELECT count(*)" + _JOINED + " WHERE "
_COLUMNS = """
SELECT m.document, m.brand, m.slug, m.terms, m.spans, m.verbatim, m.place, m.ownership, m.relevance, m.reasons,
  m.verdict, m.fingerprint, m.decided, m.computed, m.status, m.assignee, m.tone, m.tags, m.note
"""
_MENTIONS = _COLUMNS + _JOINED + " WHERE "
_MENTION_IDS = "SELECT d.id || '.' || m.slug" + _JOINED + " WHERE "
_LATEST_MENTIONS = " ORDER BY d.moment DESC, d.id, m.brand LIMIT ?"
_RANKED_MENTIONS = _COLUMNS + _JOINED + _RANKS
_BEST_MENTIONS = " ORDER BY w.rank IS NULL, w.rank, d.moment DESC, d.id, m.brand LIMIT ?"
_OF_DOCUMENT = _COLUMNS + " FROM mentions m WHERE m.document = ? ORDER BY m.brand"
_OF_DOCUMENTS = """
SELECT document, brand FROM mentions
WHERE verdict <> 'rejected' AND document IN (SELECT value FROM json_each(?)) ORDER BY brand
"""
_CANDIDATES = 10


def search(connection: Connection, where: Filter, sort: Sort, limit: int | None) -> Found[DocumentRow]:
    """See Documents.search."""
    assert where.brands is None, "brands have mentions: ask for these"
    with connection.read():
        selection = documents_where(connection, where, Shown(sort=sort, limit=limit))
        by_words = selection.words is not None
        rows = (_rows_by_words if by_words else _rows)(connection, selection, sort, limit)
        total = len(rows) if limit is None or len(rows) < limit else _total(connection, selection)
        brands = _brands(connection, rows)
        found = [
            _document_row(document, where.where, tuple(brands.get(row, ())))
            for row, document in zip(rows, documents(connection, rows, text=True), strict=True)
        ]
    return Found(rows=tuple(found), total=total, complete=selection.complete)


def mentions(connection: Connection, where: Filter, sort: Sort, limit: int | None) -> Found[MentionRow]:
    """See Documents.mentions."""
    with connection.read():
        selection = mentions_where(connection, where, Shown(sort=sort, limit=limit))
        asked = _ordered(
            selection, sort, limit, (_MENTIONS, _LATEST_MENTIONS), (_RANKED_MENTIONS, _BEST_MENTIONS)
        )
        found = connection.execute(*asked).fetchall()
        total = len(found)
        if limit is not None and total >= limit:
            condition = selection.condition
            total = connection.one(_COUNT_MENTIONS + condition.sql, condition.parameters)
        shown = documents(connection, [row[0] for row in found], text=False)
        rows = [mention_row(document, values[1:]) for values, document in zip(found, shown, strict=True)]
    return Found(rows=tuple(rows), total=total, complete=selection.complete)


def mention_ids(connection: Connection, where: Filter) -> list[str]:
    """See Documents.mention_ids."""
    with connection.read():
        condition = mentions_where(connection, where, Shown(sort=Sort.DATE, limit=None)).condition
        asked = _MENTION_IDS + condition.sql + _LATEST_MENTIONS
        return [row[0] for row in connection.execute(asked, (*condition.parameters, -1))]


def _ordered(
    selection: Selection, sort: Sort, limit: int | None, latest: tuple[str, str], best: tuple[str, str]
) -> tuple[str, tuple[Any, ...]]:
    condition = selection.condition
    size = -1 if limit is None else limit
    if sort is Sort.BEST and selection.match is not None:
        return best[0] + condition.sql + best[1], (selection.match, *condition.parameters, size)
    return latest[0] + condition.sql + latest[1], (*condition.parameters, size)


def _rows(connection: Connection, selection: Selection, sort: Sort, limit: int | None) -> list[int]:
    asked = _ordered(selection, sort, limit, (_ROWS, _LATEST), (_RANKED, _BEST))
    return [row[0] for row in connection.execute(*asked)]


def _rows_by_words(connection: Connection, selection: Selection, sort: Sort, limit: int | None) -> list[int]:
    condition, size = selection.rest, -1 if limit is None else limit
    order = _LATEST
    if sort is Sort.BEST:
        order = _BEST_BY_WORDS
    elif limit:
        condition = condition & _since_last_of_page(connection, selection, limit)
    asked = (selection.words, *condition.parameters, size)
    return [row[0] for row in connection.execute(_ROWS_BY_WORDS + condition.sql + order, asked)]


def _since_last_of_page(connection: Connection, selection: Selection, limit: int) -> Condition:
    """Cut at the day of the last document to show: row numbers tell days apart, moments order within one."""
    asked = _ROWS_BY_WORDS + selection.rest.sql + _LAST_OF_PAGE
    last = connection.one(asked, (selection.words, *selection.rest.parameters, limit - 1))
    return ALWAYS if last is None else Condition("words.rowid >= ?", (last // DAY_WIDTH * DAY_WIDTH,))


def _total(connection: Connection, selection: Selection) -> int:
    if selection.words is None:
        return int(connection.one(_COUNT + selection.condition.sql, selection.condition.parameters))
    if selection.rest == ALWAYS:
        return int(connection.one(_COUNT_WORDS, (selection.words,)))
    asked = (selection.words, *selection.rest.parameters)
    return int(connection.one(_COUNT_BY_WORDS + selection.rest.sql, asked))


def _brands(connection: Connection, rows: Sequence[int]) -> dict[int, list[str]]:
    brands: dict[int, list[str]] = {}
    for row, brand in connection.execute(_OF_DOCUMENTS, (written(list(rows)),)):
        brands.setdefault(row, []).append(brand)
    return brands


def _document_row(
    document: Document, wanted: expression.Expression | None, brands: tuple[str, ...]
) -> DocumentRow:
    return DocumentRow(document=_light(document), brands=brands, verbatim=_verbatim(document, wanted))


def _light(document: Document) -> Document:
    return replace(document, text="")


def _verbatim(document: Document, wanted: expression.Expression | None) -> str:
    """Return the extract of the part that holds the hits: the text if it can, since the title is shown anyway."""
    hits = () if wanted is None else expression.first_hits(wanted, document, width=text.WIDTH)
    in_text = [(span.start, span.end) for span in hits if span.place is Place.TEXT]
    in_title = [(span.start, span.end) for span in hits if span.place is Place.TITLE]
    if in_text or not in_title:
        return text.verbatim(document.text or document.title, in_text)
    return text.verbatim(document.title, in_title)


def of_document(connection: Connection, row: int) -> Iterator[Sequence[Any]]:
    """Yield the stored mentions of one document, from brand on, in the order of brands."""
    yield from connection.execute(_OF_DOCUMENT, (row,))


def get(connection: Connection, prefix: str) -> Document:
    """See Documents.get."""
    key, _, brand = prefix.strip().lower().partition(".")
    with connection.read():
        found = _beginning(connection, key, brand) if key else []
        if not found:
            raise StoreError("unknown_id", id=prefix)
        if len(found) > 1:
            from veille.store.sqlite.addresses import ambiguous

            raise ambiguous(connection, prefix, [name for _, name in found])
        (document,) = documents(connection, [found[0][0]], text=True)
    return document


def _beginning(connection: Connection, key: str, brand: str) -> list[tuple[int, str]]:
    if brand:
        found = connection.execute(
            "SELECT DISTINCT d.row, d.id FROM documents d JOIN mentions m ON m.document = d.row "
            "WHERE d.id >= ? AND d.id < ? AND m.slug >= ? AND m.slug < ? ORDER BY d.id LIMIT ?",
            (key, key + "\U0010ffff", brand, brand + "\U0010ffff", _CANDIDATES + 1),
        )
    else:
        found = connection.execute(
            "SELECT row, id FROM documents WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (key, key + "\U0010ffff", _CANDIDATES + 1),
        )
    return found.fetchall()
