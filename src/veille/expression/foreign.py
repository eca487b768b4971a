# SPDX-License-Identifier: MIT
"""Operators of other tools: those that are surely meant are refused with ours, others are told as what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from veille.errors import QueryError
from veille.expression.lex import Kind, Token, lex
from veille.expression.spelling import Fail
from veille.model import Sentence
from veille.patterns import pattern

_DISTANCE = pattern(
    r"(?:W|(?i:WITHIN|PROCHE|PR[EÈ]S|NEXT|ADJ|AROUND|ORNEAR|NEARBY)|(?P<ordered>PRE|(?i:ORDERED)))"
    r"/(?P<words>[0-9]{1,3})(?P<first>f?)"
)
_SIGNS = pattern(r"(?P<and>&&?)|(?P<or>\|\|?)")
_INSIDE = pattern(r"\w(?:(?P<and>&&)|(?P<or>\|\|?))\w")
_AND, _OR, _NOT = {"fr": "ET", "en": "AND"}, {"fr": "OU", "en": "OR"}, {"fr": "SAUF", "en": "NOT"}
"""Our operators, in the reader's language."""

_WORDS = {"NON": _NOT}
_SMALL: Mapping[str, str] = {
    "and": "AND", "et": "ET", "or": "OR", "ou": "OU", "not": "NOT", "sauf": "SAUF", "near": "NEAR", "onear": "ONEAR",
}  # fmt: skip
_EXCLAIMED = pattern(r"!+\w.*")
_ASKED = pattern(r"[^?*]*\w\?")
_OPERANDS = frozenset((Kind.WORD, Kind.PHRASE, Kind.CASED, Kind.REGEX, Kind.CLOSE))


def refuse_foreign(token: Token, fail: Fail) -> None:
    """Refuse a word that another tool would take for an operator, and that is one."""
    text = token.text
    distance = _DISTANCE.fullmatch(text)
    if distance is not None:
        name = "ONEAR" if distance["ordered"] or distance["first"] else "NEAR"
        fail("foreign_distance", token.column, found=text, suggestion=f"{name}/{int(distance['words'])}")
    if text in _WORDS:
        fail("foreign_operator", token.column, found=text, suggestion=_WORDS[text])
    for form, start in ((_SIGNS.fullmatch(text), 0), (_INSIDE.search(text), 1)):
        if form is not None:
            suggestion = _AND if form["and"] else _OR
            at = token.column + form.start() + start
            fail("foreign_operator", at, found=form["and"] or form["or"], suggestion=suggestion)


def misgivings(query: str) -> tuple[Sentence, ...]:
    """Return what of a query is probably meant otherwise than it is read: `!word`, `or` between words, a last ?."""
    try:
        tokens = [*lex(query)][:-1]
    except QueryError:
        return ()
    return (*_small(tokens), *_exclaimed(tokens), *_asked(tokens))


def _small(tokens: Sequence[Token]) -> Iterator[Sentence]:
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        between = before.kind in _OPERANDS and after.kind in {*_OPERANDS, Kind.OPEN, Kind.NOT, Kind.FIELD}
        if token.kind is Kind.WORD and token.text in _SMALL and between and after.kind is not Kind.CLOSE:
            facts = {"word": token.text, "operator": _SMALL[token.text]}
            yield Sentence(key="telling.notes.small_operator", facts=facts)


def _exclaimed(tokens: Sequence[Token]) -> Iterator[Sentence]:
    for token in tokens:
        if token.kind is Kind.WORD and _EXCLAIMED.fullmatch(token.text):
            facts = {"found": token.text, "word": token.text.lstrip("!")}
            yield Sentence(key="telling.notes.exclaimed", facts=facts)


def _asked(tokens: Sequence[Token]) -> Iterator[Sentence]:
    if len(tokens) > 1 and tokens[-1].kind is Kind.WORD and _ASKED.fullmatch(tokens[-1].text):
        found = tokens[-1].text
        yield Sentence(key="telling.notes.asked", facts={"found": found, "word": found.rstrip("?")})
