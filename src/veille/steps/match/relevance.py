# SPDX-License-Identifier: MIT
"""Is it about the brand? A sum of log-odds, each part with its reason, squashed into a relevance.

What holds whatever the parts: a brand without `context` and `exclude` keeps a plain hit. An `exclude` word within
ten words of every hit rejects. `context` that is given and absent makes doubt; only what plainly speaks of a
business (a competitor beside it, « chez », a cue and trade words that agree) makes more of it, and nothing but a
filter that a person taught makes less. Hits that can be no homonym stay, whatever a filter says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from veille.model import Brand, Channel, Document, Learned, Reason, Verdict
from veille.steps.match.cues import cues
from veille.steps.match.definition import Definition
from veille.steps.match.hits import NEAR, Hit
from veille.steps.match.learning import shift
from veille.steps.match.logistic import squash
from veille.steps.match.rivals import Rivals
from veille.steps.match.scene import Scene
from veille.steps.match.trade import TRADE


def _odds(share: float) -> float:
    return round(math.log(share / (1 - share)), 3)


PLAIN, EXCLUDED = _odds(0.8), _odds(0.05)
OWN = 2.0
CONTEXT, FAR_CONTEXT, MORE_CONTEXT = round(_odds(0.9) - PLAIN, 3), 0.3, 0.35
NO_CONTEXT = round(_odds(0.35) - PLAIN, 3)
RIVAL, TRADES = 0.8, (0.25, 0.2, 0.15)
MISSPELT, FOREIGN, SMALL = -0.5, -0.4, -0.3

_CONTEXTS = 4
"""Words of context that count, the nearest ones."""

_PRESS = frozenset({Channel.NEWS, Channel.OFFICIAL, Channel.NEWSLETTER})
"""Where capitals are written as they should be; elsewhere they say nothing."""


class Rating(NamedTuple):
    """What is believed of one brand in one document; `odds` is what the rules say, in log-odds."""

    relevance: float
    verdict: Verdict
    reasons: tuple[Reason, ...]
    odds: float


class Judge:
    """Rates the hits of a brand, knowing the other brands and the languages that are expected."""

    def __init__(self, brands: Sequence[Brand], languages: Sequence[str] = ()) -> None:
        self._rivals = Rivals(brands)
        self._languages = frozenset(languages)

    def rate(
        self, definition: Definition, hits: Sequence[Hit], scene: Scene, taught: Learned | None = None
    ) -> Rating:
        """Rate hits, of which there is at least one; `scene` is seen from those that no `exclude` took away."""
        standing = [hit for hit in hits if hit.dropped_by is None]
        if not standing:
            return _excluded(hits)
        reasons = [*_seen(standing), *self._parts(definition, standing, scene)]
        odds = sum(reason.weight for reason in reasons)
        least = definition.brand.reject_below if odds < PLAIN else 0.0
        if taught is not None:
            learned = shift(taught, scene, odds)
            least = 0.0
            if sum(reason.weight for reason in learned) > 0 or not any(hit.strong for hit in standing):
                reasons += learned
        relevance = max(round(squash(sum(reason.weight for reason in reasons)), 3), least)
        return Rating(relevance, _verdict(definition.brand, relevance), tuple(reasons), odds)

    def _parts(self, definition: Definition, standing: Sequence[Hit], scene: Scene) -> Iterator[Reason]:
        own = any(hit.strong for hit in standing)
        if definition.context:
            context = list(_context(definition, scene))
            yield from context or ([] if own else [Reason(code="no_context", weight=NO_CONTEXT)])
            if not own:
                yield from self._beside(definition.brand, scene, trade=not context)
        if all(hit.code == "typo" for hit in standing):
            yield Reason(code="misspelt", weight=MISSPELT)
        yield from self._foreign(scene.subject.document)

    def _beside(self, brand: Brand, scene: Scene, *, trade: bool) -> Iterator[Reason]:
        """Yield what else is near: it is asked only of a name that may mean something else."""
        rival = next(self._rivals.near(brand, scene), None)
        if rival is not None:
            yield Reason(code="rival", word=rival, weight=RIVAL)
        if trade:
            words = sorted((at, word) for word, at in scene.near.items() if word in TRADE)
            for (_, word), weight in zip(words, TRADES, strict=False):
                yield Reason(code="trade", word=word, weight=weight)
        for cue in cues(scene):
            yield Reason(code=cue.code, word=cue.words, weight=round(cue.weight, 2))
        if scene.subject.document.channel in _PRESS and _small(scene):
            yield Reason(code="small_letters", word=scene.spots[0].hit.form, weight=SMALL)

    def _foreign(self, document: Document) -> Iterator[Reason]:
        language = (document.language or "").partition("-")[0].lower()
        if language and self._languages and language not in self._languages:
            yield Reason(code="foreign", word=language, weight=FOREIGN)


def _excluded(hits: Sequence[Hit]) -> Rating:
    words = dict.fromkeys(hit.dropped_by for hit in hits)
    against = [Reason(code="exclude", word=word, weight=round(EXCLUDED - PLAIN, 3)) for word in words]
    return Rating(round(squash(EXCLUDED), 3), Verdict.REJECTED, (*_seen(hits), *against), EXCLUDED)


def _seen(hits: Sequence[Hit]) -> list[Reason]:
    """Return a reason for each form that was found; the first one bears what any hit is worth."""
    found = dict.fromkeys((hit.code, hit.written or hit.form, hit.strong) for hit in hits)
    reasons, worth, own = [], PLAIN, OWN
    for code, form, strong in found:
        weight = worth + (own if strong else 0.0)
        reasons.append(Reason(code=code, word=form, weight=round(weight, 3)))
        worth, own = 0.0, 0.0 if strong else own
    return reasons


def _context(definition: Definition, scene: Scene) -> Iterator[Reason]:
    """Yield the words of context, the nearest first: it counts most, and more when it is near."""
    gaps = {
        needle.form: min(map(scene.distance, places))
        for needle in definition.context
        if (places := scene.places(needle))
    }
    nearest = sorted(gaps, key=lambda form: gaps[form])[:_CONTEXTS]
    for number, form in enumerate(nearest):
        first = CONTEXT if gaps[form] <= NEAR else FAR_CONTEXT
        yield Reason(code="context", word=form, weight=MORE_CONTEXT if number else first)


def _small(scene: Scene) -> bool:
    """Say whether the name, one word with a capital, stands without it wherever it does."""
    return bool(scene.spots) and all(
        spot.hit.form.istitle() and spot.first == spot.last and scene.written(spot)[1].islower()
        for spot in scene.spots
    )


def _verdict(brand: Brand, relevance: float) -> Verdict:
    if relevance >= brand.keep_above:
        return Verdict.KEPT
    return Verdict.REJECTED if relevance < brand.reject_below else Verdict.DOUBTFUL
