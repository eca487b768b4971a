# SPDX-License-Identifier: MIT
"""Issues and pull requests of GitHub by its search: where users of software say what does not work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from veille import dates, urls
from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _json
from veille.sources._searching import searches
from veille.sources.base import BadOption, Source, State, option

_PAGE = 100
_DEPTH = 1000
"""Results that one search gives, however many there are."""
_LONGEST = 250
"""Characters of a search; five OR are allowed in it."""
_OVERLAP = timedelta(hours=6)
_REPOSITORY = pattern(r"https://github\.com/([^/]+/[^/]+)/(?:issues|pull)/\d+")


@noun
class GitHub(Source):
    """Searches the issues and pull requests of all public repositories of GitHub."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Tickets et pull requests de GitHub",
        "en": "GitHub issues and pull requests",
    }
    channel: ClassVar[Channel] = Channel.CODE
    example: ClassVar[Mapping[str, object]] = {"query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "10 recherches par minute sans compte, 30 avec un jeton. Les messages restent à leurs auteurs.",
        "en": "10 searches a minute without account, 30 with a token. Posts belong to their authors.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=6)
    looks_back: ClassVar[bool] = True

    query: str = option(
        fr="recherche, dans la syntaxe de GitHub, ou @brands pour une par nom de marque",
        en="search, in GitHub's syntax, or @brands for one for each name of a brand",
        example="@brands",
    )
    token: str | None = option(
        fr="jeton personnel sans aucun droit (github.com/settings/tokens), pour trois fois plus de recherches",
        en="personal token without any right (github.com/settings/tokens), for three times as many searches",
        default=None,
        secret=True,
    )

    def __post_init__(self) -> None:
        if not self.query.strip():
            raise ValueError('query = ""')
        if len(self.query) > _LONGEST:
            raise BadOption(
                fr=f"query\u202f: {_LONGEST} caractères au plus", en=f"query: {_LONGEST} characters at most"
            )

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know a repository, its issues and its pull requests."""
        found = pattern(
            r"https?://(?:www\.)?github\.com/([A-Za-z0-9-]{1,39})/([\w.-]{1,100}?)(?:\.git)?(?:/|/issues/?|/pulls/?)?"
        ).fullmatch(url.partition("?")[0].partition("#")[0])
        if found is None or found[1] in {"orgs", "topics", "features", "settings", "sponsors", "search"}:
            return None
        return {"query": f"repo:{found[1]}/{found[2]}"}

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the newest results of each search, those since the last visit if there was one."""
        for query in searches(self.query, state):
            yield self._search(query, state.since and state.since - _OVERLAP, before="")

    def _search(self, query: str, since: datetime | None, *, before: str) -> Request:
        created = ""
        if since is not None:
            # GitHub takes no "+00:00" in a range, and ends are included.
            created = f" created:{since:%Y-%m-%dT%H:%M:%SZ}..{before or '*'}"
        headers = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        return Request(
            url="https://api.github.com/search/issues",
            params=(("q", query + created), ("sort", "created"), ("order", "desc"), ("per_page", str(_PAGE))),
            headers=headers,
            step=query,
        )

    def parse(self, response: Response, state: State) -> Page:
        """Read one page of results and ask for the next, as deep as the last visit. Raises ParseError."""
        found = _json.read_map(response)
        results = found.get("items")
        if not isinstance(results, list):
            raise ParseError("parse", reason=_json.text_of(found, "message") or "no list items")
        items = tuple(item for one in _json.maps(results) if (item := _item(one)))
        if state.since is None:
            return Page(items=items, gap=False)
        # A search that took GitHub too long gives what it had found until then.
        partial = True if found.get("incomplete_results") is True else None
        total = _json.number_of(found, "total_count") or 0
        page = _page(response.request)
        if len(results) < _PAGE or page * _PAGE >= total:
            return Page(items=items, gap=partial or False)
        if page * _PAGE < _DEPTH:
            return Page(items=items, follow=(_turned(response.request, page + 1),), gap=partial)
        return self._slice(response.request, items, state)

    def _slice(self, asked: Request, items: tuple[Item, ...], state: State) -> Page:
        """Go on below the oldest result: a search ends at its 1,000th, another one begins anew."""
        known = [when for item in items if (when := dates.parse(item.published))]
        oldest = min(known, default=None)
        if oldest is None or state.since is None or oldest <= state.since - _OVERLAP:
            return Page(items=items, gap=True)
        before = f"{oldest:%Y-%m-%dT%H:%M:%SZ}"
        following = self._search(asked.step or self.query, state.since - _OVERLAP, before=before)
        if following.params[:1] == asked.params[:1]:
            return Page(items=items, gap=True)
        return Page(items=items, follow=(following,))


def _page(request: Request) -> int:
    written = dict(request.params).get("page", "1")
    return int(written) if written.isdecimal() else 1


def _turned(request: Request, page: int) -> Request:
    kept = tuple(one for one in request.params if one[0] != "page")
    return replace(request, params=(*kept, ("page", str(page))))


def _item(found: Mapping[str, Any]) -> Item | None:
    url = urls.safe(_json.text_of(found, "html_url"))
    title = _json.text_of(found, "title")
    if url is None or title is None:
        return None
    number = _json.id_of(found, "number")
    repository = _REPOSITORY.match(url)
    native_id = f"{repository[1]}#{number}" if repository and number else _json.id_of(found, "node_id")
    return Item(
        url=url,
        native_id=native_id,
        title=title,
        text=_json.text_of(found, "body"),
        author=_json.text_of(found, "user", "login"),
        author_url=_json.text_of(found, "user", "html_url"),
        published=_json.text_of(found, "created_at"),
        updated=_json.text_of(found, "updated_at"),
        thread=native_id,
        engagement=_json.counts(
            likes=_json.number_of(found, "reactions", "+1"), replies=_json.number_of(found, "comments")
        ),
        whole=True,
    )
