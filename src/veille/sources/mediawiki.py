# SPDX-License-Identifier: MIT
"""Wikipedia and any MediaWiki by their interface: which articles name a brand, and who edits those about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from veille import dates, urls
from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _json
from veille.sources._searching import searches
from veille.sources.base import MissingOption, Source, State, option

_LANGUAGE = pattern(r"[a-z]{2,3}(?:-[a-z]{2,12}){0,2}|simple")
_ARTICLE = pattern(r"https?://([a-z-]{2,20})\.(?:m\.)?wikipedia\.org/wiki/([^?#]{1,1000})(?:[?#].*)?")
_OFFSET = pattern(r"[0-9]{1,6}")
_LIMIT = "50"
_UNSORTED = 200
"""Results that are read of a search whose order says nothing of time."""
_OVERLAP = timedelta(days=1)  # the index of a large wiki lags behind its edits
_CONTINUED = frozenset(["continue", "sroffset", "rvcontinue", "rccontinue"])
_LATER = {"ratelimited", "maxlag"}
_ONE_INDEX = frozenset(["search-title-disabled", "search-text-disabled"])  # titles are found with the texts
_CLOSED = frozenset(["readapidenied", "mustbeloggedin", "permissiondenied"])


@noun
class MediaWiki(Source):
    """Searches the articles of a wiki, follows the edits of some of them, or all edits of a small one."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Wikipédia ou un autre wiki MediaWiki",
        "en": "Wikipedia or another MediaWiki",
    }
    channel: ClassVar[Channel] = Channel.WIKI
    example: ClassVar[Mapping[str, object]] = {"wiki": "fr", "query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Wikipédia demande un contact dans l’en-tête User-Agent (clé « contact ») et une requête à la fois. "
        "Textes sous licence CC BY-SA : citez l’article.",
        "en": "Wikipedia asks for a contact in the User-Agent (key “contact”) and one request at a time. Texts are "
        "under CC BY-SA: name the article.",
    }
    looks_back: ClassVar[bool] = True

    wiki: str = option(
        fr="langue de Wikipédia, ou adresse du dossier d’un wiki où se trouve api.php",
        en="language of Wikipedia, or address of a wiki's folder that has api.php",
        example="https://wiki.example/w",
    )
    query: str | None = option(
        fr="recherche, dans la syntaxe du wiki, ou @brands pour une par marque",
        en="search, in the wiki's syntax, or @brands for one for each brand",
        default=None,
        example="@brands",
    )
    titles: tuple[str, ...] = option(
        fr="articles dont suivre chaque modification",
        en="articles of which to follow every edit",
        default=(),
        example=["Biscuiterie Lenoir"],
    )

    def __post_init__(self) -> None:
        if not _LANGUAGE.fullmatch(self.wiki) and urls.host(self.wiki) is None:
            raise ValueError(f"wiki = {self.wiki!r}: fr, en, https://…")
        if self.query is not None and not self.query.strip():
            raise ValueError('query = ""')
        wrong = next((title for title in self.titles if not title.strip() or "|" in title), None)
        if wrong is not None:
            raise ValueError(f"titles = {wrong!r}")
        if self._wikipedia() and not (self.query or self.titles):
            raise MissingOption("query", "titles")  # all edits of a Wikipedia are for nobody

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know an article of Wikipedia by its page."""
        found = _ARTICLE.fullmatch(url)
        title = unquote(found[2]).replace("_", " ").strip() if found else ""
        special = title.partition(":")[0].lower() in {"special", "spécial", "spezial"}
        return {"wiki": found[1], "titles": (title,)} if found and title and not special else None

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for each search and for the edits of each article; without either, for all edits of the wiki."""
        for query in searches(self.query, state, either=self._either()) if self.query else ():
            yield from self._searched(query)
        for title in dict.fromkeys(self.titles):
            asked = {"prop": "revisions", "titles": title, "redirects": "1", "rvlimit": _LIMIT}
            wanted = {"rvprop": "ids|timestamp|user|comment", "rvend": _end(state)}
            yield self._ask("titles", asked | wanted)
        if not (self.query or self.titles):
            asked = {"list": "recentchanges", "rcnamespace": "0", "rctype": "edit|new", "rclimit": _LIMIT}
            wanted = {"rcprop": "ids|title|timestamp|user|comment", "rcend": _end(state)}
            yield self._ask("changes", asked | wanted)

    def parse(self, response: Response, state: State) -> Page:
        """Read one page of results or edits. Raises ParseError; `login` for a wiki that is closed to readers."""
        found = _json.read_map(response)
        if response.request.step == "search" and _json.text_of(found, "error", "code") in _ONE_INDEX:
            return Page(gap=False)
        _refuse(found)
        match response.request.step:
            case "search":
                return self._found(found, response.request, state)
            case "titles":
                items = tuple(item for page in _pages(found) for item in self._edits(page))
            case _:
                changes = _list(found, "recentchanges")
                items = tuple(item for change in changes if (item := self._edit(change, change)))
        more = _continued(found, response.request) if state.since else None
        return Page(items=items, follow=(more,) if more else (), gap=False)

    def _wikipedia(self) -> bool:
        return urls.host(self.wiki) is None

    def _either(self) -> str | None:
        return (
            " OR " if self._wikipedia() else None
        )  # the search that comes with MediaWiki knows no alternatives

    def _folder(self) -> str:
        if self._wikipedia():
            return f"https://{self.wiki}.wikipedia.org/w"
        return self.wiki.partition("?")[0].partition("#")[0].rstrip("/").removesuffix("/api.php")

    def _ask(self, step: str, asked: Mapping[str, str]) -> Request:
        every = {"action": "query", "format": "json", "formatversion": "2"}
        params = tuple((name, value) for name, value in {**every, **asked}.items() if value)
        return Request(url=f"{self._folder()}/api.php", params=params, step=step)

    def _searched(self, query: str) -> Iterable[Request]:
        """Search once on Wikipedia; the search that comes with MediaWiki looks in texts or in titles, not in both."""
        for what in ("",) if self._wikipedia() else ("text", "title"):
            yield self._search(query, what)

    def _search(self, query: str, what: str) -> Request:
        """Ask for the articles edited last; a wiki that cannot sort its results is asked for them as they come."""
        asked = {"list": "search", "srsearch": query, "srlimit": _LIMIT, "srprop": "snippet|timestamp"}
        asked["srwhat"] = what  # unsaid, it is the titles alone where the wiki has them apart
        newest = self._ask("search", asked | {"srsort": "last_edit_desc"})
        return replace(newest, otherwise=self._ask("search", asked))

    def _found(self, found: Mapping[str, Any], request: Request, state: State) -> Page:
        results = _list(found, "search")
        more = _continued(found, request) if state.since else None
        if "srsort" in dict(request.params):
            follows = more is not None and state.since is not None and _after(results, state.since)
            unread = False
        else:  # in no order of time: all of them, up to a limit
            follows = more is not None and (state.back or _offset(more) < _UNSORTED)
            unread = more is not None and not follows
        items = tuple(item for result in results if (item := self._article(result)))
        return Page(items=items, follow=(more,) if more and follows else (), gap=unread)

    def _article(self, result: Mapping[str, Any]) -> Item | None:
        """Return an article: its date is that of its last edit, hence no date of publication."""
        title, page = _json.text_of(result, "title"), _json.id_of(result, "pageid")
        if title is None:
            return None
        return Item(
            url=self._address(title),
            native_id=page,
            title=title,
            html=_json.text_of(result, "snippet"),
            updated=_json.text_of(result, "timestamp"),
            language=self._language(),
            thread=page,
            whole=False,
        )

    def _edits(self, page: Mapping[str, Any]) -> Iterable[Item]:
        """Return the edits of an article; one that the wiki does not have is a fault of the watch file."""
        if "missing" in page or "invalid" in page:
            title = (_json.text_of(page, "title") or "")[:200]
            raise ParseError("parse", case="wiki_title", title=title)
        edits = (self._edit(revision, page) for revision in _json.maps(page.get("revisions")))
        return tuple(edit for edit in edits if edit)

    def _edit(self, revision: Mapping[str, Any], page: Mapping[str, Any]) -> Item | None:
        number, title = _json.id_of(revision, "revid"), _json.text_of(page, "title")
        if title is None or number in (None, "0"):
            return None
        return Item(
            url=f"{self._folder()}/index.php?diff={quote(number or '', safe='')}",
            native_id=number,
            title=title,
            text=_json.text_of(revision, "comment"),
            author=_json.text_of(revision, "user"),
            published=_json.text_of(revision, "timestamp"),
            language=self._language(),
            thread=_json.id_of(page, "pageid"),
            whole=False,
        )

    def _address(self, title: str) -> str:
        name = quote(title.replace(" ", "_").encode("utf-8", "replace"), safe="/:,()'!*@;$")
        if self._wikipedia():
            return f"https://{self.wiki}.wikipedia.org/wiki/{name}"
        return f"{self._folder()}/index.php?title={name}"

    def _language(self) -> str | None:
        return self.wiki.partition("-")[0] if self._wikipedia() and self.wiki != "simple" else None


