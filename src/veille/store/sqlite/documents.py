# SPDX-License-Identifier: MIT
"""The documents of a SQLite store: one method for each verb, each verb in a module that is loaded when it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from veille.model import Document
from veille.questions import Filter, Query, Sort, Tally
from veille.store.base import Batch, DocumentRow, Found, MatchAll, MentionRow, Saved
from veille.store.rematched import Rematched
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import CHUNK, documents, optional_instant, stamp

_PAGE = "SELECT row, id FROM documents WHERE id > ? AND moment >= ? ORDER BY id LIMIT ?"


class SqliteDocuments:
    """See Documents in store/base.py."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, batch: Batch, match: MatchAll, *, token: str | None) -> Saved:
        """See Documents.save."""
        from veille.store.sqlite import save

        return save.save(self._connection, batch, match, token)

    def get(self, prefix: str) -> Document:
        """See Documents.get."""
        from veille.store.sqlite import search

        return search.get(self._connection, prefix)

    def at_address(self, address: str) -> Sequence[str]:
        """See Documents.at_address."""
        from veille.store.sqlite import addresses

        return addresses.at_address(self._connection, address)

    def search(self, where: Filter, *, sort: Sort, limit: int | None) -> Found[DocumentRow]:
        """See Documents.search."""
        from veille.store.sqlite import search

        return search.search(self._connection, where, sort, limit)

    def mentions(self, where: Filter, *, sort: Sort, limit: int | None) -> Found[MentionRow]:
        """See Documents.mentions."""
        from veille.store.sqlite import search

        return search.mentions(self._connection, where, sort, limit)

    def mention_ids(self, where: Filter) -> Sequence[str]:
        """See Documents.mention_ids."""
        from veille.store.sqlite import search

        return search.mention_ids(self._connection, where)

    def tally(self, query: Query) -> Sequence[Tally]:
        """See Documents.tally."""
        from veille.store.sqlite import tally

        return tally.tally(self._connection, query)

    def collected(self, since: datetime | None, until: datetime | None) -> Mapping[str, int]:
        """See Documents.collected."""
        from veille.store.sqlite import tally

        return tally.collected(self._connection, since, until)

    def excerpts(self, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        """See Documents.excerpts."""
        from veille.store.sqlite import tally

        return tally.excerpts(self._connection, since, until)

    def count(self) -> int:
        """See Documents.count."""
        with self._connection.read():
            return int(self._connection.one("SELECT count(*) FROM documents"))

    def collected_since(self) -> datetime | None:
        """See Documents.collected_since."""
        with self._connection.read():
            return optional_instant(self._connection.one("SELECT min(first_success) FROM sources"))

    def stale(self, fingerprints: Mapping[str, str]) -> Sequence[str]:
        """See Documents.stale."""
        from veille.store.sqlite import rematch

        return rematch.stale(self._connection, fingerprints)

    def rematch(
        self,
        fingerprints: Mapping[str, str],
        match: MatchAll,
        *,
        brands: Sequence[str],
        dry_run: bool = False,
    ) -> Sequence[Rematched]:
        """See Documents.rematch."""
        from veille.store.sqlite import rematch

        return rematch.rematch(self._connection, fingerprints, match, brands, dry_run=dry_run)

    def rerate(self, match: MatchAll, brand: str) -> int:
        """See Documents.rerate."""
        from veille.store.sqlite import rematch

        return rematch.rerate(self._connection, match, brand)

    def these(self, ids: Sequence[str]) -> Sequence[MentionRow]:
        """See Documents.these."""
        from veille.store.sqlite import naming

        return naming.these(self._connection, ids)

    def each(self, since: datetime | None = None) -> Iterator[Document]:
        """See Documents.each."""
        last, first = "", "" if since is None else stamp(since)
        while True:
            with self._connection.read():
                page = self._connection.execute(_PAGE, (last, first, CHUNK)).fetchall()
                found = list(documents(self._connection, [row for row, _ in page], text=True))
            yield from found
            if len(page) < CHUNK:
                return
            last = page[-1][1]
