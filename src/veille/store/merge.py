# SPDX-License-Identifier: MIT
"""Makes one document of what several sources showed of it, the same whatever the order they came in.

Every store uses this rule, so that two stores with the same answers hold the same content.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from veille.model import Document, Sighting
from veille.nouns import replace

VERSION_FIELDS = (
    "url",
    "host",
    "title",
    "text",
    "author",
    "author_url",
    "published",
    "updated",
    "language",
    "language_confidence",
    "language_from",
    "links",
    "parent",
    "thread",
    "reach",
    "engagement",
    "whole",
)
# Fields that are known or unknown together, led by the first: an author's page is of no use to another author.
_TOGETHER = (
    ("url", "host"),
    ("author", "author_url"),
    ("language", "language_confidence", "language_from"),
    ("parent",),
    ("thread",),
    ("reach",),
)


def second(moment: datetime) -> datetime:
    """Return the instant as stores keep it: UTC, whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)


def settled(document: Document) -> Document:
    """Return the document as it will read when it comes back from a store."""
    moments = [document.first_seen, document.published, document.updated]
    links = tuple(sorted(set(document.links)))
    sightings = _sightings([document])
    if links == document.links and sightings == document.sightings and all(map(_whole, moments)):
        return document
    first_seen, published, updated = (moment and second(moment) for moment in moments)
    return replace(
        document,
        first_seen=first_seen or document.first_seen,
        published=published,
        updated=updated,
        links=links,
        sightings=sightings,
    )


def _whole(moment: datetime | None) -> bool:
    return moment is None or (moment.microsecond == 0 and moment.tzinfo is UTC)


def merged(versions: Sequence[Document]) -> Document:
    """Return the one document: whole from the longest version, what it lacks from the next best."""
    if len(versions) == 1:
        return settled(versions[0])
    ranked = _ranked(versions)
    best = ranked[0]
    engagement: dict[str, int] = {}
    for version in ranked:
        for key, count in version.engagement.items():
            engagement[key] = max(count, engagement.get(key, count))
    one = replace(
        best,
        first_seen=min(version.first_seen for version in ranked),
        published=min((v.published for v in ranked if v.published), default=None),
        updated=max((v.updated for v in ranked if v.updated), default=None),
        links=tuple(link for version in ranked for link in version.links),
        engagement=engagement,
        sightings=_sightings(ranked),
        **_filled(ranked),
    )
    return settled(one)


def superseded(old: Document, new: Document) -> Document:
    """Return what a source now shows in place of what it showed before; the first dates told stay."""
    dates = [moment for moment in (old.published, new.published) if moment]
    return replace(
        new,
        first_seen=min(old.first_seen, new.first_seen),
        published=min(dates, default=None),
        sightings=tuple(
            replace(sighting, seen_at=min(sighting.seen_at, old.first_sighting.seen_at))
            for sighting in new.sightings
        ),
    )


def content(document: Document) -> Mapping[str, Any]:
    """Return what a document says, our own clock and bookkeeping left out, ready for JSON."""
    said = {name: getattr(document, name) for name in VERSION_FIELDS}
    for name in ("published", "updated"):
        said[name] = said[name] and said[name].isoformat()
    return said | {"links": list(document.links), "engagement": dict(document.engagement)}


def _ranked(versions: Iterable[Document]) -> list[Document]:
    # Equal texts may still differ in author or date: the source's name, then the content, settle it.
    in_order = sorted(versions, key=lambda version: (version.source, _canonical(version)))
    return sorted(
        in_order,
        key=lambda version: (len(version.text), len(version.title), version.text, version.title),
        reverse=True,
    )


def _canonical(version: Document) -> str:
    return json.dumps(content(version), sort_keys=True)


def _filled(ranked: Sequence[Document]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for names in _TOGETHER:
        giver = next((version for version in ranked if getattr(version, names[0]) is not None), ranked[0])
        found.update({name: getattr(giver, name) for name in names})
    return found


def _sightings(versions: Iterable[Document]) -> tuple[Sighting, ...]:
    by_source: dict[str, Sighting] = {}
    for version in versions:
        for sighting in version.sightings:
            whole = _whole(sighting.seen_at)
            now = sighting if whole else replace(sighting, seen_at=second(sighting.seen_at))
            before = by_source.get(now.source)
            by_source[now.source] = now if before is None else _same_source(before, now)
    return tuple(by_source[name] for name in sorted(by_source))


def _same_source(one: Sighting, other: Sighting) -> Sighting:
    return replace(
        one,
        channel=min(one.channel, other.channel),
        seen_at=min(one.seen_at, other.seen_at),
        native_id=min((s.native_id for s in (one, other) if s.native_id), default=None),
    )
