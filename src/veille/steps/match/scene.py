# SPDX-License-Identifier: MIT
"""The words of a document around a brand's hits: what cues, trade words and filters are read from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from veille.expression import Subject
from veille.expression.terms import find
from veille.model import Place
from veille.steps.match.definition import Needle
from veille.steps.match.hits import NEAR, READ, Hit
from veille.text import fold
from veille.text.folding import APOSTROPHES

_HITS = 12
"""Hits that are looked at, the first ones: a page that names a brand a hundred times is not read a hundred times."""

_PLACES = 500
"""Places of one form that are looked at in each part."""

_ELIDED = 8
"""Characters in which an elided word stands: jusqu’, quoiqu’."""


class Spot(NamedTuple):
    """A hit among the words: `first` and `last` number its words; the two words on each side, elided ones too."""

    hit: Hit
    first: int
    last: int
    before: tuple[str, str]
    after: tuple[str, str]


class Scene:
    """A document seen from the hits of a brand; its words are counted through the title, then on through the text."""

    def __init__(self, subject: Subject, hits: Sequence[Hit]) -> None:
        self.subject = subject
        self._hits = [hit for hit in hits if hit.end][:_HITS]

    @cached_property
    def _starts(self) -> dict[Place, list[int]]:
        return {place: self.subject.reading(place).starts() for place in READ}

    @cached_property
    def words(self) -> list[str]:
        return [word for place in READ for word in self.subject.reading(place).line.split()]

    @cached_property
    def spots(self) -> list[Spot]:
        return [self._spot(hit) for hit in self._hits]

    @cached_property
    def own(self) -> frozenset[int]:
        """The numbers of the words that make the hits."""
        return frozenset(at for spot in self.spots for at in range(spot.first, spot.last + 1))

    @cached_property
    def near(self) -> dict[str, int]:
        """The words within ten of a hit, those of the hits aside, with where they stand first."""
        found: dict[str, int] = {}
        for at in self.around(NEAR):
            found.setdefault(self.words[at], at)
        return found

    def around(self, reach: int) -> list[int]:
        """Return the numbers of the words so near to a hit, those of the hits aside."""
        last = len(self.words)
        wide = {
            at
            for spot in self.spots
            for at in range(max(spot.first - reach, 0), min(spot.last + 1 + reach, last))
        }
        return sorted(wide - self.own)

    def distance(self, at: int) -> int:
        """Return how many words lie from a word to the nearest hit; 0 if no hit stands in title or text."""
        return min((max(spot.first - at, at - spot.last, 0) for spot in self.spots), default=0)

    def places(self, needle: Needle) -> list[int]:
        """Return the numbers of the words at which a form stands."""
        return [
            self._number(place, start)
            for place in READ
            for start, _ in islice(find(needle.term, self.subject.reading(place)), _PLACES)
        ]

    def written(self, spot: Spot) -> tuple[str, str, str]:
        """Return a hit as written, with what stands before and after it in its part."""
        text, hit = self.subject.reading(spot.hit.place).text, spot.hit
        return text[: hit.start], text[hit.start : hit.end], text[hit.end :]

    def _number(self, place: Place, start: int) -> int:
        return self._skipped(place) + max(bisect_right(self._starts[place], start) - 1, 0)

    def _skipped(self, place: Place) -> int:
        return len(self._starts[Place.TITLE]) if place is Place.TEXT else 0

    def _spot(self, hit: Hit) -> Spot:
        starts, skipped = self._starts[hit.place], self._skipped(hit.place)
        first = self._number(hit.place, hit.start)
        last = max(skipped + bisect_left(starts, hit.end) - 1, first)
        end = skipped + len(starts)
        before = ("", "", *self.words[max(first - 2, skipped) : first], *self._elided(hit))
        after = (*self.words[last + 1 : min(last + 3, end)], "", "")
        return Spot(hit, first, last, (before[-2], before[-1]), (after[0], after[1]))

    def _elided(self, hit: Hit) -> tuple[str, ...]:
        """Return the d of d’Orange, which is no word of a Reading."""
        text = self.subject.reading(hit.place).text[max(hit.start - _ELIDED, 0) : hit.start]
        return tuple(fold(text[:-1]).split()[-1:]) if text and text[-1] in APOSTROPHES else ()
