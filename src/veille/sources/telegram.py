# SPDX-License-Identifier: MIT
"""Public channels of Telegram, as their preview on the web shows them to anybody without an account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from veille import dates
from veille.errors import ParseError
from veille.model import About, Channel, Item, Page, Request, Response
from veille.nouns import noun
from veille.sources import _html
from veille.sources.base import MissingOption, Source, State, option

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_NAME = re.compile(r"@?[A-Za-z]\w{3,31}", re.ASCII)
_ADDRESS = re.compile(
    r"https?://(?:t|telegram)\.me/(?:s/)?([A-Za-z]\w{3,31})(?:/\d{1,15})?/?(?:\?.*)?", re.ASCII
)
_POST = re.compile(r"(\w+/(\d{1,15}))", re.ASCII)
_LINK = re.compile(r"https?://t\.me/(?:s/)?(\w+/\d{1,15})(?:\?.*)?", re.ASCII)
_NUMBER = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)\s?([KMB]?)", re.ASCII)
_TIMES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
# What is written in a message beside its text: polls, names of files.
_TOLD = (
    ".tgme_widget_message_poll_question",
    ".tgme_widget_message_poll_option_text",
    ".tgme_widget_message_document_title",
    ".tgme_widget_message_document_extra",
)


@noun
class Telegram(Source):
    """Posts of public Telegram channels, from their preview on t.me."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Telegram\u202f: canaux publics",
        "en": "Telegram: public channels",
    }
    channel: ClassVar[Channel] = Channel.SOCIAL
    example: ClassVar[Mapping[str, object]] = {"channels": ("telegram",)}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "L’aperçu public seul est lu\u202f; les groupes et les canaux privés ne le sont pas. robots.txt est respecté.",
        "en": "Only the public preview is read; groups and private channels are not. robots.txt is obeyed.",
    }
    looks_back: ClassVar[bool] = True

    channels: tuple[str, ...] = option(
        fr="noms des canaux, comme dans t.me/NOM",
        en="names of channels, as in t.me/NAME",
        example=("telegram",),
    )

    def __post_init__(self) -> None:
        if not self.channels:
            raise MissingOption("channels")
        for name in self.channels:
            if not _NAME.fullmatch(_bare(name)):
                raise ValueError(f"channels = {name!r}: t.me/NAME")

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know a channel by its page, its preview, or one of its posts."""
        found = _ADDRESS.fullmatch(url)
        return {"channels": (found[1],)} if found else None

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - the newest posts come first
        """Ask for the newest posts of each channel."""
        for name in dict.fromkeys(map(_bare, self.channels)):
            yield Request(url=f"https://t.me/s/{name}", step=f"{name} 0", page=True)

    def parse(self, response: Response, state: State) -> Page:
        """Read one page of posts, and ask for older ones until those of the last visit."""
        name, _, top = response.request.step.partition(" ")
        name = name or _bare(response.request.url)
        tree = _html.page(response)
        blocks = tree.css(".tgme_widget_message[data-post]")
        if not blocks and not tree.css_first(
            ".tgme_channel_history, .tgme_channel_info, .tgme_channel_info_counters"
        ):
            raise _no_preview(response, tree, name)
        numbers = [number for block in blocks if (number := _number(block))]
        highest = max([int(top or 0), *numbers])
        follow = tuple(_older(response, numbers, f"{name} {highest}", state))
        return Page(
            items=tuple(_items(blocks, _subscribers(tree))),
            follow=follow,
            cursor={name: str(highest)} if highest and not follow and not state.back else {},
            about=About(title=_html.attribute(tree.css_first('meta[property="og:title"]'), "content")),
            gap=False,
        )


def _bare(name: str) -> str:
    """Return the name of a channel out of what people copy: @name, t.me/name, its address."""
    return re.sub(r"^(?:https?://)?(?:t\.me|telegram\.me)/(?:s/)?|^@", "", name.strip()).rstrip("/")


def _no_preview(response: Response, tree: LexborHTMLParser, name: str) -> ParseError:
    """Say that a channel shows nothing to the public, or what came instead of its page."""
    away = not urlsplit(response.url).path.startswith("/s/")
    if (away and urlsplit(response.url).hostname == "t.me") or tree.css_first(".tgme_page"):
        title = _html.text(tree.css_first("title")) or name
        return ParseError("not_a_feed", case="no_preview", channel=name, title=title[:120])
    return _html.other(response)


def _older(response: Response, numbers: list[int], step: str, state: State) -> Iterator[Request]:
    """Ask for the posts before, unless what was read last time is reached; a first visit reads one page."""
    known = 0 if state.back else _whole(state.cursor.get(step.partition(" ")[0]))
    before = dict(response.request.params).get("before")
    if not numbers or min(numbers) <= 1 or (before and min(numbers) >= int(before)):
        return
    if min(numbers) <= known + 1 or (not known and not _after(response, numbers, state.since)):
        return
    params = (("before", str(min(numbers))),)
    yield Request(url=response.request.url, params=params, step=step, page=True)


def _after(response: Response, numbers: list[int], since: datetime | None) -> bool:
    """Say whether all of a page is newer than that."""
    if since is None:
        return False
    block = next(
        one
        for one in _html.page(response).css(".tgme_widget_message[data-post]")
        if _number(one) == min(numbers)
    )
    moment = dates.parse(_published(block))
    return moment is None or moment >= since


def _items(blocks: list[LexborNode], subscribers: int | None) -> Iterator[Item]:
    for block in blocks:
        post = _post(block)
        if post and "service_message" not in (_html.attribute(block, "class") or ""):
            yield _item(block, post, subscribers)


def _item(block: LexborNode, post: str, subscribers: int | None) -> Item:
    owner = block.css_first(".tgme_widget_message_owner_name")
    views = _count(_html.text(block.css_first(".tgme_widget_message_views")))
    answered = _LINK.fullmatch(_html.attribute(block.css_first("a.tgme_widget_message_reply"), "href") or "")
    pointed = (
        _html.attribute(block.css_first("a.tgme_widget_message_link_preview"), "href"),
        _html.attribute(block.css_first("a.tgme_widget_message_forwarded_from_name"), "href"),
    )
    return Item(
        url=f"https://t.me/{post}",
        links=tuple(link for link in pointed if link),
        native_id=post,
        html=_written(block),
        author=_html.text(owner),
        author_url=_html.attribute(owner, "href"),
        published=_published(block),
        parent=answered[1] if answered else None,
        engagement={} if views is None else {"views": views},
        audience=subscribers,
        whole=True,
    )


def _written(block: LexborNode) -> str | None:
    """Return the text of a message, then its poll and the names of its files."""
    told = [text for selector in _TOLD for one in block.css(selector) if (text := _html.text(one))]
    parts = [_html.markup(block.css_first(".js-message_text")), *(f"<p>{escape(one)}</p>" for one in told)]
    return "".join(part for part in parts if part) or None


def _published(block: LexborNode) -> str | None:
    return _html.attribute(block.css_first(".tgme_widget_message_date time[datetime]"), "datetime")


def _post(block: LexborNode) -> str | None:
    found = _POST.fullmatch(_html.attribute(block, "data-post") or "")
    return found[1] if found else None


def _number(block: LexborNode) -> int:
    found = _POST.fullmatch(_html.attribute(block, "data-post") or "")
    return int(found[2]) if found else 0


def _whole(written: str | None) -> int:
    return int(written) if written and re.fullmatch(r"\d{1,15}", written, re.ASCII) else 0


def _count(written: str | None) -> int | None:
    """Return a number that was shortened for people: 1.2K is 1,200."""
    found = _NUMBER.fullmatch(written or "")
    return round(float(found[1].replace(",", ".")) * _TIMES[found[2]]) if found else None


def _subscribers(tree: LexborHTMLParser) -> int | None:
    for counter in tree.css(".tgme_channel_info_counter"):
        if (_html.text(counter.css_first(".counter_type")) or "").startswith("subscriber"):
            return _count(_html.text(counter.css_first(".counter_value")))
    return None
