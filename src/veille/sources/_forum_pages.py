# SPDX-License-Identifier: MIT
"""Reads the public pages of a forum: the posts of a thread, the threads of a list, the sections of a board."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from veille import dates, urls
from veille.model import Item, Response
from veille.nouns import noun
from veille.sources import _forum_dates, _html, _json
from veille.sources._forum_engines import Engine

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST = 200
"""Posts of one page, threads of one list: no engine shows more."""
_AUTHOR_IN_LINE = re.compile(r"»|\|")
_DISCUSSION = {"DiscussionForumPosting", "Question"}


@noun
class Thread:
    """A thread in a list: where its newest posts are read, and when the last of them was written."""

    url: str
    title: str | None
    moved: datetime | None


class ForumPage:
    """One page of a forum, as its engine builds it."""

    def __init__(self, response: Response, engine: Engine) -> None:
        self.engine = engine
        self.url = response.url
        self._now = response.fetched_at
        self.markup = _html.text_of_page(response)
        self.tree: LexborHTMLParser = _html.tree(self.markup)
        self._of = engine.markup
        canonical = _html.attribute(_html.first(self.tree, "link[rel=canonical]"), "href")
        self._declared = urls.join(self.url, canonical)
        # A copy, or a forum behind another name: what it says of elsewhere is not where its reader stands.
        self.canonical = self._declared if of_site(self._declared, self.url) else None

    @property
    def base(self) -> str:
        return base_of(self.url, self.engine)

    def number(self, pattern: str) -> str | None:
        """Return what the page's address says, else its canonical one."""
        return found_in(pattern, self.url) or found_in(pattern, self._declared)

    def posts(self) -> tuple[Item, ...]:
        """Return the posts of a thread, the first of which opens it when this is its first page."""
        if not self._of.post:
            return ()
        thread = self.number(self.engine.thread)
        first = _html.text(_html.first(self.tree, self._of.now)) in (None, "1")
        title = _html.text(_html.first(self.tree, self._of.subject))
        zone = _forum_dates.zone_of(self.markup[-20_000:])
        found: dict[str, Item] = {}
        for node in self.tree.css(self._of.post)[:MOST]:
            number = self._number(node)
            body = _html.first(node, self._of.body)
            if number and number not in found and body is not None:
                opens = first and not found
                found[number] = self._post(node, body, number, thread, zone, title=title, opens=opens)
        return tuple(found.values())

    def _number(self, node: LexborNode) -> str | None:
        below = node.css(self._of.id_in)[:3] if self._of.id_in else []
        for one in (node, *below):
            for name in ("id", "name", "data-id", "data-content", "data-node-id", "data-msgid"):
                found = re.search(self._of.number, _html.attribute(one, name) or "")
                if found and len(found[1]) < 16:  # noqa: PLR2004 - no post has a longer number
                    return found[1]
        return None

    def _post(
        self,
        node: LexborNode,
        body: LexborNode,
        number: str,
        thread: str | None,
        zone: tzinfo,
        *,
        title: str | None,
        opens: bool,
    ) -> Item:
        engine = self.engine
        stays = engine.opener.format(id=thread) if opens and thread else ""
        stays = stays or engine.stays.format(id=number)
        anchor = f"#{_html.attribute(node, 'id') or number}"
        author = _html.first(node, self._of.author)
        return Item(
            url=self._link(node, number) or (self.canonical or self.url).partition("#")[0] + anchor,
            native_id=number,
            identity=self.base + stays if stays else None,
            title=title,
            html=_html.markup(body),
            author=_html.text(author) or _html.attribute(node, "data-author"),
            author_url=self._address(author),
            published=self._date(node, zone),
            parent=None if opens or not thread else f"t{thread}",
            thread=f"t{thread}" if thread else None,
            whole=True,
        )

    def _link(self, node: LexborNode, number: str) -> str | None:
        """The post's own link, without session ids."""
        for link in node.css("a[href]")[:40]:
            found = urls.join(self.url, _html.attribute(link, "href"))
            if found and found_in(self.engine.post, found) == number and "quote" not in found:
                return urls.canonical(found)
        return None

    def _date(self, node: LexborNode, zone: tzinfo) -> str | None:
        moments = node.css(self._of.date) if self._of.date else []
        for one in moments[:6]:
            told = _html.attribute(one, "datetime") or _html.attribute(
                _html.first(one, "time[datetime]"), "datetime"
            )
            if told and dates.parse(told):
                return told
            line = _AUTHOR_IN_LINE.split((_html.text(one) or "").rstrip(" »"))[-1]
            found = _forum_dates.read(line, self._now, zone)
            found = found or _forum_dates.read(_html.attribute(one, "title"), self._now, zone)
            if found:
                return found
        return None

    def described(self) -> tuple[Item, ...]:
        """Return the first post as the page describes it to search engines (JSON-LD), where its markup is unknown."""
        for script in self.tree.css('script[type="application/ld+json"]')[:10]:
            try:
                told = json.loads(script.text())
            except (ValueError, RecursionError):
                continue
            graph = told if isinstance(told, list) else _json.at(told, "@graph") or [told]
            for one in _json.maps(graph):
                if one.get("@type") in _DISCUSSION:
                    return self._described(one)
        return ()

    def _described(self, one: Mapping[str, Any]) -> tuple[Item, ...]:
        text = _json.text_of(one, "articleBody") or _json.text_of(one, "text")
        title = _json.text_of(one, "headline") or _json.text_of(one, "name")
        if not (text or title):
            return ()
        thread = self.number(self.engine.thread)
        item = Item(
            url=self.canonical or self.url,
            native_id=f"t{thread}" if thread else None,
            title=title,
            text=text,
            author=_json.text_of(one, "author", "name"),
            published=_json.text_of(one, "datePublished"),
            updated=_json.text_of(one, "dateModified"),
            thread=f"t{thread}" if thread else None,
            whole=False if text else None,
        )
        return (item,)

    def threads(self) -> tuple[Thread, ...]:
        """Return the threads of a list, in its order."""
        if not self._of.row:
            return ()
        zone = _forum_dates.zone_of(self.markup[-20_000:])
        found: dict[str, Thread] = {}
        for row in self.tree.css(self._of.row)[:MOST]:
            link = row if row.tag == "a" else _html.first(row, self._of.title)
            newest = _html.first(row, self._of.last) if self._of.last else None
            url = self._address(newest) or self._address(link)
            if link is not None and url:
                moved = dates.parse(self._moved(row, zone))
                found.setdefault(url, Thread(url=url, title=_html.text(link), moved=moved))
        return tuple(found.values())

    def _moved(self, row: LexborNode, zone: tzinfo) -> str | None:
        for one in row.css(self._of.moved)[:2] if self._of.moved else []:
            told = _html.attribute(one, "datetime") or _html.attribute(
                _html.first(one, "time[datetime]"), "datetime"
            )
            found = told or _forum_dates.read(_html.text(one), self._now, zone)
            if found:
                return found
        return None

    def sections(self) -> tuple[str, ...]:
        """Return the addresses of the sections of a board."""
        links = self.tree.css(self._of.section)[:MOST] if self._of.section else []
        return tuple(dict.fromkeys(url for link in links if (url := self._address(link))))

    def last_page(self) -> str | None:
        """Return the address of a thread's last page, None if this is it."""
        links = self.tree.css(self._of.pages)[:60] if self._of.pages else []
        numbered = {number: link for link in links if (number := _page_number(link))}
        now = _page_number(_html.first(self.tree, self._of.now)) or 1
        last = max(numbered, default=0)
        return self._address(numbered[last]) if last > now else None

    def _address(self, link: LexborNode | None) -> str | None:
        found = urls.join(self.url, _html.attribute(link, "href"))
        if found is None or urls.origin(found) != urls.origin(self.url):
            return None
        return urls.canonical(found)


def _page_number(node: LexborNode | None) -> int:
    text = _html.text(node) or ""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def of_site(url: str | None, site: str) -> bool:
    """Say whether an address is of the host of another, `www.` aside."""
    return url is not None and urls.host(url) == urls.host(site)


def found_in(pattern: str, url: str | None) -> str | None:
    """Return what the first group of a pattern that took part holds."""
    found = re.search(pattern, url, re.IGNORECASE) if pattern and url else None
    return next((group for group in found.groups() if group), None) if found else None


def base_of(url: str, engine: Engine) -> str:
    """Return the address of the board, with its final slash."""
    start = urls.origin(url) or ""
    path = url[len(start) :].partition("#")[0]
    own = re.search(engine.own, path, re.IGNORECASE)
    if own:
        return start + path[: own.start()] + "/"
    path = path.partition("?")[0]
    last = path.rpartition("/")[2]
    return start + (path if not last else path.rpartition("/")[0] if "." in last else path).rstrip("/") + "/"
