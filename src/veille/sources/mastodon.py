# SPDX-License-Identifier: MIT
"""Hashtags and accounts of Mastodon, on as many instances as wished: each shows only what has reached it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from veille import text, urls
from veille.errors import ParseError
from veille.model import Channel, Page, Request, Response
from veille.nouns import noun, replace
from veille.sources import _json
from veille.sources._mastodon_posts import item, newest, oldest, span
from veille.sources.base import BRANDS, MissingOption, Source, State, option

_PAGE = 40
# Other software that speaks this language answers with 20 posts at most: half a page may be a full one.
_FULL = 20
_TAG = re.compile(r"#?\w*[^\W\d_]\w*")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+", re.IGNORECASE)
_ACCOUNT = re.compile(rf"@?[\w.-]+@{_HOST.pattern}", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https?://((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/web)?/(?:tags/([^/?#@]{1,100})|@([\w.-]+(?:@[\w.-]+)?))/?",
    re.IGNORECASE,
)
_NOT_MASTODON = frozenset({"youtube.com", "medium.com", "tiktok.com", "threads.net", "threads.com"})
_POST = re.compile(r"(https://[^/]+)/@([\w.-]+)/(\d+)")
_NO_LETTER = re.compile(r"[\W_]+")


@noun
class Mastodon(Source):
    """Public posts of Mastodon: hashtags as several instances see them, and the accounts you name."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Mastodon\u202f: mots-dièse et comptes",
        "en": "Mastodon: hashtags and accounts",
    }
    channel: ClassVar[Channel] = Channel.SOCIAL
    example: ClassVar[Mapping[str, object]] = {
        "instances": ("mastodon.social", "piaille.fr"),
        "hashtags": ("chocolat",),
        "accounts": ("gouvernement@social.numerique.gouv.fr",),
    }
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Chaque instance a ses règles et répond à 300 demandes par 5 minutes. Un nom écrit sans # n’est pas "
        "trouvé. «\u202findexable_only\u202f» ne garde que les comptes qui acceptent d’être cherchés.",
        "en": "Each instance has its rules and answers 300 requests in 5 minutes. A name written without # is not "
        "found. `indexable_only` keeps only accounts that agree to be searched.",
    }
    looks_back: ClassVar[bool] = True

    instances: tuple[str, ...] = option(
        fr="instances où suivre les mots-dièse",
        en="instances on which hashtags are followed",
        default=("mastodon.social", "piaille.fr", "mamot.fr"),
        example=("mastodon.social", "piaille.fr"),
    )
    hashtags: tuple[str, ...] = option(
        fr="mots-dièse, avec ou sans #", en="hashtags, with or without #", default=(), example=("chocolat",)
    )
    accounts: tuple[str, ...] = option(
        fr="comptes à lire, comme nom@instance",
        en="accounts to read, as name@instance",
        default=(),
        example=("gouvernement@social.numerique.gouv.fr",),
    )
    query: str = option(
        fr="«\u202f@brands\u202f» suit aussi les mots-dièse faits des noms de vos marques",
        en="“@brands” follows the hashtags made of the names of your brands too",
        default="",
        example=BRANDS,
    )
    indexable_only: bool = option(
        fr="ne garder que les comptes qui acceptent d’être cherchés",
        en="keep only accounts that agree to be searched",
        default=False,
    )

    def __post_init__(self) -> None:
        if self.query not in {"", BRANDS}:
            raise ValueError(f'query = {self.query!r}: "{BRANDS}", or hashtags = ["…"]')
        _check("hashtags", self.hashtags, _TAG, "#hashtag")
        _check("instances", self.instances, _HOST, "mastodon.social")
        _check("accounts", self.accounts, _ACCOUNT, "name@instance")
        if not (self.hashtags or self.query or self.accounts):
            raise MissingOption("hashtags", "accounts", "query")
        if not self.instances and (self.hashtags or self.query):
            raise MissingOption("instances")

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know the page of a hashtag and that of an account, wherever they are."""
        found = _ADDRESS.fullmatch(url)
        if found is None or (urls.host(url) or "") in _NOT_MASTODON:
            return None
        host, tag, account = found[1], found[2], found[3]
        if tag:
            return {"instances": (host,), "hashtags": (unquote(tag),)}
        return {"accounts": (account if "@" in account else f"{account}@{host}",)}

    def requests(self, state: State) -> Iterable[Request]:
        """Ask each instance for each hashtag, and each account's own instance for its posts."""
        for tag in self._tags(state):
            for instance in self.instances:
                yield self._tagged(instance, tag, state)
        for account in dict.fromkeys(one.removeprefix("@") for one in self.accounts):
            known = state.cursor.get(f"{account} id")
            yield _posts(account, known, state) if known else _lookup(account)

    def parse(self, response: Response, state: State) -> Page:
        """Read one page of posts, the answer to who an account is, or a feed where the API is closed."""
        kind, _, followed = response.request.step.partition(" ")
        match kind:
            case "lookup":
                return _account(response, followed, state)
            case "feed":
                return _feed(response)
            case "closed":
                raise _closed(response, followed)
            case _:
                return self._page(response, state)

    def _tags(self, state: State) -> Sequence[str]:
        named = [tag.removeprefix("#") for tag in self.hashtags]
        if self.query:
            # Mastodon folds accents of hashtags itself: one spelling finds them all.
            named += [_NO_LETTER.sub("", text.fold(name)) for names in state.brands for name in names]
        # A number alone is no hashtag; where a brand is called nothing else, the instance may say so.
        named = [tag for tag in named if _TAG.fullmatch(tag)] or [tag for tag in named if tag]
        return tuple({text.fold(tag): tag for tag in reversed(named)}.values())[::-1]

    def _tagged(self, instance: str, tag: str, state: State) -> Request:
        where = f"https://{instance}"
        closed = Request(url=f"{where}/api/v2/instance", step=f"closed {tag}")
        feed = Request(url=f"{where}/tags/{quote(tag)}.rss", step=f"feed {tag}", otherwise=closed)
        url = f"{where}/api/v1/timelines/tag/{quote(tag)}"
        return _first(url, f"{instance} #{tag}", state, (), feed)

    def _page(self, response: Response, state: State) -> Page:
        posts = _json.read_list(response)
        items = tuple(one for post in posts if (one := item(post, indexable_only=self.indexable_only)))
        step, _, rest = response.request.step.partition(" ")
        top, _, followed = rest.partition(" ")
        request = response.request
        if step == "newer":
            return _newer(posts, items=items, followed=followed, request=request)
        top = max((top, newest(posts) or ""), key=span)
        follow = _older(posts, request, top=top, followed=followed, state=state)
        # What was skipped by a visit that looks back is left to the next one: the cursor stays.
        cursor = {followed: top} if top and not follow and not state.back else {}
        return Page(items=items, follow=follow, cursor=cursor, gap=False)


