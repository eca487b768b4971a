# SPDX-License-Identifier: MIT
"""A query cut into its signs and words, each with the column it stands at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from veille.errors import QueryError
from veille.patterns import pattern

LONGEST = 10_000
"""Characters of a query."""

PARTS = ("title", "text")
OF_DOCUMENTS = (*PARTS, "url", "site", "author", "source", "channel", "lang", "date", "since")
OF_MENTIONS = ("brand", "tone", "status", "verdict", "tag", "story", "relevance", "reach", "engagement")
FIELDS = (*OF_DOCUMENTS, *OF_MENTIONS)
"""What may stand before a colon."""


class Kind(StrEnum):
    """What a piece of a query is."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    FIELD = "field"
    PHRASE = "phrase"
    CASED = "cased"
    REGEX = "regex"
    WORD = "word"
    END = "end"


class Token(NamedTuple):
    """A piece of a query; `text` is without quotes, braces, slashes and colon, `tail` what touches its end."""

    kind: Kind
    text: str
    column: int
    tail: str = ""
    end: int = 0


_OPERATORS = {
    "AND": Kind.AND,
    "ET": Kind.AND,
    "OR": Kind.OR,
    "OU": Kind.OR,
    "NOT": Kind.NOT,
    "SAUF": Kind.NOT,
}
_OPENING, _CLOSING = "(（", ")）"
_QUOTES = {quote: pair for pair in ('"“”„‟＂', "«»") for quote in pair}
_MINUS = "-‐‑–−"
_STOPS = pattern(r"""[\s()（）"“”„‟＂«»]""")
_FIELD = pattern(r"([^\W\d]+):(?!//)")
# In small letters too where the slash says that no word is meant.
_NEAR = pattern(r"O?NEAR(?:/.*|[:=~]?[0-9]+f?)?|(?i:O?NEAR)/[0-9].*")
_REGEX = pattern(r"/((?:[^/\\\r\n]|\\[^\r\n])+)/")
_TAIL = pattern(r"~[0-9]*")
_COMMENT = pattern(r"(?<!\S)#(?:\s[^\r\n]*|$)", re.MULTILINE)
_LINE = pattern(r"[^\r\n]*")
_PUNCTUATION = frozenset(",;:!?.…/·•–—‐‑−'’")  # alone, these are the remains of a pasted title


def lex(query: str) -> Iterator[Token]:
    """Yield the pieces of a query, an END last. Raises QueryError."""
    if len(query) > LONGEST:
        raise QueryError("too_long", query=query, column=LONGEST, limit=LONGEST)
    lexer = _Lexer(query)
    while lexer.at < len(query):
        token = lexer.read()
        if token is not None:
            yield token
    yield Token(Kind.END, "", len(query), end=len(query))


def without_comments(query: str) -> str:
    """Return a query of which only comments may be left, without them."""
    return _COMMENT.sub("", query)


class _Lexer:
    """Reads on from `at`. The values of fields that hold no text are plain words, also within parentheses."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0
        self.plain = False  # the piece before was such a field
        self.near = False  # it was a NEAR
        self.depth = 0  # of parentheses in such a field

    def read(self) -> Token | None:
        char = self.query[self.at]
        if char.isspace() or unicodedata.category(char) in {"Cf", "Cc"}:
            self.at += 1
            return None
        if char == "#" and not self.query[self.at + 1 : self.at + 2].strip():
            self.at = self.after(_LINE)
            return None
        plain, self.plain = self.plain, False
        if char in _OPENING or char in _CLOSING:
            return self.parenthesis(char, plain=plain)
        if char in _MINUS and _negates(self.query[self.at + 1 : self.at + 2]):
            return self.token(Kind.NOT, char, self.at + 1)
        if char in _QUOTES:
            return self.phrase(_QUOTES[char])
        plain = plain or self.depth > 0
        return (None if plain else self.written(char)) or self.word()

    def after(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.query, self.at)
        return self.at if found is None else found.end()

    def token(self, kind: Kind, text: str, end: int, tail: str = "") -> Token:
        token = Token(kind, text, self.at, tail, end)
        self.at, self.near = end, kind is Kind.NEAR
        return token

    def parenthesis(self, char: str, *, plain: bool) -> Token:
        if char in _OPENING:
            self.depth += plain or self.depth > 0
            return self.token(Kind.OPEN, char, self.at + 1)
        self.depth = max(0, self.depth - 1)
        return self.token(Kind.CLOSE, char, self.at + 1)

    def phrase(self, closing: str) -> Token:
        end = next((at for at in range(self.at + 1, len(self.query)) if self.query[at] in closing), None)
        if end is None:
            raise QueryError("unclosed_quote", query=self.query, column=self.at)
        tail = _TAIL.match(self.query, end + 1) if self.query.startswith("~", end + 1) else None
        return self.token(
            Kind.PHRASE,
            self.query[self.at + 1 : end],
            tail.end() if tail else end + 1,
            tail[0] if tail else "",
        )

    def written(self, char: str) -> Token | None:
        """Return what stands between braces or slashes."""
        if char == "{":
            end = self.query.find("}", self.at)
            if end < 0:
                raise QueryError("unclosed_brace", query=self.query, column=self.at)
            return self.token(Kind.CASED, self.query[self.at + 1 : end], end + 1)
        if char != "/" or not self.query[self.at + 1 : self.at + 2].strip("/ \t\r\n\u00a0"):
            return None
        found = _REGEX.match(self.query, self.at)
        if found is None and self.near:
            return None  # NEAR /5: the parser says how it is written
        if found is None:
            raise QueryError("unclosed_regex", query=self.query, column=self.at)
        stop = self.stop(found.end())
        return self.token(Kind.REGEX, found[1], stop, self.query[found.end() : stop])

    def stop(self, at: int) -> int:
        stop = _STOPS.search(self.query, at)
        return stop.start() if stop else len(self.query)

    def word(self) -> Token | None:
        stop = self.stop(self.at)
        text = self.query[self.at : stop]
        if text in _OPERATORS:
            return self.token(_OPERATORS[text], text, stop)
        if text[0] in "NOno" and _NEAR.fullmatch(text):
            return self.token(Kind.NEAR, text, stop)
        field = _FIELD.match(text)
        if field and (field.end() < len(text) or field[1].lower() in FIELDS or self.opens(stop)):
            self.plain = field[1].lower() not in PARTS
            return self.token(Kind.FIELD, field[1], self.at + field.end())
        if _PUNCTUATION.issuperset(text):
            self.at = stop
            return None
        return self.token(Kind.WORD, text, stop)

    def opens(self, at: int) -> bool:
        after = self.query[at : at + 1]
        return after in _QUOTES or (after != "" and after in _OPENING)


def _negates(after: str) -> bool:
    """Say whether a minus before this is one: it touches what it excludes."""
    if not after or after.isspace() or after in _CLOSING:
        return False
    return after in _MINUS or after not in _PUNCTUATION or after == "/"
