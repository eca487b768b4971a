# SPDX-License-Identifier: MIT
"""Reads the page behind each new headline, once: a brand named in the fourth paragraph is found there only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from veille import dates
from veille.errors import LeaseLost, ParseError, SourceError, UsageError
from veille.model import Channel, Item, Page, Request, Response
from veille.net import engine
from veille.net.guard import host_of
from veille.net.outcomes import Failed, Fetched, Outcome, Skipped, Unchanged
from veille.nouns import field, noun
from veille.sources.base import Source, State, Watched
from veille.steps import article, normalise
from veille.steps.match import Matcher
from veille.store.base import PageRead, Saved, Unread
from veille.watch import Watch
from veille.watch.network import Network

LEASE = timedelta(minutes=10)
AT_ONCE = 200
TRIES = 3
AGAIN = timedelta(hours=6)
NEARLY = 0.5
"""Seconds before its end at which a run has no time left for an answer."""
PASSING = frozenset(
    {"timeout", "dns", "refused", "tls", "http_5xx", "unavailable", "rate_limited", "cancelled"}
)
"""What may be better later; a login, a refusal, a robots.txt is not tried twice."""


@noun
class ArticlePage(Source):
    """One page of a site, read for its article. Not a kind of the watch file."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Page d’article", "en": "Article page"}
    channel: ClassVar[Channel] = Channel.PAGE
    example: ClassVar[Mapping[str, object]] = {"url": "https://journal.example/article"}

    url: str

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - a page has no past
        """Ask for the page, robots.txt willing."""
        return (
            Request(url=self.url, page=True, headers={"accept": "text/html,application/xhtml+xml;q=0.9"}),
        )

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002
        """Read its article. Raises ParseError `not_a_feed` when there is none: the engine says what came instead."""
        from veille.sources import _html

        found = article.read(_html.text_of_page(response), response.url)
        if found is None:
            raise ParseError("not_a_feed")
        item = Item(
            title=found.title,
            text=found.text,
            author=found.author,
            published=found.published,
            language=found.language,
            whole=found.whole,
        )
        return Page(items=(item,))


@noun
class Readings:
    """What came of the pages read: how many gave an article, how many did not, how many mentions that brought."""

    read: int = 0
    failed: int = 0
    mentions: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    """Why pages could not be read, and how many for each reason."""


def check_extra() -> None:
    """Raise UsageError `missing_extra` when pages are to be read and the library for it is not installed."""
    if not article.available():
        raise UsageError("missing_extra", extra=article.EXTRA, package=article.LIBRARY)


def _loads(network: Network) -> bool:
    try:
        return bool(network.run(article.loads))
    except SourceError:  # it needs more memory or time than a page may, or breaks in another way
        return False


def read_pages(
    watch: Watch,
    network: Network,
    matcher: Matcher,
    *,
    deadline: float | None,
    progress: Callable[[Readings], None],
) -> Readings:
    """Read the pages that wait, as long as there is time; another run at it leaves nothing to do.

    Raises UsageError `missing_extra` when the library is there and does not load: the pages go on waiting.
    """
    if not _loads(network):
        raise UsageError("missing_extra", extra=article.EXTRA, package=article.LIBRARY)
    token = watch.store.pages.claim(watch.now(), LEASE)
    if token is None:
        return Readings()
    reading = _Reading(
        watch=watch, network=network, matcher=matcher, token=token, deadline=deadline, progress=progress
    )
    try:
        return reading.run()
    except LeaseLost:
        return reading.done
    finally:
        watch.store.pages.release(token)


