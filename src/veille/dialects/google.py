# SPDX-License-Identifier: MIT
"""What people type into Google and Google Alerts.

OR binds tighter there than the space between words: `a b OR c` is a AND (b OR c).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from veille.dialects._reader import DEEPEST, END, Reader, Token, clean, cut, quoted, refusal
from veille.dialects._tree import BRIEF, In, Piece, Text, all_of, any_of, without
from veille.dialects.base import Dialect, Translation
from veille.nouns import noun
from veille.patterns import pattern

_PARTS = {"intitle": "title", "intext": "text", "inurl": "url", "site": "site"}
_ALL = {"allintitle": "title", "allintext": "text", "allinurl": "url"}
_DATES = ("before", "after")
_NONE = {
    "filetype": "filetype", "ext": "filetype", "source": "newspaper", "location": "place", "loc": "place",
    "link": "links", "inanchor": "links", "allinanchor": "links", "daterange": "bad_date",
    **dict.fromkeys("related cache define info id weather stocks movie map phonebook".split(), "google_only"),
}  # fmt: skip
_NAMES = "|".join((*_PARTS, *_ALL, *_DATES, *_NONE))
_BREAKS = r"\s()（）|\"“”„‟＂«»"

_FORM = pattern(
    rf"""
      (?P<space> [\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+ )
    | (?P<open> [(（] ) | (?P<close> [)）] )
    | (?P<phrase> [\"“”„‟＂][^\"“”„‟＂]*[\"“”„‟＂] | [«»][^«»]*[«»] )
    | (?P<unclosed_quote> [\"“”„‟＂«»] )
    | (?P<or> OR(?![^{_BREAKS}]) | \| )
    | (?P<and> AND(?![^{_BREAKS}]) )
    | (?P<around> AROUND\s*\(\s*(?P<around_text>[0-9]{{1,6}})\s*\) )
    | (?P<without> [-−–](?=[\w\"“«(#@~+-]) )
    | (?P<similar> ~(?=[\w\"“«]) )
    | (?P<exactly> \+(?=[\w\"“«]) )
    | (?P<field> (?i:(?P<field_text>{_NAMES})):(?!//) )
    | (?P<range> [$€£]?[0-9][0-9.,]*?\.\.[$€£]?[0-9][0-9.,]*(?![^{_BREAKS}]) )
    | (?P<star> \*+(?![^{_BREAKS}]) )
    | (?P<word> [^{_BREAKS}]+ )
    """,
    re.VERBOSE,
)
_STARS = pattern(r"\s*\*[\s*]*")
_DATE = pattern(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")
_VALUES = frozenset(("word", "phrase", "open"))
_CLOSING = frozenset(("close", END))
GAP = 5
"""Words that a star within a phrase may stand for."""


@noun
class Google(Dialect):
    """Google, in the page of results, News and Alerts alike."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Google", "en": "Google"}
    example: ClassVar[str] = '"biscuiterie lenoir" rappel OR retrait -acteur -site:lenoir.fr'

    def translate(self, query: str) -> Translation:
        """Put a query of Google's into our language. Raises QueryError."""
        return _Reader(query, cut(query, _FORM)).whole()


class _Reader(Reader):
    """all := some* ; some := close (OR close)* ; close := one (AROUND(n) one)*."""

    def whole(self) -> Translation:
        root = self.all_here()
        if self.next.kind == "close":
            self.fail("unexpected_paren", self.next.column)
        return self.finish(root, BRIEF)

    def all_here(self) -> Piece | None:
        parts = []
        while self.next.kind not in _CLOSING:
            if self.next.kind == "and":
                self.take()
            else:
                parts.append(self.some())
        return all_of(parts)

    def some(self) -> Piece | None:
        parts = [self.close()]
        while self.next.kind == "or":
            self.take()
            parts.append(self.close())
        return any_of(parts)

    def close(self) -> Piece | None:
        found = self.one()
        depth = self.depth
        while self.next.kind == "around":
            token = self.take()
            self.deeper(token)
            found = self.near(found, self.one(), token, distance=int(token.text))
        self.depth = depth
        return found

    def one(self) -> Piece | None:
        token = self.take()
        match token.kind:
            case "open":
                return self.group(token)
            case "field":
                return self.fielded(token)
            case "without" | "similar" | "exactly":
                return self.prefixed(token)
            case "phrase":
                return self.starred(token)
            case "word":
                return self.plain(token)
            case "range" | "star":
                self.left_out(token, "number_range" if token.kind == "range" else "star_alone")
            case _:
                self.fail("expected_term", token.column, found=token.written)
        return None

    def group(self, opening: Token) -> Piece | None:
        self.deeper(opening)
        inside = self.all_here()
        self.depth -= 1
        if self.next.kind != "close":
            self.fail("unclosed_paren", opening.column)
        self.take()
        return inside

    def prefixed(self, sign: Token) -> Piece | None:
        self.deeper(sign)
        found = self.one()
        self.depth -= 1
        if sign.kind == "similar":
            self.changed(self.through(sign), "synonyms")
        return without(found) if sign.kind == "without" else found

    # --- words --------------------------------------------------------------------------------------------

    def plain(self, token: Token) -> Piece | None:
        if self.field == "site":
            return self.host(token)
        if self.field == "url":
            return self.address(token)
        if token.text == "NOT":
            self.changed(token, "not_a_word")
            return Text(quoted("NOT"))
        bare = token.text.rstrip("*")
        if "*" in bare:
            return self.starred(token)
        if bare != token.text:
            longer = refusal(f"{clean(bare)}*") is None
            self.changed(token, "star_at_end" if longer else "star_short", bare=bare)
        return self.word(token, bare)

    def starred(self, token: Token) -> Piece | None:
        """Return a phrase, cut where a star stands for some words."""
        if self.field in {"site", "url"}:
            return self.host(token) if self.field == "site" else self.address(token)
        pieces = [piece for piece in _STARS.split(token.text) if clean(piece).strip()]
        if "*" in token.text:
            self.changed(token, "star_in_phrase" if len(pieces) > 1 else "star_at_edge", limit=GAP)
        if len(pieces) > DEEPEST:
            self.fail("too_deep", token.column, limit=DEEPEST)
        found: Piece | None = None
        for piece in pieces:
            found = self.near(found, self.phrase(token, piece), token, distance=GAP, ordered=True)
        return found

    # --- fields -------------------------------------------------------------------------------------------

    def fielded(self, token: Token) -> Piece | None:
        name = token.text.lower()
        if name in _NONE:
            self.skip_value(token)
            self.left_out(self.through(token), _NONE[name], field=name)
            return None
        if self.field is not None:
            self.fail("field_in_field", token.column, field=name, outer=self.field)
        if name in _ALL:
            return self.all_in(token, _ALL[name])
        if not self.touches(token) or self.next.kind not in _VALUES:
            self.fail("expected_value", token.end, field=name)
        if name in _DATES:
            return self.dated(token, name)
        if name == "site":
            return self.site()
        found = self.inside(_PARTS[name], self.one)
        if name == "inurl":
            self.changed(self.through(token), "inurl")
        return found

    def all_in(self, token: Token, field: str) -> Piece | None:
        """Read `allintitle: a b c`, which takes the words up to the next field."""
        if self.next.kind not in _VALUES | {"without", "exactly", "similar"}:
            self.fail("expected_value", token.end, field=token.text.lower())
        found = self.inside(field, self.words_on)
        if field == "url":
            self.changed(self.through(token), "inurl")
        return found

    def words_on(self) -> Piece | None:
        parts = []
        while self.next.kind not in {*_CLOSING, "field"}:
            parts.append(self.some())
        return all_of(parts)

    def dated(self, token: Token, name: str) -> Piece | None:
        value = self.take()
        day = _day(value.text)
        if day is None or (name == "before" and day == date.min):
            self.left_out(self.through(token), "bad_date", field=name)
            return None
        if len(value.text.strip()) == 4:  # noqa: PLR2004 - a year
            self.changed(self.through(token), "year_alone", day=day.isoformat())
        if name == "after":
            return In("since", Text(day.isoformat()))
        return In("date", Text(f"..{(day - timedelta(days=1)).isoformat()}"))


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
