# SPDX-License-Identifier: MIT
"""Bing News by its search feed: few articles, and the publisher's own address behind each link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from veille import dates, urls
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _feeds
from veille.sources._searching import searches
from veille.sources.base import Source, State, option

_MARKET = pattern(r"[a-z]{2}-[A-Z]{2}")
_FULL = 10


@noun
class BingNews(Source):
    """Searches Bing News, newest first, and gives the articles found under their own addresses."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Recherche Bing Actualités", "en": "Bing News search"}
    channel: ClassVar[Channel] = Channel.NEWS
    example: ClassVar[Mapping[str, object]] = {"query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Non officiel : Bing réserve ce flux à un usage personnel et non commercial dans un lecteur de flux. "
        "Une dizaine d’articles par recherche ; les rafales de requêtes sont refusées.",
        "en": "Unofficial: Bing means this feed for personal, non-commercial use in a feed reader. About ten articles "
        "for each search; bursts of requests are refused.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=30)

    query: str = option(
        fr="recherche, dans la syntaxe de Bing, ou @brands pour une par marque",
        en="search, in Bing's syntax, or @brands for one for each brand",
        example="@brands",
    )
    market: str = option(
        fr="langue et pays des résultats",
        en="language and country of results",
        default="fr-FR",
        example="en-GB",
    )

    def __post_init__(self) -> None:
        if not self.query.strip():
            raise ValueError('query = ""')
        if not _MARKET.fullmatch(self.market):
            raise ValueError(f"market = {self.market!r}: fr-FR, en-GB…")

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for one search feed for each search, sorted by date."""
        for query in searches(self.query, state, either=" OR "):
            yield Request(
                url="https://www.bing.com/news/search",
                params=(
                    ("q", query),
                    ("format", "rss"),
                    ("setmkt", self.market),
                    ("qft", 'sortbydate="1"'),
                ),
                headers={"accept": _feeds.ACCEPT},
            )

    def parse(self, response: Response, state: State) -> Page:
        """Read the articles of one search. Raises what reading a feed raises."""
        page, entries = _feeds.entries(response)
        items = tuple(_item(item, entry) for item, entry in zip(page.items, entries, strict=True))
        return replace(page, items=_feeds.newest(items), gap=_gap(items, state.since))


def _gap(items: tuple[Item, ...], since: datetime | None) -> bool | None:
    """Say whether articles came and went between two visits: a full page, and all of it of after the last one."""
    if since is None or len(items) < _FULL:
        return False
    moments = [moment for item in items if (moment := dates.parse(item.published))]
    return min(moments) > since if moments else None


def _item(item: Item, entry: Mapping[str, Any]) -> Item:
    """Return the article under the address that Bing's link holds; a link that holds none stays as it is."""
    return Item(
        url=urls.unwrap(item.url) if item.url else None,
        title=item.title,
        html=item.html,
        text=item.text,
        author=_outlet(entry),
        published=item.published,
        whole=False,
    )


def _outlet(entry: Mapping[str, Any]) -> str | None:
    """Return what stands in `News:Source`, whose namespace is the address of the search, hence never the same."""
    named = (value for key, value in entry.items() if key.rpartition("_")[2] == "source")
    return next((value.strip() for value in named if isinstance(value, str) and value.strip()), None)
