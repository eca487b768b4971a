# SPDX-License-Identifier: MIT
"""A text read as words whose offsets are those of the text as shown, and as the forms that links make."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, compress, count
from operator import add

from veille.text.cutting import ELISIONS, Word, words_of
from veille.text.forms import distinct, remembered, signed, spread
from veille.text.shapes import (
    DROPPED,
    LETTERS_ONLY,
    QUICK_FOLD,
    QUICK_SHAPE,
    SHAPES,
    SWELLS,
    swell,
    western,
)

# One pattern for all would be right too, and five times slower: a literal beginning is searched at once.
_LINKS = tuple(map(re.compile, ("-(?=[aA])", "'(?=[aA])", " (?=A)", r"\.(?=[aA])")))
_SIGNED_FORMS = frozenset("＃＠")
_SIGNED = re.compile("#[aAhm_]+|@[aAhm_]+(?:[.@-][aAhm_]+)*")
_WORD = re.compile("[^ ]+")
_UNSEEN = re.compile("i")
_UNSEEN_BYTE = re.compile(b"[%b]" % DROPPED)
_AROUND = 8
"""So many words on each side of a joined form tell what chain it is part of: of long ones only pairs are made."""
_FEW = 10


class Reading:
    """A text read once, without the characters that no one sees.

    `line` holds its folded words, spaces between them and at both ends; `links` its joined forms, likewise.
    Their positions lead back to the text through `span` and `link_span`.
    """

    __slots__ = (
        "_begun", "_bounds", "_flat", "_folded", "_heads", "_line", "_link_heads", "_link_places", "_links", "_pairs_joined", "_places", "_seen",
        "_shape", "_solid", "_starts", "_swollen", "_tokens", "_twins", "_unseen", "_words", "text",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self._line: str | None = None
        self._pairs_joined: set[str] | None = None
        self._begun: set[str] = set()
        self._words: set[str] | None = None
        self._solid: str | None = None
        self._starts: list[int] | None = None
        self._bounds: list[tuple[int, int]] | None = None
        self._links: str | None = None
        self._link_places: list[tuple[int, int]] = []
        self._link_heads: list[int] | None = None
        self._places: list[tuple[int, int]] | None = None
        self._twins: list[Word] = []
        self._tokens: dict[int, str] = {}
        self._heads: list[int] = []
        self._swollen: list[int] = []
        self._unseen: list[int] = []
        self._seen: str | None = None
        self._shape: str | bytes
        data = western(text)
        if b"\x81" in data or b"\xad" in data:
            self._unseen = [
                match.start() - number for number, match in enumerate(_UNSEEN_BYTE.finditer(data))
            ]
            data = data.translate(None, DROPPED)
        folded = data.translate(QUICK_FOLD).decode("latin-1")
        if "\xff" in folded:
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
        """Say whether all these words could be there; False is sure."""
        if self._words is not None:
            return self._words.issuperset(words)
        solid = self.solid
        return all(word in solid for word in words)

    def lacks(self, form: str) -> bool:
        """Say whether a word is nowhere, as a word, in one or as a joined form; True is sure."""
        if form[0] in _SIGNED_FORMS:
            return "@" not in self.text and "#" not in self.text
        return form not in self.solid and not any(form in twin.token for twin in self._twins)

    @property
    def solid(self) -> str:
        """All words as one, elided ones too: what a name becomes in a hashtag or an address."""
        if self._solid is None:
            self._solid = swell(self._flat).replace(" ", "")
        return self._solid

    def _cut_elisions(self) -> str:
        pieces = self._folded.split("'")
        for number in range(len(pieces) - 1):
            piece = pieces[number]
            start = piece.rfind(" ") + 1
            if piece[start:] in ELISIONS and (start or not number):
                pieces[number] = piece[:start] + " " * (len(piece) - start)
        line = f" {' '.join(pieces)} "
        if line.isascii():
            return line
        swells = SWELLS.finditer(line)
        self._swollen = [match.start() + number for number, match in enumerate(swells)]
        return swell(line)

    def _read_exactly(self) -> None:
        shape = self.text.translate(SHAPES)
        self._unseen = [match.start() - number for number, match in enumerate(_UNSEEN.finditer(shape))]
        shape = shape.replace("i", "")
        self._shape = shape
        self._flat = shape.translate(LETTERS_ONLY)
        every, kept, self._twins = words_of(shape, self._readable())
        self._places = [(start, end) for _, start, end in kept]
        self._tokens = {start: token for token, start, _ in kept}
        self._heads = list(accumulate((len(token) + 1 for token, _, _ in kept), initial=1))[:-1]
        self._solid = "".join(every)
        self._line = f" {' '.join([token for token, _, _ in kept])} "

    def _fold(self, start: int, end: int) -> str:
        return remembered(self._readable()[start:end])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the text that [start, end) of `line` stands for."""
        if self._places is None:
            start, end = start - 1, end - 1
            return self._shown(
                start - bisect_left(self._swollen, start), end - bisect_left(self._swollen, end)
            )
        first, last = bisect_right(self._heads, start) - 1, bisect_left(self._heads, end) - 1
        return self._shown(self._places[first][0], self._places[last][1])

    def _shown(self, start: int, end: int) -> tuple[int, int]:
        """Count in what is not seen: at both ends of a word it is part of it."""
        return start + bisect_left(self._unseen, start), end + bisect_right(self._unseen, end)

    def starts(self) -> list[int]:
        """Return where each word begins in the text."""
        if self._starts is None:
            if self._places is not None:
                heads = [start for start, _ in self._places]
            else:
                # What [match.start() - 1 for match in _WORD.finditer(self.line)] says, without a loop of ours.
                pieces = self.line.split(" ")
                ends = map(add, accumulate(map(len, pieces)), count())
                heads = list(compress((0, *ends), pieces))
            if self._swollen:
                heads = [head - bisect_left(self._swollen, head) for head in heads]
            if self._unseen:
                heads = [head + bisect_left(self._unseen, head) for head in heads]
            self._starts = heads
        return self._starts

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Return the characters of the text from one word to another, by their numbers."""
        if self._bounds is None:
            self._bounds = [match.span() for match in _WORD.finditer(self.line)]
        return self.span(self._bounds[first][0], self._bounds[last][1])

    @property
    def links(self) -> str:
        if self._links is None:
            words = [*self._joined(), *self._signed(), *self._twins]
            self._link_places = [(start, end) for _, start, end in words]
            self._links = f" {' '.join([form for form, _, _ in words])} "
        return self._links

    def link_span(self, start: int) -> tuple[int, int]:
        """Return the characters of the text that the joined form at `start` of `links` stands for."""
        if self._link_heads is None:
            self._link_heads = [match.start() for match in _WORD.finditer(self.links)]
        return self._shown(*self._link_places[bisect_right(self._link_heads, start) - 1])

    def linked(self, form: str, *, prefix: bool = False) -> Iterator[tuple[int, int]]:
        """Yield where a joined form (or, `prefix`, one that begins so) stands in the text."""
        plain = self._places is None and self._flat.isascii() and form.isascii() and distinct(form)
        if plain and not prefix and self._links is None:
            times = self.solid.count(form)
            if times <= _FEW:
                if times and times != self.line.count(f" {form} "):
                    yield from self._linked_there(form)
                return
        if not self.may_link(form, prefix=prefix):
            return
        wanted = f" {re.escape(form)}" + ("" if prefix else "(?= )")
        yield from (self.link_span(match.start() + 1) for match in re.finditer(wanted, self.links))

    def _linked_there(self, form: str) -> Iterator[tuple[int, int]]:
        """Look only around the places where the letters of a form follow each other, words between or not."""
        flat = self._flat
        for match in spread(form).finditer(flat):
            start, end = match.span()
            if " " in match[0]:
                first, last = start, end
                for _ in range(_AROUND):
                    first = max(0, flat.rfind(" ", 0, first))
                    last = flat.find(" ", last + 1) if last < len(flat) else last
                    last = len(flat) if last < 0 else last
                for word in self._joined(first, last):
                    if word == (form, start, end):
                        yield self._shown(start, end)

    def _token(self, start: int, end: int) -> str:
        if self._places is None:
            return swell(self._flat[start:end])
        return self._tokens.get(start) or self._fold(start, end)

    def _readable(self) -> str:
        """The text without what no one sees."""
        if self._seen is None and not self._unseen:
            self._seen = self.text
        if self._seen is None:
            places = {at + number for number, at in enumerate(self._unseen)}
            self._seen = "".join(char for at, char in enumerate(self.text) if at not in places)
        return self._seen

    def _shapes(self) -> str:
        if isinstance(self._shape, bytes):
            self._shape = self._shape.translate(QUICK_SHAPE).decode("ascii")
        return self._shape

    def _joined(self, first: int = 0, last: int | None = None) -> Iterator[tuple[str, int, int]]:
        for dotted, chain in self._chains(first, last):
            tokens = [self._token(start, end) for start, end in chain]
            if dotted:
                yield "".join(tokens), chain[0][0], chain[-1][1]
                continue
            for size in (2, 3, 4) if len(chain) <= 6 else (2,):  # noqa: PLR2004
                forms = map("".join, zip(*(tokens[head:] for head in range(size)), strict=False))
                for form, head, tail in zip(forms, chain, chain[size - 1 :], strict=False):
                    yield form, head[0], tail[1]

    def _chains(self, first: int, last: int | None) -> Iterator[tuple[bool, list[tuple[int, int]]]]:
        """Yield groups of linked words, and whether initials with dots make them."""
        chain: list[tuple[int, int]] = []
        dotted = False
        for kind, left, right in self._pairs(first, last):
            if chain and (chain[-1] != left or dotted is not (kind == ".")):
                yield dotted, chain
                chain = []
            dotted = kind == "."
            chain.extend([right] if chain else [left, right])
        if chain:
            yield dotted, chain

    def _pairs(
        self, first: int = 0, last: int | None = None
    ) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
        shape, flat = self._shapes(), self._flat
        last = len(shape) if last is None else last
        for at in sorted(match.start() for link in _LINKS for match in link.finditer(shape, first, last)):
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
            if self._places:
                self._pairs_joined = self._begun = {
                    self._token(*left) + self._token(*right) for _, left, right in self._pairs()
                }
            else:
                self._pairs_joined, self._begun = self._quick_hints()
        return self._pairs_joined, self._begun

    def may_link(self, form: str, *, prefix: bool = False) -> bool:
        """Say whether this could be a joined form (or, `prefix`, the beginning of one); False is sure."""
        if self._links is not None:
            return form in self._links
        if self.lacks(form):
            return False
        if form[0] in _SIGNED_FORMS or any(twin.token.startswith(form) for twin in self._twins):
            return True
        if not prefix and self._only_words(form):
            return False
        pairs, begun = self.hints
        if form in pairs or (prefix and any(pair.startswith(form) for pair in pairs)):
            return True
        return bool(begun) and any(form.startswith(pair) for pair in begun)

    def _only_words(self, form: str) -> bool:
        """Say whether each place where the letters of a form follow each other is a word of its own."""
        return distinct(form) and self.solid.count(form) == self.line.count(f" {form} ")

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
        shape, seen = self._shapes(), self._readable()
        for match in _SIGNED.finditer(shape):
            start, end = match.span()
            if start and shape[start - 1] in "aAhm_":
                continue
            yield Word(signed(seen[start:end]), start, end)
            host = shape.find("@", start + 1, end)
            if host > 0:
                yield Word(signed(seen[start:host]), start, host)


def words(text: str) -> list[Word]:
    """Return the words of a text: `words("l’été") == [Word("ete", 2, 5)]`."""
    reading = Reading(text)
    return [Word(match[0], *reading.span(*match.span())) for match in _WORD.finditer(reading.line)]


def index_forms(text: str) -> tuple[str, str]:
    """Return what a full-text index is given: the words, and the joined forms, separated by spaces."""
    reading = Reading(text)
    return " ".join(reading.line.split()), " ".join(reading.links.split())
