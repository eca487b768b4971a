# SPDX-License-Identifier: MIT
"""Reads JSON Feed 1.0 and 1.1 into Items."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from veille.errors import ParseError
from veille.model import About, Item, Page
from veille.urls import host, join


def read(text: str, url: str) -> Page | None:
    """Return what a JSON feed says; None when it is another kind of JSON, or none.

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
    return Page(items=tuple(_item(item, base) for item in _maps(found.get("items"))), about=about)


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are no JSON


def _about(feed: Mapping[str, Any], url: str) -> About:
    return About(
        title=_text(feed, "title"),
        link=join(url, _text(feed, "home_page_url")),
        language=_text(feed, "language"),
        rights=_text(feed, "copyright"),
    )


def _item(item: Mapping[str, Any], url: str) -> Item:
    link = _text(item, "url") or _text(item, "external_url")
    markup = _text(item, "content_html")
    author = _author(item)
    return Item(
        url=join(url, link) or link,
        links=tuple(dict.fromkeys(_links(item, url))),
        native_id=_id(item),
        title=_text(item, "title"),
        html=markup,
        text=None if markup else _text(item, "content_text") or _text(item, "summary"),
        author=", ".join(filter(None, (_text(one, "name") for one in author))) or None,
        author_url=next(filter(None, (_text(one, "url") for one in author)), None),
        published=_text(item, "date_published") or _text(item, "date_modified"),
        updated=_text(item, "date_modified"),
        language=_text(item, "language"),
    )


def _author(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _maps(item.get("authors")) or _maps([item.get("author")])  # 1.1, then 1.0


def _links(item: Mapping[str, Any], url: str) -> Iterator[str]:
    addresses = [_text(item, "external_url"), *(_text(one, "url") for one in _maps(item.get("attachments")))]
    yield from filter(None, (join(url, address) for address in addresses))


def _maps(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(of: Mapping[str, Any], key: str) -> str | None:
    value = of.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _id(item: Mapping[str, Any]) -> str | None:
    # The format says a string; feeds in the wild write numbers too.
    value = item.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(item, "id")
