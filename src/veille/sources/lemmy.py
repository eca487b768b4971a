# SPDX-License-Identifier: MIT
"""Posts and comments of Lemmy, searched on instances that hold copies of each other's communities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from veille import dates, urls
from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun
from veille.sources import _json
from veille.sources._searching import searches
from veille.sources.base import MissingOption, Source, State, option

_LIMIT = 50
_LAST_PAGE = 100
"""The server refuses higher numbers."""
_OVERLAP = timedelta(days=1)
# The third version of the API keeps kinds apart, the fourth mixes them; both show posts and comments alike.
_LISTS = ("posts", "comments", "search", "results", "items")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://((?:[a-z0-9-]+\.)+[a-z]{2,})/c/(\w+(?:@[\w.-]+)?)/?(?:\?.*)?", re.IGNORECASE)
_COMMUNITY = re.compile(rf"!?\w+@{_HOST.pattern}", re.IGNORECASE)


@noun
class Lemmy(Source):
    """Posts and comments of Lemmy: searches, and the communities you name."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Lemmy\u202f: recherches et communautés",
        "en": "Lemmy: searches and communities",
    }
    channel: ClassVar[Channel] = Channel.FORUM
    example: ClassVar[Mapping[str, object]] = {"query": "@brands", "communities": ("france@jlai.lu",)}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Chaque instance a ses règles\u202f; 60 recherches par 10 minutes sont d’usage.",
        "en": "Each instance has its rules; 60 searches in 10 minutes are usual.",
    }
    looks_back: ClassVar[bool] = True

    query: str = option(
        fr="recherche, ou «\u202f@brands\u202f»", en="search, or “@brands”", default="", example="@brands"
    )
    communities: tuple[str, ...] = option(
        fr="communautés à lire, comme nom@instance",
        en="communities to read, as name@instance",
        default=(),
        example=("france@jlai.lu",),
    )
    instances: tuple[str, ...] = option(
        fr="instances où chercher",
        en="instances that are searched",
        default=("lemmy.world", "jlai.lu"),
        example=("lemmy.world",),
    )

    def __post_init__(self) -> None:
        if not (self.query or self.communities):
            raise MissingOption("query", "communities")
        if self.query and not self.instances:
            raise MissingOption("instances")
        for instance in self.instances:
            if not _HOST.fullmatch(instance):
                raise ValueError(f"instances = {instance!r}: lemmy.world")
        for community in self.communities:
            if not _COMMUNITY.fullmatch(community):
                raise ValueError(f"communities = {community!r}: name@instance")

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know the page of a community."""
        found = _ADDRESS.fullmatch(url)
        if found is None or found[1].endswith("youtube.com"):
            return None
        return {"communities": (found[2] if "@" in found[2] else f"{found[2]}@{found[1]}",)}

    def requests(self, state: State) -> Iterable[Request]:
        """Ask each instance for each search, and each community's own instance for its posts and comments."""
        # Quotation marks would be looked for as letters.
        for query in searches(self.query, state, quote=str) if self.query else ():
            for instance in self.instances:
                yield _search(instance, query)
        for community in dict.fromkeys(one.removeprefix("!") for one in self.communities):
            name, _, host = community.partition("@")
            for kind in ("post", "comment"):
                yield _of_community(host, name, kind)

    def parse(self, response: Response, state: State) -> Page:
        """Read a page of posts and comments, of either version of the API."""
        answer = _json.read_map(response)
        lists = [answer[name] for name in _LISTS if isinstance(answer.get(name), list)]
        if not lists:
            raise ParseError("parse", reason="no list of posts")
        views = [_json.maps(one) for one in lists]
        home = urls.origin(response.request.url) or ""
        items = tuple(one for view in views for post in view if (one := _item(post, home)))
        if state.since is None or not any(_goes_on(view, state.since) for view in views):
            return Page(items=items, gap=False)
        follow = tuple(_next(response.request, answer))
        return Page(items=items, follow=follow, gap=not follow)


