# SPDX-License-Identifier: MIT
"""Reads RSS, RDF and Atom into Items, through feedparser given bytes and nothing else."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from veille import dates
from veille.errors import ParseError
from veille.model import About, Item, Page
from veille.sources._feed_text import repair
from veille.urls import host, join

_TAG = re.compile(r"<[^>]*>")
_MARKUP = re.compile(r"<[A-Za-z/!]|&#?\w+;")
_CUT = re.compile(
    r"(?:\[(?:…|\.\.\.|&#8230;|&hellip;)\]|…|&#8230;|&hellip;|\.\.\.)\s*(?:</?[a-z][^>]*>\s*)*$",
    re.IGNORECASE,
)
_NOT_WORD = re.compile(r"[\W_]+")
_LINK_RELATIONS = frozenset(["alternate", "related", "via", "enclosure"])
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_LONGEST_TTL = timedelta(days=7)


def read(text: str, url: str) -> tuple[Page, Sequence[Mapping[str, Any]]] | None:
    """Return what an XML feed says, with its raw entries; None when it is no feed at all.

    Raises ParseError `parse` when it began as a feed and nothing in it can be read.
    """
    found = _parsed(text)
    # Plain dicts from here on: feedparser's own are slow, and answer `updated` with `published`.
    entries = [dict(entry) for entry in found.get("entries") or []]
    if not entries and not found.get("version"):
        return None
    if not entries and found.get("bozo") and not _closed(text):
        raise ParseError("parse", reason="xml")
    feed = dict(found.get("feed") or {})
    atom = str(found.get("version")).startswith("atom")
    base = _base(feed, url)
    items = tuple(_item(entry, base, _text(feed, "author") if atom else None) for entry in entries)
    cut = bool(found.get("bozo")) and not _closed(text)
    return Page(items=items, about=_about(feed, base), gap=True if cut else None), entries


def _base(feed: Mapping[str, Any], url: str) -> str:
    # feedparser has resolved links against xml:base where there is one. A feed served by somebody else (FeedBurner,
    # a proxy) means its relative links to be those of its site.
    site = _text(feed, "link")
    return site if site and host(site) not in (None, host(url)) else url


def _parsed(text: str) -> Mapping[str, Any]:
    import feedparser

    # No content-location: ids that look relative would be resolved too, and change when the feed moves.
    headers = {"content-type": "application/xml; charset=utf-8"}
    body = io.BytesIO(
        text.encode("utf-8", "replace")
    )  # never bytes or str: those may be taken for a file's name
    try:
        parsed = feedparser.parse(
            body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except RecursionError as cause:
        raise ParseError("parse", reason="nesting") from cause
    except Exception as cause:
        # feedparser lets exceptions of any kind through on damaged input (KeyError, TypeError, ValueError were seen).
        raise ParseError("parse", reason=type(cause).__name__) from cause
    return cast("Mapping[str, Any]", parsed)


def _closed(text: str) -> bool:
    return (
        re.search(r"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.*)?$", text[-2000:], re.IGNORECASE)
        is not None
    )


def _about(feed: Mapping[str, Any], base: str) -> About:
    return About(
        title=_text(feed, "title"),
        link=join(base, _text(feed, "link")),
        language=_text(feed, "language") or _language(feed, "title_detail"),
        rights=_text(feed, "rights"),
        ttl=_ttl(feed),
    )


def _ttl(feed: Mapping[str, Any]) -> timedelta | None:
    minutes = _count(feed, "ttl")
    if minutes:
        return min(timedelta(minutes=min(minutes, 20_000)), _LONGEST_TTL)
    hours = _PERIODS.get((_text(feed, "sy_updateperiod") or "").lower())
    if hours is None:
        return None
    return min(timedelta(hours=hours) / max(_count(feed, "sy_updatefrequency") or 1, 1), _LONGEST_TTL)


def _item(entry: Mapping[str, Any], base: str, feed_author: str | None) -> Item:
    markup, plain = _body(entry)
    published, updated = _dates(entry)
    link = _text(entry, "link")
    return Item(
        url=join(base, link) or link,
        links=tuple(dict.fromkeys(found for link in _links(entry) if (found := join(base, link)))),
        native_id=_text(entry, "id"),
        identity=_original(entry),
        title=_title(entry),
        html=markup,
        text=plain,
        author=_author(entry) or feed_author,
        author_url=join(base, _text(_detail(entry, "author_detail"), "href")),
        published=published,
        updated=updated,
        language=_own_language(entry),
        parent=_text(_detail(entry, "thr_in-reply-to"), "ref"),
        engagement=_engagement(entry),
        whole=_whole(entry, markup or plain or ""),
    )


def _whole(entry: Mapping[str, Any], text: str) -> bool:
    """Say whether the text is the whole: a feed has a place for it, and some put an excerpt there too."""
    return bool(entry.get("content")) and not _CUT.search(text[-200:])


def _text(of: Mapping[str, Any], key: str) -> str | None:
    value = of.get(key)
    return repair(value).strip() or None if isinstance(value, str) else None


def _detail(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = of.get(key)
    return dict(value) if isinstance(value, Mapping) else {}


def _details(of: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = of.get(key)
    return (
        [dict(detail) for detail in value if isinstance(detail, Mapping)] if isinstance(value, list) else []
    )


def _title(entry: Mapping[str, Any]) -> str | None:
    title = _text(entry, "title") or _text(entry, "itunes_title")
    if title and "<" in title and _detail(entry, "title_detail").get("type") == "text/plain":
        return html.escape(html.unescape(title), quote=False)  # "std::vector<int>" is not markup
    return title


def _body(entry: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return (html, plain text), one of them: the content, preceded by the summary when it says something else."""
    contents = [*_details(entry, "content"), _detail(entry, "summary_detail")]
    best = max(contents, key=lambda detail: len(_text(detail, "value") or ""))
    body, summary = _text(best, "value"), _text(entry, "summary")
    if not body:
        return (summary, None)
    if str(best.get("type")) == "text/plain" or ("\n\n" in body and not _MARKUP.search(body)):
        return (None, body)
    if summary and _gist(summary)[:60] not in _gist(body):
        return (f"<p>{summary}</p>{body}", None)
    return (body, None)


