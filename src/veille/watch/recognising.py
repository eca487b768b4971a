# SPDX-License-Identifier: MIT
"""Finds the kind of source that knows an address better than a feed reader does, and tries it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from veille import discovery, plugins, urls
from veille.errors import PluginError, SourceError
from veille.model import Page
from veille.net.outcomes import Failed
from veille.nouns import noun
from veille.sources.base import Source, Watched
from veille.watch.discover import Attempt
from veille.watch.network import Network
from veille.watch.trying import once

_MOST = 6
"""Kinds tried for one address: some look alike in several."""
_CLOSED = {
    "x.com": "X",
    "twitter.com": "X",
    "linkedin.com": "LinkedIn",
    "facebook.com": "Facebook",
    "fb.com": "Facebook",
    "instagram.com": "Instagram",
    "tiktok.com": "TikTok",
}
"""Services whose terms leave a program that nobody watches no way in."""
_HANDLE = re.compile(r"https?://(?:www\.|m\.)?youtube\.com/(?:@|c/|user/)[^/?#\s]+(?:[/?#].*)?")
_CHANNEL = re.compile(rb"youtube\.com/(?:channel/|feeds/videos\.xml\?channel_id=)(UC[\w-]{22})\b")


@noun
class Guess:
    """A kind that may read an address, and the options it would have."""

    kind: str
    options: Mapping[str, object]
    source: Source
    how: str


def refuse(url: str) -> None:
    """Refuse an address of a service that cannot be read unattended. Raises SourceError `no_lawful_access`."""
    host = urls.host(url) or ""
    for name, service in _CLOSED.items():
        if host == name or host.endswith(f".{name}"):
            raise SourceError("no_lawful_access", service=service, host=host)


def is_handle(url: str) -> bool:
    """Say whether an address is that of a YouTube channel by its name, which does not tell its feed."""
    return _HANDLE.fullmatch(url) is not None


def guesses(url: str) -> Iterator[Guess]:
    """Yield the kinds of veille's own that claim an address (plug-ins are loaded only when they are named)."""
    for name in plugins.builtin_names("sources"):
        kind = plugins.load("sources", name, Source)  # type: ignore[type-abstract]
        options = kind.from_address(url)
        if options is not None:
            yield from _made(name, kind, options, "address")


def of_page(page: Attempt) -> Iterator[Guess]:
    """Yield the kinds that read what an answer shows to be: a sitemap, a YouTube channel, a page of a forum."""
    if page.is_feed or page.response is None:
        return
    body, url = page.response.body, page.response.url
    if discovery.sitemap_in(body):
        kind = plugins.load("sources", "sitemap", Source)  # type: ignore[type-abstract]
        yield from _made("sitemap", kind, {"url": url}, "address")
    channel = _CHANNEL.search(body) if is_handle(page.url) else None
    if channel:
        kind = plugins.load("sources", "youtube", Source)  # type: ignore[type-abstract]
        yield from _made("youtube", kind, {"channels": (channel[1].decode("ascii"),)}, "link")
    yield from forums(page)


def forums(page: Attempt) -> Iterator[Guess]:
    """Yield the kinds that read the forum that a page belongs to, if it does."""
    if page.is_feed or page.response is None:
        return
    name = discovery.forum_in(page.response.body)
    if name is None:
        return
    for kind_name in dict.fromkeys((name, "forum")):
        try:
            kind = plugins.load("sources", kind_name, Source)  # type: ignore[type-abstract]
        except PluginError:
            continue
        yield from _made(kind_name, kind, {"url": page.response.url}, "software")


def _made(name: str, kind: type[Source], options: Mapping[str, object], how: str) -> Iterator[Guess]:
    try:
        yield Guess(kind=name, options=options, source=kind(**options), how=how)
    except (TypeError, ValueError):  # its own options refuse the address
        return


def of_kinds(network: Network, found: Iterable[Guess]) -> Iterator[Attempt]:
    """Try guesses one by one until one reads what is there."""
    for _, guess in zip(range(_MOST), found, strict=False):
        attempt = _tried(network, guess)
        yield attempt
        if attempt.is_feed:
            return


def _tried(network: Network, guess: Guess) -> Attempt:
    watched = Watched(name=guess.kind, kind=guess.kind, source=guess.source, channel=guess.source.channel)
    outcome = once(network, watched)
    failed = isinstance(outcome, Failed)
    return Attempt(
        url=watched.url,
        how=guess.how,
        error=outcome.error if isinstance(outcome, Failed) else None,
        page=None if failed else Page(items=outcome.items, about=outcome.about),
        kind=guess.kind,
        options={
            key: list(value) if isinstance(value, tuple) else value for key, value in guess.options.items()
        },
        source=guess.source,
    )
