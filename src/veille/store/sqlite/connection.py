# SPDX-License-Identifier: MIT
"""Opens one database file and holds its transactions, so that every failure of SQLite's gets its name here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from veille.errors import StoreBusy, StoreError
from veille.store.sqlite.layout import APPLICATION_ID, SCHEMA

Mode = Literal["create", "write", "read"]

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_PRIMARY = 0xFF
_CODES = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_IOERR: "disk_error",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CANTOPEN: "unreadable",
}


class Connection:
    """One opened database: statements, and the transactions they run in."""

    def __init__(self, path: Path, raw: sqlite3.Connection, *, busy: timedelta, immutable: bool) -> None:
        self.path = path
        self.raw = raw
        self.busy = busy
        self.immutable = immutable
        self.execute = raw.execute

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self.raw.executemany(sql, rows)

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, None when there is none."""
        row = self.raw.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    @contextmanager
    def write(self) -> Iterator[None]:
        """Hold one write transaction: all of it is stored, or nothing.

        IMMEDIATE, because a reader that turns into a writer fails at once instead of waiting its turn.
        """
        with self.named(), self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def read(self) -> Iterator[None]:
        """Hold one view of the database while several questions are asked; inside another, it is that one."""
        with self.named():
            if self.raw.in_transaction:
                yield
            else:
                with self._transaction("BEGIN"):
                    yield

    @contextmanager
    def durable(self) -> Iterator[None]:
        """Make the commits inside survive a power cut: what is deleted here cannot be fetched again."""
        with self.named():
            self.execute("PRAGMA synchronous = FULL")
            try:
                yield
            finally:
                self.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Close the file."""
        with self.named():
            self.raw.close()

    @contextmanager
    def named(self) -> Iterator[None]:
        """Give the errors of SQLite inside their names; for statements that bear no transaction."""
        try:
            yield
        except sqlite3.Error as error:
            raise named(error, self.path, self.busy) from error

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self.execute(begin)
        try:
            yield
            self.execute("COMMIT")
        finally:
            # SQLite may already have rolled back by itself, as it does when the disk is full.
            if self.raw.in_transaction:
                self.execute("ROLLBACK")


def named(error: sqlite3.Error, path: Path, busy: timedelta) -> Exception:
    """Return the StoreError for what can befall any database; our own mistakes keep their type."""
    code = _CODES.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY)
    match code:
        case None:
            return error
        case "locked":
            return StoreBusy("locked", path=str(path), seconds=round(busy.total_seconds()))
        case "full":
            return StoreError("full", path=str(path), free=_free_megabytes(path))
        case "unreadable":
            return StoreError("unreadable", file=str(path), reason=str(error))
        case _:
            return StoreError(code, path=str(path), reason=str(error))


def _free_megabytes(path: Path) -> int:
    import shutil

    return shutil.disk_usage(path.parent).free // 1_000_000


def recognise(path: Path) -> None:
    """Refuse, without touching it, whatever is not a database of ours.

    An emptied file would look to SQLite like a new database; so the header is read before SQLite sees it.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except FileNotFoundError as error:
        raise StoreError("no_database", path=str(path)) from error
    except OSError as error:
        raise StoreError("unreadable", file=str(path), reason=error.strerror or str(error)) from error
    if not header:
        raise StoreError("emptied", path=str(path))
    if not header.startswith(_MAGIC) or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise StoreError("not_ours", path=str(path))


def connect(path: Path, mode: Mode, busy: timedelta) -> Connection:
    """Open a recognised file for reading or writing; raises StoreError by name."""
    try:
        return _reader(path, busy) if mode == "read" else _writer(path, busy)
    except sqlite3.Error as error:
        raise named(error, path, busy) from error


def _writer(path: Path, busy: timedelta) -> Connection:
    raw = _raw(path, "mode=rw", busy)
    try:
        if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = NORMAL")
        raw.execute("PRAGMA foreign_keys = ON")
        _check_version(raw, path, oldest=0)
    except BaseException:
        raw.close()
        raise
    return Connection(path, raw, busy=busy, immutable=False)


def _reader(path: Path, busy: timedelta) -> Connection:
    try:
        return _opened_reader(path, "mode=ro", busy, immutable=False)
    except sqlite3.OperationalError as error:
        # WAL needs a -shm file beside the database; in a read-only folder there can be none. Without a -wal
        # file nothing is pending, and the database can be read as it stands.
        unwritable = error.sqlite_errorcode & _PRIMARY in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
        wal = path.with_name(path.name + "-wal")
        if not unwritable or (wal.exists() and wal.stat().st_size):
            raise
        return _opened_reader(path, "mode=ro&immutable=1", busy, immutable=True)


def _opened_reader(path: Path, option: str, busy: timedelta, *, immutable: bool) -> Connection:
    raw = _raw(path, option, busy)
    try:
        _check_version(raw, path, oldest=SCHEMA)
    except BaseException:
        raw.close()
        raise
    return Connection(path, raw, busy=busy, immutable=immutable)


def _raw(path: Path, option: str, busy: timedelta) -> sqlite3.Connection:
    raw = sqlite3.connect(
        f"{path.absolute().as_uri()}?{option}",
        timeout=busy.total_seconds(),
        isolation_level=None,
        uri=True,
    )
    try:
        raw.execute("PRAGMA temp_store = MEMORY")
        raw.execute("PRAGMA cache_size = -32000")
    except BaseException:
        raw.close()
        raise
    return raw


def _check_version(raw: sqlite3.Connection, path: Path, *, oldest: int) -> None:
    version = raw.execute("PRAGMA user_version").fetchone()[0]
    # A pragma is answered from the header alone; this reads on, and finds a file that was cut.
    raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if version > SCHEMA:
        raise StoreError("newer", path=str(path), found=version, known=SCHEMA)
    if version < oldest:
        raise StoreError("older", path=str(path))
