# SPDX-License-Identifier: MIT
"""Which mentions to ask a person about next: the least sure ones, unlike each other and unlike those answered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from veille.nouns import noun
from veille.text import Reading

_ROUND = 40
"""How many are chosen one by one: before more are asked, the filter has learned and the order is another."""

_LEAST_SURE = 600
"""Among how many they are chosen."""

_ANSWERED = 200
_DOUBT = 2.0
"""Log-odds from the border over which a mention is worth asking about e times less."""

_VARIETY = 3


@noun
class Candidate:
    """A mention that may be asked about: `id` breaks ties, `text` is what a person is shown of it."""

    id: str
    text: str
    relevance: float


class _Text(NamedTuple):
    words: frozenset[str]
    size: float = 0.0


def order(candidates: Sequence[Candidate], *, border: float = 0.5, answered: Sequence[str] = ()) -> list[int]:
    """Return the positions of the candidates in the order to ask, each text once, whatever order they come in.

    A mention is worth asking about when it is unsure, and unlike what was asked before: one answer tells of all
    its like. `border` is the brand's `keep_above`; `answered` are texts that were answered, not asked again.
    """
    middle = _log_odds(border)
    known = {_words(text) for text in answered}
    gaps: dict[int, float] = {}
    texts: dict[int, frozenset[str]] = {}
    for at in sorted(range(len(candidates)), key=lambda at: _sureness(candidates[at], middle)):
        words = _words(candidates[at].text)
        if words not in known:
            known.add(words)
            texts[at] = words
            gaps[at] = _sureness(candidates[at], middle)[0]
    left = list(texts)
    weights = _weights([texts[at] for at in left])
    asked = [_text(_words(text), weights) for text in answered[-_ANSWERED:]]
    pool = {at: _text(texts[at], weights) for at in left[:_LEAST_SURE]}
    first = _spread(pool, {at: math.exp(-gaps[at] / _DOUBT) for at in pool}, asked, weights)
    return [*first, *(at for at in left if at not in set(first))]


def _spread(
    pool: Mapping[int, _Text],
    worth: Mapping[int, float],
    asked: Iterable[_Text],
    weights: Mapping[str, float],
) -> list[int]:
    """Choose one after the other what is worth most for its doubt and for being new."""
    likeness = {
        at: max((_alike(text, one, weights) for one in asked), default=0.0) for at, text in pool.items()
    }
    chosen: list[int] = []
    while likeness and len(chosen) < _ROUND:
        best = max(likeness, key=lambda at: worth[at] * (1 - likeness[at]) ** _VARIETY)  # the first of equals
        chosen.append(best)
        del likeness[best]
        for at, alike in likeness.items():
            likeness[at] = max(alike, _alike(pool[at], pool[best], weights))
    return chosen


def _weights(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Weigh each word by how rare it is among the texts: the name of the brand, which all have, says nothing."""
    counts = Counter(word for words in texts for word in words)
    return {word: math.log((1 + len(texts)) / count) for word, count in counts.items()}


def _text(words: frozenset[str], weights: Mapping[str, float]) -> _Text:
    return _Text(words, math.fsum(weights.get(word, 0.0) for word in words))


def _alike(one: _Text, other: _Text, weights: Mapping[str, float]) -> float:
    shared = math.fsum(weights.get(word, 0.0) for word in one.words & other.words)
    return min(2 * shared / (one.size + other.size), 1.0) if shared else 0.0


def _words(text: str) -> frozenset[str]:
    return frozenset(Reading(text).line.split())


def _sureness(candidate: Candidate, middle: float) -> tuple[float, str]:
    return abs(_log_odds(candidate.relevance) - middle), candidate.id


def _log_odds(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return math.log(share / (1 - share))
