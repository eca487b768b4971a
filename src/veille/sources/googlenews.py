# SPDX-License-Identifier: MIT
"""Google News by its search feed: the widest look at the press that asks for no account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from veille import urls
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _feeds
from veille.sources._searching import searches
from veille.sources.base import Source, State, option
from veille.text import fold

_LANGUAGE = pattern(r"[a-z]{2}(?:-[A-Z]{2}|-\d{3})?")
_COUNTRY = pattern(r"[A-Z]{2}")
_WINDOW = pattern(r"[1-9]\d{0,2}[hdmy]")
_WORD = pattern(r"\w+")


@noun
class GoogleNews(Source):
    """Searches Google News and gives headline, outlet and date of each article found."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Recherche Google Actualités", "en": "Google News search"}
    channel: ClassVar[Channel] = Channel.NEWS
    example: ClassVar[Mapping[str, object]] = {"query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Non officiel : Google réserve ce flux à la lecture dans un lecteur personnel. Titres seulement, "
        "une centaine par recherche ; les liens passent par Google et ne sont pas suivis.",
        "en": "Unofficial: Google means this feed for personal feed readers. Headlines only, about a hundred for "
        "each search; links lead through Google and are not followed.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=2)
    opaque_links: ClassVar[bool] = True

    query: str = option(
        fr="recherche, dans la syntaxe de Google, ou @brands pour une par marque",
        en="search, in Google's syntax, or @brands for one for each brand",
        example="@brands",
    )
    language: str = option(
        fr="langue de l’édition", en="language of the edition", default="fr", example="en-GB"
    )
    country: str = option(fr="pays de l’édition", en="country of the edition", default="FR", example="GB")
    window: str | None = option(
        fr="âge des articles au plus : 12h, 7d, 1m, 1y",
        en="age of articles at most: 12h, 7d, 1m, 1y",
        default=None,
        example="7d",
    )

    def __post_init__(self) -> None:
        if not self.query.strip():
            raise ValueError('query = ""')
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"language = {self.language!r}: fr, en-GB…")
        if not _COUNTRY.fullmatch(self.country):
            raise ValueError(f"country = {self.country!r}: FR, GB…")
        if self.window is not None and not _WINDOW.fullmatch(self.window):
            raise ValueError(f"window = {self.window!r}: 12h, 7d, 1m, 1y")

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for one search feed for each search."""
        age = f" when:{self.window}" if self.window else ""
        for query in searches(self.query, state, either=" OR "):
            # The age would bind to the last alternative only.
            asked = f"({query}){age}" if age and " OR " in query else query + age
            yield Request(
                url="https://news.google.com/rss/search",
                params=(("q", asked), *self._edition()),
                headers={"accept": _feeds.ACCEPT},
            )

    def _edition(self) -> tuple[tuple[str, str], ...]:
        """Return the three parameters that must agree, or Google answers with an edition of its choice."""
        spoken = self.language.removesuffix(f"-{self.country}")
        shown = f"en-{self.country}" if self.language == "en" else self.language
        return ("hl", shown), ("gl", self.country), ("ceid", f"{self.country}:{spoken}")

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002 - a search feed has no cursor
        """Read the articles of one search. Raises what reading a feed raises, `consent` above all."""
        page, entries = _feeds.entries(response)
        items = tuple(_item(item, entry) for item, entry in zip(page.items, entries, strict=True))
        return replace(page, items=_feeds.newest(items))


def _item(item: Item, entry: Mapping[str, Any]) -> Item:
    """Return the outlet's headline; what Google adds (a list of other articles, an id of its own) is left out.

    Google gives an article a new link and a new id when it ranks it anew: outlet and headline alone stay.
    """
    source = entry.get("source")
    said = dict(source) if isinstance(source, Mapping) else {}
    outlet, site = _text(said.get("title")), urls.safe(_text(said.get("href")))
    headline = _without(item.title or "", outlet)
    key = " ".join(_WORD.findall(fold(headline)))
    place = urls.host(site) or fold(outlet or "")
    return Item(
        url=item.url,
        identity=f"googlenews {place} {key}" if key and place else None,
        title=headline or None,
        author=outlet,
        published=item.published,
        language=item.language,
        whole=False,
        site=site,
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _without(title: str, outlet: str | None) -> str:
    """Cut the outlet that Google writes after each headline, and that some outlets had written there already."""
    tail = f" - {outlet}"
    while outlet and title.endswith(tail) and len(title) > len(tail):
        title = title.removesuffix(tail).rstrip()
    return title
