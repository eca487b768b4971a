# SPDX-License-Identifier: MIT
"""Any WordPress site by its REST interface, else by its search feed: a third of the web, searched word by word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from veille import dates, urls
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _feeds, _html, _json
from veille.sources._searching import searches
from veille.sources.base import Source, State, option

_FIELDS = "id,link,date_gmt,modified_gmt,title,content,excerpt,lang,_links,_embedded"
_POSTS = 50
_OVERLAP = timedelta(days=1)  # `after` is of the site's own clock, and a post may be published late
_CLOSED = "closed"
_END = "end"
_TRIED_AGAIN = timedelta(days=7)
_LINK = pattern(r"<([^<>]{1,2000})>\s*;\s*rel=\"https://api\.w\.org/\"")
_NUMBER = pattern(r"[0-9]{1,6}")


@noun
class WordPress(Source):
    """Reads the posts of a WordPress site: all, those of a category, or those that a search finds."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Un site WordPress", "en": "A WordPress site"}
    channel: ClassVar[Channel] = Channel.BLOG
    example: ClassVar[Mapping[str, object]] = {"site": "https://blog.example", "query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Interface publique de chaque site, que certains ferment : le flux de recherche la remplace alors. "
        "Les droits sont ceux du site.",
        "en": "A public interface of each site, which some close: the search feed then stands in. "
        "Rights are those of the site.",
    }
    looks_back: ClassVar[bool] = True

    site: str = option(fr="adresse du site", en="address of the site", example="https://blog.example")
    query: str | None = option(
        fr="mots à chercher, ou @brands pour une recherche par nom de marque ; sans, tous les articles",
        en="words to search for, or @brands for one search for each name of a brand; without it, all posts",
        default=None,
        example="@brands",
    )
    category: int | None = option(
        fr="numéro de la seule catégorie à lire", en="number of the only category to read", default=None
    )

    def __post_init__(self) -> None:
        if urls.host(self.site) is None:
            raise ValueError(f"site = {self.site!r}: http(s)://…")
        if self.query is not None and not self.query.strip():
            raise ValueError('query = ""')

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the newest posts of each search, where they were found the last time."""
        api = None if state.back else _known(state)
        for query in searches(self.query, state) if self.query else ("",):
            if api == _CLOSED:
                yield self._feed(query)
            elif api:
                yield self._posts(api, query, state, otherwise=self._feed(query))
            else:
                yield self._posts(self._api(), query, state, otherwise=self._home(query))

    def parse(self, response: Response, state: State) -> Page:
        """Read a page of posts, the search feed, or the home page that says where the interface is."""
        step, _, query = response.request.step.partition(" ")
        match step:
            case "posts":
                return _posts(response, state)
            case "home":
                return self._found(response, query, state)
            case _:
                return _feed(response, state)

    def _address(self) -> str:
        return self.site.partition("?")[0].partition("#")[0].rstrip("/")

    def _api(self) -> str:
        host = urls.host(self.site) or ""
        if host.endswith(".wordpress.com"):
            return f"https://public-api.wordpress.com/wp/v2/sites/{host}/"
        return f"{self._address()}/wp-json/wp/v2/"

    def _posts(self, api: str, query: str, state: State, *, otherwise: Request) -> Request:
        asked = {
            "search": query,
            "categories": str(self.category or ""),
            "after": f"{state.since - _OVERLAP:%Y-%m-%dT%H:%M:%S}" if state.since else "",
            "per_page": str(_POSTS),
            "_embed": "author",
            "_fields": _FIELDS,
            "page": "1",
        }
        params = tuple((name, value) for name, value in asked.items() if value)
        return Request(url=f"{api}posts", params=params, step="posts", otherwise=otherwise)

    def _home(self, query: str) -> Request:
        return Request(
            url=f"{self._address()}/", step=f"home {query}", page=True, otherwise=self._feed(query)
        )

    def _feed(self, query: str) -> Request:
        asked = {"s": query, "cat": str(self.category or ""), "feed": "rss2"}
        params = tuple((name, value) for name, value in asked.items() if value)
        return Request(
            url=f"{self._address()}/", params=params, headers={"accept": _feeds.ACCEPT}, step="feed"
        )

    def _found(self, response: Response, query: str, state: State) -> Page:
        """Follow to the interface where its prefix was moved, else to the feed; either is remembered."""
        root = _root(response)
        api = f"{root}wp/v2/" if root else None
        if api is None or api == self._api():
            closed = f"{_CLOSED} {response.fetched_at:%Y-%m-%dT%H:%M:%SZ}"
            return Page(follow=(self._feed(query),), cursor={"api": closed})
        follow = self._posts(api, query, state, otherwise=self._feed(query))
        return Page(follow=(follow,), cursor={"api": api})


def _known(state: State) -> str | None:
    """Return where the interface was found, or `closed` if it was not: for a week, since it may be a passing fault."""
    written = state.cursor.get("api") or None
    if written is None or not written.startswith(_CLOSED):
        return written
    closed = dates.parse(written.removeprefix(_CLOSED))
    return _CLOSED if closed and state.since and state.since - closed < _TRIED_AGAIN else None


def _root(response: Response) -> str | None:
    """Return the root of the interface that a page of the site names, in its head or in its headers."""
    named = _LINK.search(response.headers.get("link", "")[:8192])
    head = _html.attribute(_html.first(_html.page(response), 'link[rel="https://api.w.org/"]'), "href")
    root = urls.join(response.url, named[1] if named else head)
    return root if root and root.endswith("/") else None


def _posts(response: Response, state: State) -> Page:
    posts = _json.read_list(response)
    asked = dict(response.request.params)
    page, pages = int(asked.get("page", "1")), _pages(response)
    more = state.since is not None and page < (pages or 0)
    params = tuple({**asked, "page": str(page + 1)}.items())
    return Page(
        items=tuple(item for post in posts if (item := _item(post))),
        follow=(replace(response.request, params=params, otherwise=None),) if more else (),
        gap=state.since is not None and pages is None and len(posts) >= _POSTS,
    )


def _pages(response: Response) -> int | None:
    """Return how many pages there are: one past the end is refused, so it is never asked for on trust."""
    said = response.headers.get("x-wp-totalpages", "").strip()
    return int(said) if _NUMBER.fullmatch(said) else None


def _item(post: Mapping[str, Any]) -> Item | None:
    content = _json.text_of(post, "content", "rendered")
    author = next(iter(_json.maps(_json.at(post, "_embedded", "author"))), {})
    item = Item(
        url=_json.text_of(post, "link"),
        native_id=_json.id_of(post, "id"),
        title=_json.text_of(post, "title", "rendered"),
        html=content or _json.text_of(post, "excerpt", "rendered"),
        author=_json.text_of(author, "name"),
        author_url=_json.text_of(author, "link"),
        published=_json.text_of(post, "date_gmt"),
        updated=_json.text_of(post, "modified_gmt"),
        language=_json.text_of(post, "lang"),
        whole=content is not None,
    )
    return item if item.url or item.native_id else None


def _feed(response: Response, state: State) -> Page:
    """Read a page of the feed, and ask for the next one until the last visit is reached."""
    page = _feeds.read(response)
    moments = [moment for item in page.items if (moment := dates.parse(item.published))]
    before = response.request.step.partition(" ")[2]
    if state.since is None or not moments or before == _END:
        return replace(page, gap=None)
    oldest = min(moments).astimezone(UTC)
    if oldest < state.since - _OVERLAP:
        return replace(page, gap=False)
    if before and f"{oldest:%Y%m%d%H%M%S}" >= before:  # the site shows the same page whatever is asked
        return replace(page, gap=True)
    return replace(page, follow=(_further(response.request, oldest),), gap=None)


def _further(request: Request, oldest: datetime) -> Request:
    """Ask for the feed's next page, which is refused past the end; whether the site still answers is then asked."""
    asked = dict(request.params)
    number = int(asked.get("paged", "1")) + 1
    first = {name: value for name, value in asked.items() if name != "paged"}
    end = replace(request, params=tuple(first.items()), step=f"feed {_END}", otherwise=None)
    params = tuple({**asked, "paged": str(number)}.items())
    return replace(request, params=params, step=f"feed {oldest:%Y%m%d%H%M%S}", otherwise=end)
