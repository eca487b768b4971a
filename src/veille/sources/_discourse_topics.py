# SPDX-License-Identifier: MIT
"""Walks the topics of a Discourse: from a list of them to their pages, and to the posts a page leaves out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from veille import dates
from veille.model import Page, Request, Response
from veille.nouns import replace
from veille.sources import _discourse_posts as posts
from veille.sources import _json
from veille.sources.base import State

MARGIN = timedelta(hours=1)
FIRST = 10
"""Topics read on the first visit, when nothing says which are new."""
_AT_ONCE = 20
_FURTHER = 200
"""Posts of one topic that a visit may still ask for; a person who looks back may have ten times as many."""


def read_list(response: Response, state: State, base: str) -> Page:
    """Read a list of topics: follow those with something new in them, then the next page of the list."""
    found = _json.read_map(response)
    topics = _json.read_list(response, "topic_list", "topics")
    since = state.since - MARGIN if state.since and not state.back else state.since
    # Pinned topics come first, however old: they say nothing of how far the list has been read.
    fresh = [topic for topic in topics if since is None or (_moved(topic) or since) >= since]
    loose = [topic for topic in topics if not _pinned(topic)]
    chosen = fresh if since else sorted(fresh, key=_pinned)[:FIRST]
    named = dict.fromkeys(number for topic in chosen if (number := _json.id_of(topic, "id")))
    follow = [_page_of(base, number) for number in named]
    more = since is not None and bool(loose) and all(topic in fresh for topic in loose)
    if more and _json.text_of(found, "topic_list", "more_topics_url"):
        follow.append(_next(response.request))
    return Page(follow=tuple(follow), gap=False)


def _next(request: Request) -> Request:
    page = next((int(value) for name, value in request.params if name == "page" and value.isdecimal()), 0)
    return replace(request, params=(("page", str(page + 1)),), otherwise=None)


def _page_of(base: str, topic: str) -> Request:
    return Request(url=f"{base}/t/{topic}.json", step="topic")


def _pinned(topic: Mapping[str, Any]) -> bool:
    return bool(topic.get("pinned") or topic.get("pinned_globally"))


def _moved(topic: Mapping[str, Any]) -> datetime | None:
    """When something was last written there; `last_posted_at` may be null."""
    told = (_json.text_of(topic, name) for name in ("last_posted_at", "bumped_at", "created_at"))
    moments = [moment for text in told if (moment := dates.parse(text))]
    return max(moments, default=None)


def read_topic(response: Response, state: State, base: str) -> Page:
    """Read a topic's page, which holds its first twenty posts, and ask for the newest of those it leaves out."""
    topic = _json.read_map(response)
    shown = posts.listed(topic)
    known = {_json.number_of(post, "id") for post in shown}
    stream = [number for number in _ids(topic)[len(shown) :] if number not in known]
    most = _FURTHER * 10 if state.back else _FURTHER
    step = {
        "id": topic.get("id"),
        "title": topic.get("title"),
        "slug": topic.get("slug"),
        "left": stream[-most:],
    }
    return Page(
        items=posts.items(base, shown, topic),
        follow=_more(base, step),
        gap=len(stream) > most and state.since is not None,
    )


def read_further(response: Response, state: State, base: str) -> Page:
    """Read the posts asked for, and ask for older ones as long as all of these are new."""
    step = json.loads(response.request.step)
    shown = posts.listed(_json.read_map(response))
    since = state.since - MARGIN if state.since and not state.back else state.since
    older = [moment for post in shown if (moment := dates.parse(_json.text_of(post, "created_at")))]
    reached = since is None or (bool(older) and min(older) < since)
    follow = () if reached else _more(base, step)
    return Page(items=posts.items(base, shown, step), follow=follow, gap=False)


def _more(base: str, step: Mapping[str, Any]) -> tuple[Request, ...]:
    left = step["left"]
    topic = _json.id_of(step, "id")
    if not left or topic is None:
        return ()
    wanted = left[-_AT_ONCE:]
    rest = json.dumps({**step, "left": left[:-_AT_ONCE]}, sort_keys=True)
    params = tuple(("post_ids[]", str(number)) for number in wanted)
    return (Request(url=f"{base}/t/{topic}/posts.json", params=params, step=rest),)


def _ids(topic: Mapping[str, Any]) -> list[int]:
    """The posts of a topic, in its order: its page holds the first of them."""
    stream = _json.at(topic, "post_stream", "stream")
    listed = stream if isinstance(stream, list) else []
    return list(dict.fromkeys(number for one in listed if (number := _json.number_of({"id": one}, "id"))))
