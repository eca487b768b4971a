# SPDX-License-Identifier: MIT
"""Lets the filters of brands learn from what people said of their mentions."""

from __future__ import annotations

from veille.steps.match import fingerprint
from veille.watch import Watch


def relearn(watch: Watch) -> int:
    """Make the filters know all answers, and rate the mentions anew; return how many verdicts changed.

    Called after each label and undo, and by fetch, which makes whole what a killed command left half done.
    Only brands whose answers or definition changed cost anything.
    """
    decisions, documents = watch.store.decisions, watch.store.documents
    prints = {brand.name: fingerprint(brand) for brand in watch.config.brands}
    behind = decisions.unlearned(prints)
    if not behind:
        return 0
    teacher = watch.matcher()
    for one in behind:
        decisions.learn(one.brand, teacher.learn(one.brand, decisions.answers(one.brand)))
    matcher, changed = watch.matcher(), 0
    for one in behind:
        changed += documents.rerate(matcher.mentions, one.brand)
        decisions.settle(one, prints[one.brand])
    return changed
