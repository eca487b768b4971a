# SPDX-License-Identifier: MIT
"""What the written forms of words mean: `{Case}`, holes, mistakes, expressions, words near one another."""

from __future__ import annotations

from typing import Any, NoReturn, Protocol

from veille.expression.lex import Kind, Token
from veille.expression.nodes import Cased, Fuzzy, Node, Or, Regex, Term, Wild, Within
from veille.expression.regex import compiled
from veille.expression.terms import SIGNS, account, letters, term
from veille.model import Place
from veille.patterns import pattern
from veille.text import Reading, words
from veille.text.shapes import SHAPES

FARTHEST = 100
"""Words between those of a NEAR, or among those of a phrase."""

MOST_EDITS = 2
SHORTEST_FUZZY = 3
LONGEST_WILD = 60
MOST_WORDS = 30
"""Words of a phrase that may stand apart."""

_FIXED = {True: 3, False: 2}
"""Letters that a word with holes must have: with a star, with question marks alone."""


class Fail(Protocol):
    """Refuses a query at a column."""

    def __call__(self, code: str, column: int, **facts: object) -> NoReturn: ...


_EDITS = pattern(r"~[0-9]*$")


def form(token: Token, text: str, part: Place | None, fail: Fail, *, prefix: bool) -> Node:
    """Read what a piece of a query means that is more than words; `text` is its text without what ends it."""
    match token.kind:
        case Kind.CASED:
            return _cased(token, part, fail)
        case Kind.REGEX:
            return _regex(token, part, fail)
        case Kind.PHRASE:
            return _within(text, token, part, fail, prefix=prefix)
        case _:
            return (_fuzzy if _EDITS.search(text) else _wild)(text, token, part, fail)


def _cased(token: Token, part: Place | None, fail: Fail) -> Cased:
    """Read `{Orange}`."""
    text = token.text.strip()
    written = f"{{{token.text}}}"
    if not text:
        fail("nothing_inside", token.column, found=written)
    if "*" in text:
        fail("cased_star", token.column + 1 + token.text.index("*"), found=written)
    found = account(text, part=part, column=token.column) if text.startswith(SIGNS) else None
    found = found or term(text, part=part, column=token.column)
    if found is None:
        fail("no_word", token.column, found=written)
    return Cased(written=written, term=found, letters=letters(text))


def _fuzzy(text: str, token: Token, part: Place | None, fail: Fail) -> Node:
    """Read `word~` or `word~2`."""
    word, _, number = text.rpartition("~")
    at = token.column + len(word)
    edits = int(number[:3] or 1)
    if not 1 <= edits <= MOST_EDITS:
        fail("fuzzy_edits", at, found=text, most=MOST_EDITS, word=word)
    if "*" in word or "?" in word or word.startswith(SIGNS):
        fail("fuzzy_form", at, found=text)
    forms = _forms([word], token, fail)
    shortest = min(map(len, forms))
    if shortest < SHORTEST_FUZZY:
        fail("fuzzy_too_short", at, found=text, minimum=SHORTEST_FUZZY)
    return _either(
        [Fuzzy(written=text, word=form, edits=edits, part=part, column=token.column) for form in forms]
    )


def _wild(text: str, token: Token, part: Place | None, fail: Fail) -> Node:
    """Read a word with holes: `m?t`, `*phone`."""
    if text.startswith(SIGNS):
        fail("wild_signed", token.column, found=text)
    pieces = _PIECES.split(text)
    forms = _forms(pieces, token, fail)
    if max(map(len, forms)) > LONGEST_WILD:
        fail("wild_too_long", token.column, limit=LONGEST_WILD)
    minimum = _FIXED["*" in text]
    if min(sum(map(str.isalnum, form)) for form in forms) < minimum:
        fail("wild_too_short", token.column, found=text, minimum=minimum)
    return _either([Wild(written=text, pattern=form, part=part, column=token.column) for form in forms])


_PIECES = pattern(r"([*?])")


