# SPDX-License-Identifier: MIT
"""Bookmarks as browsers and bookmarking services export them: the Netscape file, and Pinboard's JSON.

A bookmark's folders and tags are what its owner says of the page, so they end its text; its date is the day it
was bookmarked, the only one there is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from veille import urls
from veille.errors import FileError
from veille.importers._decoded import beginning_of, decoded
from veille.importers.base import Columns, Found, Importer, Read
from veille.model import Channel, Item

_ICONS = re.compile(r"\s(?:ICON|ICON_URI)=\"[^\"]*\"", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MILLISECONDS, _MICROSECONDS = 10**11, 10**14
_LATEST = 2**35
_DEEPEST = 20

Kept = tuple[list[Found], Counter[str]]


class Bookmarks(Importer):
    """Pages somebody kept, with notes."""

    label = "bookmarks (Netscape HTML, Pinboard JSON)"

    def sure(self, name: str, beginning: bytes) -> int:
        """Take a Netscape file, or a JSON list with Pinboard's keys."""
        del name
        text = beginning_of(beginning).lstrip("\ufeff \r\n\t")
        if text.startswith("<") and "netscape-bookmark" in text[:500].lower():
            return 100
        return 95 if text.startswith("[") and '"href"' in text and '"toread"' in text else 0

    def read(self, body: bytes, columns: Columns) -> Read:
        """Read the bookmarks. Raises FileError `not_readable`."""
        del columns
        text = decoded(body)
        found, skipped = _pinboard(text) if text.lstrip()[:1] == "[" else _netscape(text)
        if not found and not skipped:
            raise FileError("not_readable", format=self.label, reason="empty")
        return Read(found=tuple(found), skipped=skipped, channel=Channel.PAGE)


def _kept(kept: Kept, item: Item, *, address: str, private: bool) -> None:
    """Keep a bookmark, unless it is private or leads to no page."""
    found, skipped = kept
    if private:
        skipped["private"] += 1
    elif item.url is None and _SCHEME.match(address):
        skipped["not_web"] += 1
    else:
        found.append(Found(row=len(found) + skipped.total() + 1, item=item))


def _item(address: str, title: str, note: str, tags: Iterable[str], published: str | None) -> Item:
    words = ", ".join(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    url = urls.join(None, address)
    return Item(
        url=url,
        native_id=None if url else address,
        title=title or None,
        text="\n\n".join(part for part in (note.strip(), words) if part) or None,
        published=published,
        whole=False,
    )


# --- Netscape ---------------------------------------------------------------------------------------------


def _netscape(text: str) -> Kept:
    parser = _Netscape()
    parser.feed(_ICONS.sub("", text))
    parser.close()
    parser.end()
    return parser.kept


class _Netscape(HTMLParser):
    """Reads tags as they come: files of this kind close few of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: Kept = ([], Counter())
        self.folders: list[str] = []
        self.named = ""
        self.attributes: dict[str, str] = {}
        self.words: dict[str, list[str]] = {"h3": [], "a": [], "dd": []}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a folder, a bookmark or its note."""
        if tag in {"dt", "dl", "hr"}:
            self.end()
        if tag == "dl":
            self.folders.append(self.named)
            self.named = ""
        elif tag == "h3":
            self.inside, self.words["h3"] = "h3", []
        elif tag == "a":
            self.end()
            self.attributes = {name: value or "" for name, value in attrs}
            self.inside = "a"
        elif tag == "dd":
            self.inside = "dd" if self.attributes else ""

    def handle_endtag(self, tag: str) -> None:
        """Close it again."""
        if tag == "dl":
            self.end()
            if self.folders:
                self.folders.pop()
        elif tag == "h3":
            self.named, self.inside = " ".join("".join(self.words["h3"]).split()), ""
        elif tag == "a":
            self.inside = ""

    def handle_data(self, data: str) -> None:
        """Keep the words of what is open."""
        if self.inside:
            self.words[self.inside].append(data)

    def end(self) -> None:
        """Keep the bookmark that is open, now that its note is read."""
        address = self.attributes.get("href", "").strip()
        if address:
            given = self.attributes
            tags = (given.get("tags") or given.get("labels") or given.get("label") or "").split(",")
            title = " ".join("".join(self.words["a"]).split())
            folders = [folder for folder in self.folders[:_DEEPEST] if folder]
            when = _when(given.get("add_date"))
            item = _item(address, title, "".join(self.words["dd"]), [*tags, *folders], when)
            _kept(self.kept, item, address=address, private=given.get("private") == "1")
        self.attributes, self.inside = {}, ""
        self.words = {"h3": [], "a": [], "dd": []}


def _when(written: str | None) -> str | None:
    """Return seconds, milliseconds or microseconds since 1970 as a date."""
    if not written or not written.isascii() or not written.isdecimal() or len(written) > 17:  # noqa: PLR2004 - us
        return None
    count = int(written)
    seconds = count // (1 if count < _MILLISECONDS else 1_000 if count < _MICROSECONDS else 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).isoformat() if 0 < seconds < _LATEST else None


# --- Pinboard ---------------------------------------------------------------------------------------------


def _pinboard(text: str) -> Kept:
    kept: Kept = ([], Counter())
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError) as bad:
        raise FileError("bad_row", row=getattr(bad, "lineno", 1), reason="not_json") from bad
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and (address := _text(one, "href")):
            tags, when = _text(one, "tags").split(), _text(one, "time") or None
            item = _item(address, _text(one, "description"), _text(one, "extended"), tags, when)
            _kept(kept, item, address=address, private=_text(one, "shared") == "no")
        else:
            kept[1]["empty"] += 1
    return kept


def _text(of: dict[str, Any], key: str) -> str:
    found = of.get(key)
    return found.strip() if isinstance(found, str) else ""