def _gist(markup: str) -> str:
    return _NOT_WORD.sub("", _TAG.sub("", html.unescape(markup)))


def _links(entry: Mapping[str, Any]) -> Iterator[str]:
    original = _original(entry)
    if original:
        yield original
    for link in _details(entry, "links"):
        picture = str(link.get("type")).startswith("image/")
        if link.get("rel") in _LINK_RELATIONS and not picture and (href := _text(link, "href")):
            yield href
    for found in (_text(entry, "comments"), _text(_detail(entry, "source"), "href")):
        if found:
            yield found


def _original(entry: Mapping[str, Any]) -> str | None:
    # FeedBurner and Pheedo put a counting redirect into <link> and say the true address beside it.
    return _text(entry, "feedburner_origlink") or _text(entry, "pheedo_origlink")


def _author(entry: Mapping[str, Any]) -> str | None:
    names = dict.fromkeys(name for author in _details(entry, "authors") if (name := _text(author, "name")))
    return ", ".join(names) if len(names) > 1 else _text(entry, "author")


def _dates(entry: Mapping[str, Any]) -> tuple[str | None, str | None]:
    published, updated = _date(entry, "published"), _date(entry, "updated")
    # dc:date in RSS, and the one date that Atom demands, is the only thing some feeds say of publication.
    return published or updated or _date(entry, "created"), updated


def _date(entry: Mapping[str, Any], key: str) -> str | None:
    raw, parsed = _text(entry, key), entry.get(f"{key}_parsed")
    if parsed and (raw is None or dates.parse(raw) is None):
        return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6])
    return raw


def _own_language(entry: Mapping[str, Any]) -> str | None:
    content = next(iter(_details(entry, "content")), {})
    return (
        _text(content, "language")
        or _language(entry, "title_detail")
        or _language(entry, "summary_detail")
        or _text(entry, "language")
    )


def _language(of: Mapping[str, Any], key: str) -> str | None:
    return _text(_detail(of, key), "language")


def _engagement(entry: Mapping[str, Any]) -> dict[str, int]:
    counted = {
        "replies": _first(_count(entry, "slash_comments"), _count(entry, "thr_total")),
        "views": _count(_detail(entry, "media_statistics"), "views"),
        "likes": _count(_detail(entry, "media_starrating"), "count"),
    }
    return {name: count for name, count in counted.items() if count is not None}


def _first(*counts: int | None) -> int | None:
    return next((count for count in counts if count is not None), None)


def _count(of: Mapping[str, Any], key: str) -> int | None:
    digits = _text(of, key)
    return int(digits) if digits and re.fullmatch(r"[0-9]{1,15}", digits) else None
