# SPDX-License-Identifier: MIT
"""Says which feeds of a forum are worth asking, best first, and which post and thread each of their entries is."""

from __future__ import annotations

import re

from veille import urls
from veille.discovery import feeds_in
from veille.model import Item, Response
from veille.nouns import replace
from veille.sources._forum_engines import Engine, Place
from veille.sources._forum_pages import base_of, found_in, of_site

MOST = 5
"""Feeds asked before the pages themselves are read."""
_POORER = re.compile(r"mode=(?:news|topics)$|/feed/(?:news|topics)$|comment", re.IGNORECASE)
_SESSION = re.compile(r"[?&;](?:sid|phpsessid|s)=", re.IGNORECASE)
_REPLY = re.compile(r"(?:^|[•»:-]\s)(?:re|ré|aw)\s?:\s", re.IGNORECASE)


def place_of(url: str, canonical: str | None, engine: Engine) -> tuple[Place, str]:
    """Return what an address is of, and its number or name."""
    for address in (url, canonical):
        thread = found_in(engine.thread, address)
        if thread:
            return "thread", thread
        section = found_in(engine.section, address)
        if section:
            return "section", section
    return "board", ""


def candidates(response: Response, canonical: str | None, engine: Engine | None) -> list[str]:
    """Return the feeds of what an address shows: those its page declares and those its engine is known for.

    All are of the page's own host: a page may name any other.
    """
    found = feeds_in(response.body, response.url, response.headers)
    declared = [one.url for one in found if one.how in ("link", "header", "" if engine else "body")]
    declared = [url for url in declared if of_site(url, response.url)]
    if engine is None:
        return declared[:MOST]
    place, number = place_of(response.url, canonical, engine)
    base = base_of(canonical or response.url, engine)
    bases = dict.fromkeys([base, f"{urls.origin(base)}/"] if place == "board" else [base])
    known = [one + path.format(id=number) for one in bases for path in engine.feeds.get(place, ())]
    fitting = engine.tags.get(place, "").replace("{id}", re.escape(number))
    fit = [url for url in declared if fitting and re.search(fitting, url)]
    # The feed of the whole board is no feed of one section: better its page than what was not asked for.
    others = sorted(declared, key=lambda url: bool(_POORER.search(url))) if place == "board" else []
    if engine.reads in ("nodebb", "flarum"):
        return list(dict.fromkeys([*known, *fit, *others]))[:MOST]
    return list(dict.fromkeys([*fit, *known, *others]))[:MOST]


def known_by_address(url: str, engine: Engine) -> str | None:
    """Return the feed that an address alone tells."""
    section = found_in(engine.section, url)
    paths = engine.feeds.get("section", ())
    return base_of(url, engine) + paths[0].format(id=section) if section and paths else None


def told(item: Item, engine: Engine, feed: str) -> Item:
    """Return an entry of a feed with its post, its thread and the address that stays."""
    if item.url is None:
        return item
    url = (urls.canonical(item.url) if _SESSION.search(item.url) else None) or item.url
    post, thread = found_in(engine.post, url), found_in(engine.thread, url)
    base = base_of(url, engine)
    thread_id = f"t{thread}" if thread else None
    if post:
        stays = engine.stays.format(id=post)
        reply = _REPLY.search(item.title or "") is not None
        return replace(
            item,
            url=url,
            native_id=post,
            identity=base + stays if stays else None,
            thread=thread_id,
            parent=thread_id if reply else None,
        )
    stays = engine.thread_stays.format(id=thread) if thread else ""
    identity = base + stays if stays else None
    if identity and "lastpost=1" in feed:
        # Such a feed shows the last post of each thread under the thread's address.
        identity += f"#{item.published or ''}"
    return replace(item, url=url, native_id=thread_id or item.native_id, identity=identity, thread=thread_id)
