# SPDX-License-Identifier: MIT
"""Hacker News by the search service Algolia: stories and comments, newest first, without account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.sources import _json
from veille.sources._searching import searches
from veille.sources.base import Source, State, option

_SITE = "https://news.ycombinator.com"
_PAGE = 100
_DEPTH = 1000
"""Hits that one search gives, however many there are."""
_OVERLAP = timedelta(hours=6)
"""Asked for again: the index is late at times, and votes and replies come in."""


@noun
class HackerNews(Source):
    """Searches the stories and comments of Hacker News.

    The document is the discussion: its address, author, votes and replies are Hacker News'. The article that a
    story points at is a link of it, for it was published elsewhere, by others, at another time.
    """

    label: ClassVar[Mapping[str, str]] = {"fr": "Recherche Hacker News", "en": "Hacker News search"}
    channel: ClassVar[Channel] = Channel.FORUM
    example: ClassVar[Mapping[str, object]] = {"query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Service public d’Algolia, sans compte ; environ 10 000 requêtes par heure et par adresse.",
        "en": "Public service of Algolia, without account; about 10,000 requests an hour for each address.",
    }
    looks_back: ClassVar[bool] = True

    query: str = option(
        fr="recherche, dans la syntaxe d’Algolia, ou @brands pour une par nom de marque",
        en="search, in Algolia's syntax, or @brands for one for each name of a brand",
        example="@brands",
    )
    comments: bool = option(
        fr="lire aussi les commentaires", en="read comments too", default=True, example=False
    )

    def __post_init__(self) -> None:
        if not self.query.strip():
            raise ValueError('query = ""')

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the newest hits of each search, those since the last visit if there was one."""
        for query in searches(self.query, state):
            yield self._search(query, state, before=None)

    def _search(self, query: str, state: State, *, before: int | None) -> Request:
        bounds = []
        if state.since is not None:
            bounds.append(f"created_at_i>{_seconds(state)}")
        if before is not None:
            bounds.append(f"created_at_i<{before}")
        params = [
            ("query", query),
            ("advancedSyntax", "true"),
            ("tags", "(story,comment)" if self.comments else "story"),
            ("hitsPerPage", str(_PAGE)),
            *([("numericFilters", ",".join(bounds))] if bounds else []),
        ]
        return Request(url="https://hn.algolia.com/api/v1/search_by_date", params=tuple(params))

    def parse(self, response: Response, state: State) -> Page:
        """Read one page of hits and ask for the next, as deep as the last visit. Raises ParseError."""
        found = _json.read_map(response)
        hits = found.get("hits")
        if not isinstance(hits, list):
            raise ParseError("parse", reason="no list hits")
        items = tuple(item for hit in _json.maps(hits) if (item := _item(hit)))
        if state.since is None:
            return Page(items=items, gap=False)
        page, pages = _json.number_of(found, "page") or 0, _json.number_of(found, "nbPages") or 0
        if page + 1 < min(pages, _DEPTH // _PAGE):
            return Page(items=items, follow=(_turned(response.request, page + 1),))
        if (_json.number_of(found, "nbHits") or 0) > _DEPTH and hits:
            return self._slice(response.request, _json.maps(hits), items, state)
        return Page(items=items, gap=False)

    def _slice(
        self, asked: Request, hits: list[Mapping[str, Any]], items: tuple[Item, ...], state: State
    ) -> Page:
        """Go on below the oldest hit: a search ends at its 1,000th, another one begins anew."""
        oldest = min((when for hit in hits if (when := _json.number_of(hit, "created_at_i"))), default=None)
        following = None
        if oldest is not None and oldest > _seconds(state):
            # The second of the oldest hit again: others may share it.
            following = self._search(dict(asked.params).get("query", self.query), state, before=oldest + 1)
        stuck = following is None or following == _turned(asked, None)
        return (
            Page(items=items, gap=True) if stuck or not following else Page(items=items, follow=(following,))
        )


def _seconds(state: State) -> int:
    return int((state.since - _OVERLAP).timestamp()) if state.since else 0


def _turned(request: Request, page: int | None) -> Request:
    """Return the same search at another page."""
    params = tuple(one for one in request.params if one[0] != "page")
    return replace(request, params=params if page is None else (*params, ("page", str(page))))


def _item(hit: Mapping[str, Any]) -> Item | None:
    number = _json.id_of(hit, "objectID")
    title = _json.text_of(hit, "title") or _json.text_of(hit, "story_title")
    words = _json.text_of(hit, "comment_text") or _json.text_of(hit, "story_text")
    if number is None or not (words or _json.text_of(hit, "title")):
        return None  # a comment that was deleted keeps its place alone
    author = _json.text_of(hit, "author")
    link = _json.text_of(hit, "url")
    return Item(
        url=f"{_SITE}/item?id={number}",
        links=(link,) if link else (),
        native_id=number,
        title=title,
        html=words,
        author=author,
        author_url=f"{_SITE}/user?id={author}" if author else None,
        published=_json.text_of(hit, "created_at") or _json.time_of(hit, "created_at_i"),
        parent=_json.id_of(hit, "parent_id"),
        thread=_json.id_of(hit, "story_id") or number,
        engagement=_json.counts(
            likes=_json.number_of(hit, "points"), replies=_json.number_of(hit, "num_comments")
        ),
        whole=True,
    )
