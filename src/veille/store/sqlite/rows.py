# SPDX-License-Identifier: MIT
"""Turns the nouns into rows and back; the only place that knows how a time, a list or a map is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from veille import text as words_of
from veille.model import (
    Channel,
    Document,
    FollowUp,
    Mention,
    Ownership,
    Place,
    Reason,
    Sighting,
    Span,
    Tone,
    Verdict,
)
from veille.nouns import replace
from veille.store.base import MentionRow
from veille.store.merge import VERSION_FIELDS
from veille.store.merge import content as said_by
from veille.store.sqlite.connection import Connection

DAY_WIDTH = 1_000_000
CHUNK = 500
MENTION_COLUMNS = 11
"""From a mention's brand to its fingerprint; after them stands what people said."""

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

INSERT_DOCUMENT = """
INSERT INTO documents(row, id, identity, url, host, title, author, author_url, author_words, published, updated,
  first_seen, moment, language, language_confidence, language_from, links, parent, thread, reach, engagement,
  content_hash, source, channel, whole)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
UPDATE_DOCUMENT = """
UPDATE documents SET (row, id, identity, url, host, title, author, author_url, author_words, published, updated,
  first_seen, moment, language, language_confidence, language_from, links, parent, thread, reach, engagement,
  content_hash, source, channel, whole)
