# SPDX-License-Identifier: MIT
"""Writes the mentions of one document, so that a mention that stays keeps its row, and what hangs on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from veille.model import Mention, Verdict
from veille.nouns import noun
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import mention_values

_PUT = """
INSERT INTO mentions(document, brand, slug, terms, spans, verbatim, place, ownership, relevance, reasons, verdict,
  fingerprint)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(document, brand) DO UPDATE SET slug = excluded.slug, terms = excluded.terms, spans = excluded.spans,
  verbatim = excluded.verbatim, place = excluded.place, ownership = excluded.ownership,
  relevance = excluded.relevance, reasons = excluded.reasons, verdict = excluded.verdict,
  fingerprint = excluded.fingerprint
"""


@noun
class Change:
    """What storing the mentions of one document did, as brands; rejected mentions do not count."""

    first: int = 0
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def add(connection: Connection, found: Iterable[tuple[int, Iterable[Mention]]]) -> int:
    """Store the mentions of new documents, by row; return how many count."""
    mentions = [(row, mention) for row, of_document in found for mention in of_document]
    connection.executemany(_PUT, ((row, *mention_values(mention)) for row, mention in mentions))
    return sum(_counts(mention.verdict) for _, mention in mentions)


def change(before: dict[str, str], found: Iterable[Mention]) -> Change:
    """Compare what is stored (brand to verdict) with what is found now."""
    after = {mention.brand: mention.verdict for mention in found}
    was = {brand for brand, verdict in before.items() if _counts(verdict)}
    now = {brand for brand, verdict in after.items() if _counts(verdict)}
    return Change(
        first=len(now - before.keys()), gained=tuple(sorted(now - was)), lost=tuple(sorted(was - now))
    )


def stored(connection: Connection, row: int, brands: Collection[str] | None = None) -> dict[str, str]:
    """Return the verdicts stored for a document, by brand."""
    found = connection.execute("SELECT brand, verdict FROM mentions WHERE document = ?", (row,))
    return {brand: verdict for brand, verdict in found if brands is None or brand in brands}


def replace(
    connection: Connection, row: int, found: Iterable[Mention], brands: Collection[str] | None = None
) -> Change:
    """Store what is found now in place of what was, for these brands or all."""
    mentions = [mention for mention in found if brands is None or mention.brand in brands]
    before = stored(connection, row, brands)
    gone = before.keys() - {mention.brand for mention in mentions}
    connection.executemany(
        "DELETE FROM mentions WHERE document = ? AND brand = ?", [(row, brand) for brand in sorted(gone)]
    )
    connection.executemany(_PUT, [(row, *mention_values(mention)) for mention in mentions])
    return change(before, mentions)


def _counts(verdict: str) -> bool:
    return verdict != Verdict.REJECTED
