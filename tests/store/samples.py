# SPDX-License-Identifier: MIT
"""Documents, registrations and a matcher to try stores with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from veille.model import (
    Channel,
    Document,
    Holder,
    Mention,
    Ownership,
    Place,
    Reason,
    Sighting,
    Span,
    Verdict,
)
from veille.store.base import Batch, Registration, Visit

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
US = Holder(machine="here", pid=100, started="1")
OTHERS = Holder(machine="here", pid=200, started="2")
ELSEWHERE = Holder(machine="there", pid=100, started="1")
BRANDS = ("Lenoir", "Duval")


def document(name: str, *, source: str = "A", seen: datetime = NOW, **fields: object) -> Document:
    """Make a document whose identity is its name."""
    identity = f"https://{name}.example/"
    digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
    channel = fields.pop("channel", Channel.NEWS)
    given: dict[str, object] = {
        "url": identity,
        "host": f"{name}.example",
        "title": f"Title {name}",
        "text": f"Text of {name}.",
        "published": seen - timedelta(days=1),
    } | fields
    sighting = Sighting(source=source, channel=channel, seen_at=seen, native_id=fields.pop("native_id", name))
    given.pop("native_id", None)
    given.setdefault("content_hash", hashlib.sha256(repr(sorted(given.items())).encode()).hexdigest())
    return Document(id=digest, identity=identity, first_seen=seen, sightings=(sighting,), **given)


def match(found: Document, fingerprint: str = "1") -> Iterator[Mention]:
    """Find BRANDS as plain words: doubtful beside "perhaps", rejected beside "actor", owned on lenoir.example."""
    for brand in BRANDS:
        for place, words in ((Place.TITLE, found.title), (Place.TEXT, found.text)):
            at = words.lower().find(brand.lower())
            if at >= 0:
                yield _mention(found, brand, Span(place=place, start=at, end=at + len(brand)), fingerprint)
                break


def _mention(found: Document, brand: str, span: Span, fingerprint: str) -> Mention:
    words = found.title if span.place is Place.TITLE else found.text
    at, end = span.start, span.end
    verdict = Verdict.KEPT
    if "perhaps" in words:
        verdict = Verdict.DOUBTFUL
    if "actor" in words:
        verdict = Verdict.REJECTED
    owned = found.host == "lenoir.example" and brand == "Lenoir"
    return Mention(
        document=found.id,
        brand=brand,
        terms=(brand,),
        spans=(span,),
        verbatim=f"{words[:at]}**{words[at:end]}**{words[end:]}",
        where=span.place,
        ownership=Ownership.OWNED if owned else Ownership.EARNED,
        relevance=0.8,
        reasons=(Reason(code="hit", word=brand, weight=0.5),),
        verdict=verdict,
        fingerprint=fingerprint,
    )


def nothing(found: Document) -> Iterator[Mention]:
    """Find no brand."""
    yield from ()


def batch(*documents: Document, source: str = "A", at: datetime = NOW, **fields: object) -> Batch:
    """Make the batch of one visit."""
    return Batch(visit=Visit(source=source, at=at, **fields), documents=documents)


def registration(name: str, *, host: str | None = None, fingerprint: str = "1") -> Registration:
    """Make a configured source on a host of its own."""
    host = host or f"{name.lower()}.example"
    return Registration(
        name=name,
        kind="feed",
        url=f"https://{host}/feed.xml",
        host=host,
        channel=Channel.NEWS,
        every=timedelta(minutes=30),
        fingerprint=fingerprint,
    )
