# SPDX-License-Identifier: MIT
"""Matches stored documents again when a brand's definition changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from veille.model import Document
from veille.nouns import noun
from veille.store.base import MatchAll, Rematched
from veille.store.sqlite import mentions
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import documents
from veille.text import slug

_PAGE = 250
_IDS = "SELECT row, id FROM documents WHERE id > ? ORDER BY id LIMIT ?"
_KNOWN = "SELECT name, fingerprint FROM brands"
_MADE = "SELECT DISTINCT brand, fingerprint FROM mentions"
_PUT = "INSERT OR REPLACE INTO brands(name, fingerprint) VALUES (?, ?)"


def stale(connection: Connection, fingerprints: Mapping[str, str]) -> list[str]:
    """See Documents.stale."""
    with connection.read():
        known = dict(connection.execute(_KNOWN).fetchall())
        made = [*known.items(), *connection.execute(_MADE).fetchall()]
    old = {name for name, fingerprint in made if fingerprints.get(name) != fingerprint}
    return sorted(old | (fingerprints.keys() - known.keys()))


@dataclass(slots=True)
class _Difference:
    """Mention ids gained and lost, by brand."""

    gained: dict[str, list[str]] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=dict)

    def note(self, document: str, slugs: Mapping[str, str], change: mentions.Change) -> None:
        for brands, noted in ((change.gained, self.gained), (change.lost, self.lost)):
            for brand in brands:
                noted.setdefault(brand, []).append(f"{document}.{slugs[brand]}")


@noun
class _Work:
    """What is to be matched again, and whether to store the outcome."""

    connection: Connection
    fingerprints: Mapping[str, str]
    match: MatchAll
    brands: frozenset[str]
    dry_run: bool

    def page(self, last: str, difference: _Difference) -> str | None:
        """Match the documents after `last`, in one transaction; return the id of the last one, None at the end."""
        slugs = {brand: slug(brand) for brand in self.brands}
        with self.connection.read() if self.dry_run else self.connection.write():
            page = self.connection.execute(_IDS, (last, _PAGE)).fetchall()
            rows = [row for row, _ in page]
            for row, document in zip(rows, documents(self.connection, rows, text=True), strict=True):
                difference.note(document.id, slugs, self._change(row, document))
        return page[-1][1] if page else None

    def _change(self, row: int, document: Document) -> mentions.Change:
        kept = self.brands & self.fingerprints.keys()
        found = [mention for mention in self.match(document) if mention.brand in kept] if kept else []
        if self.dry_run:
            return mentions.change(mentions.stored(self.connection, row, self.brands), found)
        return mentions.replace(self.connection, row, found, self.brands)

    def settle(self) -> None:
        """Write by which definitions the mentions were made."""
        with self.connection.write():
            for brand in sorted(self.brands):
                if brand in self.fingerprints:
                    self.connection.execute(_PUT, (brand, self.fingerprints[brand]))
                else:
                    self.connection.execute("DELETE FROM brands WHERE name = ?", (brand,))


def rematch(
    connection: Connection,
    fingerprints: Mapping[str, str],
    match: MatchAll,
    brands: Sequence[str],
    *,
    dry_run: bool,
) -> list[Rematched]:
    """See Documents.rematch.

    Each page of documents is one short transaction, so that a fetch need not wait; the fingerprints are
    written last, so that after a kill the brand is stale still, and a second try makes it whole.
    """
    work = _Work(
        connection=connection,
        fingerprints=fingerprints,
        match=match,
        brands=frozenset(brands),
        dry_run=dry_run,
    )
    difference = _Difference()
    last: str | None = ""
    while last is not None:
        last = work.page(last, difference)
    if not dry_run:
        work.settle()
    gained, lost = difference.gained, difference.lost
    return [
        Rematched(brand=brand, gained=tuple(gained.get(brand, ())), lost=tuple(lost.get(brand, ())))
        for brand in brands
    ]
