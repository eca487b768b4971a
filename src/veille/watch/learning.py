# SPDX-License-Identifier: MIT
"""Lets the filters of brands learn from what people said of their mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from veille.model import Learned
from veille.questions import Filter, Sort
from veille.steps.match import Matcher
from veille.store.decisions import Unlearned
from veille.watch import Watch

AT_ONCE = 5_000
"""Mentions of a brand that a person waits for while they are rated again; more wait for the next fetch."""


def behind(watch: Watch) -> Sequence[Unlearned]:
    """Return the brands whose filter does not know all answers, or whose mentions are not rated by it yet."""
    return watch.store.decisions.unlearned(watch.fingerprints)


def relearn(watch: Watch, *, at_most: int | None = None) -> int:
    """Make the filters know all answers, and rate the mentions anew; return how many verdicts changed.

    Called after each label and undo, and by fetch, which makes whole what a killed command left half done.
    Only brands whose answers or definition changed cost anything. A brand of more than `at_most` mentions
    stays behind: it learns now, and is rated by the next fetch.
    """
    decisions, documents = watch.store.decisions, watch.store.documents
    late = behind(watch)
    if not late:
        return 0
    teacher, prints = watch.matcher(), watch.fingerprints
    changed = {one.brand: decisions.learn(one.brand, _learned(watch, teacher, one.brand)) for one in late}
    matcher, moved = watch.matcher(), 0
    for one in late:
        if changed[one.brand] and at_most is not None and _mentions(watch, one.brand) > at_most:
            continue
        if changed[one.brand]:
            moved += documents.rerate(partial(matcher.mentions, brands={one.brand}), one.brand)
        decisions.settle(one, prints[one.brand])
    return moved


def catch_up(watch: Watch, known: Mapping[str, Learned]) -> int:
    """Rate again the brands whose filter learned while a run rated by what was `known` at its beginning."""
    now = watch.store.decisions.learned()
    moved = [brand for brand in watch.fingerprints if now.get(brand) != known.get(brand)]
    if not moved:
        return 0
    matcher = watch.matcher()
    rerate = watch.store.documents.rerate
    return sum(rerate(partial(matcher.mentions, brands={brand}), brand) for brand in moved)


def _learned(watch: Watch, teacher: Matcher, brand: str) -> Learned | None:
    return teacher.learn(brand, watch.store.decisions.answers(brand))


def _mentions(watch: Watch, brand: str) -> int:
    return watch.store.documents.mentions(Filter(brands=(brand,)), sort=Sort.DATE, limit=0).total
