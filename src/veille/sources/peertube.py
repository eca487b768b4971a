# SPDX-License-Identifier: MIT
"""Videos of PeerTube, of one instance or of the whole network by Sepia Search, and what is said below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from veille import dates, urls
from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun
from veille.sources import _json
from veille.sources._searching import quoted, searches
from veille.sources.base import MissingOption, Source, State, option

_ACCOUNT_PAGE = re.compile(
    r"https?://((?:[a-z0-9-]+\.)+[a-z]{2,})/(?:a|accounts)/([\w.-]+(?:@[\w.-]+)?)(?:/(?:videos|video-channels))?/?",
    re.IGNORECASE,
)
_SEPIA = "sepiasearch.org"
_COUNT = 50
_TALKED_ABOUT = 10
# Videos travel from one instance to the next: one of yesterday may arrive today.
_OVERLAP = timedelta(days=2)


@noun
class PeerTube(Source):
    """Videos of PeerTube found by searches or published by accounts, and their comments if wished."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "PeerTube\u202f: vidéos et commentaires",
        "en": "PeerTube: videos and comments",
    }
    channel: ClassVar[Channel] = Channel.VIDEO
    example: ClassVar[Mapping[str, object]] = {"query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Sepia Search, de Framasoft, et chaque instance ont leurs règles\u202f; 50 demandes par 10 secondes sont "
        "d’usage.",
        "en": "Sepia Search, run by Framasoft, and each instance have their rules; 50 requests in 10 seconds are "
        "usual.",
    }
    looks_back: ClassVar[bool] = True

    query: str = option(
        fr="recherche, ou «\u202f@brands\u202f»", en="search, or “@brands”", default="", example="@brands"
    )
    instance: str = option(
        fr="où chercher\u202f: une instance, ou Sepia Search pour tout le réseau",
        en="where to search: an instance, or Sepia Search for the whole network",
        default=_SEPIA,
        example="framatube.org",
    )
    accounts: tuple[str, ...] = option(
        fr="comptes dont lire les vidéos, comme nom@instance",
        en="accounts whose videos are read, as name@instance",
        default=(),
        example=("framasoft@framatube.org",),
    )
    comments: bool = option(
        fr="lire aussi les commentaires", en="read the comments too", default=False, example=True
    )

    def __post_init__(self) -> None:
        if not (self.query or self.accounts):
            raise MissingOption("query", "accounts")
        if "/" in self.instance or urls.host(f"https://{self.instance}/") is None:
            raise ValueError(f"instance = {self.instance!r}: framatube.org")
        for account in self.accounts:
            name, _, host = account.removeprefix("@").partition("@")
            if not name or "/" in account or urls.host(f"https://{host}/") is None:
                raise ValueError(f"accounts = {account!r}: name@instance")

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know the page of an account."""
        found = _ACCOUNT_PAGE.fullmatch(url)
        if found is None:
            return None
        return {"accounts": (found[2] if "@" in found[2] else f"{found[2]}@{found[1]}",)}

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the newest videos of each search and of each account."""
        page = (("start", "0"), ("count", str(_COUNT)), ("sort", "-publishedAt"))
        since: tuple[tuple[str, str], ...] = ()
        if state.since:
            moment = state.since if state.back else state.since - _OVERLAP
            since = (("startDate", f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),)
        # An instance looks for quotation marks among the letters; Sepia Search takes them for what they are.
        as_phrase = quoted if self.instance == _SEPIA else str
        for query in searches(self.query, state, quote=as_phrase) if self.query else ():
            url = f"https://{self.instance}/api/v1/search/videos"
            yield Request(url=url, params=(("search", query), *page, *since), step="videos")
        for account in dict.fromkeys(one.removeprefix("@") for one in self.accounts):
            name, _, host = account.partition("@")
            yield Request(
                url=f"https://{host}/api/v1/accounts/{quote(name)}/videos", params=page, step="videos"
            )

    def parse(self, response: Response, state: State) -> Page:
        """Read a page of videos, of threads below one, or one thread whole."""
        step, _, video = response.request.step.partition(" ")
        match step:
            case "threads":
                return _threads(response, video)
            case "thread":
                tree = _json.read_map(response)
                return Page(items=tuple(_replies(tree, response, video)), gap=False)
            case _:
                return self._videos(response, state)

    def _videos(self, response: Response, state: State) -> Page:
        found = _json.read_list(response, "data")
        follow = [*_more(response, found, state), *(self._talk(found) if self.comments else ())]
        items = tuple(one for video in found if (one := _video(video)))
        return Page(items=items, follow=tuple(follow), gap=False)

    def _talk(self, found: list[Mapping[str, Any]]) -> Iterator[Request]:
        """Ask for what is said below the newest videos, on the instance of each."""
        talked_about = [video for video in found if _json.number_of(video, "comments") != 0]
        for video in talked_about[:_TALKED_ABOUT]:
            uuid, home = _json.text_of(video, "uuid"), urls.origin(_json.text_of(video, "url") or "")
            if uuid and home:
                url = f"{home}/api/v1/videos/{quote(uuid, safe='')}/comment-threads"
                params = (("start", "0"), ("count", str(_COUNT)), ("sort", "-createdAt"))
                yield Request(url=url, params=params, step=f"threads {uuid}")