def _refuse(found: Mapping[str, Any]) -> None:
    """Raise what the wiki said instead of an answer: it does so with status 200."""
    code = _json.text_of(found, "error", "code")
    if code in _CLOSED:
        raise ParseError("login", title=code)
    if code in _LATER:
        raise ParseError("rate_limited", status=200)
    if code is not None or "error" in found:
        raise ParseError("parse", reason=(code or "error")[:100])


def _list(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    listed = _json.at(found, "query", name)
    if not isinstance(listed, list):
        raise ParseError("parse", reason=f"no list {name}")
    return _json.maps(listed)


def _pages(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the articles of an answer, which wikis from before 2015 give by number."""
    pages = _json.at(found, "query", "pages")
    return _json.maps(list(pages.values())) if isinstance(pages, dict) else _list(found, "pages")


def _continued(found: Mapping[str, Any], request: Request) -> Request | None:
    """Return the request for what comes next, None if that was all."""
    said = _json.map_of(found, "continue")
    more = {name: value for name in sorted(_CONTINUED) if (value := _json.id_of(said, name))}
    if not more.keys() - {"continue"}:
        return None
    params = tuple({**dict(request.params), **more}.items())
    return None if params == request.params else replace(request, params=params, otherwise=None)


def _offset(request: Request) -> int:
    said = dict(request.params).get("sroffset", "")
    return int(said) if _OFFSET.fullmatch(said) else _UNSORTED


def _after(results: Iterable[Mapping[str, Any]], since: datetime) -> bool:
    """Say whether all results were edited since then, so that more may follow."""
    moments = [moment for one in results if (moment := dates.parse(_json.text_of(one, "timestamp")))]
    return not moments or min(moments) >= since - _OVERLAP


def _end(state: State) -> str:
    return f"{state.since - _OVERLAP:%Y-%m-%dT%H:%M:%SZ}" if state.since else ""
