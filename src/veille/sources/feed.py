# SPDX-License-Identifier: MIT
"""RSS, Atom and JSON feeds: the kind of source that most of the web still offers to whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import ClassVar

from veille import urls
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import field, noun, replace
from veille.patterns import pattern
from veille.sources.base import Source, State, told

MOST_ITEMS = 10_000
"""Items kept of one answer, newest first."""

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
_HTML = pattern(
    r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|title|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = pattern(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_BEGINNING_OF_TIME = datetime.min.replace(tzinfo=UTC)


@noun  # a dataclass to whoever asks, and all commands load this kind
class Feed(Source):
    """Reads a feed: RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed, podcasts."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Flux RSS, Atom ou JSON", "en": "RSS, Atom or JSON feed"}
    channel: ClassVar[Channel] = Channel.NEWS
    example: ClassVar[Mapping[str, object]] = {"url": "https://www.vie-publique.fr/flux/actualites.xml"}

    url: str = field(metadata=told("feed_url", "https://www.vie-publique.fr/flux/actualites.xml"))

    def __post_init__(self) -> None:
        if urls.host(self.url) is None:
            raise ValueError(f"url = {self.url!r}: http(s)://…")

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - a feed has no past to ask for
        """Ask for the feed itself."""
        return (Request(url=self.url, headers={"accept": _ACCEPT}),)

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002 - a feed has no cursor
        """Read the feed, whatever its format.

        Raises ParseError: `parse`, begun as a feed and unreadable; else `not_a_feed`, or `login`, `consent`,
        `blocked` when that is recognised, with the title of what came instead. A valid feed with nothing in it
        is an empty Page.
        """
        from veille.sources import _feed_text
        from veille.sources._other_page import recognise

        text = _feed_text.decode(response.body, response.headers)
        page = _read(text, response.url)
        if page is None:
            raise recognise(text, response.url)
        return replace(page, items=_newest(page.items))


def _read(text: str, url: str) -> Page | None:
    from veille.sources import _feed_json, _feed_text, _feed_xml

    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("", "{", "["):
        return _feed_json.read(text, url) if start else None
    if _HTML.match(text, 0, 20_000) and not _FEED.search(text, 0, 512):
        return None
    return _feed_xml.read(_feed_text.xml(text), url)


def _newest(items: tuple[Item, ...]) -> tuple[Item, ...]:
    if len(items) <= MOST_ITEMS:
        return items
    return tuple(sorted(items, key=_moment, reverse=True)[:MOST_ITEMS])


def _moment(item: Item) -> datetime:
    from veille import dates

    return dates.parse(item.published) or _BEGINNING_OF_TIME
