# SPDX-License-Identifier: MIT
"""Reviews of an app in Apple's App Store, by the feed that the store gives for each country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from veille import dates
from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _feeds, _json
from veille.sources.base import Source, State, option

_ID = pattern(r"[1-9]\d{4,14}")
_COUNTRY = pattern(r"[a-z]{2}")
_ADDRESS = pattern(
    r"https?://(?:apps|itunes)\.apple\.com/([a-z]{2})/app/(?:[^/?#]+/)?id(\d{5,15})(?:[/?#].*)?"
)
_DEPTH = 10
"""Pages that the store gives, of 50 reviews each."""
_PAGE = 50
_JSON, _XML = "json", "xml"


@noun
class AppStore(Source):
    """Reads the newest reviews of an app in the App Store of one country."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Avis de l’App Store", "en": "App Store reviews"}
    channel: ClassVar[Channel] = Channel.REVIEW
    example: ClassVar[Mapping[str, object]] = {"app": "1404176564", "country": "fr"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Flux public d’Apple, sans compte : 500 avis au plus par pays. Un flux vide ne prouve pas qu’il n’y a "
        "pas d’avis.",
        "en": "Public feed of Apple, without account: 500 reviews at most for a country. An empty feed does not prove "
        "that there are no reviews.",
    }
    looks_back: ClassVar[bool] = True

    app: str = option(
        fr="numéro de l’app : celui qui suit « id » dans son adresse",
        en='number of the app: what follows "id" in its address',
        example="1404176564",
    )
    country: str = option(
        fr="pays du magasin, deux lettres", en="country of the store, two letters", default="fr"
    )
    pages: int = option(
        fr="pages de 50 avis à lire à la première visite, 10 au plus",
        en="pages of 50 reviews to read on the first visit, 10 at most",
        default=1,
    )

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.app):
            raise ValueError(f"app = {self.app!r}: 1404176564…")
        if not _COUNTRY.fullmatch(self.country):
            raise ValueError(f"country = {self.country!r}: fr, be, ch…")
        if not 1 <= self.pages <= _DEPTH:
            raise ValueError(f"pages = {self.pages}: 1…{_DEPTH}")

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know an app by its page in the store."""
        found = _ADDRESS.fullmatch(url)
        return {"app": found[2], "country": found[1]} if found else None

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - how deep to read is seen page by page
        """Ask for the first page, as JSON, or as XML where there is none."""
        return (self._page(1, _JSON, otherwise=_XML),)

    def _page(self, number: int, form: str, otherwise: str | None) -> Request:
        # `next` in the answer leads to the other form, and keeps the address of the first page in it.
        return Request(
            url=f"https://itunes.apple.com/{self.country}/rss/customerreviews"
            f"/page={number}/id={self.app}/sortBy=mostRecent/{form}",
            step=f"{form} {number}",
            otherwise=self._page(number, otherwise, None) if otherwise else None,
        )

    def parse(self, response: Response, state: State) -> Page:
        """Read one page of reviews and ask for the next, as deep as the last visit. Raises ParseError."""
        form, _, number = response.request.step.partition(" ")
        page = self._of_xml(response) if form == _XML else self._of_json(response)
        at = int(number) if number.isdecimal() else 1
        wanted, missing = self._goes_on(page.items, at, state)
        if not wanted:
            return replace(page, gap=missing)
        other = _XML if form == _JSON else _JSON
        return replace(page, follow=(self._page(at + 1, form or _JSON, otherwise=other),))

    def _goes_on(self, items: tuple[Item, ...], at: int, state: State) -> tuple[bool, bool | None]:
        """Say whether older reviews are wanted, and if not, whether any are missing."""
        if len(items) < _PAGE - 1:  # the app itself is the first entry of some pages
            return False, False
        if state.since is None:
            return at < self.pages, False
        known = [when for item in items if (when := dates.parse(item.published))]
        if not known and not state.back:
            return False, None  # without dates it cannot be told
        older = bool(known) and min(known) < state.since
        return not older and at < _DEPTH, not older

    def _of_json(self, response: Response) -> Page:
        found = _json.read_map(response)
        feed = found.get("feed")
        if not isinstance(feed, dict):
            raise ParseError("parse", reason="no object feed")
        entries = feed.get("entry")
        # One review alone is no list, and without any the key is missing.
        listed = [entries] if isinstance(entries, dict) else entries
        return Page(items=tuple(item for one in _json.maps(listed) if (item := self._review(one))))

    def _review(self, entry: Mapping[str, Any]) -> Item | None:
        number = _json.id_of(entry, "id", "label")
        title, text = _json.text_of(entry, "title", "label"), _json.text_of(entry, "content", "label")
        if number is None or "im:rating" not in entry or not (title or text):
            return None  # the first entry may be the app itself
        return self._item(
            number,
            title=title,
            text=text,
            author=_json.text_of(entry, "author", "name", "label"),
            author_url=_json.text_of(entry, "author", "uri", "label"),
            published=_json.text_of(entry, "updated", "label"),
            votes=_json.text_of(entry, "im:voteSum", "label"),
            url=_json.text_of(entry, "link", "attributes", "href"),
        )

    def _of_xml(self, response: Response) -> Page:
        page, entries = _feeds.entries(response)
        items = []
        for item, entry in zip(page.items, entries, strict=True):
            rating, number = entry.get("im_rating"), item.native_id
            if not (isinstance(rating, str) and number and number.isdecimal()):
                continue
            review = self._item(
                number,
                title=item.title,
                text=_plain(entry) or item.text or item.html,
                author=item.author,
                author_url=item.author_url,
                published=item.updated or item.published,
                votes=_json.text_of(entry, "im_votesum"),
                url=next(iter(item.links), None),
            )
            items.append(review)
        return Page(items=tuple(items))

    def _item(self, number: str, *, votes: str | None, **said: str | None) -> Item:
        """Return a review; it shares its page with all others, so its number tells it apart."""
        liked = int(votes) if votes and votes.isdecimal() and len(votes) < 10 else None  # noqa: PLR2004
        return Item(
            url=said["url"],
            native_id=number,
            identity=f"appstore {self.app} {number}",
            engagement=_json.counts(likes=liked),
            whole=True,
            title=said["title"],
            text=said["text"],
            author=said["author"],
            author_url=said["author_url"],
            published=said["published"],
        )


def _plain(entry: Mapping[str, Any]) -> str | None:
    """Return the review as text; the XML gives it twice, once in a table of HTML."""
    contents = entry.get("content")
    for content in contents if isinstance(contents, list) else []:
        if isinstance(content, Mapping) and content.get("type") == "text/plain":
            return _json.text_of(dict(content), "value")
    return None