def _forms(pieces: list[str], token: Token, fail: Fail) -> list[str]:
    """Fold the letters of a word as one, with its elided article and without."""
    if any("h" in piece.translate(SHAPES) for piece in pieces):
        fail("sign_is_word", token.column, found=token.text)
    readings = [Reading(piece) for piece in pieces]
    whole = "".join(
        piece if piece in {"*", "?"} else reading.solid
        for piece, reading in zip(pieces, readings, strict=True)
    )
    bare = "".join(
        piece if piece in {"*", "?"} else "".join(reading.line.split())
        for piece, reading in zip(pieces, readings, strict=True)
    )
    if not any(map(str.isalnum, whole)):
        fail("no_word", token.column, found=token.text)
    return list(dict.fromkeys((bare, whole)))


def _either(found: list[Any]) -> Node:
    return found[0] if len(found) == 1 else Or(tuple(found))


def _within(text: str, token: Token, part: Place | None, fail: Fail, *, prefix: bool) -> Within:
    """Read `"a b"~3`; `text` is the phrase without the final star that `prefix` stands for."""
    written = f'"{token.text}"{token.tail}'
    at = token.column + len(token.text) + 2
    number = token.tail[1:]
    if not number:
        fail("within_number", at, found=written)
    distance = int(number[:4])
    if distance > FARTHEST:
        fail("near_too_far", at, most=FARTHEST)
    terms = _apart(text, prefix, token, part)
    if len(terms) == 1:
        word = next(piece for piece in token.text.split() if words(piece))
        fail("within_one_word", token.column, found=written, word=word)
    if len(terms) > MOST_WORDS:
        fail("within_too_many", token.column, limit=MOST_WORDS)
    return Within(written=written, terms=terms, distance=distance, part=part)


def _apart(text: str, prefix: bool, token: Token, part: Place | None) -> tuple[Term, ...]:
    pieces = [piece for piece in text.split() if words(piece)]
    if len(pieces) == 1:
        pieces = [word.token for word in words(text)]
    last = len(pieces) - 1
    terms = [
        term(piece, prefix=prefix and number == last, part=part, column=token.column)
        for number, piece in enumerate(pieces)
    ]
    # The same word written otherwise is the same: it must then stand twice.
    known: dict[object, Term] = {}
    return tuple(
        known.setdefault((one.sequences, one.singles, one.prefix), one) for one in terms if one is not None
    )


_REASONS = (
    (pattern(r"invalid perl operator: \(\?(?:[=!]|<)"), "regex_look"),
    (pattern(r"invalid perl operator: \(\?P|invalid escape sequence: \\[1-9kg]"), "regex_back"),
    (pattern(r"invalid perl operator: \(\?>|bad repetition operator: .\+"), "regex_possessive"),
    (pattern(r"(?:no argument for|bad) repetition operator"), "regex_repeat"),
    (pattern(r"invalid repetition size"), "regex_repeat_size"),
    (pattern(r"missing \]|invalid character class"), "regex_class"),
    (pattern(r"missing \)|unexpected \)"), "regex_paren"),
    (pattern(r"invalid escape sequence|trailing"), "regex_escape"),
    (pattern(r"pattern too large"), "regex_large"),
)
"""What RE2 says, and how it is said here."""

_NOTHING = ("", " a b ")
"""Texts in which no expression that is worth asking for has an empty place."""


def _regex(token: Token, part: Place | None, fail: Fail) -> Regex:
    """Read `/expression/`."""
    written = f"/{token.text}/"
    tail = token.tail.strip(",;:!.…'’`")
    if tail not in {"", "i"}:
        fail("regex_tail", token.column + len(written), found=tail)
    wanted = _SLASH.sub("/", token.text)
    try:
        found = compiled(wanted)
    except ValueError as cause:
        _refuse(str(cause), token, fail)
    border = _ASCII_BORDER.search(token.text)
    if border is not None:
        fail("regex_border", token.column + 1 + border.start(), found=written)
    if any(start == end for text in _NOTHING for start, end in (one.span() for one in found.finditer(text))):
        fail("regex_empty", token.column, found=written)
    return Regex(written=written, pattern=wanted, part=part, column=token.column)


_ASCII_BORDER = pattern(r"\\b(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\\b")
_SLASH = pattern(r"\\/")


def _refuse(reason: str, token: Token, fail: Fail) -> NoReturn:
    place = reason.partition(": ")[2]
    place = f"{place}=" if place == "(?P" else place  # it names no groups but those it may
    code = next((code for said, code in _REASONS if said.match(reason)), "regex_bad")
    at = max(0, token.text.find(place))
    fail(code, token.column + 1 + at, found=place or token.text, reason=reason)
