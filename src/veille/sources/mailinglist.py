# SPDX-License-Identifier: MIT
"""Public archives of mailing lists: HyperKitty (Mailman 3), pipermail (Mailman 2) and public-inbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from veille import dates, mail, urls
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _feeds, _html, _packed
from veille.sources._searching import searches
from veille.sources.base import Source, State, option

_HYPERKITTY = pattern(r"(https?://[^?#]+/list/[^/?#]+@[^/?#]+)(?:[/?#].*)?")
_PIPERMAIL = pattern(r"(https?://[^?#]+/pipermail/[^/?#]+)(?:[/?#].*)?")
_MONTH = pattern(r"(\d{4})-([A-Za-z]+)\.txt")
_MONTHS = "January February March April May June July August September October November December".split()
_FIRST = timedelta(days=30)
"""What a first visit asks for."""
_OVERLAP = timedelta(days=2)
"""Asked for again: mail is late at times, and archives are made once a night."""
_PAGE, _RESULTS = 25, 200
"""Messages that a page of public-inbox's feed holds, and one of its search."""


@noun
class MailingList(Source):
    """Reads the messages of a public mailing list, whatever program keeps its archive."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Archives d’une liste de diffusion",
        "en": "Mailing list archive",
    }
    channel: ClassVar[Channel] = Channel.FORUM
    example: ClassVar[Mapping[str, object]] = {"url": "https://lists.debian.example/pipermail/french"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Archives publiques ; les messages restent à leurs auteurs, dont seul le nom est gardé.",
        "en": "Public archives; messages belong to their authors, of whom the name alone is kept.",
    }
    looks_back: ClassVar[bool] = True

    url: str = option(
        fr="adresse de l’archive de la liste",
        en="address of the list's archive",
        example="https://mail.python.org/archives/list/python-dev@python.org/",
    )
    query: str | None = option(
        fr="recherche, ou @brands, où l’archive sait chercher (public-inbox)",
        en="search, or @brands, where the archive can search (public-inbox)",
        default=None,
        example="@brands",
    )

    def __post_init__(self) -> None:
        if urls.host(self.url) is None:
            raise ValueError(f"url = {self.url!r}: http(s)://…")

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know the archives of Mailman by their addresses."""
        found = _HYPERKITTY.fullmatch(url) or _PIPERMAIL.fullmatch(url)
        return {"url": found[1] + "/"} if found else None

    @property
    def _base(self) -> str:
        found = _HYPERKITTY.fullmatch(self.url) or _PIPERMAIL.fullmatch(self.url)
        return (found[1] if found else self.url.partition("?")[0].partition("#")[0].rstrip("/")) + "/"

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - the page says how to go on
        """Ask for the archive's front page, which tells what kind of archive it is."""
        return (Request(url=self._base, page=True),)

    def parse(self, response: Response, state: State) -> Page:
        """Go on from the front page, or read the messages. Raises ParseError, `not_a_feed` for no archive."""
        match response.request.step.partition(" "):
            case ("mbox", _, shown):
                return self._mbox(response, shown)
            case ("missing", _, _):
                return Page(gap=True)
            case ("atom", _, _):
                return _atom(response, state)
            case _:
                return self._front(response, state)

    def _front(self, response: Response, state: State) -> Page:
        since = state.since or response.fetched_at - _FIRST
        if _HYPERKITTY.fullmatch(self._base):
            return Page(follow=(self._export(since - _OVERLAP),))
        links = [
            link
            for node in _html.page(response).css("a[href], link[href]")
            if (link := _html.attribute(node, "href"))
        ]
        archives = [link for link in dict.fromkeys(links) if link.endswith((".txt", ".txt.gz"))]
        if archives:
            wanted = _wanted(archives, state.since and since - _OVERLAP)
            return Page(follow=tuple(self._month(response.url, link) for link in wanted))
        if any("new.atom" in link for link in links):
            return Page(follow=tuple(self._inbox(state)))
        raise _html.other(response)

    def _export(self, since: datetime) -> Request:
        name = urlsplit(self._base).path.rstrip("/").rpartition("/")[2]
        start = f"{since:%Y-%m-%d}"
        return Request(
            url=f"{self._base}export/{name}-{start}.mbox.gz",
            params=(("start", start),),
            step=f"mbox {self._base}",
        )

    def _month(self, base: str, link: str) -> Request:
        """Ask for one file; where it is not, for its other form, and then for the others all the same."""
        url = urls.join(base, link) or self._base
        other = url.removesuffix(".gz") if url.endswith(".gz") else f"{url}.gz"
        step = f"mbox {url.removesuffix('.gz').removesuffix('.txt')}/thread.html"
        missing = Request(url=self._base, step="missing", page=True)
        return Request(url=url, step=step, otherwise=Request(url=other, step=step, otherwise=missing))

    def _inbox(self, state: State) -> Iterable[Request]:
        headers = {"accept": _feeds.ACCEPT}
        if not self.query:
            yield Request(url=f"{self._base}new.atom", headers=headers, step="atom")
            return
        for query in searches(self.query, state, either=" OR "):
            yield Request(url=self._base, params=(("q", query), ("x", "A")), headers=headers, step="atom")

    def _mbox(self, response: Response, shown: str) -> Page:
        """Read the messages of a file; `shown` is where people read them, for archives that do not say."""
        body = _packed.unpacked(response.body)
        if body.lstrip()[:1] == b"<":
            raise _html.other(response)
        items = [item for letter in mail.letters(body) if (item := self._item(letter, shown))]
        return Page(items=_feeds.newest(tuple(items)), gap=False)

    def _item(self, letter: mail.Letter, shown: str) -> Item | None:
        if not (letter.message_id and (letter.subject or letter.text or letter.html)):
            return None
        own = letter.archived_at
        if own is None and _HYPERKITTY.fullmatch(shown):
            own = f"{shown}message/{_hash(letter.message_id)}/"
        return Item(
            url=own or shown,
            links=letter.links,
            native_id=letter.message_id,
            # As a mailbox and an imported mbox name it: the page that the message names, else its Message-ID.
            identity=None if own else f"mid:{letter.message_id}",
            title=letter.subject,
            text=letter.text,
            html=None if letter.text else letter.html,
            author=letter.author,
            published=letter.date,
            parent=letter.parent,
            thread=letter.thread,
            whole=True,
        )


