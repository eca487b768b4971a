# SPDX-License-Identifier: MIT
"""Posts of Bluesky: accounts without one of yours, searches with an app password, as Bluesky wants it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from veille import dates, urls
from veille.errors import ParseError
from veille.model import Channel, Page, Request, Response
from veille.nouns import noun
from veille.sources import _json
from veille.sources._bluesky_posts import item
from veille.sources._searching import searches
from veille.sources.base import MissingOption, Source, State, option

_PUBLIC = "https://public.api.bsky.app/xrpc"
_PAGE = ("limit", "100")
# Posts are found some time after they are written.
_OVERLAP = timedelta(hours=2)
_ACCOUNT = re.compile(r"@?(?:did:[a-z]+:[\w.:%-]+|(?:[a-z0-9-]+\.)+[a-z0-9-]+)", re.IGNORECASE)


@noun
class Bluesky(Source):
    """Posts of Bluesky: what the accounts you name write, and what is found by searches."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Bluesky\u202f: recherches et comptes",
        "en": "Bluesky: searches and accounts",
    }
    channel: ClassVar[Channel] = Channel.SOCIAL
    example: ClassVar[Mapping[str, object]] = {
        "query": "@brands",
        "handle": "lenoir.example",
        "password": "env:BLUESKY_PASSWORD",
        "accounts": ("lemonde.fr",),
    }
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Les comptes se lisent sans identifiant\u202f; la recherche demande un compte et son mot de passe "
        "d’application, et Bluesky la réserve aux besoins d’une personne\u202f: 3\u202f000 demandes par 5 minutes.",
        "en": "Accounts are read without one of yours; searches want an account and its app password, and Bluesky "
        "means them for the needs of a person: 3,000 requests in 5 minutes.",
    }
    looks_back: ClassVar[bool] = True

    query: str = option(
        fr="recherche, dans la syntaxe de Bluesky, ou «\u202f@brands\u202f»",
        en="search, in Bluesky's syntax, or “@brands”",
        default="",
        example="@brands",
    )
    accounts: tuple[str, ...] = option(
        fr="comptes à lire", en="accounts to read", default=(), example=("lemonde.fr",)
    )
    language: str = option(
        fr="ne chercher que dans cette langue", en="search in this language only", default="", example="fr"
    )
    handle: str = option(
        fr="votre compte, pour chercher",
        en="your account, for searches",
        default="",
        example="lenoir.example",
    )
    password: str | None = option(
        fr="son mot de passe d’application (bsky.app/settings/app-passwords)",
        en="its app password (bsky.app/settings/app-passwords)",
        default=None,
        example="env:BLUESKY_PASSWORD",
        secret=True,
    )
    server: str = option(
        fr="le serveur de votre compte", en="the server of your account", default="bsky.social"
    )

    def __post_init__(self) -> None:
        if not (self.query or self.accounts):
            raise MissingOption("query", "accounts")
        if self.query and not (self.handle and self.password):
            raise ValueError(
                'query: handle = "…", password = "env:BLUESKY_PASSWORD" (https://bsky.app/settings/app-passwords)'
            )
        for account in self.accounts:
            if not _ACCOUNT.fullmatch(account):
                raise ValueError(f"accounts = {account!r}: name.bsky.social")
        if urls.host(f"https://{self.server}/") is None or "/" in self.server:
            raise ValueError(f"server = {self.server!r}: bsky.social")

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - a session knows no past
        """Open a session first if there is something to search, then read the accounts."""
        if self.query:
            said = {"identifier": self.handle.removeprefix("@"), "password": self.password}
            yield Request(
                url=self._on_server("com.atproto.server.createSession"),
                method="POST",
                headers={"content-type": "application/json", "accept": "application/json"},
                body=json.dumps(said).encode(),
                step="session",
                case="bluesky_login",
            )
        for account in dict.fromkeys(one.removeprefix("@") for one in self.accounts):
            yield Request(
                url=f"{_PUBLIC}/app.bsky.feed.getAuthorFeed",
                params=(("actor", account), _PAGE, ("filter", "posts_with_replies")),
                step="account",
            )

    def parse(self, response: Response, state: State) -> Page:
        """Take the session into the searches, or read one page of posts."""
        match response.request.step:
            case "session":
                token = _json.text_of(_json.read_map(response), "accessJwt")
                if token is None or not re.fullmatch(r"[\x21-\x7e]+", token):
                    raise ParseError("parse", reason="no session")
                return Page(follow=tuple(self._searches(token, state)))
            case "search":
                posts = _json.read_list(response, "posts")
                return _page(response, posts, _moments(posts), state)
            case _:
                shown = _json.read_list(response, "feed")
                return _page(
                    response, [_json.map_of(one, "post") for one in shown], _feed_moments(shown), state
                )

    def _on_server(self, method: str) -> str:
        return f"https://{self.server}/xrpc/{method}"

    def _searches(self, token: str, state: State) -> Iterator[Request]:
        narrowed = [("lang", self.language)] if self.language else []
        if state.since:
            since = state.since if state.back else state.since - _OVERLAP
            narrowed.append(("since", f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"))
        for query in searches(self.query, state):
            yield Request(
                url=self._on_server("app.bsky.feed.searchPosts"),
                params=(("q", query), ("sort", "latest"), _PAGE, *narrowed),
                headers={"authorization": f"Bearer {token}"},
                step="search",
            )


def _page(
    response: Response,
    posts: Sequence[Mapping[str, Any]],
    moments: Iterable[str | None],
    state: State,
) -> Page:
    """Read posts, and ask for older ones until those of the last visit are reached."""
    request = response.request
    cursor = _json.text_of(_json.read_map(response), "cursor")
    again = ("cursor", cursor) in request.params
    items = tuple(one for post in posts if (one := item(post)))
    if state.since is None or cursor is None or again or not posts or _reached(moments, state.since):
        return Page(items=items, gap=False)
    params = tuple(pair for pair in request.params if pair[0] != "cursor")
    older = Request(
        url=request.url, params=(*params, ("cursor", cursor)), headers=request.headers, step=request.step
    )
    return Page(items=items, follow=(older,), gap=False)


def _reached(moments: Iterable[str | None], since: datetime) -> bool:
    """Say whether the last of a page is older than that; a page that tells no time has not got there."""
    known = [moment for written in moments if (moment := dates.parse(written))]
    return bool(known) and known[-1] < since - _OVERLAP


def _moments(posts: Sequence[Mapping[str, Any]]) -> Iterator[str | None]:
    return (_json.text_of(post, "indexedAt") for post in posts)


def _feed_moments(shown: Sequence[Mapping[str, Any]]) -> Iterator[str | None]:
    """Yield when each post came into the feed: for a repost, when it was reposted."""
    for one in shown:
        yield _json.text_of(one, "reason", "indexedAt") or _json.text_of(one, "post", "indexedAt")
