# SPDX-License-Identifier: MIT
"""Writes what one visit of a source brought: all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from veille.model import Document, Sighting
from veille.store.base import Batch, MatchAll, Saved
from veille.store.merge import content, merged, settled, superseded
from veille.store.sqlite import fulltext, mentions, visits
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
_PUT_SIGHTING = """
INSERT OR REPLACE INTO sightings(row, source, channel, seen_at, native_id, content_hash, version)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""


def save(connection: Connection, batch: Batch, match: MatchAll, token: str | None) -> Saved:
    """See Documents.save."""
    shown = _by_document(batch.documents)
    with connection.write():
        visits.hold(connection, batch.visit.source, token)
        saved = _Writing(connection, match).write(shown)
        visits.record(connection, batch.visit)
    return saved


def _by_document(found: Iterable[Document]) -> dict[str, Versions]:
    """Sort what a batch shows by document and source; what one source shows twice in it is merged."""
    shown: dict[str, dict[str, list[Document]]] = {}
    for document in found:
        for one in _versions(settled(document)):
            shown.setdefault(document.id, {}).setdefault(one.source, []).append(one)
    return {
        key: {source: _one(same) for source, same in by_source.items()} for key, by_source in shown.items()
    }


def _versions(document: Document) -> Iterable[Document]:
    alone = len(document.sightings) == 1
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

    def unchanged(self, versions: Versions) -> bool:
        return all(
            self.shown.get(source) == (one.content_hash, one.channel) for source, one in versions.items()
        )


class _Writing:
    """The documents of one batch on their way into the database."""

    def __init__(self, connection: Connection, match: MatchAll) -> None:
        self.connection = connection
        self.match = match
        self.numbers = _Numbers(connection)

    def write(self, shown: Mapping[str, Versions]) -> Saved:
        new = updated = found = 0
        for ids in _pages(sorted(shown)):
            known = self._known(ids)
            forgotten = self._purged(ids)
            fresh = [merged(list(shown[key].values())) for key in ids if key not in known | forgotten]
            found += self._add(fresh, shown)
            new += len(fresh)
            for key, stored in known.items():
                if not stored.unchanged(shown[key]):
                    changed, first = self._revise(stored.row, shown[key])
                    updated += changed
                    found += first
        return Saved(new=new, updated=updated, mentions=found)

    def _known(self, ids: Sequence[str]) -> dict[str, _Known]:
        known: dict[str, _Known] = {}
        for key, row, source, shown, channel in self.connection.execute(_KNOWN, (written(ids),)):
            known.setdefault(key, _Known(row)).shown[source] = (shown, channel)
        return known

    def _purged(self, ids: Sequence[str]) -> dict[str, None]:
        """Return the documents that retention removed: a feed that never drops them must not bring them back."""
        found = self.connection.execute(
            "SELECT id FROM purged WHERE id IN (SELECT value FROM json_each(?))", (written(ids),)
        )
        return dict.fromkeys(row[0] for row in found)

    def _add(self, fresh: Sequence[Document], shown: Mapping[str, Versions]) -> int:
        numbered = [(self.numbers.take(document), document) for document in fresh]
        self.connection.executemany(INSERT_DOCUMENT, [document_row(*pair) for pair in numbered])
        self.connection.executemany(
            "INSERT INTO texts(row, text) VALUES (?, ?)", [(row, one.text) for row, one in numbered]
        )
        for row, document in numbered:
            self._put_sightings(row, document, shown[document.id])
        fulltext.add(self.connection, numbered)
        return sum(mentions.add(self.connection, row, self.match(one)) for row, one in numbered)

    def _put_sightings(self, row: int, document: Document, versions: Versions) -> None:
        alone = len(versions) == 1
        self.connection.executemany(
            _PUT_SIGHTING,
            [
                _sighting_row(row, one.first_sighting, one, None if alone else version_json(one, document))
                for one in versions.values()
            ],
        )

    def _revise(self, row: int, shown: Versions) -> tuple[bool, int]:
        (before,) = documents(self.connection, [row], text=True)
        versions = self._stored(row, before)
        for source, one in shown.items():
            own = versions.get(source)
            versions[source] = one if own is None else superseded(own, one)
        after = merged(list(versions.values()))
        changed = content(after) != content(before)
        if (after, after.content_hash) != (before, before.content_hash):
            row = self._put(row, before, after)
        self._put_sightings(row, after, versions)
        if not changed and after.sightings == before.sightings:
            return False, 0
        return changed, mentions.replace(self.connection, row, self.match(after)).first

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


def _sighting_row(row: int, sighting: Sighting, shown: Document, said: str | None) -> tuple[object, ...]:
    return (
        row,
        sighting.source,
        sighting.channel,
        stamp(sighting.seen_at),
        sighting.native_id,
        shown.content_hash,
        said,
    )


def _pages(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
