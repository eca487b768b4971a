# SPDX-License-Identifier: MIT
"""What reading a foreign query takes whatever its dialect: tokens, the account of losses, leaves of ours."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import UTC, date
from typing import NamedTuple, NoReturn

from veille.dialects._tree import Close, In, Piece, Style, Text, all_of, written
from veille.dialects.base import CHANGED, LEFT_OUT, Loss, Translation
from veille.errors import QueryError
from veille.expression import Expression, parse
from veille.expression.nodes import Term
from veille.patterns import pattern

LONGEST = 10_000
"""Characters of a query."""
DEEPEST = 20
"""Parentheses, exclusions and proximities within one another: fewer than ours may have."""
FARTHEST = 100
"""Words between two that are near."""

QUOTES = '"“”„‟＂«»'
END = "end"

_TODAY = date(2000, 1, 3)  # what a translation means does not depend on the day
_PLAIN = pattern(r"\w(?:[\w'’.&-]*\w)?\*?")
_ADDRESS = pattern(r"[\w./?=&%~-]+")
_SIGNED = pattern(r"@\w+(?:[.@-]\w+)*|#\w+")
_IGNORED = frozenset(",;:!?.…/\\·•–—‐‑−'’-+&|*=<>[]{}~^$%`´")  # with the quotes: what either tool passes over
_EDGES = ",;:!?.…/\\·•–—‐‑−'’-+&|=<>[]{}~^`´"


class Token(NamedTuple):
    """A piece of a query; `text` is what stands in it, `written` what stood there, `column` where."""

    kind: str
    text: str
    written: str
    column: int

    @property
    def end(self) -> int:
        return self.column + len(self.written)


def cut(query: str, form: re.Pattern[str]) -> list[Token]:
    """Cut a query by a pattern whose named groups are the kinds of pieces, `space` being none.

    The text of a piece is its group `<kind>_text` where there is one. Raises QueryError `too_long`,
    `empty`, and those of kinds called `unclosed_...`.
    """
    if len(query) > LONGEST:
        raise QueryError("too_long", query=query, column=LONGEST, limit=LONGEST)
    if not query.strip():
        raise QueryError("empty", query=query, column=0)
    tokens = []
    at = 0
    while at < len(query):
        found = form.match(query, at)
        assert found is not None
        assert found.lastgroup is not None
        kind = found.lastgroup
        if kind.startswith("unclosed"):
            raise QueryError(kind, query=query, column=at)
        text = found.groupdict().get(f"{kind}_text")
        if kind != "space":
            tokens.append(Token(kind, found[0] if text is None else text, found[0], at))
        at = found.end()
    return [*tokens, Token(END, "", "", len(query))]


class Reader(ABC):
    """Reads the tokens of one query; its subclasses know the grammar."""

    def __init__(self, query: str, tokens: list[Token]) -> None:
        self.query = query
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.field: str | None = None
        self.losses: list[Loss] = []

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def touches(self, token: Token) -> bool:
        """Say whether the next token stands right behind this one."""
        return self.next.column == token.end and self.next.kind != END

    def fail(self, code: str, column: int, **facts: object) -> NoReturn:
        raise QueryError(code, query=self.query, column=column, **facts)

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail("too_deep", token.column, limit=DEEPEST)

    def changed(self, token: Token, why: str, **facts: object) -> None:
        """Note that something near stands for this."""
        self._lose(CHANGED, token, {"why": why, **facts})

    def left_out(self, token: Token, why: str, **facts: object) -> None:
        """Note that nothing stands for this."""
        self._lose(LEFT_OUT, token, {"why": why, **facts})

    def _lose(self, code: str, token: Token, facts: Mapping[str, object]) -> None:
        self.losses.append(Loss(written=token.written, column=token.column, code=code, facts=facts))

    def through(self, token: Token) -> Token:
        """Return this token with all that was read since."""
        last = self.tokens[self.at - 1]
        return token._replace(written=self.query[token.column : max(last.end, token.end)])

    def finish(self, root: Piece | None, style: Style) -> Translation:
        """Return the translation. Raises QueryError when nothing is left, or more than a query of ours holds."""
        if root is None:
            first = self.losses[0].column if self.losses else 0
            self.fail("nothing_left" if self.losses else "no_word", first, found=self.query.strip())
        query = written(root, style)
        refused = refusal(query)
        if refused is not None:
            facts = {key: one for key, one in refused.facts.items() if key not in {"query", "column"}}
            self.fail(refused.code, 0, **facts)
        losses = sorted(self.losses, key=lambda loss: loss.column)
        return Translation(query=query, losses=tuple(losses))

    # --- fields -------------------------------------------------------------------------------------------

    def inside(self, field: str, read: Callable[[], Piece | None]) -> Piece | None:
        """Return what is read next as the value of a field of ours."""
        self.field = field
        part = read()
        self.field = None
        return None if part is None else In(field, part)

    def skip_value(self, token: Token) -> None:
        """Pass over what stands behind a field that means nothing to us."""
        if not self.touches(token):
            return
        depth = 0
        while self.next.kind != END:
            depth += {"open": 1, "close": -1}.get(self.next.kind, 0)
            if depth < 0:
                return
            self.take()
            if depth == 0:
                return

    def address(self, token: Token) -> Piece | None:
        """Return a part of an address; a star at its ends says what ours does anyway."""
        text = clean(token.text).strip().strip("*")
        if "*" in text:
            self.changed(token, "star_in_address")
            text = max(text.split("*"), key=len)
        return self.leaf(text if _ADDRESS.fullmatch(text) else quoted(text), token)

    def host(self, token: Token) -> Piece | None:
        """Return a host; a path behind it is left out here, see `site`."""
        host, path = cut_address(token.text)
        if path:
            self.changed(token, "site_path", host=host)
        return self.leaf(host, token, "bad_site")

    def site(self) -> Piece | None:
        """Read the value of `site:`, which may be a host with a path."""
        host, path = cut_address(self.next.text)
        if self.next.kind == "open" or not path:
            return self.inside("site", self.one)
        token = self.take()
        site = self.inside("site", lambda: self.leaf(host, token, "bad_site"))
        url = self.inside("url", lambda: self.address(token._replace(text=host + path)))
        return all_of((site, url))

    @abstractmethod
    def one(self) -> Piece | None:
        """Read one operand of the dialect."""

    # --- leaves -------------------------------------------------------------------------------------------

    def leaf(self, query: str, token: Token, why: str = "unreadable") -> Piece | None:
        """Return a leaf of ours, or leave it out when our language refuses it."""
        whole = f"{self.field}:{query}" if self.field else query
        if refusal(whole) is None:
            return Text(query)
        self.left_out(token, why)
        return None

    def word(self, token: Token, text: str | None = None) -> Piece | None:
        """Return a word without the punctuation around it; None when it has nothing to look for."""
        text = clean(token.text if text is None else text)
        bare = text.strip(_EDGES)
        if not any(map(str.isalnum, bare)):
            if not _IGNORED.issuperset(text):
                self.left_out(token, "signs")
            return None
        return self.leaf(bare if _is_word(bare) else quoted(bare), token, "signs")

    def phrase(self, token: Token, text: str | None = None) -> Piece | None:
        """Return words in a row; one alone needs no quotes."""
        text = clean(token.text if text is None else text).strip()
        if not any(map(str.isalnum, text)):
            if not _IGNORED.issuperset(text.replace(" ", "")):
                self.left_out(token, "signs")
            return None
        why = "wild" if "*" in text else "signs"
        return self.leaf(text if _is_word(text) else quoted(text), token, why)

    def near(
        self, left: Piece | None, right: Piece | None, token: Token, *, distance: int, ordered: bool = False
    ) -> Piece | None:
        """Return two things near one another, or what is left of them."""
        if left is None or right is None:
            return right if left is None else left
        if distance > FARTHEST:
            self.changed(token, "too_far", limit=FARTHEST)
            distance = FARTHEST
        close = Close(left=left, right=right, distance=distance, ordered=ordered)
        text = written(In(self.field, close) if self.field else close, Style())
        if refusal(text) is None:
            return close
        self.changed(token, "near_group")
        return all_of((left, right))


def refusal(query: str) -> QueryError | None:
    """Return why our language refuses a query, if it does."""
    try:
        parse(query, today=_TODAY, zone=UTC)
    except QueryError as error:
        return error
    return None


def clean(text: str) -> str:
    """Return a text without controls and without the marks that quote it."""
    shown = (" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text)
    return "".join(char for char in shown if char not in QUOTES)


def cut_address(text: str) -> tuple[str, str]:
    """Cut `https://lemonde.fr/economie/*` into its host and its path."""
    before, _, behind = clean(text).strip().partition("://")
    host, _, path = (behind or before).partition("/")
    path = path.strip("*/")
    return host.lstrip("*.").rstrip("."), f"/{path}" if path else ""


def quoted(text: str) -> str:
    """Return words as a phrase of ours, in which ? would not be a mere sign, nor * but at the end."""
    star = "*" if text.endswith("*") and text[-2:-1].isalnum() else ""
    return f'"{" ".join(text.replace("*", " ").replace("?", " ").split())}{star}"'


def _is_word(text: str) -> bool:
    """Say whether a word stands for itself in our language, where OU and NEAR are operators."""
    if text[0] in "#@":
        return _SIGNED.fullmatch(text) is not None
    if not _PLAIN.fullmatch(text):
        return False
    found = _parsed(text)
    return found is not None and isinstance(found.root, Term)


def _parsed(text: str) -> Expression | None:
    try:
        return parse(text, today=_TODAY, zone=UTC)
    except QueryError:
        return None