class _Reading:
    def __init__(
        self,
        *,
        watch: Watch,
        network: Network,
        matcher: Matcher,
        token: str,
        deadline: float | None,
        progress: Callable[[Readings], None],
    ) -> None:
        self._watch = watch
        self._network = network
        self._matcher = matcher
        self._token = token
        self._deadline = deadline
        self._progress = progress
        self._began = watch.now()
        self._renewed = time.monotonic()
        self._shut: set[str] = set()
        self.done = Readings()

    def run(self) -> Readings:
        while not self._late() and (waiting := self._next()):
            if not self._some({one.id: one for one in waiting}):
                break
        return self.done

    def _next(self) -> Sequence[Unread]:
        """Return what to read now; the pages of hosts that want to be left alone wait, and hold up no others."""
        limit = AT_ONCE
        while True:
            found = self._watch.store.pages.waiting(self._began, limit=limit)
            open_ = [one for one in found if host_of(one.url) not in self._shut]
            if open_ or len(found) < limit:
                return open_[:AT_ONCE]
            limit *= 2

    def _late(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def _some(self, waiting: Mapping[str, Unread]) -> int:
        """Read those pages; return how many were tried, so that a run without time left ends."""
        tried = 0
        outcomes = engine.fetch(
            [engine.Job(watched=_watched(one)) for one in waiting.values()],
            send=self._network.send,
            parse=self._network.parse,
            pace=self._network.pace,
            now=self._watch.now,
            until=self._deadline,
            tick=self._renew,
        )
        for outcome in outcomes:
            if isinstance(outcome, Skipped):
                self._shut.add(host_of(waiting[outcome.name].url))
                continue
            if self._cut(outcome):
                continue
            tried += 1
            self._keep(outcome, waiting[outcome.name])
            self._progress(self.done)
        return tried

    def _cut(self, outcome: Outcome) -> bool:
        """Say whether the end of the run's time ended this reading: the page still waits."""
        over = self._deadline is not None and time.monotonic() >= self._deadline - NEARLY
        return over and isinstance(outcome, Failed) and _passes(outcome)

    def _renew(self) -> None:
        if time.monotonic() - self._renewed > LEASE.total_seconds() / 2:
            self._watch.store.pages.renew(self._token, self._watch.now(), LEASE)
            self._renewed = time.monotonic()

    def _keep(self, outcome: Fetched | Unchanged | Failed, asked: Unread) -> None:
        page = _page(outcome, asked, self._watch.now())
        saved: Saved = self._watch.store.pages.save(page, self._matcher.mentions, token=self._token)
        codes = dict(self.done.codes)
        if page.error is not None:
            codes[page.error] = codes.get(page.error, 0) + 1
        self.done = Readings(
            codes=codes,
            read=self.done.read + (page.error is None),
            failed=self.done.failed + (page.error is not None),
            mentions=self.done.mentions + saved.mentions,
        )


def _watched(one: Unread) -> Watched:
    return Watched(name=one.id, kind="page", source=ArticlePage(url=one.url), channel=one.channel)


def _page(outcome: Fetched | Unchanged | Failed, asked: Unread, now: datetime) -> PageRead:
    if isinstance(outcome, Failed):
        again = _passes(outcome) and asked.tries + 1 < TRIES
        return PageRead(id=asked.id, error=outcome.error.code, again=_later(outcome, now) if again else None)
    item = outcome.items[0] if isinstance(outcome, Fetched) and outcome.items else Item()
    return PageRead(
        id=asked.id,
        title=normalise.line(item.title or "")[: normalise.TITLE],
        text=normalise.text(item.text or "")[: normalise.CONTENT],
        author=normalise.line(item.author or "")[: normalise.AUTHOR] or None,
        published=_date(item.published, now),
        language=item.language,
        whole=bool(item.whole),
    )


def _passes(outcome: Failed) -> bool:
    return outcome.error.code in PASSING or bool(outcome.error.facts.get("unread"))


def _later(outcome: Failed, now: datetime) -> datetime:
    return now + max(outcome.retry_after or AGAIN, AGAIN)


def _date(written: str | None, now: datetime) -> datetime | None:
    """A page's date is a day at best, and one in the future is a mistake."""
    found = dates.parse(written)
    return found if found and found <= now else None
