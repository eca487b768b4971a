# SPDX-License-Identifier: MIT
"""Finds documents by their address, and tells by their titles those that one id may mean."""

from __future__ import annotations

from collections.abc import Sequence

from veille import urls
from veille.errors import StoreError
from veille.steps.identify import short
from veille.store.sqlite.connection import Connection

_SHOWN = 5
_LONGEST = 60
"""Characters of a title that tell it from another."""
_OF_HOST = "SELECT id, url FROM documents WHERE host = ? AND url IS NOT NULL ORDER BY moment DESC, id"
_TITLE = "SELECT title FROM documents WHERE id = ?"


def at_address(connection: Connection, address: str) -> list[str]:
    """See Documents.at_address."""
    key = urls.key(urls.unwrap(address))
    if key is None:
        return []
    with connection.read():
        named = connection.execute("SELECT id FROM documents WHERE id = ?", (short(key),)).fetchone()
        if named is not None:
            return [named[0]]
        rows = connection.execute(_OF_HOST, (urls.host(key),))
        return [document for document, url in rows if urls.key(url) == key]


def ambiguous(connection: Connection, prefix: str, names: Sequence[str]) -> StoreError:
    """Return the error of an id that several have, each told with its title."""
    told = ", ".join(_with_title(connection, name) for name in names[:_SHOWN])
    more = ", …" if len(names) > _SHOWN else ""
    return StoreError("ambiguous_id", id=prefix, candidates=told + more)


def _with_title(connection: Connection, name: str) -> str:
    row = connection.execute(_TITLE, (name.partition(".")[0],)).fetchone()
    title = " ".join(row[0].split()) if row else ""
    if not title:
        return name
    return f"{name} ({title[:_LONGEST].rstrip()}{'…' if len(title) > _LONGEST else ''})"
