# SPDX-License-Identifier: MIT
"""A query cut into its signs and words, each with the column it stands at."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from veille.errors import QueryError
from veille.patterns import pattern

LONGEST = 10_000
"""Characters of a query."""

FIELDS = ("title", "text", "url", "site", "author", "source", "channel", "lang", "date", "since")
"""What may stand before a colon."""


class Kind(StrEnum):
    """What a piece of a query is."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    FIELD = "field"
    PHRASE = "phrase"
    WORD = "word"
    END = "end"


class Token(NamedTuple):
    """A piece of a query; `text` is without quotes and colon."""

    kind: Kind
    text: str
    column: int


_OPERATORS = {
    "AND": Kind.AND,
    "ET": Kind.AND,
    "OR": Kind.OR,
    "OU": Kind.OR,
    "NOT": Kind.NOT,
    "SAUF": Kind.NOT,
}
_PARENTHESES = {"(": Kind.OPEN, "（": Kind.OPEN, ")": Kind.CLOSE, "）": Kind.CLOSE}
_QUOTES = {quote: pair for pair in ('"“”„‟＂', "«»") for quote in pair}
_MINUS = "-‐‑–−"
_STOPS = pattern(r"""[\s()（）"“”„‟＂«»]""")
_FIELD = pattern(r"([^\W\d]+):(?!//)")
_PUNCTUATION = frozenset(",;:!?.…/·•–—‐‑−'’")  # alone, these are the remains of a pasted title


def lex(query: str) -> Iterator[Token]:
    """Yield the pieces of a query, an END last. Raises QueryError."""
    if len(query) > LONGEST:
        raise QueryError("too_long", query=query, column=LONGEST, limit=LONGEST)
    at = 0
    while at < len(query):
        char = query[at]
        if char.isspace() or unicodedata.category(char) in {"Cf", "Cc"}:
            at += 1
        elif char in _PARENTHESES:
            yield Token(_PARENTHESES[char], char, at)
            at += 1
        elif char in _QUOTES:
            phrase = _phrase(query, at)
            yield phrase
            at += len(phrase.text) + 2
        elif char in _MINUS and _negates(query[at + 1 : at + 2]):
            yield Token(Kind.NOT, char, at)
            at += 1
        else:
            token, length = _word(query, at)
            at += length
            if token is not None:
                yield token
    yield Token(Kind.END, "", len(query))


def _negates(after: str) -> bool:
    """Say whether a minus before this is one: it touches what it excludes."""
    if not after or after.isspace() or after in ")）":
        return False
    return after in _MINUS or after not in _PUNCTUATION


def _phrase(query: str, at: int) -> Token:
    closing = _QUOTES[query[at]]
    end = next((place for place in range(at + 1, len(query)) if query[place] in closing), None)
    if end is None:
        raise QueryError("unclosed_quote", query=query, column=at)
    if query[end + 1 : end + 2] == "~":
        raise QueryError("unsupported", query=query, column=end + 1, form='"…"~n')
    return Token(Kind.PHRASE, query[at + 1 : end], at)


def _word(query: str, at: int) -> tuple[Token | None, int]:
    stop = _STOPS.search(query, at)
    text = query[at : stop.start() if stop else len(query)]
    if text in _OPERATORS:
        return Token(_OPERATORS[text], text, at), len(text)
    field = _FIELD.match(text)
    if field and (field.end() < len(text) or field[1].lower() in FIELDS or _opens(query[at + len(text) :])):
        return Token(Kind.FIELD, field[1], at), field.end()
    if _PUNCTUATION.issuperset(text):
        return None, len(text)
    return Token(Kind.WORD, text, at), len(text)


def _opens(rest: str) -> bool:
    return rest[:1] in _QUOTES or rest[:1] in {"(", "（"}