def _search(instance: str, query: str) -> Request:
    asked = (("q", query), ("limit", str(_LIMIT)))
    fourth = Request(
        url=f"https://{instance}/api/v4/search",
        params=(*asked, ("search_term", query), ("type_", "all"), ("sort", "new")),
        step="v4",
    )
    third = (("type_", "All"), ("sort", "New"), ("listing_type", "All"), ("page", "1"))
    return Request(url=f"https://{instance}/api/v3/search", params=(*asked, *third), otherwise=fourth)


def _of_community(host: str, name: str, kind: str) -> Request:
    asked = (("community_name", name), ("limit", str(_LIMIT)))
    fourth = Request(url=f"https://{host}/api/v4/{kind}/list", params=(*asked, ("sort", "new")), step="v4")
    third = (("type_", "All"), ("sort", "New"), ("page", "1"))
    return Request(url=f"https://{host}/api/v3/{kind}/list", params=(*asked, *third), otherwise=fourth)


def _next(request: Request, answer: Mapping[str, Any]) -> Iterator[Request]:
    """Ask for the page after: by its number in the third version, by what the answer says in the fourth."""
    params = dict(request.params)
    if request.step == "v4":
        cursor = _json.text_of(answer, "next_page")
        if cursor and cursor != params.get("page_cursor"):
            params["page_cursor"] = cursor
            yield Request(url=request.url, params=tuple(params.items()), step="v4")
        return
    page = int(params.get("page", "1")) + 1
    if page <= _LAST_PAGE:
        params["page"] = str(page)
        yield Request(url=request.url, params=tuple(params.items()), step=request.step)


def _goes_on(views: list[Mapping[str, Any]], since: datetime) -> bool:
    """Say whether a list is full and does not reach the last visit."""
    if len(views) < _LIMIT:
        return False
    written = [moment for view in views if (moment := dates.parse(_published(_said(view))))]
    return not written or min(written) >= since - _OVERLAP


def _said(view: Mapping[str, Any]) -> Mapping[str, Any]:
    return _json.map_of(view, "comment") or _json.map_of(view, "post")


def _published(said: Mapping[str, Any]) -> str | None:
    return _json.text_of(said, "published_at") or _json.text_of(said, "published")


def _item(view: Mapping[str, Any], home: str) -> Item | None:
    said, post = _said(view), _json.map_of(view, "post")
    address = _json.text_of(said, "ap_id")
    if address is None or any(said.get(gone) is True for gone in ("deleted", "removed")):
        return None
    counts = {**said, **_json.map_of(view, "counts")}
    creator = _json.map_of(view, "creator")
    link = _json.text_of(said, "url")
    comment = "comment" in view
    return Item(
        url=address,
        links=(link,) if link else (),
        native_id=address,
        identity=address,
        title=None if comment else _json.text_of(said, "name"),
        text=_json.text_of(said, "content") if comment else _json.text_of(said, "body"),
        author=_json.text_of(creator, "display_name") or _json.text_of(creator, "name"),
        author_url=_json.text_of(creator, "actor_id") or _json.text_of(creator, "ap_id"),
        published=_published(said),
        updated=_json.text_of(said, "updated_at") or _json.text_of(said, "updated"),
        parent=_parent(said, post, home) if comment else None,
        thread=_json.text_of(post, "ap_id") if comment else None,
        engagement=_json.counts(
            likes=_json.number_of(counts, "upvotes"),
            replies=_json.number_of(counts, "child_count" if comment else "comments"),
        ),
        whole=True,
    )


def _parent(comment: Mapping[str, Any], post: Mapping[str, Any], home: str) -> str | None:
    """Return what a comment answers: its path is 0, then the ids of all above it, then its own."""
    above = (_json.text_of(comment, "path") or "").split(".")[1:-1]
    return f"{home}/comment/{above[-1]}" if above else _json.text_of(post, "ap_id")
