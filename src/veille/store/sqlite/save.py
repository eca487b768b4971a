# SPDX-License-Identifier: MIT
"""Writes what one visit of a source brought: all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, starmap
from operator import itemgetter

from veille.model import Document
from veille.store.base import Batch, MatchAll, Saved
from veille.store.merge import content, merged, settled, superseded
from veille.store.sqlite import fulltext, mentions, pages, visits
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import (
    CHUNK,
    DAY_WIDTH,
    INSERT_DOCUMENT,
    UPDATE_DOCUMENT,
    day_of,
    document_row,
    documents,
    stamp,
    version,
    version_json,
    written,
)

Versions = Mapping[str, Document]
"""What each source shows of one document: a Document of one sighting, by source."""

_KNOWN = """
SELECT d.id, d.row, s.source, s.content_hash, s.channel FROM documents d JOIN sightings s ON s.row = d.row
WHERE d.id IN (SELECT value FROM json_each(?))
"""
_PUT_TEXT = "INSERT INTO texts(row, text) VALUES (?, ?)"
_PUT_SIGHTING = """
INSERT OR REPLACE INTO sightings(row, source, channel, seen_at, native_id, content_hash, version)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""


def save(connection: Connection, batch: Batch, match: MatchAll, token: str | None) -> Saved:
    """See Documents.save."""
    by_id: dict[str, list[Document]] = {}
    for document in batch.documents:
        by_id.setdefault(document.id, []).append(document)
    with connection.write():
        visits.hold(connection, batch.visit.source, token)
        writing = Writing(connection, match, batch.visit.source)
        saved = writing.write(by_id)
        if batch.pages:
            pages.ask(connection, writing.first_shown, batch.visit.at)
        if token is not None:
            visits.record(connection, batch.visit)
    return saved


def _shown(found: Iterable[Document]) -> Versions:
    """Sort by source what a batch shows of one document; what one source shows twice in it is merged."""
    by_source: dict[str, list[Document]] = {}
    for document in found:
        for one in _versions(settled(document)):
            by_source.setdefault(one.source, []).append(one)
    return {source: _one(same) for source, same in by_source.items()}


def _versions(document: Document) -> Iterable[Document]:
    alone = len(document.sightings) == 1
    if alone and document.content_hash and document.sightings[0].seen_at == document.first_seen:
        yield document
        return
    for sighting in document.sightings:
        seen = min(sighting.seen_at, document.first_seen) if alone else sighting.seen_at
        shown = replace(sighting, seen_at=seen)
        yield replace(document, sightings=(shown,), first_seen=seen, content_hash=_hash(document))


def _hash(document: Document) -> str:
    return document.content_hash or _digest(written(content(document)))


def _one(same: Sequence[Document]) -> Document:
    if len(same) == 1:
        return same[0]
    hashes = sorted({version.content_hash for version in same})
    combined = hashes[0] if len(hashes) == 1 else _digest(" ".join(hashes))
    return replace(merged(same), content_hash=combined)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


@dataclass(slots=True)
class _Numbers:
    """Gives out row numbers, which begin with the day of the document."""

    connection: Connection
    free: dict[int, int] = field(default_factory=dict)

    def take(self, document: Document) -> int:
        day = day_of(document.moment)
        if day not in self.free:
            first = day * DAY_WIDTH
            last = self.connection.one(
                "SELECT max(row) FROM documents WHERE row >= ? AND row < ?", (first, first + DAY_WIDTH)
            )
            self.free[day] = first if last is None else last + 1
        number = self.free[day]
        assert number < (day + 1) * DAY_WIDTH, "more than a million documents in one day"
        self.free[day] += 1
        return number


@dataclass(frozen=True, slots=True)
class _Known:
    """A document that is stored: its row, and the hash and channel that each source last showed."""

    row: int
    shown: dict[str, tuple[str, str]] = field(default_factory=dict)

    def unchanged(self, documents: Iterable[Document]) -> bool:
        """Say whether this is what those sources showed before; what carries no hash must be looked at."""
        return all(
            self.shown.get(sighting.source) == (document.content_hash, sighting.channel)
            for document in documents
            for sighting in document.sightings
        )


