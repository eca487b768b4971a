# SPDX-License-Identifier: MIT
"""Logistic regression on sparse features by coordinate descent in the dual: deterministic, of standard library."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from veille.nouns import value

_PASSES = 60
_CLOSE = 2e-3
_STEPS = 60
_EXACT = 1e-6


@value
class Example:
    """What was seen, what the rules say of it (log-odds, added as they are), and what a person answered."""

    seen: Mapping[str, float]
    odds: float
    yes: bool


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weights that explain the answers, small ones preferred (L2); the order of examples decides ties."""
    numbers = {key: at for at, key in enumerate(dict.fromkeys(key for one in examples for key in one.seen))}
    rows = [([(numbers[key], x) for key, x in one.seen.items()], one.odds) for one in examples]
    signs = [1.0 if one.yes else -1.0 for one in examples]
    sizes = [sum(x * x for x in one.seen.values()) for one in examples]
    weights, alphas = [0.0] * len(numbers), [0.0] * len(rows)
    for _ in range(_PASSES):
        moved = 0.0
        for at, (row, odds) in enumerate(rows):
            margin = signs[at] * (odds + sum([weights[number] * x for number, x in row]))
            alpha = _solved(margin - sizes[at] * alphas[at], sizes[at])
            step = alpha - alphas[at]
            alphas[at], moved = alpha, max(moved, abs(step))
            step *= signs[at]
            for number, x in row:
                weights[number] += step * x
        if moved < _CLOSE:
            break
    return {key: weights[at] for key, at in numbers.items()}


def _solved(margin: float, size: float) -> float:
    """Return the alpha in (0, 1) that fits the margin it makes: Newton in log-odds, halving where that is slow."""
    low, high = -margin - size, -margin
    at, last = (low + high) / 2, math.inf
    for _ in range(_STEPS):
        alpha = squash(at)
        wrong = at + margin + size * alpha
        if abs(wrong) < _EXACT:
            break
        low, high = (at, high) if wrong < 0 else (low, at)
        at -= wrong / (1 + size * alpha * (1 - alpha))
        if not low < at < high or abs(wrong) > last / 2:
            at = (low + high) / 2
        last = abs(wrong)
    return squash(at)


def squash(odds: float) -> float:
    """Return the share that log-odds stand for."""
    return 1 / (1 + math.exp(-min(max(odds, -40.0), 40.0)))
