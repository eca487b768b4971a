# SPDX-License-Identifier: MIT
"""Sitemaps: the list of its pages that a site keeps for search engines, where it has no feed, or none any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from veille import dates, urls
from veille.errors import ParseError
from veille.model import Channel, Page, Request, Response
from veille.nouns import noun, replace
from veille.sources import _feeds, _packed, _sitemap_xml
from veille.sources._sitemap_xml import Entry
from veille.sources.base import Source, State, option

DEEPEST = 3
"""Sitemaps within sitemaps that are followed."""
MOST_MAPS, MOST_MAPS_BACK = 10, 50
"""Sitemaps of one index that are read, and the same when a person asked to look back."""
MOST_PAGES = 1_000
"""Pages without a title that one sitemap may bring, and, on the first visit, a tenth of it."""

_OVERLAP = timedelta(days=2)  # a lastmod may be a day without an hour, in any zone
_FIRST_VISIT = timedelta(days=7)
_BUILT_AT_ONCE = 20
_NEVER = datetime.min.replace(tzinfo=UTC)
_IS_MAP = re.compile(r"(?:\.xml|\.gz|\.txt)$|sitemap", re.IGNORECASE)
_DIRECTIVE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_NUMBERS = re.compile(r"\d{1,12}")


@noun
class Sitemap(Source):
    """Reads what a site lists as new: news sitemaps with titles and dates, others by the day of their changes."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Plan du site (sitemap)", "en": "Sitemap"}
    channel: ClassVar[Channel] = Channel.NEWS
    example: ClassVar[Mapping[str, object]] = {"url": "https://www.lemonde.fr/sitemap_news.xml"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Un plan du site est publié pour les robots\u202f; les pages qu’il liste gardent leurs propres conditions.",
        "en": "A sitemap is published for robots; the pages it lists keep their own terms.",
    }
    looks_back: ClassVar[bool] = True

    url: str = option(
        fr="adresse du plan, d’un index de plans, ou du site lui-même",
        en="address of the sitemap, of an index of sitemaps, or of the site itself",
        example="https://www.example.org/",
    )

    def __post_init__(self) -> None:
        if urls.origin(self.url) is None:
            raise ValueError(f"url = {self.url!r}: http(s)://…")

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - what is new is chosen when it is read
        """Ask for the sitemap, or for where the site says that its sitemaps are."""
        if _IS_MAP.search(re.split(r"[?#]", self.url.partition("://")[2].partition("/")[2])[0]):
            return (_map(self.url, 1),)
        origin = urls.origin(self.url)
        usual = _map(f"{origin}/sitemap.xml", 1)
        return (Request(url=f"{origin}/robots.txt", step="robots", otherwise=usual),)

    def parse(self, response: Response, state: State) -> Page:
        """Read robots.txt, an index, or a sitemap; gzip or not. A feed in its place is read as one."""
        if response.request.step == "robots":
            return self._named(response)
        body = _packed.unpacked(response.body)
        root, entries = _sitemap_xml.read(body, response.headers)
        if root == "feed":
            return _feeds.read(replace(response, body=body))
        if root == "sitemapindex":
            return _index(entries, response, state)
        if root != "urlset":
            raise _other(body, response)
        return _pages(entries, response, state)

    def _named(self, response: Response) -> Page:
        said = _DIRECTIVE.findall(response.body[:500_000].decode("utf-8", "replace").replace("\r", "\n"))
        maps = dict.fromkeys(found for one in said if (found := urls.join(response.url, one)))
        if not maps:
            maps = {f"{urls.origin(self.url)}/sitemap.xml": None}
        ordered = sorted(maps, key=lambda url: "news" not in url.lower())
        return Page(follow=tuple(_map(url, 1) for url in ordered[:MOST_MAPS]))


def _map(url: str, depth: int) -> Request:
    return Request(url=url, headers={"accept": "application/xml, text/xml, */*;q=0.5"}, step=f"map {depth}")


def _depth(request: Request) -> int:
    number = request.step.removeprefix("map ")
    return int(number) if number in {"1", "2", "3"} else 1


def _other(body: bytes, response: Response) -> ParseError:
    from veille.sources._feed_text import decode
    from veille.sources._other_page import recognise

    return recognise(decode(body, response.headers), response.url)


def _floor(response: Response, state: State) -> datetime:
    """Return the day from which a change is news; on the first visit, the last week's."""
    return (state.since or response.fetched_at - _FIRST_VISIT) - _OVERLAP


def _index(entries: list[Entry], response: Response, state: State) -> Page:
    """Follow the sitemaps that changed, the newest first, never one that led here."""
    depth = _depth(response.request)
    here = {urls.key(response.url), urls.key(response.request.url)}
    floor = _floor(response, state)
    dated = [(entry, dates.parse(entry.changed)) for entry in entries]
    changed = [(entry, at) for entry, at in dated if at is None or at >= floor]
    changed.sort(key=lambda pair: _rank(*pair), reverse=True)
    found = dict.fromkeys(
        link
        for entry, _ in changed
        if (link := urls.join(response.url, entry.url)) and urls.key(link) not in here
    )
    most = MOST_MAPS_BACK if state.back else MOST_MAPS
    if depth >= DEEPEST:
        return Page(gap=bool(found) and state.since is not None)
    return Page(
        follow=tuple(_map(link, depth + 1) for link in list(found)[:most]),
        gap=len(found) > most and state.since is not None,
    )


def _rank(entry: Entry, at: datetime | None) -> tuple[bool, datetime, tuple[int, ...]]:
    """News before the rest; then by date; then by the numbers in the name, which count upwards."""
    numbers = tuple(int(number) for number in _NUMBERS.findall(entry.url)[:8])
    return "news" in entry.url.lower(), at or _NEVER, numbers


def _pages(entries: list[Entry], response: Response, state: State) -> Page:
    news = [entry for entry in entries if entry.title or entry.published]
    plain = [entry for entry in entries if not (entry.title or entry.published)]
    dated = [(at, entry) for entry in plain if (at := dates.parse(entry.changed))]
    if entries and not news and not dated and _depth(response.request) == 1:
        raise ParseError("parse", reason="no lastmod, no news:news")
    floor = _floor(response, state)
    recent = [(at, entry) for at, entry in _told_apart(dated, state) if at >= floor]
    recent.sort(key=lambda pair: (pair[0], pair[1].url), reverse=True)
    most = MOST_PAGES if state.since else MOST_PAGES // 10
    if state.back:
        most = len(recent)
    news.sort(key=lambda entry: dates.parse(entry.published) or _NEVER, reverse=True)
    chosen = (*news, *(entry for _, entry in recent[:most]))
    return Page(
        items=tuple(entry.item() for entry in chosen[: _feeds.MOST_ITEMS]),
        gap=len(recent) > most and state.since is not None,
    )


def _told_apart(dated: list[tuple[datetime, Entry]], state: State) -> list[tuple[datetime, Entry]]:
    """Leave out pages that all changed at one instant: that is when the sitemap was built, and says nothing.

    Who asks for the past is given them all the same.
    """
    from collections import Counter

    if state.back or len(dated) < _BUILT_AT_ONCE:
        return dated
    instant, shared = Counter(at for at, _ in dated).most_common(1)[0]
    return [pair for pair in dated if pair[0] != instant] if shared * 2 > len(dated) else dated
