# SPDX-License-Identifier: MIT
"""Reads the JSON of the forums that have one of their own: NodeBB and Flarum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from veille import dates, urls
from veille.errors import ParseError
from veille.model import Item, Page, Request, Response
from veille.sources import _json

FIRST = 10
"""Topics read on the first visit."""


def nodebb(response: Response, base: str, since: datetime | None) -> Page:
    """Read a list of NodeBB topics, following those that moved, or the posts of one topic."""
    found = _json.read_map(response)
    if isinstance(found.get("posts"), list):
        return _nodebb_topic(found, base, response.request)
    if not isinstance(found.get("topics"), list):
        raise ParseError("parse", reason="no topics")
    topics = _json.maps(found["topics"])
    fresh = [topic for topic in topics if since is None or (_moved(topic) or since) >= since]
    chosen = fresh if since else fresh[:FIRST]
    numbers = dict.fromkeys(number for topic in chosen if (number := _json.id_of(topic, "tid")))
    follow = tuple(_nodebb_request(base, number) for number in numbers if number.isdecimal())
    # A list whose every topic moved may go on; this one is not paged.
    return Page(follow=follow, gap=since is not None and bool(topics) and len(fresh) == len(topics))


def _nodebb_request(base: str, topic: str, page: int = 0) -> Request:
    params = (("page", str(page)),) if page else ()
    return Request(
        url=f"{base}api/topic/{topic}", params=params, step="more nodebb last" if page else "more nodebb"
    )


def _moved(topic: Mapping[str, Any]) -> datetime | None:
    return dates.parse(_json.text_of(topic, "lastposttimeISO") or _json.text_of(topic, "timestampISO"))


def _nodebb_topic(topic: Mapping[str, Any], base: str, request: Request) -> Page:
    posts = [item for post in _json.maps(topic["posts"]) if (item := _nodebb_post(post, topic, base))]
    number, pages = _json.id_of(topic, "tid"), _json.number_of(topic, "pagination", "pageCount") or 1
    more = pages > 1 and number and number.isdecimal() and not request.step.endswith("last")
    return Page(items=tuple(posts), follow=(_nodebb_request(base, number, pages),) if more and number else ())


def _nodebb_post(post: Mapping[str, Any], topic: Mapping[str, Any], base: str) -> Item | None:
    number, html = _json.id_of(post, "pid"), _json.text_of(post, "content")
    if not (number and html) or post.get("deleted"):
        return None
    thread, first = _json.id_of(topic, "tid"), _json.id_of(topic, "mainPid")
    opens = number == first or _json.at(post, "index") == 0
    slug, answered = _json.text_of(post, "user", "userslug"), _json.id_of(post, "toPid")
    return Item(
        url=f"{base}post/{number}",
        native_id=number,
        title=_json.text_of(topic, "titleRaw") or _json.text_of(topic, "title"),
        html=html,
        author=_json.text_of(post, "user", "username"),
        author_url=f"{base}user/{slug}" if slug else None,
        published=_json.text_of(post, "timestampISO"),
        updated=_json.text_of(post, "editedISO"),
        parent=None if opens else answered or first or (f"t{thread}" if thread else None),
        thread=f"t{thread}" if thread else None,
        engagement=_json.counts(
            likes=_json.number_of(post, "upvotes"),
            replies=_json.number_of(post, "replies", "count"),
            views=_json.number_of(topic, "viewcount") if opens else None,
        ),
        whole=True,
    )


def flarum(response: Response, base: str, since: datetime | None) -> Page:
    """Read posts of a Flarum, or its discussions with their first and last posts; go on while all is new."""
    found = _json.read_map(response)
    data = _json.read_list(response, "data")
    included = {
        (_json.text_of(one, "type"), _json.id_of(one, "id")): one for one in _json.maps(found.get("included"))
    }
    threads = {key: one for key, one in included.items() if key[0] == "discussions"}
    posts = [one for one in data if one.get("type") == "posts"]
    for one in data:
        if one.get("type") == "discussions":
            threads["discussions", _json.id_of(one, "id")] = one
            posts += _posts_of(one, included)
    items = tuple(item for post in posts if (item := _flarum_post(post, threads, included, base)))
    return Page(items=items, follow=tuple(_further(response, found, items, since)))


def _posts_of(
    thread: Mapping[str, Any], included: Mapping[Any, Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    found = {}
    for name in ("firstPost", "lastPost"):
        number = _json.id_of(thread, "relationships", name, "data", "id")
        post = included.get(("posts", number))
        if post is not None:
            found[number] = {"of": _json.id_of(thread, "id"), **post}
    return list(found.values())


def _flarum_post(
    post: Mapping[str, Any], threads: Mapping[Any, Mapping[str, Any]], included: Mapping[Any, Any], base: str
) -> Item | None:
    number, html = _json.id_of(post, "id"), _json.text_of(post, "attributes", "contentHtml")
    if not (number and html) or _json.at(post, "attributes", "contentType") not in ("comment", None):
        return None
    thread = _json.id_of(post, "relationships", "discussion", "data", "id") or _json.id_of(post, "of")
    about = _json.map_of(threads.get(("discussions", thread)), "attributes")
    place = _json.id_of(post, "attributes", "number") or "1"
    user = included.get(("users", _json.id_of(post, "relationships", "user", "data", "id")))
    name = _json.text_of(user, "attributes", "username")
    slug = _json.text_of(about, "slug") or thread
    return Item(
        url=f"{base}d/{slug}/{place}" if thread else None,
        native_id=number,
        identity=f"{base}d/{thread}/{place}" if thread else None,
        title=_json.text_of(about, "title"),
        html=html,
        author=_json.text_of(user, "attributes", "displayName") or name,
        author_url=f"{base}u/{name}" if name else None,
        published=_json.text_of(post, "attributes", "createdAt"),
        updated=_json.text_of(post, "attributes", "editedAt"),
        parent=f"t{thread}" if thread and place != "1" else None,
        thread=f"t{thread}" if thread else None,
        engagement=_json.counts(
            likes=_json.number_of(post, "attributes", "likesCount"),
            replies=_replies(about) if place == "1" else None,
        ),
        whole=True,
    )


def _replies(about: Mapping[str, Any]) -> int | None:
    comments = _json.number_of(about, "commentCount")
    return max(comments - 1, 0) if comments is not None else None


def _further(
    response: Response, found: Mapping[str, Any], items: tuple[Item, ...], since: datetime | None
) -> Iterable[Request]:
    url = urls.join(response.url, _json.text_of(found, "links", "next"))
    moments = [moment for item in items if (moment := dates.parse(item.published))]
    new = since is not None and bool(moments) and max(moments) >= since
    if url and new and urls.origin(url) == urls.origin(response.url):
        yield Request(url=url, step="more flarum")
