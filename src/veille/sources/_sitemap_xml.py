# SPDX-License-Identifier: MIT
"""Reads the entries of a sitemap by a scan of its tags, so that a damaged or cut one still gives what it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from veille.model import Item

MOST_ENTRIES = 100_000
"""Entries read of one sitemap: twice what the protocol allows."""

_TAG = re.compile(r"<(/?)(?:([A-Za-z][\w.-]{0,40}):)?([A-Za-z][\w.-]{0,60})[^<>]*>([^<]*)")
_ROOTS = {"urlset": "urlset", "sitemapindex": "sitemapindex", "rss": "feed", "feed": "feed", "RDF": "feed"}
_ENTRIES = {"url", "sitemap"}
_OTHERS = {"image", "video", "xhtml"}
_NEWS = {"title", "publication_date", "name", "language"}
_LONGEST = 4_000


@dataclass(slots=True)
class Entry:
    """One `<url>` or `<sitemap>`: its address and what stands beside it, as written."""

    said: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.said.get("loc", "")

    @property
    def changed(self) -> str | None:
        return self.said.get("lastmod")

    @property
    def title(self) -> str | None:
        return self.said.get("news title")

    @property
    def published(self) -> str | None:
        return self.said.get("news publication_date")

    def item(self) -> Item:
        """Return it as an Item: a headline at most, never a text."""
        title = self.title
        return Item(
            url=self.url,
            title=escape(title, quote=False) if title else None,
            published=self.published,
            updated=self.changed,
            language=self.said.get("news language"),
            whole=False,
        )


def read(body: bytes, headers: Mapping[str, str]) -> tuple[str | None, list[Entry]]:
    """Return what the root is (`urlset`, `sitemapindex`, `feed`, None: something else) and its entries."""
    from veille.sources._feed_text import decode

    text = decode(body, headers)
    root = _root(text)
    return (root, _entries(_without_cdata(text))) if root in {"urlset", "sitemapindex"} else (root, [])


def _root(text: str) -> str | None:
    for found in _TAG.finditer(text, 0, 5_000):
        return _ROOTS.get(found[3])
    return None


def _without_cdata(text: str) -> str:
    first, *sections = text.split("<![CDATA[")
    parts = [first]
    for section in sections:
        inside, _, rest = section.partition("]]>")
        parts += [escape(inside), rest]
    return "".join(parts)


def _entries(text: str) -> list[Entry]:
    found: list[Entry] = []
    entry: Entry | None = None
    for closing, space, name, value in _TAG.findall(text):
        if name in _ENTRIES and space.lower() not in _OTHERS:
            if closing and entry is not None and entry.url:
                found.append(entry)
            entry = None if closing else Entry()
        elif not closing and entry is not None:
            _note(entry, space.lower(), name, value)
    return found[:MOST_ENTRIES]


def _note(entry: Entry, space: str, name: str, value: str) -> None:
    """Keep the first of each element that is read; `image:loc` and `video:title` are of other things."""
    if space.endswith("news") and name in _NEWS:
        name = f"news {name}"
    elif name not in {"loc", "lastmod"} or space in _OTHERS:
        return
    text = unescape(value[:_LONGEST]).strip()
    if text:
        entry.said.setdefault(name, text)
