# SPDX-License-Identifier: MIT
"""Reads JSON Feed 1.0 and 1.1 into Items."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from veille.errors import ParseError
from veille.model import About, Item, Page
from veille.sources._json import maps, text_of
from veille.urls import host, join


def read(text: str, url: str) -> tuple[Page, Sequence[Mapping[str, Any]]] | None:
    """Return what a JSON feed says, with its raw items; None when it is another kind of JSON, or none.

    Raises ParseError `parse` when it says that it is a JSON feed and cannot be read.
    """
    begun = "jsonfeed.org/version/" in text[:4096]
    try:
        found = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as cause:  # RecursionError: 200,000 times "["
        if begun:
            raise ParseError("parse", reason="json") from cause
        return None
    if not isinstance(found, dict) or "jsonfeed.org/version/" not in str(found.get("version"))[:100]:
        return None
    about = _about(found, url)
    base = about.link if about.link and host(about.link) != host(url) else url
    raw = maps(found.get("items"))
    return Page(items=tuple(_item(item, base) for item in raw), about=about), raw


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are no JSON


def _about(feed: Mapping[str, Any], url: str) -> About:
    return About(
        title=text_of(feed, "title"),
        link=join(url, text_of(feed, "home_page_url")),
        language=text_of(feed, "language"),
        rights=text_of(feed, "copyright"),
    )


def _item(item: Mapping[str, Any], url: str) -> Item:
    link = text_of(item, "url") or text_of(item, "external_url")
    markup = text_of(item, "content_html")
    author = _author(item)
    return Item(
        url=join(url, link) or link,
        links=tuple(dict.fromkeys(_links(item, url))),
        native_id=_id(item),
        title=text_of(item, "title"),
        html=markup,
        text=None if markup else text_of(item, "content_text") or text_of(item, "summary"),
        author=", ".join(filter(None, (text_of(one, "name") for one in author))) or None,
        author_url=next(filter(None, (text_of(one, "url") for one in author)), None),
        published=text_of(item, "date_published") or text_of(item, "date_modified"),
        updated=text_of(item, "date_modified"),
        language=text_of(item, "language"),
        whole=bool(markup or text_of(item, "content_text")),
    )


def _author(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return maps(item.get("authors")) or maps([item.get("author")])  # 1.1, then 1.0


def _links(item: Mapping[str, Any], url: str) -> Iterator[str]:
    addresses = [
        text_of(item, "external_url"),
        *(text_of(one, "url") for one in maps(item.get("attachments"))),
    ]
    yield from filter(None, (join(url, address) for address in addresses))


def _id(item: Mapping[str, Any]) -> str | None:
    # The format says a string; feeds in the wild write numbers too.
    value = item.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_of(item, "id")