def _more(response: Response, found: list[Mapping[str, Any]], state: State) -> Iterator[Request]:
    """Ask for the page after, until there is none or the last visit is reached; a first visit reads one."""
    if state.since is None or not found:
        return
    oldest = dates.parse(_json.text_of(found[-1], "publishedAt"))
    if oldest is not None and oldest < state.since - _OVERLAP:
        return
    yield from _after(response, len(found))


def _after(response: Response, shown: int) -> Iterator[Request]:
    request = response.request
    start = next((int(value) for name, value in request.params if name == "start"), 0) + shown
    total = _json.number_of(_json.read_map(response), "total")
    if shown and total is not None and start < total:
        params = tuple((name, str(start) if name == "start" else value) for name, value in request.params)
        yield Request(url=request.url, params=params, step=request.step)


def _video(video: Mapping[str, Any]) -> Item | None:
    uuid, title = _json.text_of(video, "uuid"), _json.text_of(video, "name")
    if uuid is None or title is None:
        return None
    account = _json.map_of(video, "account")
    described = _json.text_of(video, "description") or _json.text_of(video, "truncatedDescription")
    return Item(
        url=_json.text_of(video, "url"),
        native_id=uuid,
        identity=uuid,
        title=title,
        text=described,
        author=_json.text_of(account, "displayName") or _json.text_of(account, "name"),
        author_url=_json.text_of(account, "url"),
        published=_json.text_of(video, "publishedAt"),
        language=_json.id_of(video, "language", "id"),
        engagement=_json.counts(
            likes=_json.number_of(video, "likes"),
            replies=_json.number_of(video, "comments"),
            views=_json.number_of(video, "views"),
        ),
        audience=_json.number_of(account, "followersCount"),
        # Lists cut descriptions at 250 characters.
        whole=not (described or "").endswith(("...", "…")),
    )


def _threads(response: Response, video: str) -> Page:
    found = _json.read_list(response, "data")
    items = tuple(one for comment in found if (one := _comment(comment, response, video)))
    answered = [one for one in found if (_json.number_of(one, "totalReplies") or 0) > 0]
    ids = [number for one in answered if (number := _json.id_of(one, "id"))]
    follow = [
        Request(url=f"{response.request.url}/{quote(number, safe='')}", step=f"thread {video}")
        for number in ids
    ]
    return Page(items=items, follow=(*_after(response, len(found)), *follow), gap=False)


def _replies(tree: Mapping[str, Any], response: Response, video: str) -> Iterator[Item]:
    """Yield the replies of a thread, each before its own, without recursion: trees may be deep."""
    if not isinstance(tree.get("children"), list):
        raise ParseError("parse", reason="no list children")
    waiting = _json.maps(tree["children"])[::-1]
    while waiting:
        branch = waiting.pop()
        comment = _comment(_json.map_of(branch, "comment"), response, video)
        if comment:
            yield comment
        waiting += _json.maps(branch.get("children"))[::-1]


def _comment(comment: Mapping[str, Any], response: Response, video: str) -> Item | None:
    text, number = _json.text_of(comment, "text"), _json.id_of(comment, "id")
    if text is None or number is None or comment.get("isDeleted") is True:
        return None
    thread = _json.id_of(comment, "threadId") or number
    account = _json.map_of(comment, "account")
    return Item(
        url=f"{urls.origin(response.request.url)}/w/{video};threadId={thread}",
        native_id=number,
        identity=_json.text_of(comment, "url"),
        html=text,
        author=_json.text_of(account, "displayName") or _json.text_of(account, "name"),
        author_url=_json.text_of(account, "url"),
        published=_json.text_of(comment, "createdAt"),
        parent=_json.id_of(comment, "inReplyToCommentId") or video,
        thread=video,
        engagement=_json.counts(replies=_json.number_of(comment, "totalReplies")),
        audience=_json.number_of(account, "followersCount"),
        whole=True,
    )
