# SPDX-License-Identifier: MIT
"""RSS, Atom and JSON feeds: the kind of source that most of the web still offers to whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from veille import urls
from veille.model import Channel, Page, Request, Response
from veille.nouns import field, noun
from veille.sources import _feeds
from veille.sources.base import Source, State, told


@noun  # a dataclass to whoever asks, and all commands load this kind
class Feed(Source):
    """Reads a feed: RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed, podcasts."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Flux RSS, Atom ou JSON", "en": "RSS, Atom or JSON feed"}
    channel: ClassVar[Channel] = Channel.NEWS
    example: ClassVar[Mapping[str, object]] = {"url": "https://www.vie-publique.fr/flux/actualites.xml"}

    url: str = field(
        metadata=told(
            fr="adresse du flux, http ou https",
            en="address of the feed, http or https",
            example="https://www.vie-publique.fr/flux/actualites.xml",
        )
    )

    def __post_init__(self) -> None:
        if urls.host(self.url) is None:
            raise ValueError(f"url = {self.url!r}: http(s)://…")

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - a feed has no past to ask for
        """Ask for the feed itself."""
        return (Request(url=self.url, headers={"accept": _feeds.ACCEPT}),)

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002 - a feed has no cursor
        """Read the feed, whatever its format.

        Raises ParseError: `parse`, begun as a feed and unreadable; else `not_a_feed`, or `login`, `consent`,
        `blocked` when that is recognised, with the title of what came instead. A valid feed with nothing in it
        is an empty Page.
        """
        return _feeds.read(response)
