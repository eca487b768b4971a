# SPDX-License-Identifier: MIT
"""Which mentions to ask a person about next: the least sure ones, unlike each other and unlike those answered."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from veille.nouns import noun
from veille.text import Reading


@noun
class Candidate:
    """A mention that may be asked about: `id` breaks ties, `text` is all that a reader is shown of it."""

    id: str
    text: str
    relevance: float


def order(
    candidates: Sequence[Candidate], *, border: float = 0.5, answered: Collection[str] = ()
) -> list[int]:
    """Return the positions of the candidates in the order to ask: each text once.

    `border` is the brand's `keep_above`; `answered` are the texts that were answered already, not asked again.
    """
    words = [frozenset(Reading(one.text).line.split()) for one in candidates]
    seen = {frozenset(Reading(text).line.split()) for text in answered}
    left = sorted(
        range(len(candidates)), key=lambda at: (_sureness(candidates[at], border), candidates[at].id)
    )
    chosen: list[int] = []
    for at in left:
        if words[at] not in seen:
            seen.add(words[at])
            chosen.append(at)
    return chosen


def _sureness(candidate: Candidate, border: float) -> float:
    return abs(_log_odds(candidate.relevance) - _log_odds(border))


def _log_odds(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return math.log(share / (1 - share))
