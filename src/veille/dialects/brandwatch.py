# SPDX-License-Identifier: MIT
"""Queries of Brandwatch (Consumer Research, and ForSight where it differs)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import ClassVar

from veille.dialects._reader import DEEPEST, END, FARTHEST, Reader, Token, clean, cut, quoted
from veille.dialects._tree import IN_WORDS, All, Piece, all_of, any_of, without
from veille.dialects.base import Dialect, Translation
from veille.nouns import noun
from veille.patterns import pattern

_SAME = {
    "title": "title",
    "author": "author",
    "language": "lang",
    "lang": "lang",
    "url": "url",
    "site": "site",
    "sentiment": "tone",
}
_TONES = frozenset(("positive", "neutral", "negative"))
_SIGNS = {"at_mentions": "@", "atmentions": "@", "hashtags": "#", "hashtag": "#"}
_NONE = {
    **dict.fromkeys("continent country state county city region location latitude longitude".split(), "place"),
    **dict.fromkeys(
        "authorverified authorverifiedtype authorgender authorfollowers accounttype".split(), "who"
    ),
    **dict.fromkeys("engagingwith engagingwithguid engagementtype threadentrytype parentguid".split(), "replies"),
    "links": "links",
}  # fmt: skip
_VALUES = frozenset(("word", "phrase", "open", "cased"))
_CLOSING = frozenset(("close", END))
_NO_OPERAND = frozenset(("not", "minus", "tilde", "bounds"))
_BREAKS = r"\s()（）\"“”„‟＂«»"

_FORM = pattern(
    rf"""
      (?P<space> [\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+ )
    | (?P<comment> <<<.*?>>> ) | (?P<unclosed_comment> <<< )
    | (?P<open> [(（] ) | (?P<close> [)）] )
    | (?P<phrase> [\"“”„‟＂][^\"“”„‟＂]*[\"“”„‟＂] | [«»][^«»]*[«»] )
    | (?P<unclosed_quote> [\"“”„‟＂«»] )
    | (?P<cased> \{{[^{{}}]*\}} )
    | (?P<bounds> \[[^\[\]]*\] )
    | (?P<near> NEAR(?:/(?P<near_text>[0-9]{{1,6}}f?))?(?![^{_BREAKS}]) )
    | (?P<tilde> ~(?P<tilde_text>[0-9]{{1,6}})(?![^{_BREAKS}]) )
    | (?P<and> AND(?![^{_BREAKS}]) ) | (?P<or> OR(?![^{_BREAKS}]) ) | (?P<not> NOT(?![^{_BREAKS}]) )
    | (?P<minus> [-−–](?=[\w\"“«({{(#@]) )
    | (?P<field> (?P<field_text>[A-Za-z_]+):(?!//) )
    | (?P<word> (?: ~(?![0-9]) | [^{_BREAKS}~{{}}\[\]] )+ )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_NO_LETTERS = pattern(r"[^\w\s'’-]")
_USUAL = 10
"""Words of a NEAR without a number."""


@noun
class Brandwatch(Dialect):
    """Brandwatch, as its queries are written since {Case} took the place of raw:."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Brandwatch", "en": "Brandwatch"}
    example: ClassVar[str] = (
        '((lenoir NEAR/5 (biscuit* OR sablé*)) OR {LENOIR}) NOT (site:lenoir.fr OR "acteur")'
    )

    def translate(self, query: str) -> Translation:
        """Put a query of Brandwatch's into our language. Raises QueryError."""
        tokens = cut(query, _FORM)
        reader = _Reader(query, [token for token in tokens if token.kind not in {"comment", "sign"}])
        for token in tokens:
            if token.kind == "comment":
                reader.left_out(token, "comment")
        return reader.whole()


class _Reader(Reader):
    """some := all (OR all)* ; all := close ([AND] close)* ; close := one (NEAR/n one)*."""

    def __init__(self, query: str, tokens: list[Token]) -> None:
        super().__init__(query, tokens)
        self.sign = ""
        self.raw = False
        self.joined = True
        """Whether every two operands so far had an operator between them."""
        self.operands = 0
        """How many operands the last conjunction had."""

    def whole(self) -> Translation:
        if self.next.kind == END:
            return self.finish(None, IN_WORDS)
        root = self.some()
        if self.next.kind == "close":
            self.fail("unexpected_paren", self.next.column)
        return self.finish(root, IN_WORDS)

    def some(self) -> Piece | None:
        parts = [self.all_here()]
        mixed, first = self.operands > 1, self.next
        while self.next.kind == "or":
            self.take()
            parts.append(self.all_here())
            mixed = mixed or self.operands > 1
        if mixed and len(parts) > 1:
            self.changed(first, "mixed")
        return any_of(parts)

    def all_here(self) -> Piece | None:
        parts = [self.close()]
        while self.next.kind not in {*_CLOSING, "or"}:
            if self.next.kind == "and":
                self.take()
            elif self.next.kind not in _NO_OPERAND and self.joined:
                self.changed(self.next, "no_operator")
                self.joined = False
            parts.append(self.close())
        self.operands = len(parts)
        return all_of(parts)

    def close(self) -> Piece | None:
        found = self.one()
        depth = self.depth
        while self.next.kind == "near":
            token = self.take()
            self.deeper(token)
            number = token.text.removesuffix("f").removeprefix("NEAR")
            distance = int(number) if number else _USUAL
            found = self.near(found, self.one(), token, distance=distance, ordered=token.text.endswith("f"))
        self.depth = depth
        return found

    def one(self) -> Piece | None:
        token = self.take()
        match token.kind:
            case "open":
                return self.group(token)
            case "not" | "minus":
                self.deeper(token)
                found = self.close()
                self.depth -= 1
                return without(found)
            case "field":
                return self.fielded(token)
            case "phrase":
                return self.valued(token, self.rowed)
            case "word":
                return self.valued(token, self.plain)
            case "cased":
                return self.leaf("{" + clean(token.text).strip("{} ") + "}", token)
            case "tilde" | "bounds":
                self.left_out(token, "tilde" if token.kind == "tilde" else "unreadable")
            case _:
                self.fail("expected_term", token.column, found=token.written)
        return None

    def group(self, opening: Token) -> Piece | None:
        self.deeper(opening)
        inside = None if self.next.kind == "close" else self.some()
        self.depth -= 1
        if self.next.kind != "close":
            self.fail("unclosed_paren", opening.column)
        closing = self.take()
        if self.next.kind == "tilde" and self.touches(closing):
            return self.gathered(inside, self.take())
        return inside

    def gathered(self, inside: Piece | None, token: Token) -> Piece | None:
        """Return `((a OR b) AND (c OR d))~5`: something of each group near the others."""
        if not isinstance(inside, All):
            self.left_out(token, "tilde")
            return inside
        return self.chain(list(inside.parts), token, int(token.text), why="group_within")

    def chain(self, parts: list[Piece], token: Token, distance: int, *, why: str) -> Piece | None:
        if len(parts) > 2:  # noqa: PLR2004 - two are near one another, of three each is near the next
            self.changed(token, why)
        found: Piece | None = None
        for part in parts[:DEEPEST]:
            found = self.near(found, part, token, distance=distance)
        return all_of((found, *parts[DEEPEST:]))

    # --- words --------------------------------------------------------------------------------------------

    def valued(self, token: Token, otherwise: Callable[[Token], Piece | None]) -> Piece | None:
        """Return a word or phrase as the field around it wants it."""
        if self.sign:
            return self.signed(token)
        if self.field == "tone":
            return self.toned(token)
        if self.raw:
            return self.exact(token)
        if self.field == "url":
            return self.address(token)
        if self.field == "site":
            return self.host(token)
        if self.field == "lang":
            return self.leaf(clean(token.text).strip().lower(), token, "bad_lang")
        return otherwise(token)

    def signed(self, token: Token) -> Piece | None:
        """Return an account or a hashtag, which is one word."""
        text = self.sign + clean(token.text).strip("@# ").rstrip(",;:!.")
        if " " in text or "," in text:
            self.left_out(token, "account")
            return None
        return self.leaf(text, token, "account")

    def toned(self, token: Token) -> Piece | None:
        text = clean(token.text).strip().lower()
        if text not in _TONES:
            self.left_out(token, "sentiment")
            return None
        return self.leaf(text, token)

    def exact(self, token: Token) -> Piece | None:
        text = clean(token.text).strip()
        if _NO_LETTERS.search(text):
            self.changed(token, "raw_signs")
        return self.leaf("{" + _NO_LETTERS.sub(" ", text).strip() + "}", token)

    def plain(self, token: Token) -> Piece | None:
        text = clean(token.text)
        bare = text.rstrip("~")
        if bare != text and any(map(str.isalnum, bare)):
            self.changed(token, "tilde_word", bare=bare)
        return self.wild(token, bare) if _is_wild(bare) else self.word(token, bare)

    def wild(self, token: Token, text: str) -> Piece | None:
        """Return a word with holes; ours wants two or three letters that are no holes."""
        return self.leaf(text.strip(",;:!.…'’`/-"), token, "wild")

    def rowed(self, token: Token) -> Piece | None:
        """Return a phrase, cut around the words with holes, which may stand at the end of ours alone."""
        words = clean(token.text).split()
        if any(_is_hole(word) for word in words):
            self.changed(token, "star_word")
        within = self.take() if self.next.kind == "tilde" and self.touches(token) else None
        if within is not None:
            return self.spread(token, within, [word for word in words if not _is_hole(word)])
        runs = _runs(words)
        if len(runs) > DEEPEST:
            self.fail("too_deep", token.column, limit=DEEPEST)
        found: Piece | None = None
        for gap, run in runs:
            piece = self.wild(token, run) if _is_wild(run) and " " not in run else self.phrase(token, run)
            found = self.near(found, piece, token, distance=gap, ordered=True)
        return found

    def spread(self, token: Token, within: Token, words: list[str]) -> Piece | None:
        """Return `"a b"~5`: these words, at most five others among them."""
        if any(map(_is_wild, words)):
            found = [self.wild(token, word) if _is_wild(word) else self.word(token, word) for word in words]
            parts = [piece for piece in found if piece is not None]
            return self.chain(parts, within, int(within.text), why="wild_within")
        if len(words) < 2:  # noqa: PLR2004 - one word is near itself
            return self.phrase(token, " ".join(words))
        distance = int(within.text)
        if distance > FARTHEST:
            self.changed(within, "too_far", limit=FARTHEST)
        return self.leaf(f"{quoted(' '.join(words))}~{min(distance, FARTHEST)}", token)

    # --- fields -------------------------------------------------------------------------------------------

    def fielded(self, token: Token) -> Piece | None:
        name = token.text.lower()
        if name not in {*_SAME, *_SIGNS, "raw"}:
            if not self.touches(token):
                return self.word(token)
            self.skip_value(token)
            self.left_out(self.through(token), _NONE.get(name, "field"), field=token.text)
            return None
        if self.field is not None or self.sign or self.raw:
            self.fail("field_in_field", token.column, field=name, outer=self.field or "…")
        if not self.touches(token) or self.next.kind not in _VALUES:
            self.fail("expected_value", token.end, field=name)
        if name in _SIGNS or name == "raw":
            self.sign, self.raw = _SIGNS.get(name, ""), name == "raw"
            found = self.one()
            self.sign, self.raw = "", False
            return found
        found = self.site() if name == "site" else self.inside(_SAME[name], self.one)
        if found is not None and name in {"author", "sentiment"}:
            self.changed(self.through(token), name)
        return found


def _is_wild(text: str) -> bool:
    return "*" in text or "?" in text


def _is_hole(word: str) -> bool:
    """Say whether a word is a star or a question mark alone."""
    return not word.strip("*?")


def _runs(words: list[str]) -> list[tuple[int, str]]:
    """Join words that a phrase of ours may hold together: plain ones, and one with a final star.

    Each run is told with the words that may stand before it: one for each star alone.
    """
    runs: list[tuple[int, list[str]]] = []
    gap = 0
    for word in words:
        if _is_hole(word):
            gap += 1
            continue
        closed = not runs or gap > 0 or _is_wild(runs[-1][1][-1])
        alone = _is_wild(word) and (word.count("*") != 1 or not word.endswith("*") or "?" in word)
        if closed or alone:
            runs.append((gap, [word]))
        else:
            runs[-1][1].append(word)
        gap = 0
    return [(before, " ".join(run)) for before, run in runs]