class Writing:
    """The documents of one batch on their way into the database."""

    def __init__(self, connection: Connection, match: MatchAll, source: str) -> None:
        self.connection = connection
        self.match = match
        self.source = source
        self.numbers = _Numbers(connection)
        self.first_shown: list[str] = []

    def write(self, by_id: Mapping[str, Sequence[Document]]) -> Saved:
        updated = found = 0
        fresh: dict[str, Versions] = {}
        for ids in _pages(sorted(by_id)):
            known = self._known(ids)
            forgotten = self._purged(ids)
            fresh |= {key: _shown(by_id[key]) for key in ids if key not in known and key not in forgotten}
            self.first_shown += [
                key for key in ids if key not in known or self.source not in known[key].shown
            ]
            for key, stored in known.items():
                if stored.unchanged(by_id[key]):
                    continue
                shown = _shown(by_id[key])
                if not stored.unchanged(shown.values()):
                    changed, first = self.revise(stored.row, shown)
                    updated += changed
                    found += first
        found += self._add(fresh.values())
        return Saved(new=len(fresh), updated=updated, mentions=found)

    def _known(self, ids: Sequence[str]) -> dict[str, _Known]:
        known: dict[str, _Known] = {}
        for key, row, source, shown, channel in self.connection.execute(_KNOWN, (written(ids),)):
            known.setdefault(key, _Known(row)).shown[source] = (shown, channel)
        return known

    def _purged(self, ids: Sequence[str]) -> set[str]:
        """Return the documents that retention removed: a feed that never drops them must not bring them back."""
        found = self.connection.execute(
            "SELECT id FROM purged WHERE id IN (SELECT value FROM json_each(?))", (written(ids),)
        )
        return {row[0] for row in found}

    def _add(self, fresh: Iterable[Versions]) -> int:
        merged_ones = [(merged(list(versions.values())), versions) for versions in fresh]
        numbered = [(self.numbers.take(one), one, versions) for one, versions in merged_ones]
        numbered.sort(key=itemgetter(0))
        pairs = [(row, one) for row, one, _ in numbered]
        self.connection.executemany(INSERT_DOCUMENT, starmap(document_row, pairs))
        self.connection.executemany(_PUT_TEXT, ((row, one.text) for row, one in pairs))
        self.connection.executemany(_PUT_SIGHTING, chain.from_iterable(starmap(_sighting_rows, numbered)))
        fulltext.add(self.connection, pairs)
        return mentions.add(self.connection, ((row, self.match(one)) for row, one in pairs))

    def revise(self, row: int, shown: Versions) -> tuple[bool, int]:
        """Merge what sources now show, and what its page says, into a stored document; return changes and mentions."""
        (before,) = documents(self.connection, [row], text=True)
        versions = self._stored(row, before)
        for source, one in shown.items():
            own = versions.get(source)
            versions[source] = one if own is None else superseded(own, one)
        article = pages.article(self.connection, row, versions)
        after = merged([*versions.values(), *([article] if article else [])])
        changed = content(after) != content(before)
        if (after, after.content_hash) != (before, before.content_hash):
            row = self._put(row, before, after)
        alone = len(versions) == 1 and article is None
        self.connection.executemany(_PUT_SIGHTING, _sighting_rows(row, after, versions, alone=alone))
        if not changed and after.sightings == before.sightings:
            return False, 0
        (change,) = mentions.replace(self.connection, [(row, list(self.match(after)))])
        return changed, change.first

    def _stored(self, row: int, document: Document) -> dict[str, Document]:
        by_source = {sighting.source: sighting for sighting in document.sightings}
        found = self.connection.execute(
            "SELECT source, version, content_hash FROM sightings WHERE row = ?", (row,)
        )
        return {
            source: version(by_source[source], said, shown, document)
            for source, said, shown in found.fetchall()
        }

    def _put(self, row: int, before: Document, after: Document) -> int:
        same_day = day_of(before.moment) == day_of(after.moment)
        new_row = row if same_day else self.numbers.take(after)
        self.connection.execute(UPDATE_DOCUMENT, (*document_row(new_row, after), row))
        if before.text != after.text:
            self.connection.execute("UPDATE texts SET text = ? WHERE row = ?", (after.text, new_row))
        if new_row != row or (before.title, before.text) != (after.title, after.text):
            fulltext.replace(self.connection, (row, before), (new_row, after))
        return new_row


def _sighting_rows(
    row: int, document: Document, versions: Versions, *, alone: bool | None = None
) -> Iterator[tuple[object, ...]]:
    alone = len(versions) == 1 if alone is None else alone
    for one in versions.values():
        sighting = one.first_sighting
        yield (
            row,
            sighting.source,
            sighting.channel,
            stamp(sighting.seen_at),
            sighting.native_id,
            one.content_hash,
            None if alone else version_json(one, document),
        )


def _pages(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
