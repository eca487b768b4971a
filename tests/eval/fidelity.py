# SPDX-License-Identifier: MIT
"""Compares what veille reads in a feed with what feedparser, called with its defaults, reads in the same bytes."""

import html
import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from veille.model import About, Channel, Document, Item, Page, Request, Response
from veille.sources.base import State
from veille.sources.feed import Feed
from veille.steps.normalise import normalise

ADDRESS = "https://feeds.example/recorded"
SEEN = datetime(2026, 11, 22, tzinfo=UTC)
FIELDS = ("title", "link", "id", "date")


@dataclass(frozen=True)
class Difference:
    """One field of one entry that differs: what feedparser says, what veille says."""

    feed: str
    entry: int
    field: str
    theirs: object
    ours: object


def recorded(shared: Path) -> Iterator[Path]:
    """Return the recorded feeds that feedparser can read at all (JSON feeds it cannot)."""
    for folder in ("feeds", "podcasts"):
        for path in sorted((shared / "recordings" / folder).iterdir()):
            if path.suffix in {".xml", ".atom", ".rdf"}:
                yield path


def answer(body: bytes, content_type: str = "application/xml") -> Response:
    """Return those bytes as the answer of a server."""
    headers = {"content-type": content_type}
    return Response(
        request=Request(url=ADDRESS), url=ADDRESS, status=200, headers=headers, body=body, fetched_at=SEEN
    )


def read(body: bytes) -> Page:
    """Return what veille's parser reads."""
    return Feed(url=ADDRESS).parse(answer(body), State())


def judged(body: bytes) -> list[dict]:
    """Return what feedparser reads, called as anyone would call it; it knows no base for relative links."""
    import feedparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = feedparser.parse(body)
    for entry in parsed.entries:
        if entry.get("link"):
            entry["link"] = urljoin(parsed.feed.get("link") or ADDRESS, entry["link"])
    return list(parsed.entries)


def differences(path: Path) -> tuple[int, list[Difference]]:
    """Return how many entries feedparser finds in a feed, and every field that veille's chain gives otherwise."""
    body = path.read_bytes()
    page, entries = read(body), judged(body)
    found = (
        []
        if len(page.items) == len(entries)
        else [Difference(path.name, -1, "count", len(entries), len(page.items))]
    )
    for number, (entry, item) in enumerate(zip(entries, page.items, strict=False)):
        theirs, ours = _theirs(entry), _ours(item, page.about)
        found += [
            Difference(path.name, number, field, theirs[field], ours[field])
            for field in FIELDS
            if theirs[field] != ours[field]
        ]
    return len(entries), found


def _theirs(entry: dict) -> dict[str, object]:
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    return {
        "title": bare(entry.get("title")),
        "link": entry.get("link") or None,
        "id": entry.get("id") or None,
        "date": datetime(*parsed[:6], tzinfo=UTC) if parsed else None,
    }


def _ours(item: Item, about: About) -> dict[str, object]:
    document: Document | None = normalise(
        item, about=about, source="recorded", channel=Channel.NEWS, seen_at=SEEN, base=ADDRESS
    )
    assert document is not None
    return {
        "title": bare(document.title),
        "link": document.url,
        "id": document.sightings[0].native_id,
        "date": document.published,
    }


def bare(text: str | None) -> str:
    """Return a text without tags, entities and spaces."""
    text = re.sub(r"<[^>]*>", "", html.unescape(html.unescape(text or "")))
    return re.sub(r"\s|[\u00ad\u200b\ufeff]", "", unicodedata.normalize("NFC", text))
