# SPDX-License-Identifier: MIT
"""Reads the posts that a Discourse shows, as JSON or as RSS: shared by the kinds that meet one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from veille import urls
from veille.errors import ParseError
from veille.model import Item, Page, Request, Response
from veille.nouns import replace
from veille.patterns import pattern
from veille.sources import _feeds, _json

NEWEST = "/posts.json"

_LIKE = 2
_WRITTEN = {None, 1, 2}
"""Types of post that a person wrote: 3 is a small action (closed, moved), 4 is for the staff."""
_PLACES = pattern(
    r"(?:/(?:t|c|tag|tags|u|g|top|new|latest|posts|categories|search|login|session|about|faq|badges)(?=[/.?#]|$)[^\s]*)"
    r"|/?(?:\?|#).*$|/$"
)
_OF_TOPIC = pattern(r"(.{1,1900}?)/t/(?:[^/?#]{1,300}/)?(\d{1,15})(?:/(\d{1,9}))?/?(?:[?#].*)?")


def base_of(url: str) -> str:
    """Return the address of a site from any of its addresses, a site in a folder included."""
    start = urls.origin(url) or ""
    return start + _PLACES.sub("", url[len(start) :], count=1).rstrip("/")


def topic_of(url: str | None) -> tuple[str, str, str] | None:
    """Return the site, the topic and the number of the post that an address is of, None if it is of none."""
    found = _OF_TOPIC.fullmatch(url or "")
    return (found[1], found[2], found[3] or "1") if found else None


def identity(base: str, topic: str, number: str) -> str:
    """Return the address of a post that stays when its topic is renamed."""
    return f"{base}/t/{topic}/{number}"


def listed(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the posts of an answer of /posts.json or of /t/…/posts.json."""
    stream = found.get("post_stream")
    posts = stream.get("posts") if isinstance(stream, dict) else found.get("latest_posts")
    if not isinstance(posts, list):
        raise ParseError("parse", reason="no posts")
    return _json.maps(posts)


def items(
    base: str, posts: list[Mapping[str, Any]], topic: Mapping[str, Any] | None = None
) -> tuple[Item, ...]:
    """Return what people wrote in those posts; `topic` says what a topic's own page says of all its posts."""
    return tuple(item for post in posts if (item := _item(base, post, topic or {})) is not None)


def _item(base: str, post: Mapping[str, Any], topic: Mapping[str, Any]) -> Item | None:
    of = _json.id_of(post, "topic_id") or _json.id_of(topic, "id")
    number = _json.id_of(post, "post_number")
    cooked, blurb = _json.text_of(post, "cooked"), _json.text_of(post, "blurb")
    if not (of and number) or not (cooked or blurb) or _json.at(post, "post_type") not in _WRITTEN:
        return None
    slug = _json.text_of(post, "topic_slug") or _json.text_of(topic, "slug")
    author = _json.text_of(post, "username")
    answered = _json.id_of(post, "reply_to_post_number")
    return Item(
        url=f"{base}/t/{slug or '-'}/{of}/{number}",
        native_id=f"{of}/{number}",
        identity=identity(base, of, number),
        title=_json.text_of(post, "topic_title") or _json.text_of(topic, "title"),
        html=cooked,
        text=None if cooked else blurb,
        author=author,
        author_url=f"{base}/u/{author}" if author else None,
        published=_json.text_of(post, "created_at"),
        updated=_json.text_of(post, "updated_at"),
        parent=f"{of}/{answered or 1}" if number != "1" else None,
        thread=f"{of}/1",
        engagement=_engagement(post, topic if number == "1" else {}),
        whole=cooked is not None,
    )


def _engagement(post: Mapping[str, Any], topic: Mapping[str, Any]) -> dict[str, int]:
    acts = _json.maps(post.get("actions_summary"))
    liked = [_json.number_of(act, "count") for act in acts if act.get("id") == _LIKE]
    posts = _json.number_of(topic, "posts_count")
    return _json.counts(
        likes=next(iter(liked), _json.number_of(post, "like_count")),
        replies=max(posts - 1, 0) if posts is not None else _json.number_of(post, "reply_count"),
        views=_json.number_of(topic, "views") or _json.number_of(post, "reads"),
    )


def feed(response: Response) -> Page:
    """Read the RSS of a Discourse, whose entries are the same posts as in its JSON. Raises ParseError."""
    page = _feeds.read(response)
    return replace(page, items=tuple(_known(item) for item in page.items))


def _known(item: Item) -> Item:
    found = topic_of(item.url)
    if found is None:
        return item
    base, topic, number = found
    return replace(
        item,
        native_id=f"{topic}/{number}",
        identity=identity(base, topic, number),
        parent=f"{topic}/1" if number != "1" else None,
        thread=f"{topic}/1",
    )


def newest(base: str, step: str, otherwise: Request | None = None) -> Request:
    """Return the request for the newest posts of a site, or for its RSS where the JSON is closed."""
    rss = Request(url=f"{base}/posts.rss", headers={"accept": _feeds.ACCEPT}, step="rss", otherwise=otherwise)
    return Request(url=base + NEWEST, step=step, otherwise=rss)


def highest(posts: list[Mapping[str, Any]]) -> int:
    """Return the greatest number of those posts, 0 if there is none."""
    return max((_json.number_of(post, "id") or 0 for post in posts), default=0)


def lowest(posts: list[Mapping[str, Any]]) -> int:
    """Return the least number of those posts, 0 if there is none."""
    return min((number for post in posts if (number := _json.number_of(post, "id"))), default=0)


def slug(text: str) -> str:
    """Return an option as a part of an address: what a category or a tag may be called, else nothing."""
    return text if re.fullmatch(r"\w[\w.~%-]{0,200}(?:/\w[\w.~%-]{0,200}){0,3}", text) else ""
