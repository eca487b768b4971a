# SPDX-License-Identifier: MIT
"""Brings a database file into being, or up to date, so that a kill at any moment leaves the old one or the new."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from veille.errors import StoreError
from veille.store.sqlite.connection import Connection

_STALE_SECONDS = 60.0
_WAL = b"\x02\x02"


def create(path: Path) -> None:
    """Make an empty database of ours, mode 0600; when another process was quicker, theirs stands."""
    if not path.parent.is_dir():
        raise StoreError("no_folder", folder=str(path.parent))
    try:
        place(path, lambda draft: _write_image(draft, _image()))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError("not_created", path=str(path), reason=error.strerror or str(error)) from error


def place(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a draft beside `target`, then give it that name at once; raises FileExistsError if it is taken."""
    _sweep(target)
    draft = target.with_name(f".{target.name}.{os.urandom(4).hex()}.new")
    try:
        fill(draft)
        _flush(draft)
        _link(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _image() -> bytes:
    from veille.store.sqlite import schema

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        schema.apply(memory, schema.MIGRATIONS)
        image = memory.serialize()
    # Bytes 18 and 19 of the header say "write-ahead log" (https://sqlite.org/fileformat2.html, 1.3.3). Said
    # here, no first opener has to switch the mode while another one is reading.
    return image[:18] + _WAL + image[20:]


def _write_image(draft: Path, image: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(image)


def _flush(draft: Path) -> None:
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _link(draft: Path, target: Path) -> None:
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:
        # Some shared folders know no hard links; there the check and the move are two steps.
        if target.exists():
            raise FileExistsError(str(target)) from None
        draft.rename(target)


def _sweep(target: Path) -> None:
    """Remove drafts that a killed process left; a young one may be somebody's at work."""
    for draft in target.parent.glob(f".{_literal(target.name)}.*.new*"):
        with suppress(FileNotFoundError):
            if time.time() - draft.stat().st_mtime > _STALE_SECONDS:
                draft.unlink()


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def update(connection: Connection, migrations: Sequence[Callable[[Any], None]] | None = None) -> None:
    """Bring an older layout up to date, in one transaction, after a backup beside the database."""
    from veille.store.sqlite import schema

    known = schema.MIGRATIONS if migrations is None else migrations
    with connection.read():
        version = connection.one("PRAGMA user_version")
    if version >= len(known):
        return
    _keep(connection, version)
    # Rebuilding a table would cascade through those that refer to it.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.durable(), connection.write():
            schema.apply(connection.raw, known)
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            if broken is not None:
                raise StoreError("damaged", path=str(connection.path), reason=f"foreign key of {broken[0]}")
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _keep(connection: Connection, version: int) -> None:
    kept = connection.path.with_name(f"{connection.path.name}.layout-{version}.bak")
    with suppress(FileExistsError):
        copy(connection, kept)


def copy(connection: Connection, target: Path) -> None:
    """Write one consistent copy, mode 0600; raises FileExistsError rather than replace a file."""

    def fill(draft: Path) -> None:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with connection.named():
            connection.execute("VACUUM INTO ?", (str(draft),))

    if target.exists():
        raise FileExistsError(str(target))
    place(target, fill)
