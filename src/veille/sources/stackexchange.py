# SPDX-License-Identifier: MIT
"""The questions of Stack Overflow and its sister sites, by their API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from veille import urls
from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _json
from veille.sources._searching import searches
from veille.sources.base import MissingOption, Source, State, option

_API = "https://api.stackexchange.com/2.3"
_SITE = pattern(r"[a-z0-9.-]{2,60}")
_OVERLAP = timedelta(hours=6)
"""Asked for again: the search index is late at times, and votes and answers come in."""
_LONGEST_REST = 3600.0


@noun
class StackExchange(Source):
    """Reads the newest questions of a Stack Exchange site: those of a search, or of some tags."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Questions de Stack Exchange",
        "en": "Stack Exchange questions",
    }
    channel: ClassVar[Channel] = Channel.FORUM
    example: ClassVar[Mapping[str, object]] = {"site": "stackoverflow", "query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "300 requêtes par jour et par adresse sans clé, 10 000 avec une clé gratuite. Contenus sous licence "
        "CC BY-SA : citez l’auteur et le lien.",
        "en": "300 requests a day for each address without key, 10,000 with a free one. Content under CC BY-SA: "
        "name the author and the link.",
    }
    looks_back: ClassVar[bool] = True

    site: str = option(
        fr="site, par son nom dans l’API",
        en="site, by its name in the API",
        default="stackoverflow",
        example="superuser",
    )
    query: str | None = option(
        fr="recherche, ou @brands pour une par nom de marque",
        en="search, or @brands for one for each name of a brand",
        default=None,
        example="@brands",
    )
    tagged: tuple[str, ...] = option(
        fr="étiquettes, toutes exigées", en="tags, all of them", default=(), example=["python"]
    )
    key: str | None = option(
        fr="clé gratuite de stackapps.com, pour un quota plus grand",
        en="free key of stackapps.com, for a larger quota",
        default=None,
        secret=True,
    )

    def __post_init__(self) -> None:
        if not ((self.query or "").strip() or self.tagged):
            raise MissingOption("query", "tagged")
        if not _SITE.fullmatch(self.site):
            raise ValueError(f"site = {self.site!r}: stackoverflow, superuser, french…")

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the newest questions of each search, those since the last visit if there was one."""
        for query in searches(self.query, state) if self.query else ("",):
            params = [
                ("site", self.site),
                *([("q", query)] if query else []),
                *([("tagged", ";".join(self.tagged))] if self.tagged else []),
                *([("fromdate", str(_seconds(state)))] if state.since else []),
                *(("sort", "creation"), ("order", "desc"), ("pagesize", "100"), ("filter", "withbody")),
                *([("key", self.key)] if self.key else []),
            ]
            path = "search/advanced" if query else "questions"
            yield Request(url=f"{_API}/{path}", params=tuple(params))

    def parse(self, response: Response, state: State) -> Page:
        """Read one page of questions and ask for the next. Raises ParseError."""
        found = _json.read_map(response)
        questions = found.get("items")
        if not isinstance(questions, list):
            raise ParseError("parse", reason=_json.text_of(found, "error_message") or "no list items")
        items = tuple(item for one in _json.maps(questions) if (item := self._item(one)))
        more = found.get("has_more") is True and state.since is not None
        return Page(
            items=items,
            follow=(_next(response.request, found),) if more else (),
            gap=None if more else False,
            rest=_rest(found),
        )

    def _item(self, question: Mapping[str, Any]) -> Item | None:
        number = _json.id_of(question, "question_id")
        title = _json.text_of(question, "title")
        body = _json.text_of(question, "body") or _json.text_of(question, "body_markdown")
        link = urls.safe(_json.text_of(question, "link"))
        if number is None or not (title or body or link):
            return None
        return Item(
            url=link,
            native_id=f"{self.site}/{number}",
            title=title,
            html=_json.text_of(question, "body"),
            text=_json.text_of(question, "body_markdown"),
            author=_json.text_of(question, "owner", "display_name"),
            author_url=_json.text_of(question, "owner", "link"),
            published=_json.time_of(question, "creation_date"),
            updated=_json.time_of(question, "last_edit_date"),
            thread=f"{self.site}/{number}",
            engagement=_json.counts(
                likes=_json.number_of(question, "score"),
                replies=_json.number_of(question, "answer_count"),
                views=_json.number_of(question, "view_count"),
            ),
            whole=body is not None,
        )


def _seconds(state: State) -> int:
    return int((state.since - _OVERLAP).timestamp()) if state.since else 0


def _next(request: Request, found: Mapping[str, Any]) -> Request:
    known = dict(request.params).get("page", "1")
    page = (_json.number_of(found, "page") or (int(known) if known.isdecimal() else 1)) + 1
    kept = tuple(one for one in request.params if one[0] != "page")
    return replace(request, params=(*kept, ("page", str(page))))


def _rest(found: Mapping[str, Any]) -> timedelta | None:
    """Return how long the answer says to wait: `backoff`, in seconds and parts of them."""
    seconds = found.get("backoff")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        return None
    return timedelta(seconds=min(seconds, _LONGEST_REST))