= (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE row = ?
"""
_DOCUMENTS = """
SELECT d.row, d.id, d.identity, d.url, d.host, d.title, '', d.author, d.author_url, d.published, d.updated,
  d.first_seen, d.language, d.language_confidence, d.language_from, d.links, d.parent, d.thread, d.reach,
  d.engagement, d.content_hash, d.whole
FROM documents d WHERE d.row IN (SELECT value FROM json_each(?))
"""
_WITH_TEXT = _DOCUMENTS.replace("''", "t.text").replace("WHERE", "JOIN texts t ON t.row = d.row WHERE")
_SIGHTINGS = """
SELECT row, source, channel, seen_at, native_id FROM sightings
WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row, source
"""


def stamp(moment: datetime) -> str:
    """Write an instant: 2026-11-22T14:00:00Z, so that order of text is order of time."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def exact_stamp(moment: datetime) -> str:
    """Write an instant to the microsecond, for what must be told apart within a second."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def optional_stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def instant(written: str) -> datetime:
    """Read an instant back."""
    return datetime.fromisoformat(written)


def optional_instant(written: str | None) -> datetime | None:
    return None if written is None else instant(written)


def written(value: object) -> str:
    """Write a list or a map as JSON, the same for the same content."""
    return _WRITER.encode(value)


def day_of(moment: datetime) -> int:
    """Return the days since 1970, which begin a document's row number."""
    return (moment - _EPOCH).days


def document_row(row: int, document: Document) -> tuple[object, ...]:
    """Return the values of INSERT_DOCUMENT."""
    first = document.first_sighting
    return (
        row,
        document.id,
        document.identity,
        document.url,
        document.host,
        document.title,
        document.author,
        document.author_url,
        author_words(document.author),
        optional_stamp(document.published),
        optional_stamp(document.updated),
        stamp(document.first_seen),
        stamp(document.moment),
        document.language,
        document.language_confidence,
        document.language_from,
        written(list(document.links)),
        document.parent,
        document.thread,
        document.reach,
        written(dict(document.engagement)),
        document.content_hash,
        first.source,
        first.channel,
        document.whole,
    )


def author_words(author: str | None) -> str | None:
    """Return the author's folded words, set in spaces, so that a word is found with its borders."""
    if author is None:
        return None
    tokens, joined = words_of.index_forms(author)
    return f" {tokens} | {joined} "


def documents(connection: Connection, rows: Sequence[int], *, text: bool) -> Iterator[Document]:
    """Yield the documents of these rows, in this order; without their texts unless asked."""
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        found = _loaded(connection, written(list(some)), text=text)
        yield from (found[row] for row in some)


def _loaded(connection: Connection, rows: str, *, text: bool) -> dict[int, Document]:
    sightings = {
        row: tuple(_sighting(values) for values in group)
        for row, group in groupby(connection.execute(_SIGHTINGS, (rows,)), key=lambda values: values[0])
    }
    found = connection.execute(_WITH_TEXT if text else _DOCUMENTS, (rows,))
    return {values[0]: _document(values, sightings.get(values[0], ())) for values in found}


def _sighting(values: Sequence[Any]) -> Sighting:
    return Sighting(
        source=values[1], channel=Channel(values[2]), seen_at=instant(values[3]), native_id=values[4]
    )


def _document(values: Sequence[Any], sightings: tuple[Sighting, ...]) -> Document:
    return Document(
        id=values[1],
        identity=values[2],
        url=values[3],
        host=values[4],
        title=values[5],
        text=values[6],
        author=values[7],
        author_url=values[8],
        published=optional_instant(values[9]),
        updated=optional_instant(values[10]),
        first_seen=instant(values[11]),
        language=values[12],
        language_confidence=values[13],
        language_from=values[14],
        links=tuple(json.loads(values[15])),
        parent=values[16],
        thread=values[17],
        reach=values[18],
        engagement=json.loads(values[19]),
        content_hash=values[20] or "",
        whole=None if values[21] is None else bool(values[21]),
        sightings=sightings,
    )


def version_json(version: Document, shown: Document) -> str:
    """Write what one source shows; title and text are left out while the document shows that very version."""
    said = dict(said_by(version))
    if (version.title, version.text) == (shown.title, shown.text):
        del said["title"], said["text"]
    return written(said)


def version(sighting: Sighting, said: str | None, content_hash: str, shown: Document) -> Document:
    """Read back what one source shows of a document; NULL: it is the only one, so the document is it."""
    one = replace(shown, sightings=(sighting,), content_hash=content_hash, first_seen=sighting.seen_at)
    if said is None:
        return one
    fields: dict[str, Any] = json.loads(said)
    for name in ("published", "updated"):
        fields[name] = optional_instant(fields[name])
    fields["links"] = tuple(fields["links"])
    return replace(one, **{name: fields[name] for name in VERSION_FIELDS if name in fields})


def mention_values(mention: Mention) -> tuple[object, ...]:
    """Return the values of a mention's row that are its own, from brand to fingerprint: all but its verdict."""
    return (
        mention.brand,
        words_of.slug(mention.brand),
        written(list(mention.terms)),
        written([[span.place, span.start, span.end] for span in mention.spans]),
        mention.verbatim,
        mention.where,
        mention.ownership,
        mention.relevance,
        written([[reason.code, reason.word, reason.weight] for reason in mention.reasons]),
        mention.fingerprint,
    )


def mention(document: str, values: Sequence[Any]) -> Mention:
    """Read a mention back from `brand, slug, terms, ...`."""
    brand, _, terms, spans, verbatim, place, ownership, relevance, reasons, verdict, fingerprint = values
    return Mention(
        document=document,
        brand=brand,
        terms=tuple(json.loads(terms)),
        spans=tuple(Span(place=Place(where), start=a, end=b) for where, a, b in json.loads(spans)),
        verbatim=verbatim,
        where=Place(place),
        ownership=Ownership(ownership),
        relevance=relevance,
        reasons=tuple(
            Reason(code=code, word=word, weight=weight) for code, word, weight in json.loads(reasons)
        ),
        verdict=Verdict(verdict),
        fingerprint=fingerprint,
    )


def mention_row(document: Document, values: Sequence[Any]) -> MentionRow:
    """Read a mention back with what people said of it, from `brand, slug, ..., fingerprint, decided, ...`."""
    decided, computed, status, assignee, tone, tags, note = values[MENTION_COLUMNS:]
    return MentionRow(
        id=f"{document.id}.{values[1]}",
        document=document,
        mention=mention(document.id, values[:MENTION_COLUMNS]),
        decided=bool(decided),
        computed=None if computed is None else Verdict(computed),
        status=None if status is None else FollowUp(status),
        assignee=assignee,
        tone=None if tone is None else Tone(tone),
        tags=tuple(json.loads(tags)),
        note=note,
    )


def record(document: Document, mentions: Iterable[Mention], *, clock: bool) -> Mapping[str, object]:
    """Return one document as `db export` writes it."""
    said: dict[str, object] = {"id": document.id, "identity": document.identity, **said_by(document)}
    for name in ("published", "updated"):
        said[name] = optional_stamp(getattr(document, name))
    if clock:
        said["first_seen"] = stamp(document.first_seen)
    said["sightings"] = [_sighting_record(sighting, clock=clock) for sighting in document.sightings]
    said["mentions"] = [_mention_record(mention) for mention in mentions]
    return said


def _sighting_record(sighting: Sighting, *, clock: bool) -> dict[str, object]:
    shown: dict[str, object] = {
        "source": sighting.source,
        "channel": sighting.channel.value,
        "native_id": sighting.native_id,
    }
    return shown | {"seen_at": stamp(sighting.seen_at)} if clock else shown


def _mention_record(mention: Mention) -> dict[str, object]:
    return {
        "id": f"{mention.document}.{words_of.slug(mention.brand)}",
        "brand": mention.brand,
        "terms": list(mention.terms),
        "spans": [[span.place.value, span.start, span.end] for span in mention.spans],
        "verbatim": mention.verbatim,
        "where": mention.where.value,
        "ownership": mention.ownership.value,
        "relevance": mention.relevance,
        "reasons": [[reason.code, reason.word, reason.weight] for reason in mention.reasons],
        "verdict": mention.verdict.value,
    }
