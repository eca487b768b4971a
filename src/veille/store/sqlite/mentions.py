# SPDX-License-Identifier: MIT
"""Writes the mentions of documents as they stand: what is found, and over it what people said.

A mention that stays keeps its row, and what hangs on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from veille.model import Decision, Mention, Verdict
from veille.nouns import field, noun, value
from veille.store.sqlite import standing
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import mention_values, written

_PUT = """
INSERT INTO mentions(document, brand, slug, terms, spans, verbatim, place, ownership, relevance, reasons,
  fingerprint, verdict, computed, decided, status, assignee, tone, tags, note)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(document, brand) DO UPDATE SET slug = excluded.slug, terms = excluded.terms, spans = excluded.spans,
  verbatim = excluded.verbatim, place = excluded.place, ownership = excluded.ownership,
  relevance = excluded.relevance, reasons = excluded.reasons, fingerprint = excluded.fingerprint,
  verdict = excluded.verdict, computed = excluded.computed, decided = excluded.decided,
  status = excluded.status, assignee = excluded.assignee, tone = excluded.tone, tags = excluded.tags,
  note = excluded.note
"""
_STORED = """
SELECT document, brand, verdict, verbatim, decided FROM mentions
WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document, brand
"""
_DELETE = "DELETE FROM mentions WHERE document = ? AND brand = ?"
# The rule no longer finds what a person kept: its extract stays, but no hit stands anywhere.
_HOLD = """
UPDATE mentions SET computed = NULL, spans = '[]', fingerprint = coalesce(?, fingerprint)
WHERE document = ? AND brand = ?
"""


@value
class Shown:
    """What a person sees of a mention: its verdict and its extract; `decided` says whose verdict it is."""

    verdict: str
    verbatim: str
    decided: bool

    @property
    def counts(self) -> bool:
        return self.verdict != Verdict.REJECTED


@noun
class Change:
    """The mentions of one document before and after, by brand; rejected mentions do not count."""

    before: Mapping[str, Shown]
    after: Mapping[str, Shown]
    by_rule: frozenset[str] = frozenset()
    """The brands whose rule keeps or doubts it, whatever people said."""

    @property
    def first(self) -> int:
        """How many count that were not stored at all."""
        return sum(one.counts for brand, one in self.after.items() if brand not in self.before)

    @property
    def gained(self) -> list[str]:
        return _without(self.after, self.before)

    @property
    def lost(self) -> list[str]:
        return _without(self.before, self.after)

    @property
    def held(self) -> list[str]:
        """Return the brands whose mention stands by a person's word alone."""
        return [brand for brand, one in self.after.items() if _kept(one) and brand not in self.by_rule]

    def became(self, verdict: Verdict) -> list[str]:
        """Return the brands whose mention counts as it did, but has that verdict now."""
        return [
            brand
            for brand, now in self.after.items()
            if now.verdict == verdict
            and brand in self.before
            and self.before[brand].counts
            and self.before[brand].verdict != verdict
        ]

    @property
    def verdicts(self) -> int:
        """How many mentions that stay have another verdict than before."""
        both = self.before.keys() & self.after.keys()
        return sum(self.before[brand].verdict != self.after[brand].verdict for brand in both)


@noun
class Scope:
    """Of which brands the mentions are replaced (None: all), and which of them left the watch file.

    `fingerprints` are those of the definitions now, for what is held though it was not found.
    """

    brands: Collection[str] | None = None
    left: Collection[str] = ()
    fingerprints: Mapping[str, str] = field(default_factory=dict)

    def holds(self, brand: str) -> bool:
        return self.brands is None or brand in self.brands


ALL = Scope()
Decided = Mapping[standing.Key, Decision]
Found = Sequence[tuple[int, Sequence[Mention]]]
"""The mentions that are found in each of some documents, by row."""


def add(connection: Connection, found: Iterable[tuple[int, Iterable[Mention]]]) -> int:
    """Store the mentions of new documents, by row; return how many count."""
    mentions = [(row, mention) for row, of_document in found for mention in of_document]
    decided = standing.of(connection, sorted({mention.document for _, mention in mentions}))
    rows = [_values(row, mention, decided) for row, mention in mentions]
    connection.executemany(_PUT, rows)
    return sum(_shown(mention, decided).counts for _, mention in mentions)


def compared(connection: Connection, found: Found, scope: Scope = ALL) -> tuple[list[Change], Decided]:
    """Say what storing these mentions of some documents would change in each, and what people said of them."""
    stored: dict[int, dict[str, Shown]] = {row: {} for row, _ in found}
    for row, brand, verdict, verbatim, decided in connection.execute(_STORED, (written(list(stored)),)):
        if scope.holds(brand):
            stored[row][brand] = Shown(verdict, verbatim, bool(decided))
    decisions = standing.of(connection, sorted({one.document for _, mentions in found for one in mentions}))
    return [_change(stored[row], mentions, decisions, scope) for row, mentions in found], decisions


def replace(connection: Connection, found: Found, scope: Scope = ALL) -> list[Change]:
    """Store what is found now in place of what was, for these brands or all; what a person kept is held."""
    within = [(row, [one for one in mentions if scope.holds(one.brand)]) for row, mentions in found]
    changes, decisions = compared(connection, within, scope)
    gone: list[tuple[object, ...]] = []
    held: list[tuple[object, ...]] = []
    for (row, mentions), change in zip(within, changes, strict=True):
        gone += [(row, brand) for brand in sorted(change.before.keys() - change.after.keys())]
        left = change.after.keys() - {mention.brand for mention in mentions}
        held += [(scope.fingerprints.get(brand), row, brand) for brand in sorted(left)]
    connection.executemany(_DELETE, gone)
    connection.executemany(_HOLD, held)
    puts = (_values(row, mention, decisions) for row, mentions in within for mention in mentions)
    connection.executemany(_PUT, puts)
    return changes


def _change(
    before: Mapping[str, Shown], found: Sequence[Mention], decisions: Decided, scope: Scope
) -> Change:
    after = {brand: one for brand, one in before.items() if _kept(one) and brand not in scope.left}
    after |= {mention.brand: _shown(mention, decisions) for mention in found}
    by_rule = frozenset(mention.brand for mention in found if mention.verdict is not Verdict.REJECTED)
    return Change(before=before, after=after, by_rule=by_rule)


def _kept(one: Shown) -> bool:
    return one.decided and one.verdict == Verdict.KEPT


def _without(these: Mapping[str, Shown], others: Mapping[str, Shown]) -> list[str]:
    return sorted(
        brand for brand, one in these.items() if one.counts and not (brand in others and others[brand].counts)
    )


def _values(row: int, mention: Mention, decided: Decided) -> tuple[object, ...]:
    decision = decided.get((mention.document, mention.brand))
    return (row, *mention_values(mention), *standing.columns(mention, decision))


def _shown(mention: Mention, decided: Decided) -> Shown:
    decision = decided.get((mention.document, mention.brand))
    verdict = decision.verdict if decision else None
    return Shown(verdict or mention.verdict, mention.verbatim, verdict is not None)
