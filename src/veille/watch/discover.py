# SPDX-License-Identifier: MIT
"""Finds the feed behind any address, and keeps a list of all that was tried on the way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from veille import discovery, urls
from veille.errors import SourceError
from veille.model import Page, Request, Response
from veille.net.http import Call
from veille.nouns import field, noun
from veille.sources.base import Source, State
from veille.sources.feed import Feed
from veille.watch.network import Network

ENOUGH = 5
"""Feeds found before known paths are no longer tried one by one."""
MOST = 40
"""Addresses tried for one page."""


@noun
class Attempt:
    """One address tried: how we came to it, and what it gave.

    `source`, made of `options`, is what reads it when that is not a feed.
    """

    url: str
    how: str
    error: SourceError | None = None
    page: Page | None = None
    response: Response | None = None
    kind: str = "feed"
    options: Mapping[str, object] = field(default_factory=dict)
    source: Source | None = None

    @property
    def is_feed(self) -> bool:
        """It was read: a feed, or what another kind of source reads."""
        return self.page is not None

    @property
    def table(self) -> Mapping[str, object]:
        """What the watch file says of it, its name aside."""
        own = self.options if self.source is not None else {"url": self.url}
        return {"kind": self.kind, **own}

    @property
    def title(self) -> str | None:
        return None if self.page is None else self.page.about.title


def probe(network: Network, url: str) -> list[Attempt]:
    """Try an address, then what its page points at, then the known paths of forum and blog software."""
    return pointed(network, *visit(network, url, how="address"))


def pointed(network: Network, first: Attempt, response: Response | None) -> list[Attempt]:
    """Try what a visited address points at, then known paths; the visit itself comes first."""
    url, attempts = first.url, [first]
    if first.is_feed or not _answers(first):
        return attempts
    if response is not None:
        named = network.run(discovery.feeds_in, response.body, response.url, dict(response.headers))
        attempts += _try_all(network, named, seen={url})
    if not any(attempt.is_feed for attempt in attempts):
        seen = {attempt.url for attempt in attempts}
        paths = discovery.known_paths(response.url if response is not None else url)
        attempts += _try_all(network, paths, seen=seen, enough=1)
    return attempts


def _answers(attempt: Attempt) -> bool:
    """Say whether the site is there: one that refuses a page may still offer its feed."""
    return attempt.response is not None or (attempt.error is not None and attempt.error.code == "http_4xx")


def _try_all(
    network: Network, candidates: Iterable[discovery.Candidate], *, seen: set[str], enough: int = ENOUGH
) -> list[Attempt]:
    attempts: list[Attempt] = []
    for candidate in candidates:
        if candidate.url in seen or len(attempts) >= MOST:
            continue
        seen.add(candidate.url)
        time.sleep(network.pace.gap.total_seconds())
        attempts.append(visit(network, candidate.url, how=candidate.how)[0])
        if sum(attempt.is_feed for attempt in attempts) >= enough:
            break
    return attempts


def visit(network: Network, url: str, *, how: str) -> tuple[Attempt, Response | None]:
    """Fetch one address and read it as a feed; return the attempt, and the answer if there was one."""
    source = Feed(url=url)
    request = next(iter(source.requests(State())))
    try:
        response = network.send(_call(network, request))
    except SourceError as error:
        return Attempt(url=url, how=how, error=error), None
    try:
        page = network.parse(source, response, State())
    except SourceError as error:
        return Attempt(url=url, how=how, error=error, response=response), response
    return Attempt(url=url, how=how, page=page, response=response), response


def _call(network: Network, request: Request) -> Call:
    return Call(
        request=request,
        headers={},
        origin=urls.origin(request.url) or "",
        validators=None,
        timeout=network.pace.timeout,
        max_bytes=network.pace.max_bytes,
    )
