# SPDX-License-Identifier: MIT
"""The store on one SQLite file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from veille.model import Holder
from veille.store.sqlite import fulltext
from veille.store.sqlite.connection import Connection, Mode, connect, recognise
from veille.store.sqlite.documents import SqliteDocuments
from veille.store.sqlite.layout import SCHEMA
from veille.store.sqlite.schedule import SqliteSchedule
from veille.store.sqlite.upkeep import SqliteUpkeep

__all__ = ["SqliteStore", "open_store"]


class SqliteStore:
    """See Store in store/base.py."""

    def __init__(self, connection: Connection, holder: Holder, alive: Callable[[Holder], bool]) -> None:
        self.schedule = SqliteSchedule(connection, holder, alive)
        self.documents = SqliteDocuments(connection)
        self.upkeep = SqliteUpkeep(connection)
        self._connection = connection

    def close(self) -> None:
        """See Store.close."""
        self._connection.close()


def open_store(
    path: Path,
    *,
    mode: Mode,
    holder: Holder,
    alive: Callable[[Holder], bool],
    busy: timedelta = timedelta(seconds=10),
) -> SqliteStore:
    """Open the database at `path`; only `create` makes one, and only where there is no file at all.

    Raises StoreError, by name, for whatever else is found there: no_database, emptied, not_ours, newer,
    older, damaged, read_only, unreadable.
    """
    if mode == "create" and not path.exists():
        from veille.store.sqlite import creation

        creation.create(path)
    recognise(path)
    connection = connect(path, mode, busy)
    try:
        if mode != "read":
            _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return SqliteStore(connection, holder, alive)


def _prepare(connection: Connection) -> None:
    with connection.read():
        version = connection.one("PRAGMA user_version")
    if version < SCHEMA:
        from veille.store.sqlite import creation

        creation.update(connection)
    fulltext.refresh(connection)
