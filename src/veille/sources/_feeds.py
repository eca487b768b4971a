# SPDX-License-Identifier: MIT
"""Reads an answer as a feed, whatever its format: shared by all kinds that speak RSS, Atom or JSON Feed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from veille.model import Item, Page, Response
from veille.nouns import replace
from veille.patterns import pattern

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
MOST_ITEMS = 10_000
"""Items kept of one answer, newest first."""

# Nothing of what stands before the first element is tried twice: twenty comments could be cut in a million ways.
_HTML = pattern(
    r"(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body|title|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = pattern(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_BEGINNING_OF_TIME = datetime.min.replace(tzinfo=UTC)


def read(response: Response) -> Page:
    """Return what a feed says, its newest 10,000 items at most.

    Raises ParseError: `parse`, begun as a feed and unreadable; else `not_a_feed`, or `login`, `consent`,
    `blocked` when that is recognised, with the title of what came instead. A valid feed with nothing in it
    is an empty Page.
    """
    page, _ = entries(response)
    return replace(page, items=newest(page.items))


def entries(response: Response) -> tuple[Page, Sequence[Mapping[str, Any]]]:
    """Return what a feed says, and for each of its items all that feedparser (or its JSON) knows of it.

    For kinds that find more in a feed than the standards put there. Raises what `read` raises.
    """
    from veille.sources import _feed_text
    from veille.sources._other_page import recognise

    text = _feed_text.decode(response.body, response.headers)
    found = _read(text, response.url)
    if found is None:
        raise recognise(text, response.url)
    return found


def _read(text: str, url: str) -> tuple[Page, Sequence[Mapping[str, Any]]] | None:
    from veille.sources import _feed_json, _feed_text, _feed_xml

    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("", "{", "["):
        return _feed_json.read(text, url) if start else None
    if _HTML.match(text, 0, 20_000) and not _FEED.search(text, 0, 512):
        return None
    return _feed_xml.read(_feed_text.xml(text), url)


def newest(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the newest 10,000 items, in their order when there are no more."""
    if len(items) <= MOST_ITEMS:
        return items
    return tuple(sorted(items, key=_moment, reverse=True)[:MOST_ITEMS])


def _moment(item: Item) -> datetime:
    from veille import dates

    return dates.parse(item.published) or _BEGINNING_OF_TIME
