# SPDX-License-Identifier: MIT
"""Google Alerts by the feed that Google makes for an alert: the one that its user created and pasted here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from veille import urls
from veille.model import Channel, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _feeds
from veille.sources.base import Source, State, option

_ALERT = pattern(r"https?://[^/?#]+/alerts/feeds/\d+/\d+/?")


@noun
class GoogleAlerts(Source):
    """Reads the feed of a Google alert, each result under its own address."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Alerte Google (flux)", "en": "Google alert (feed)"}
    channel: ClassVar[Channel] = Channel.NEWS
    example: ClassVar[Mapping[str, object]] = {
        "url": "https://www.google.com/alerts/feeds/01234567890123456789/9876543210987654321"
    }
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Créez l’alerte chez Google avec l’envoi « Flux RSS » et collez ici l’adresse du flux. Elle contient "
        "votre identifiant : veille ne la montre pas. Une vingtaine de résultats, des extraits seulement.",
        "en": "Create the alert at Google with delivery to “RSS feed” and paste the feed's address here. It holds "
        "your identifier: veille does not show it. About twenty results, excerpts only.",
    }

    url: str = option(
        fr="adresse du flux de l’alerte, donnée par Google",
        en="address of the alert's feed, given by Google",
        example="https://www.google.com/alerts/feeds/01234567890123456789/9876543210987654321",
    )

    def __post_init__(self) -> None:
        if not _ALERT.fullmatch(self.url):
            raise ValueError("url: https://www.google.com/alerts/feeds/…/…")  # never repeated: it is secret

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know the feed of an alert."""
        return {"url": url} if _ALERT.fullmatch(url) else None

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - a feed has no past to ask for
        """Ask for the feed."""
        yield Request(url=self.url, headers={"accept": _feeds.ACCEPT})

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002 - a feed has no cursor
        """Read the results, newest first. Raises what reading a feed raises.

        Google's address of a result says who was alerted of what: the true address stands in it, and alone is kept.
        """
        page = _feeds.read(response)
        items = tuple(
            replace(item, url=urls.unwrap(item.url) if item.url else None, links=(), whole=False)
            for item in page.items
        )
        return replace(page, items=items, about=replace(page.about, link=None))
