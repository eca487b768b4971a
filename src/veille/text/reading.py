# SPDX-License-Identifier: MIT
"""A text read as words whose offsets are those of the text as shown, and as the forms that links make."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from veille.text.folding import fold, fold_word
from veille.text.shapes import LETTERS_ONLY, QUICK_FOLD, QUICK_SHAPE, SHAPES, SWELLS, swell, western

SIGNS = {"#": "＃", "@": "＠", "_": "＿", ".": "．", "-": "－"}
"""Signs that stand inside an account's name, as letters that no tokenizer cuts at."""

_ELISIONS = frozenset("l d j m t s n c qu jusqu lorsqu puisqu quoiqu".split())


class Word(NamedTuple):
    """A folded word and the characters [start, end) of the text it stands for."""

    token: str
    start: int
    end: int


_RUN = re.compile("[aAm]+|hm*")
# One pattern for all would be right too, and five times slower: a literal beginning is searched at once.
_LINKS = tuple(map(re.compile, ("-(?=[aA])", "'(?=[aA])", " (?=A)", r"\.(?=[aA])")))
_SIGNED_FORMS = frozenset("＃＠")
_SIGNED = re.compile("#[aAhm_]+|@[aAhm_]+(?:[.@-][aAhm_]+)*")
_WORD = re.compile("[^ ]+")
_SHORT = 1_000
"""Characters of a text in which looking for one form costs less than listing all pairs, which serves many."""


