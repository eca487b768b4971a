# SPDX-License-Identifier: MIT
"""Care of the database file: what it holds, whether it is sound, copies of it, and its content as plain data."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from veille.errors import FileError
from veille.model import Decision
from veille.store.sqlite import check, creation, retention, search, standing
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import CHUNK, documents, mention_row, record

_FACTS = {
    "schema": "PRAGMA user_version",
    "documents": "SELECT count(*) FROM documents",
    "sightings": "SELECT count(*) FROM sightings",
    "mentions": "SELECT count(*) FROM mentions WHERE verdict <> 'rejected'",
    "rejected": "SELECT count(*) FROM mentions WHERE verdict = 'rejected'",
    "decisions": "SELECT count(*) FROM decisions",
    "sources": "SELECT count(*) FROM sources WHERE configured",
    "purged_documents": "SELECT count(*) FROM purged",
    "purged_mentions": "SELECT coalesce(sum(count), 0) FROM daily WHERE verdict <> 'rejected'",
    "oldest": "SELECT min(moment) FROM documents",
    "newest": "SELECT max(moment) FROM documents",
    "collected_since": "SELECT min(first_success) FROM sources",
    "last_success": "SELECT max(last_success) FROM sources",
    "journal": "PRAGMA journal_mode",
}
_PAGE = "SELECT row, id FROM documents WHERE id > ? ORDER BY id LIMIT ?"


class SqliteUpkeep:
    """See Upkeep in store/base.py."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def info(self) -> Mapping[str, object]:
        """See Upkeep.info."""
        path = self._connection.path
        facts: dict[str, object] = {"path": str(path), "bytes": _bytes(path)}
        with self._connection.read():
            facts |= {name: self._connection.one(question) for name, question in _FACTS.items()}
        return facts | {"sqlite": sqlite3.sqlite_version, "read_only": self._connection.immutable}

    def check(self) -> list[Mapping[str, object]]:
        """See Upkeep.check."""
        return check.check(self._connection)

    def backup(self, target: Path) -> None:
        """See Upkeep.backup."""
        try:
            creation.copy(self._connection, target)
        except FileExistsError as error:
            raise FileError("exists", file=str(target)) from error
        except OSError as error:
            raise FileError("not_writable", path=str(target), reason=error.strerror or str(error)) from error

    def export(self, *, clock: bool) -> Iterator[Mapping[str, object]]:
        """See Upkeep.export."""
        last = ""
        while True:
            page = self._page(last, clock=clock)
            yield from (written for _, written in page)
            if len(page) < CHUNK:
                return
            last = page[-1][0]

    def purge(self, before: datetime) -> int:
        """See Upkeep.purge."""
        return retention.purge(self._connection, before)

    def _page(self, last: str, *, clock: bool) -> list[tuple[str, Mapping[str, object]]]:
        with self._connection.read():
            rows = [row for row, _ in self._connection.execute(_PAGE, (last, CHUNK))]
            shown = list(documents(self._connection, rows, text=True))
            said: dict[str, list[Decision]] = {}
            for key, one in standing.of(self._connection, [document.id for document in shown]).items():
                said.setdefault(key[0], []).append(one)
            page: list[tuple[str, Mapping[str, object]]] = []
            for row, document in zip(rows, shown, strict=True):
                found = [mention_row(document, values).mention for values in self._mentions(row)]
                told = [standing.record(one, clock=clock) for one in said.get(document.id, ())]
                page.append((document.id, {**record(document, found, clock=clock), "decisions": told}))
        return page

    def _mentions(self, row: int) -> list[tuple[object, ...]]:
        return [tuple(values[1:]) for values in search.of_document(self._connection, row)]


def _bytes(path: Path) -> int:
    beside = (path, path.with_name(path.name + "-wal"))
    return sum(file.stat().st_size for file in beside if file.exists())
