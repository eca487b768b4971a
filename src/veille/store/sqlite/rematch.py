# SPDX-License-Identifier: MIT
"""Matches stored documents again: all of them when a brand's definition changed, its own when its filter learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from veille.model import Document, Mention
from veille.nouns import noun
from veille.store.base import MatchAll
from veille.store.rematched import Rematched
from veille.store.sqlite import mentions
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.difference import Difference
from veille.store.sqlite.rows import documents

_PAGE = 250
_IDS = "SELECT row, id FROM documents WHERE id > ? ORDER BY id LIMIT ?"
_KNOWN = "SELECT name, fingerprint FROM brands"
_MADE = "SELECT DISTINCT brand, fingerprint FROM mentions"
_PUT = "INSERT OR REPLACE INTO brands(name, fingerprint) VALUES (?, ?)"
_MADE_BY = """
SELECT document, fingerprint FROM mentions WHERE brand = ? AND document > ? ORDER BY document LIMIT ?
"""


def stale(connection: Connection, fingerprints: Mapping[str, str]) -> list[str]:
    """See Documents.stale."""
    with connection.read():
        known = dict(connection.execute(_KNOWN).fetchall())
        made = [*known.items(), *connection.execute(_MADE).fetchall()]
    old = {name for name, fingerprint in made if fingerprints.get(name) != fingerprint}
    return sorted(old | (fingerprints.keys() - known.keys()))


@noun
class _Work:
    """What is to be matched again, and whether to store the outcome."""

    connection: Connection
    fingerprints: Mapping[str, str]
    match: MatchAll
    brands: frozenset[str]
    dry_run: bool

    @property
    def scope(self) -> mentions.Scope:
        left = self.brands - self.fingerprints.keys()
        return mentions.Scope(brands=self.brands, left=left, fingerprints=self.fingerprints)

    def page(self, last: str, difference: Difference) -> str | None:
        """Match the documents after `last`, in one transaction; return the id of the last one, None at the end."""
        with self.connection.read() if self.dry_run else self.connection.write():
            page = self.connection.execute(_IDS, (last, _PAGE)).fetchall()
            rows = [row for row, _ in page]
            read = list(documents(self.connection, rows, text=True))
            found = [(row, self._found(document)) for row, document in zip(rows, read, strict=True)]
            for document, change in zip(read, self._changes(found), strict=True):
                difference.note(document, change)
        return page[-1][1] if page else None

    def _changes(self, found: mentions.Found) -> list[mentions.Change]:
        if self.dry_run:
            return mentions.compared(self.connection, found, self.scope)[0]
        return mentions.replace(self.connection, found, self.scope)

    def _found(self, document: Document) -> list[Mention]:
        there = self.brands & self.fingerprints.keys()
        return [mention for mention in self.match(document) if mention.brand in there] if there else []

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
    difference = Difference(brands)
    last: str | None = ""
    while last is not None:
        last = work.page(last, difference)
    if not dry_run:
        work.settle()
    return difference.told()


def rerate(connection: Connection, match: MatchAll, brand: str) -> int:
    """See Documents.rerate."""
    scope = mentions.Scope(brands={brand})
    changed, last = 0, -1
    while True:
        with connection.write():
            made = connection.execute(_MADE_BY, (brand, last, _PAGE)).fetchall()
            rows = [row for row, _ in made]
            read = documents(connection, rows, text=True)
            again = [
                (row, [mention])
                for (row, fingerprint), document in zip(made, read, strict=True)
                for mention in match(document)
                if (mention.brand, mention.fingerprint) == (brand, fingerprint)
            ]
            changed += sum(change.verdicts for change in mentions.replace(connection, again, scope))
        if len(rows) < _PAGE:
            return changed
        last = rows[-1]