class Reading:
    """A text read once.

    `line` holds its folded words, spaces between them and at both ends; `links` its joined forms, likewise.
    Their positions lead back to the text through `span` and `link_span`.
    """

    __slots__ = (
        "_begun", "_flat", "_folded", "_heads", "_line", "_link_heads", "_link_places", "_links", "_pairs_joined", "_places", "_shape",
        "_swollen", "_words", "text",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self._line: str | None = None
        self._pairs_joined: set[str] | None = None
        self._begun: set[str] = set()
        self._words: set[str] | None = None
        self._links: str | None = None
        self._link_places: list[tuple[int, int]] = []
        self._link_heads: list[int] | None = None
        self._places: list[tuple[int, int]] | None = None
        self._heads: list[int] = []
        self._swollen: list[int] = []
        self._shape: str | bytes
        data = western(text)
        folded = data.translate(QUICK_FOLD).decode("latin-1") if data is not None else "\xff"
        if data is None or "\xff" in folded:
            self._read_exactly()
        else:
            self._shape = data
            self._folded = folded.replace("-", " ")
            self._flat = self._folded.replace("'", " ")

    @property
    def line(self) -> str:
        if self._line is None:
            self._line = self._cut_elisions()
        return self._line

    def rough(self) -> list[str]:
        """Return the words, elided ones too: what is not there stands nowhere in `line`."""
        return (swell(self._flat) if self._places is None else self.line).split()

    @property
    def vocabulary(self) -> set[str]:
        """The rough words as a set."""
        if self._words is None:
            self._words = set(self.rough())
        return self._words

    def may_hold(self, words: Iterable[str]) -> bool:
        """Say whether all these words could be there; False is sure. Free once `vocabulary` was asked for."""
        return self._words is None or self._words.issuperset(words)

    @property
    def solid(self) -> str:
        """All words as one, elided ones too: what a name becomes in a hashtag or an address."""
        if self._places is None:
            return swell(self._flat).replace(" ", "")
        return "".join(self._fold(*match.span()) for match in _RUN.finditer(self._shapes()))

    def _cut_elisions(self) -> str:
        pieces = self._folded.split("'")
        for number in range(len(pieces) - 1):
            piece = pieces[number]
            start = piece.rfind(" ") + 1
            if piece[start:] in _ELISIONS and (start or not number):
                pieces[number] = piece[:start] + " " * (len(piece) - start)
        line = f" {' '.join(pieces)} "
        if line.isascii():
            return line
        swells = SWELLS.finditer(line)
        self._swollen = [match.start() + number for number, match in enumerate(swells)]
        return swell(line)

    def _read_exactly(self) -> None:
        shape = self.text.translate(SHAPES)
        tokens, self._places, head = [], [], 1
        for match in _RUN.finditer(shape):
            start, end = match.span()
            token = self._fold(start, end)
            cut = token in _ELISIONS and shape.startswith("'", end) and not shape.endswith("'", 0, start)
            if token and not cut:
                tokens.append(token)
                self._places.append((start, end))
                self._heads.append(head)
                head += len(token) + 1
        self._shape = shape
        self._flat = shape.translate(LETTERS_ONLY)
        self._line = f" {' '.join(tokens)} "

    def _fold(self, start: int, end: int) -> str:
        token = fold_word(self.text[start:end]) if end - start <= 40 else fold(self.text[start:end])  # noqa: PLR2004
        return token if any(map(str.isalnum, token)) else ""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the text that [start, end) of `line` stands for."""
        if self._places is None:
            start, end = start - 1, end - 1
            return start - bisect_left(self._swollen, start), end - bisect_left(self._swollen, end)
        first, last = bisect_right(self._heads, start) - 1, bisect_left(self._heads, end) - 1
        return self._places[first][0], self._places[last][1]

    def starts(self) -> list[int]:
        """Return where each word begins in the text."""
        return [self.span(*match.span())[0] for match in _WORD.finditer(self.line)]

    @property
    def links(self) -> str:
        if self._links is None:
            words = [*self._joined(), *self._signed()]
            self._link_places = [(word.start, word.end) for word in words]
            self._links = f" {' '.join(word.token for word in words)} "
        return self._links

    def link_span(self, start: int) -> tuple[int, int]:
        """Return the characters of the text that the joined form at `start` of `links` stands for."""
        if self._link_heads is None:
            self._link_heads = [match.start() for match in _WORD.finditer(self.links)]
        return self._link_places[bisect_right(self._link_heads, start) - 1]

    def _token(self, start: int, end: int) -> str:
        return swell(self._flat[start:end]) if self._places is None else self._fold(start, end)

    def _shapes(self) -> str:
        if isinstance(self._shape, bytes):
            self._shape = self._shape.translate(QUICK_SHAPE).decode("ascii")
        return self._shape

    def _joined(self) -> Iterator[Word]:
        for dotted, chain in self._chains():
            tokens = [self._token(start, end) for start, end in chain]
            sizes: Iterable[int] = (len(chain),) if dotted else (2, 3, 4) if len(chain) <= 6 else (2,)  # noqa: PLR2004
            for size in sizes:
                for first in range(len(chain) - size + 1):
                    form = "".join(tokens[first : first + size])
                    yield Word(form, chain[first][0], chain[first + size - 1][1])

    def _chains(self) -> Iterator[tuple[bool, list[tuple[int, int]]]]:
        """Yield groups of linked words, and whether initials with dots make them."""
        chain: list[tuple[int, int]] = []
        dotted = False
        for kind, left, right in self._pairs():
            if chain and (chain[-1] != left or dotted is not (kind == ".")):
                yield dotted, chain
                chain = []
            dotted = kind == "."
            chain.extend([right] if chain else [left, right])
        if chain:
            yield dotted, chain

    def _pairs(self) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
        shape, flat = self._shapes(), self._flat
        for at in sorted(match.start() for link in _LINKS for match in link.finditer(shape)):
            if at == 0 or flat[at - 1] == " ":
                continue
            kind, start = shape[at], flat.rfind(" ", 0, at) + 1
            end = flat.find(" ", at + 1)
            end = len(flat) if end < 0 else end
            if kind == " " and shape[start] != "A":
                continue
            if kind == "." and (at - start != 1 or end - at != 2):  # noqa: PLR2004 - one letter each side
                continue
            if self._token(start, at):
                yield kind, (start, at), (at + 1, end)

    @property
    def hints(self) -> tuple[set[str], set[str]]:
        """Pairs of linked words as one: all of them, and those that a third word may be linked to.

        A joined form is one of the first, begins with one of the second, or is signed. Far cheaper than
        `links`, for those who look for few forms in many texts.
        """
        if self._pairs_joined is None:
            self._pairs_joined, self._begun = self._exact_hints() if self._places else self._quick_hints()
        return self._pairs_joined, self._begun

    def may_link(self, form: str, *, prefix: bool = False) -> bool:
        """Say whether this could be a joined form (or, `prefix`, the beginning of one); False is sure."""
        if self._links is not None:
            return form in self._links
        if form[0] in _SIGNED_FORMS:
            return "@" in self.text or "#" in self.text
        if self._pairs_joined is None and not prefix and len(self.text) < _SHORT and not self._splits(form):
            return False
        pairs, begun = self.hints
        if form in pairs or (prefix and any(pair.startswith(form) for pair in pairs)):
            return True
        return bool(begun) and any(form.startswith(pair) for pair in begun)

    def _splits(self, form: str) -> bool:
        """Say whether a word could be the beginning of a form, and the next one its continuation; False is sure."""
        flat = self._flat
        if self._places is not None or not flat.isascii():
            return True
        return any(f"{form[:at]} {form[at]}" in flat for at in range(1, len(form)))

    def _exact_hints(self) -> tuple[set[str], set[str]]:
        pairs = {self._token(*left) + self._token(*right) for _, left, right in self._pairs()}
        return pairs, pairs

    def _quick_hints(self) -> tuple[set[str], set[str]]:
        # One loop without calls of ours: it runs on every document. A pair too many does no harm.
        shape, flat = self._shapes().replace("'", "-") + " ", self._flat + " "
        find, rfind = flat.find, flat.rfind
        pairs, begun = set(), set()
        for link in ("-", " A", "."):
            at = shape.find(link)
            while at >= 0:
                if flat[at - 1] != " " and flat[at + 1] != " ":
                    start, end = rfind(" ", 0, at) + 1, find(" ", at + 1)
                    if link == "-" or (shape[start] == "A" if link == " A" else at - start == 1):
                        pair = flat[start:at] + flat[at + 1 : end]
                        pairs.add(pair)
                        if shape[end] != " " or shape.startswith(" A", end):
                            begun.add(pair)
                at = shape.find(link, at + 1)
        if flat.isascii():
            return pairs, begun
        return set(map(swell, pairs)), set(map(swell, begun))

    def _signed(self) -> Iterator[Word]:
        if "@" not in self.text and "#" not in self.text:
            return
        shape = self._shapes()
        for match in _SIGNED.finditer(shape):
            start, end = match.span()
            if start and shape[start - 1] in "aAhm_":
                continue
            yield Word(signed(self.text[start:end]), start, end)
            host = shape.find("@", start + 1, end)
            if host > 0:
                yield Word(signed(self.text[start:host]), start, host)


def signed(written: str) -> str:
    """Return the form under which `@account`, `@account@host` or `#hashtag` stands among joined forms."""
    return "".join(SIGNS.get(char, char) for char in fold(written))


def words(text: str) -> list[Word]:
    """Return the words of a text: `words("l’été") == [Word("ete", 2, 5)]`."""
    reading = Reading(text)
    return [Word(match[0], *reading.span(*match.span())) for match in _WORD.finditer(reading.line)]


def index_forms(text: str) -> tuple[str, str]:
    """Return what a full-text index is given: the words, and the joined forms, separated by spaces."""
    reading = Reading(text)
    return " ".join(reading.line.split()), " ".join(reading.links.split())
