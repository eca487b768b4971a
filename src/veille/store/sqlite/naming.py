# SPDX-License-Identifier: MIT
"""Finds the mentions that a person names by an id, or by the beginning of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from veille.errors import StoreError
from veille.model import Verdict
from veille.nouns import value
from veille.store.base import MentionRow
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import CHUNK, documents, mention_row, written
from veille.store.sqlite.search import of_document

_CANDIDATES = 10
_LAST = "\U0010ffff"
_DOCUMENTS = "SELECT row, id FROM documents WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
_MENTIONS = "SELECT brand, slug, verdict FROM mentions WHERE document = ? ORDER BY brand"
_BEGINNING = """
SELECT d.row, d.id, m.brand, m.slug FROM documents d JOIN mentions m ON m.document = d.row
WHERE d.id >= ? AND d.id < ? AND m.slug >= ? AND m.slug < ? ORDER BY m.slug <> ?, d.id, m.slug LIMIT ?
"""
# What is the same text to a reader: the text, or the title of what has none.
_ALIKE = """
SELECT d.row, d.id, m.slug, iif(t.text <> '', t.text, d.title) AS said, t.text <> ''
FROM mentions m JOIN documents d ON d.row = m.document JOIN texts t ON t.row = d.row
WHERE m.brand = ? ORDER BY d.id
"""
_OF_DOCUMENTS = """
SELECT d.row, d.id, m.brand, m.slug FROM documents d JOIN mentions m ON m.document = d.row
WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id, m.slug
"""
_SAID = """
SELECT iif(t.text <> '', t.text, d.title), t.text <> '' FROM documents d JOIN texts t ON t.row = d.row
WHERE d.row = ?
"""


@value
class Named:
    """A stored mention as it is named: the row and the public id of its document, its brand, its own id."""

    row: int
    document: str
    brand: str
    id: str


def named(connection: Connection, prefix: str) -> list[Named]:
    """Return the mention of this id, or all mentions of this document that are not rejected.

    Raises StoreError `unknown_id`, `ambiguous_id`, `no_mention`.
    """
    key, dot, brand = prefix.strip().lower().partition(".")
    if dot:
        return [_mention(connection, prefix, key, brand)]
    row, document = _document(connection, prefix, key)
    there = connection.execute(_MENTIONS, (row,)).fetchall()
    counting = [_named(row, document, *one[:2]) for one in there if one[2] != Verdict.REJECTED]
    if not counting:
        raise StoreError("no_mention", id=prefix)
    return counting


def whole(connection: Connection, ids: Sequence[str]) -> dict[str, Named]:
    """Return the mentions of those of these ids that are whole, so that thousands need no look-up each."""
    times = Counter[str]()
    found: dict[str, Named] = {}
    keys = list(dict.fromkeys(key.partition(".")[0] for key in ids))
    for start in range(0, len(keys), CHUNK):
        some = written(keys[start : start + CHUNK])
        for values in connection.execute(_OF_DOCUMENTS, (some,)):
            one = _named(*values)
            found[one.id] = one
            times[one.id] += 1
    return {one: found[one] for one in ids if times[one] == 1}


def copies(connection: Connection, brand: str, mentions: Sequence[Named]) -> list[Named]:
    """Return all mentions of a brand in documents that say the same as those of these mentions."""
    said = {tuple(connection.execute(_SAID, (one.row,)).fetchone()) for one in mentions}
    return [
        _named(row, document, brand, slug)
        for row, document, slug, words, is_text in connection.execute(_ALIKE, (brand,))
        if words and (words, is_text) in said
    ]


def these(connection: Connection, ids: Sequence[str]) -> list[MentionRow]:
    """See Documents.these."""
    found: dict[str, MentionRow] = {}
    wanted = frozenset(ids)
    keys = list(dict.fromkeys(key.partition(".")[0] for key in ids))
    with connection.read():
        for start in range(0, len(keys), CHUNK):
            rows = [row for key in keys[start : start + CHUNK] for row in _rows(connection, key)]
            for row, document in zip(rows, documents(connection, rows, text=False), strict=True):
                for values in of_document(connection, row):
                    one = mention_row(document, values[1:])
                    if one.id in wanted:
                        found[one.id] = one
    return [found[key] for key in ids if key in found]


def _rows(connection: Connection, document: str) -> list[int]:
    return [row for (row,) in connection.execute("SELECT row FROM documents WHERE id = ?", (document,))]


def _document(connection: Connection, prefix: str, key: str) -> tuple[int, str]:
    asked = (key, key + _LAST, _CANDIDATES + 1)
    found = connection.execute(_DOCUMENTS, asked).fetchall() if key else []
    if not found:
        raise StoreError("unknown_id", id=prefix)
    if len(found) > 1:
        raise _ambiguous(connection, prefix, [name for _, name in found])
    return found[0][0], found[0][1]


def _mention(connection: Connection, prefix: str, key: str, brand: str) -> Named:
    """Find one mention; the whole name of a brand wins over longer ones that begin so."""
    asked = (key, key + _LAST, brand, brand + _LAST, brand, _CANDIDATES + 1)
    found = [_named(*values) for values in connection.execute(_BEGINNING, asked)] if key else []
    whole = [one for one in found if one.id.partition(".")[2] == brand]
    if not found:
        raise StoreError("unknown_id", id=prefix)
    if len(whole or found) > 1:
        raise _ambiguous(connection, prefix, [one.id for one in whole or found])
    return (whole or found)[0]


def _named(row: int, document: str, brand: str, slug: str) -> Named:
    return Named(row, document, brand, f"{document}.{slug}")


def _ambiguous(connection: Connection, prefix: str, names: Sequence[str]) -> StoreError:
    from veille.store.sqlite.addresses import ambiguous

    return ambiguous(connection, prefix, names)