def _hash(message_id: str) -> str:
    """Return the name that Mailman 3 gives a message in addresses."""
    import hashlib
    from base64 import b32encode

    return b32encode(hashlib.sha1(message_id.encode("utf-8", "replace")).digest()).decode("ascii")  # noqa: S324


def _wanted(archives: list[str], since: datetime | None) -> list[str]:
    """Return the files to read, newest first: the newest one, and those that reach to the last visit."""
    known = {link: key for link in archives if (key := _key(link))}
    if not known:  # files of weeks, quarters or years: the newest comes first
        return archives[: 1 if since is None else 2]
    ordered = sorted(known, key=lambda link: known[link], reverse=True)
    if since is None:
        return ordered[:1]
    return [link for link in ordered if known[link] >= (since.year, since.month)] or ordered[:1]


def _key(link: str) -> tuple[int, int] | None:
    found = _MONTH.search(link)
    month = found[2].capitalize() if found else ""
    return (int(found[1]), _MONTHS.index(month) + 1) if found and month in _MONTHS else None


def _atom(response: Response, state: State) -> Page:
    """Read a page of public-inbox's feed, whose addresses end with the Message-ID, and ask for what is older."""
    page, entries = _feeds.entries(response)
    items = []
    for item, entry in zip(page.items, entries, strict=True):
        known = _message_id(item.url)
        answered = entry.get("thr_in-reply-to")
        parent = _message_id(_text(answered, "href"))
        items.append(
            replace(
                item,
                native_id=known or item.native_id,
                identity=f"mid:{known}" if known else None,
                links=tuple(link for link in item.links if link != item.url),
                parent=parent,
                whole=True,
            )
        )
    moments = [moment for item in items if (moment := dates.parse(item.published))]
    if state.since is None or not moments or min(moments) < state.since - _OVERLAP:
        return replace(page, items=_feeds.newest(tuple(items)), gap=False if moments else None)
    older = _older(response.request, len(items), min(moments))
    # A page that cannot get older is the end of the archive, or one second with more messages than a page.
    gap = older is None and len(items) >= _PAGE and "q" not in dict(response.request.params)
    return replace(page, items=_feeds.newest(tuple(items)), follow=(older,) if older else (), gap=gap)


def _older(request: Request, read: int, oldest: datetime) -> Request | None:
    """Return the request for the next page: a search counts its results, the feed ends at a moment."""
    asked = dict(request.params)
    if "q" in asked:
        start = asked.get("o", "0")
        more = {"o": str(int(start) + read)} if read >= _RESULTS else {}
    else:
        until = f"{oldest.astimezone(UTC):%Y%m%d%H%M%S}"
        more = {"t": until} if until != asked.get("t") else {}
    return replace(request, params=tuple({**asked, **more}.items())) if more else None


def _text(of: Any, key: str) -> str | None:
    value = of.get(key) if isinstance(of, Mapping) else None
    return value if isinstance(value, str) else None


def _message_id(url: str | None) -> str | None:
    found = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) if urls.safe(url) and url else ""
    return found if "@" in found else None
