# SPDX-License-Identifier: MIT
"""Keeps the full-text index in step with the documents.

The index is contentless: it holds our folded words and not the text, so it must be handed the old words of a
document to forget it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from veille import text
from veille.model import Document
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import CHUNK, author_words

_ADD = "INSERT INTO words(rowid, title, body, joined_title, joined_body) VALUES (?, ?, ?, ?, ?)"
_FORGET = (
    "INSERT INTO words(words, rowid, title, body, joined_title, joined_body) VALUES ('delete', ?, ?, ?, ?, ?)"
)
_ALL = (
    "SELECT d.row, d.title, t.text, d.author FROM documents d JOIN texts t ON t.row = d.row "
    "WHERE d.row > ? ORDER BY d.row LIMIT ?"
)
_SIGN = "UPDATE documents SET author_words = ? WHERE row = ?"
_SAMPLE = (
    "L’Oréal, œuvre à La Poste: S.N.C.F., jusqu'à Saint-Étienne_2; STRAẞE ﬁn １２ 東京 e\u0301\u200d ko "
    "Оrange ОРАС #Оre @lа.с La-\u200bPoste Ⓞⓡ 🅾🆁 ᴏʀ 𝕆𝕣 µm\ufe0f"
)

WordRow = tuple[int, str, str, str, str]


def entry(row: int, title: str, body: str) -> WordRow:
    """Return what the index knows of a document."""
    title_words, title_joined = text.index_forms(title)
    body_words, body_joined = text.index_forms(body)
    return row, title_words, body_words, title_joined, body_joined


def add(connection: Connection, documents: Iterable[tuple[int, Document]]) -> None:
    """Index documents under their row numbers, in their order: each step back makes a segment of its own."""
    in_order = sorted(documents, key=lambda pair: pair[0])
    connection.executemany(_ADD, (entry(row, document.title, document.text) for row, document in in_order))


def forget(connection: Connection, documents: Iterable[tuple[int, Document]]) -> None:
    """Take documents, as they were indexed, out of the index."""
    in_order = sorted(documents, key=lambda pair: pair[0])
    connection.executemany(_FORGET, (entry(row, document.title, document.text) for row, document in in_order))


def replace(connection: Connection, old: tuple[int, Document], new: tuple[int, Document]) -> None:
    """Put the new words of a document in place of the old ones."""
    before = entry(old[0], old[1].title, old[1].text)
    after = entry(new[0], new[1].title, new[1].text)
    if before != after:
        connection.execute(_FORGET, before)
        connection.execute(_ADD, after)


def refresh(connection: Connection) -> None:
    """Index everything again when words are no longer cut as they were (a newer veille, a newer Unicode)."""
    with connection.read():
        if connection.one("SELECT value FROM meta WHERE key = 'words'") == _cut():
            return
    with connection.write():
        connection.execute("INSERT INTO words(words) VALUES ('delete-all')")
        for rows in _pages(connection):
            connection.executemany(_ADD, (entry(row, title, body) for row, title, body, _ in rows))
            connection.executemany(
                _SIGN, ((author_words(author), row) for row, _, _, author in rows if author)
            )
        connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('words', ?)", (_cut(),))


def _pages(connection: Connection) -> Iterator[list[tuple[int, str, str, str | None]]]:
    last = -(2**63)
    while rows := connection.execute(_ALL, (last, CHUNK)).fetchall():
        yield rows
        last = rows[-1][0]


def _cut() -> str:
    return repr((unicodedata.unidata_version, text.index_forms(_SAMPLE)))
