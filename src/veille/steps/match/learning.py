# SPDX-License-Identifier: MIT
"""What a person's answers teach about one brand: a small filter whose shift joins the score of the rules.

It shifts what the rules say and never replaces them: an `exclude` word near the name still rejects, and the
brand's own account or site still speaks for it. Both are things that the user wrote down.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from veille.model import Learned, Reason
from veille.nouns import noun
from veille.steps.match.features import AFTER, BEFORE, WORD, features, place
from veille.steps.match.hollow import hollow
from veille.steps.match.logistic import Example, fit
from veille.steps.match.scene import Scene

ENOUGH = 20
"""Answers from which a filter is learned."""

_ANSWERS = 500
"""Answers of each kind that are learned from: more would take seconds and teach little."""

_WEIGHTS = 4000
_SMALL = 0.001
_FURTHEST = 6.0
"""Log-odds by which a filter shifts at most."""

_TOLD = 3
_WORTH_TELLING = 0.05


@noun
class Lesson:
    """One answer, with what a filter sees of its document and what the rules say of it."""

    id: str
    example: Example


def lesson(id_: str, scene: Scene, odds: float, *, kept: bool) -> Lesson:
    """Return what there is to learn from a document, seen from its hits; `odds` are what the rules say of it."""
    return Lesson(id=id_, example=Example(features(scene, odds), odds, kept))


def chosen(answers: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the answers, by id, that are learned from; none if there are too few, or all say the same."""
    ordered = sorted(answers)
    sides = [[one for one in ordered if one[1] is kept][:_ANSWERS] for kept in (True, False)]
    return sorted(itertools.chain(*sides)) if len(ordered) >= ENOUGH and all(sides) else []


def learned(brand: str, lessons: Sequence[Lesson], *, answers: int | None = None) -> Learned | None:
    """Learn from answers, whatever their order; None if there are too few, or all say the same.

    `answers` is how many there are, where only those that are `chosen` were made lessons.
    """
    by_answer = {(one.id, one.example.yes): one.example for one in lessons}
    which = chosen(by_answer)
    if not which:
        return None
    found = fit([by_answer[one] for one in which])
    weights: dict[int, float] = {}
    for feature, weight in sorted(found.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:_WEIGHTS]:
        if abs(weight) >= _SMALL:
            weights[place(feature)] = round(weights.get(place(feature), 0.0) + weight, 4)
    return Learned(brand=brand, answers=answers or len(lessons), weights=weights)


def shift(taught: Learned, scene: Scene, odds: float) -> tuple[Reason, ...]:
    """Return what a filter adds to the log-odds of the rules: the sum of the weights, the telling words apart."""
    weights = taught.weights
    parts = {
        feature: weight * x
        for feature, x in features(scene, odds).items()
        if (weight := weights.get(place(feature)))
    }
    total = min(max(sum(parts.values()), -_FURTHEST), _FURTHEST)
    told = _told(parts, up=total > 0)
    rest = round(total - sum(weight for _, weight in told), 2)
    code = "learned_for" if total > 0 else "learned_against"
    return (
        Reason(code="learned", word=str(taught.answers), weight=rest),
        *(Reason(code=code, word=word, weight=weight) for word, weight in told),
    )


def _told(parts: Mapping[str, float], *, up: bool) -> list[tuple[str, float]]:
    """Return the words with a meaning that weighed most on the side that won."""
    told: dict[str, float] = {}
    for feature, weight in parts.items():
        if feature.startswith((WORD, BEFORE, AFTER)) and (weight > 0) is up:
            word = feature.partition(" ")[2]
            if not hollow(word):
                told[word] = told.get(word, 0.0) + weight
    best = sorted(told.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return [(word, round(weight, 2)) for word, weight in best[:_TOLD] if abs(weight) >= _WORTH_TELLING]
