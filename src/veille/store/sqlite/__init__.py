# SPDX-License-Identifier: MIT
"""The store on one SQLite file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from veille.errors import StoreError
from veille.model import Holder
from veille.store.base import Documents, Pages, Schedule, Upkeep
from veille.store.decisions import Decisions
from veille.store.sqlite.connection import Connection, Mode, connect, recognise
from veille.store.sqlite.layout import SCHEMA

__all__ = ["SqliteStore", "open_store"]


class SqliteStore:
    """See Store in store/base.py. What a command does not ask for is not even loaded."""

    def __init__(self, connection: Connection, holder: Holder, alive: Callable[[Holder], bool]) -> None:
        self._connection = connection
        self._holder = holder
        self._alive = alive
        self._schedule: Schedule | None = None

    @property
    def schedule(self) -> Schedule:
        """See Store.schedule."""
        from veille.store.sqlite.schedule import SqliteSchedule

        if self._schedule is None:
            self._schedule = SqliteSchedule(self._connection, self._holder, self._alive)
        return self._schedule

    @property
    def documents(self) -> Documents:
        """See Store.documents."""
        from veille.store.sqlite.documents import SqliteDocuments

        return SqliteDocuments(self._connection)

    @property
    def decisions(self) -> Decisions:
        """See Store.decisions."""
        from veille.store.sqlite.decisions import SqliteDecisions

        return SqliteDecisions(self._connection)

    @property
    def pages(self) -> Pages:
        """See Store.pages."""
        from veille.store.sqlite.pages import SqlitePages

        return SqlitePages(self._connection, self._holder, self._alive)

    @property
    def upkeep(self) -> Upkeep:
        """See Store.upkeep."""
        from veille.store.sqlite.upkeep import SqliteUpkeep

        return SqliteUpkeep(self._connection)

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
    try:
        recognise(path)
    except StoreError as error:
        if mode != "create" or error.code != "no_database":
            raise
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
    from veille.store.sqlite import fulltext

    with connection.read():
        version = connection.one("PRAGMA user_version")
    if version < SCHEMA:
        from veille.store.sqlite import creation

        creation.update(connection)
    fulltext.refresh(connection)
