# SPDX-License-Identifier: MIT
"""Any forum from any of its addresses: finds its software, then its feeds, else reads its public pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from veille import urls
from veille.errors import ParseError
from veille.model import Channel, Page, Request, Response
from veille.nouns import noun, replace
from veille.sources import _discourse_posts, _feeds, _forum_engines, _forum_feeds, _forum_json, _html
from veille.sources._forum_engines import Engine
from veille.sources._forum_pages import ForumPage, Thread, base_of
from veille.sources.base import Source, State, option

_MARGIN = timedelta(hours=1)
_THREADS = 10
_THREADS_OF_SECTION = 3
_SECTIONS = 4


@noun
class Forum(Source):
    """Reads a forum: phpBB, XenForo, vBulletin, SMF, NodeBB, Flarum, Forumactif, jeuxvideo.com, Invision, Discourse."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Forum, quel que soit son logiciel",
        "en": "Forum, whatever its software",
    }
    channel: ClassVar[Channel] = Channel.FORUM
    example: ClassVar[Mapping[str, object]] = {"url": "https://forum.example.org/viewforum.php?f=4"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Ce que le forum montre à tous, sans compte\u202f; robots.txt est respecté pour les pages, et les règles"
        " du forum s’appliquent.",
        "en": "What the forum shows to all, without an account; robots.txt is obeyed for pages, and the forum’s rules apply.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=2)

    url: str = option(
        fr="une adresse du forum\u202f: accueil, rubrique ou sujet",
        en="any address of the forum: its home, a section or a thread",
        example="https://forum.example.org/viewforum.php?f=4",
    )

    def __post_init__(self) -> None:
        if urls.host(self.url) is None:
            raise ValueError(f"url = {self.url!r}: http(s)://…")

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for what was found at an earlier visit, else for the address itself, to find it."""
        find = Request(url=self.url, step="find", page=True)
        how, _, rest = state.cursor.get(self.url, "").partition(" ")
        name, _, url = rest.partition(" ")
        if how == "feed" and urls.safe(url):
            return (_feed(url, name, find),)
        if how == "page" and _forum_engines.named(name):
            return (replace(find, step=f"page {name}"),)
        jeuxvideo = _forum_engines.JEUXVIDEO
        if (urls.host(self.url) or "").endswith("jeuxvideo.com"):
            known = _forum_feeds.known_by_address(self.url, jeuxvideo)
            return (_feed(known, jeuxvideo.name, find),) if known else (find,)
        return (find,)

    def parse(self, response: Response, state: State) -> Page:
        """Read a feed, a list of threads or a thread; or say, of a page, where its feeds are. Raises ParseError."""
        since = state.since - _MARGIN if state.since else None
        how, _, rest = response.request.step.partition(" ")
        name = rest.partition(" ")[0]
        engine = _forum_engines.named(name)
        if how == "feed":
            found = _read_feed(response, engine, since)
            return replace(found, cursor={self.url: f"feed {name} {response.request.url}"})
        if how == "more":
            return _read_feed(response, engine, since)
        if engine is None:
            return self._find(response)
        return self._read_page(response, engine, how, since)

    def _find(self, response: Response) -> Page:
        text = _html.text_of_page(response)
        engine = _forum_engines.recognised(text)
        if (
            text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<rss", "<feed", "{"))
            and "<html" not in text[:2000].lower()
        ):
            found = _read_feed(response, engine, None)
            name = engine.name if engine else "-"
            return replace(found, cursor={self.url: f"feed {name} {self.url}"})
        canonical = ForumPage(response, engine).canonical if engine else None
        last = Request(url=self.url, step=f"page {engine.name}", page=True) if engine else None
        asked = last
        for url in reversed(_forum_feeds.candidates(response, canonical, engine)):
            asked = _feed(url, engine.name if engine else "-", asked)
        if asked is None:
            raise _html.other(response)
        return Page(follow=(asked,))

    def _read_page(self, response: Response, engine: Engine, how: str, since: datetime | None) -> Page:
        page = ForumPage(response, engine)
        cursor = {self.url: f"page {engine.name}"} if how == "page" else {}
        posts = page.posts()
        if posts:
            last = page.last_page() if how != "last" else None
            follow = (Request(url=last, step=f"last {engine.name}", page=True),) if last else ()
            return Page(items=posts, follow=follow, cursor=cursor)
        threads = page.threads()
        if threads and how in ("page", "section"):
            most = _THREADS if how == "page" else _THREADS_OF_SECTION
            return replace(_followed(threads, engine, since, most), cursor=cursor)
        sections = page.sections() if how == "page" else ()
        if sections:
            asked = tuple(
                Request(url=url, step=f"section {engine.name}", page=True) for url in sections[:_SECTIONS]
            )
            return Page(follow=asked, cursor=cursor, gap=len(sections) > _SECTIONS and since is not None)
        described = page.described()
        if described:
            return Page(items=described, cursor=cursor)
        if threads or how in ("thread", "last", "section"):
            return Page()
        raise _closed(page) or _html.other(response)


def _feed(url: str, name: str, otherwise: Request | None) -> Request:
    return Request(url=url, headers={"accept": _feeds.ACCEPT}, step=f"feed {name}", otherwise=otherwise)


def _read_feed(response: Response, engine: Engine | None, since: datetime | None) -> Page:
    if engine is None:
        return _feeds.read(response)
    is_json = response.body.lstrip()[:1] in (b"{", b"[")
    if is_json and engine.reads == "nodebb":
        return _forum_json.nodebb(response, base_of(response.url.replace("/api/", "/"), engine), since)
    if is_json and engine.reads == "flarum":
        return _forum_json.flarum(response, response.url.partition("api/")[0], since)
    if engine.reads == "discourse":
        return _discourse_posts.feed(response)
    page = _feeds.read(response)
    feed = response.request.url
    return replace(page, items=tuple(_forum_feeds.told(item, engine, feed) for item in page.items))


def _followed(threads: tuple[Thread, ...], engine: Engine, since: datetime | None, most: int) -> Page:
    """Follow the threads that moved since the last visit, newest first; those whose date is unknown come last."""
    fresh = [one for one in threads if since is None or one.moved is None or one.moved >= since]
    known = sorted((one for one in fresh if one.moved), key=_moment, reverse=True)
    unknown = [one for one in fresh if one.moved is None]
    asked = [
        Request(url=one.url, step=f"thread {engine.name}", page=True) for one in [*known, *unknown][:most]
    ]
    return Page(follow=tuple(asked), gap=since is not None and len(known) > most)


def _moment(thread: Thread) -> datetime:
    return thread.moved or datetime.min.replace(tzinfo=UTC)


def _closed(page: ForumPage) -> ParseError | None:
    """A forum that shows a form for its members, and nothing else, is closed."""
    if _html.first(page.tree, "input[type=password]") is None:
        return None
    title = _html.text(_html.first(page.tree, "title")) or page.engine.name
    return ParseError("login", case="closed_forum", title=title[:120])
