# SPDX-License-Identifier: MIT
"""What filters made of what a person said: which verdicts changed, and where each brand stands since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from veille.errors import StoreBusy
from veille.model import Verdict
from veille.nouns import noun
from veille.questions import Filter, Sort
from veille.steps.match.learning import ENOUGH
from veille.watch import Watch
from veille.watch.learning import AT_ONCE, behind, relearn

Counts = Mapping[Verdict, int]


@noun
class Standing:
    """The mentions of one brand by verdict, before its filter learned and after."""

    brand: str
    before: Counts
    after: Counts


@noun
class Unfiltered:
    """A brand whose filter has nothing to go by any more, with the answers that are left."""

    brand: str
    answers: int
    enough: int = ENOUGH


@noun
class Taught:
    """What changed: how many verdicts, of which brands, and whose filter is gone."""

    changed: int = 0
    standings: tuple[Standing, ...] = ()
    unfiltered: tuple[Unfiltered, ...] = ()


def teach(watch: Watch) -> Taught:
    """Let the filters learn what was just said, and return what they made of it."""
    try:
        return _taught(watch)
    except StoreBusy:
        return Taught()  # what was said is stored; the next command or fetch learns from it


def _taught(watch: Watch) -> Taught:
    late = [one.brand for one in behind(watch)]
    if not late:
        return Taught()
    filters = watch.store.decisions.learned()
    before = {brand: _counts(watch, brand) for brand in late}
    changed = relearn(watch, at_most=AT_ONCE)
    left = watch.store.decisions.learned()
    after = {brand: _counts(watch, brand) if changed else before[brand] for brand in late}
    return Taught(
        changed=changed,
        standings=tuple(
            Standing(brand=brand, before=before[brand], after=after[brand])
            for brand in late
            if before[brand] != after[brand]
        ),
        unfiltered=_unfiltered(watch, [brand for brand in late if brand in filters and brand not in left]),
    )


def _unfiltered(watch: Watch, brands: Sequence[str]) -> tuple[Unfiltered, ...]:
    answered = watch.store.decisions.answered
    return tuple(Unfiltered(brand=brand, answers=answered(brand)) for brand in brands)


def _counts(watch: Watch, brand: str) -> Counts:
    """Count the mentions of a brand by verdict."""
    return {
        verdict: watch.store.documents.mentions(
            Filter(brands=(brand,), verdicts=(verdict,)), sort=Sort.DATE, limit=0
        ).total
        for verdict in Verdict
    }