def _check(name: str, values: Sequence[str], right: re.Pattern[str], like: str) -> None:
    for value in values:
        if not right.fullmatch(value):
            raise ValueError(f"{name} = {value!r}: {like}")


def _first(
    url: str, followed: str, state: State, params: tuple[tuple[str, str], ...], otherwise: Request | None
) -> Request:
    """Ask for what came since the last visit, oldest first; else for the newest page."""
    last = None if state.back else state.cursor.get(followed)
    params = (("limit", str(_PAGE)), *params)
    if last:
        step, params = f"newer - {followed}", (*params, ("min_id", last))
    else:
        step = f"older  {followed}"
    return Request(url=url, params=params, step=step, otherwise=otherwise)


def _newer(
    posts: list[Mapping[str, Any]], *, items: tuple[Any, ...], followed: str, request: Request
) -> Page:
    top = newest(posts)
    if top is None:
        return Page(gap=False)
    follow = (_with(request, "min_id", top, request.step),) if len(posts) >= _FULL else ()
    return Page(items=items, follow=follow, cursor={followed: top}, gap=False)


def _older(
    posts: list[Mapping[str, Any]], request: Request, *, top: str, followed: str, state: State
) -> tuple[Request, ...]:
    """Page back until the instant looked for; a first visit reads one page."""
    last, moment = oldest(posts)
    if last is None or state.since is None or (moment is not None and moment < state.since):
        return ()
    asked = dict(request.params).get("max_id")
    if asked is not None and span(last) >= span(asked):
        return ()  # it does not page: the same posts again
    return (_with(request, "max_id", last, f"older {top} {followed}"),)


def _with(request: Request, name: str, value: str, step: str) -> Request:
    params = tuple(pair for pair in request.params if pair[0] != name)
    return Request(url=request.url, params=(*params, (name, value)), step=step)


def _lookup(account: str) -> Request:
    name, _, host = account.partition("@")
    feed = Request(url=f"https://{host}/@{quote(name)}.rss", step=f"feed {account}")
    return Request(
        url=f"https://{host}/api/v1/accounts/lookup",
        params=(("acct", name),),
        step=f"lookup {account}",
        otherwise=feed,
    )


def _posts(account: str, number: str, state: State, *, asked: bool = False) -> Request:
    host = account.partition("@")[2]
    url = f"https://{host}/api/v1/accounts/{quote(number, safe='')}/statuses"
    # An account that moved or was made anew has another number: who it is is asked again.
    return _first(url, account, state, (("exclude_reblogs", "true"),), None if asked else _lookup(account))


def _account(response: Response, account: str, state: State) -> Page:
    number = _json.id_of(_json.read_map(response), "id")
    if number is None:
        raise ParseError("parse", reason="no account id")
    return Page(follow=(_posts(account, number, state, asked=True),), cursor={f"{account} id": number})


def _feed(response: Response) -> Page:
    """Read the feed of a hashtag or an account, its posts named as the API names them."""
    from veille.sources import _feeds

    page = _feeds.read(response)
    return replace(page, items=tuple(replace(one, identity=_uri(one.url)) for one in page.items))


def _uri(url: str | None) -> str | None:
    found = _POST.fullmatch(url or "")
    return f"{found[1]}/users/{found[2]}/statuses/{found[3]}" if found else None


def _closed(response: Response, tag: str) -> ParseError:
    """Return why an instance shows neither a hashtag nor its feed."""
    found = _json.read_map(response)
    access = _json.map_of(found, "configuration", "timelines_access", "hashtag_feeds")
    if access and all(value == "public" for value in access.values()):
        return ParseError("unavailable", reason=f"#{tag}")
    host = urls.host(response.request.url) or ""
    return ParseError("login", case="closed_instance", title=host, host=host, tag=tag)
