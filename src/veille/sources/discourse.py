# SPDX-License-Identifier: MIT
"""Discourse: the forum that answers in JSON, to a search, post by post, or topic by topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from veille import dates, urls
from veille.model import Channel, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _discourse_posts as posts
from veille.sources import _discourse_topics as topics
from veille.sources import _feeds, _json, _searching
from veille.sources.base import Source, State, option

_WINDOW = 50
"""Posts that one answer of /posts.json covers."""
_PAGES = 15
_WHOLE = 15
"""Posts found by the searches of a visit that are then read whole: what a search shows is an excerpt."""


@noun
class Discourse(Source):
    """Reads a Discourse forum: its newest posts, a category, a tag, one topic, or what a search finds."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Forum Discourse", "en": "Discourse forum"}
    channel: ClassVar[Channel] = Channel.FORUM
    example: ClassVar[Mapping[str, object]] = {"url": "https://forum.example.org/", "query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Lecture publique, sans compte\u202f; chaque forum fixe ses règles et limite les recherches anonymes.",
        "en": "Public reading, without an account; each forum sets its rules and limits anonymous searches.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=4)
    looks_back: ClassVar[bool] = True

    url: str = option(
        fr="une adresse du forum\u202f: accueil, catégorie, étiquette ou sujet",
        en="any address of the forum: its home, a category, a tag or a topic",
        example="https://forum.example.org/",
    )
    query: str | None = option(
        fr="ce qu’il faut chercher ; @brands\u202f: une recherche par marque",
        en="what to search for; @brands: one search per brand",
        default=None,
        example="@brands",
    )
    category: str | None = option(
        fr="une seule catégorie, comme dans son adresse (aide/7)",
        en="one category only, as in its address (support/7)",
        default=None,
        example="support/7",
    )
    tag: str | None = option(fr="une seule étiquette", en="one tag only", default=None, example="avis")

    def __post_init__(self) -> None:
        if urls.host(self.url) is None:
            raise ValueError(f"url = {self.url!r}: http(s)://…")
        for name, value in (("category", self.category), ("tag", self.tag)):
            if value is not None and not posts.slug(value):
                raise ValueError(f"{name} = {value!r}: a-z 0-9 - _ /")
        if self.query is not None and not self.query.strip():
            raise ValueError('query = "": @brands, …')

    @property
    def _base(self) -> str:
        return posts.base_of(self.url)

    @property
    def _place(self) -> str | None:
        """The path of the category or tag that is read, from the options or else from the address."""
        if self.category or self.tag:
            return f"/c/{self.category}" if self.category else f"/tag/{self.tag}"
        path = self.url[len(self._base) :].partition("?")[0].partition("#")[0].split("/l/")[0].rstrip("/")
        for ending in (".json", ".rss"):
            path = path.removesuffix(ending)
        return path if path.startswith(("/c/", "/tag/")) else None

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know a topic and a category: their addresses are like those of no other software."""
        found = pattern(
            r"https?://[^/?#@]+(?:/[\w-]+)?/(?:t|c)/[^/?#]+(?:/[^/?#]+){0,2}/\d+(?:[/?#].*)?"
        ).fullmatch(url)
        return {"url": url} if found else None

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the searches, the list, the topic or the newest posts."""
        if self.query:
            return [self._search(query, state) for query in _searching.searches(self.query, state)]
        topic = posts.topic_of(self.url)
        if self._place:
            rss = Request(url=f"{self._base}{self._place}.rss", headers={"accept": _feeds.ACCEPT}, step="rss")
            return (Request(url=f"{self._base}{self._place}/l/latest.json", step="list", otherwise=rss),)
        if topic:
            rss = Request(url=f"{self._base}/t/{topic[1]}.rss", headers={"accept": _feeds.ACCEPT}, step="rss")
            return (Request(url=f"{self._base}/t/{topic[1]}.json", step="topic", otherwise=rss),)
        return (posts.newest(self._base, "posts 0 1"),)

    def _search(self, query: str, state: State) -> Request:
        words = [query]
        if self.category:
            words.append(f"category:{self.category.rpartition('/')[2]}")
        if self.tag:
            words.append(f"tags:{self.tag}")
        words.append("order:latest")
        if state.since:  # a whole day of the forum's own zone
            words.append(f"after:{(state.since - timedelta(days=1)).date().isoformat()}")
        params = (("q", " ".join(words)), ("page", "1"))
        return Request(url=f"{self._base}/search.json", params=params, step=f"search {query}")

    def parse(self, response: Response, state: State) -> Page:
        """Read a page of a search, of a list, of a topic or of the newest posts. Raises ParseError."""
        step = response.request.step
        match step.partition(" ")[0]:
            case "search":
                return self._found(response, state)
            case "rss":
                return posts.feed(response)
            case "list":
                return topics.read_list(response, state, self._base)
            case "topic":
                return topics.read_topic(response, state, self._base)
            case "posts":
                return self._newest(response, state)
            case "whole":
                return Page(items=posts.items(self._base, [_json.read_map(response)], {"title": step[6:]}))
        return topics.read_further(response, state, self._base)

    def _newest(self, response: Response, state: State) -> Page:
        shown = posts.listed(_json.read_map(response))
        _, top, page = response.request.step.split(" ")
        highest = max(int(top), posts.highest(shown))
        known = 0 if state.back else _number(state.cursor.get("posts"))
        start = posts.lowest(shown) or max(_before(response.request) - _WINDOW, 0)
        done = start - 1 <= known or (not known and (state.since is None or _older(shown, state.since)))
        short = not done and not state.back and int(page) >= _PAGES
        found = posts.items(self._base, shown)
        if done or short:
            # After a gap the newest is the mark all the same: the next visit would only stop at the same place.
            return Page(items=found, cursor={"posts": str(max(highest, known))} if highest else {}, gap=short)
        ask = Request(
            url=self._base + posts.NEWEST,
            params=(("before", str(start - 1)),),
            step=f"posts {highest} {int(page) + 1}",
        )
        return Page(items=found, follow=(ask,))

    def _found(self, response: Response, state: State) -> Page:
        found = _json.read_map(response)
        shown = _json.maps(found.get("posts"))
        names = {_json.id_of(topic, "id"): topic for topic in _json.maps(found.get("topics"))}
        told: list[Mapping[str, Any]] = [
            {**_title(names.get(_json.id_of(post, "topic_id"))), **post} for post in shown
        ]
        query = response.request.step
        known = _number(state.cursor.get(query))
        params = dict(response.request.params)
        first = params.get("page") == "1"
        new = [post for post in told if (_json.number_of(post, "id") or 0) > known]
        each = _WHOLE // max(len(_searching.searches(self.query or "", state)), 1)
        follow = [_whole(self._base, post) for post in new[:each]] if first else []
        more = _json.at(found, "grouped_search_result", "more_full_page_results") is True
        if more and state.since is not None and told:
            further = (("q", params.get("q", "")), ("page", str(_number(params.get("page")) + 1)))
            follow.append(replace(response.request, params=further))
        cursor = {query: str(max(known, posts.highest(told)))} if first and told else {}
        return Page(items=posts.items(self._base, told), follow=tuple(follow), cursor=cursor, gap=False)


def _whole(base: str, post: Mapping[str, Any]) -> Request:
    title = _json.text_of(post, "topic_title") or ""
    return Request(url=f"{base}/posts/{_json.number_of(post, 'id')}.json", step=f"whole {title}")


def _title(topic: Mapping[str, Any] | None) -> dict[str, Any]:
    if topic is None:
        return {}
    return {"topic_title": topic.get("title"), "topic_slug": topic.get("slug")}


def _older(shown: list[Mapping[str, Any]], since: datetime) -> bool:
    """Say whether the posts reach back to that instant."""
    moments = [moment for post in shown if (moment := dates.parse(_json.text_of(post, "created_at")))]
    return bool(moments) and min(moments) < since


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else 0  # noqa: PLR2004 - no id is as long


def _before(request: Request) -> int:
    return _number(dict(request.params).get("before"))
