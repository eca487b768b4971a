# SPDX-License-Identifier: MIT
"""How well a brand's rule, and the filter that learned, agree with the person who decided."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from veille.intervals import LOW_SAMPLE, Share, wilson
from veille.model import Answer, Column, Figure, Listing, Row, Sentence, Unit, Verdict
from veille.nouns import noun
from veille.steps.match import Matcher
from veille.steps.match.learning import ENOUGH as LEARNS_FROM
from veille.steps.match.learning import Lesson
from veille.steps.match.learning import learned as learned_from
from veille.watch import Watch

MOST = 2_000
"""Decided mentions of a brand that are measured, chosen by chance: more would take long and tell little more."""

PARTS, FEWER = 10, 5
"""A filter is judged on each tenth of the answers after it learned from the others; on each fifth of many."""

_MANY = 400
"""Answers from which a fifth is little to go without."""

QUALITY = (
    Column(key="brand"),
    Column(key="labelled", unit=Unit.COUNT),
    Column(key="about", unit=Unit.COUNT),
    Column(key="precision", unit=Unit.RATIO),
    Column(key="precision_range"),
    Column(key="recall", unit=Unit.RATIO),
    Column(key="recall_range"),
)


@noun
class Quality:
    """How the computed verdicts of a brand compare with a person's, on the mentions that one decided.

    Of those that are kept, `precision` is the share that the person kept; of those the person kept, `recall` is
    the share that is kept. None: of none.
    """

    brand: str
    labelled: int
    measured: int
    """On how many of them this was measured."""
    about: int
    """How many of these the person kept."""
    precision: Share | None
    recall: Share | None
    learned: bool
    """The brand has a filter that learned."""
    parts: int
    """In how many parts it was judged, each by what was learned from the others; 0: the rules are judged alone."""

    @property
    def low_sample(self) -> bool:
        """There are too few answers to conclude anything."""
        return self.measured < LOW_SAMPLE


def qualities(watch: Watch, names: Sequence[str]) -> list[Quality]:
    """Return the quality of these brands, those without any answer left out; none: of all."""
    brands = [brand.name for brand in watch.config.brands if not names or brand.name in names]
    learned = watch.store.decisions.learned()
    found = []
    for brand in brands:
        answers = watch.store.decisions.answers(brand, sample=MOST)
        if answers:
            found.append(_quality(watch, brand, answers, learned=brand in learned))
    return found


def _quality(watch: Watch, brand: str, answers: Sequence[Answer], *, learned: bool) -> Quality:
    parts = shared_out(answers) if learned else []
    rules = _rules(watch)
    if parts:
        lessons = rules.lessons(brand, answers)
        kept = {id_ for part in parts for id_ in _kept(_apart(rules, brand, lessons, part), brand, part)}
    else:
        kept = set(_kept(rules, brand, answers))
    about = {answer.document.id for answer in answers if answer.kept}
    return Quality(
        brand=brand,
        labelled=watch.store.decisions.answered(brand),
        measured=len(answers),
        about=len(about),
        precision=wilson(len(kept & about), len(kept)),
        recall=wilson(len(kept & about), len(about)),
        learned=learned,
        parts=len(parts),
    )


def shared_out(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Share the answers out, yes and no alike, so that enough are left to learn from when one part is set apart.

    None where that cannot be.
    """
    spare = len(answers) - LEARNS_FROM
    if spare < 1:
        return []
    least = PARTS if len(answers) < _MANY else FEWER
    count = min(len(answers), max(least, math.ceil(len(answers) / spare)))
    dealt = sorted(answers, key=lambda answer: (answer.kept, answer.document.id))
    return [dealt[start::count] for start in range(count)]


def _apart(rules: Matcher, brand: str, lessons: Sequence[Lesson], apart: Sequence[Answer]) -> Matcher:
    """Return the matcher as it would be without these answers."""
    hidden = {answer.document.id for answer in apart}
    taught = learned_from(brand, [lesson for lesson in lessons if lesson.id not in hidden])
    return rules if taught is None else rules.taught(taught)


def _rules(watch: Watch) -> Matcher:
    return Matcher(
        watch.config.brands,
        today=watch.today,
        zone=watch.config.timezone,
        languages=watch.config.languages,
    )


def _kept(matcher: Matcher, brand: str, answers: Sequence[Answer]) -> Iterator[str]:
    """Yield the ids of the documents that are kept, whatever the person said of them."""
    for answer in answers:
        mention = matcher.examine(answer.document, brand).mention
        if mention is not None and mention.verdict is Verdict.KEPT:
            yield answer.document.id


# --- told -------------------------------------------------------------------------------------------------


def listing(found: Sequence[Quality]) -> Listing:
    """Return the qualities as rows for people, with what is to be known of these figures."""
    rows = tuple(
        {
            "brand": one.brand,
            "labelled": one.labelled,
            "about": one.about,
            "precision": one.precision.value if one.precision else None,
            "precision_range": _range(one.precision),
            "recall": one.recall.value if one.recall else None,
            "recall_range": _range(one.recall),
        }
        for one in found
    )
    return Listing(kind="brands_quality", columns=QUALITY, rows=rows, notes=tuple(_notes(found)))


def _range(share: Share | None) -> Sentence | None:
    if share is None:
        return None
    facts = {"low": Figure(share.low, Unit.RATIO), "high": Figure(share.high, Unit.RATIO)}
    return Sentence(key="cli.quality.range", facts=facts)


def _notes(found: Sequence[Quality]) -> Iterator[Sentence]:
    if found:
        yield Sentence(key="cli.quality.meaning")
    for one in found:
        if one.measured < one.labelled:
            sampled = {"brand": one.brand, "count": one.measured, "total": one.labelled}
            yield Sentence(key="cli.quality.sampled", facts=sampled)
        if one.low_sample:
            facts = {"brand": one.brand, "count": one.measured, "enough": LOW_SAMPLE}
            yield Sentence(key="cli.quality.low_sample", facts=facts)
    learned = [one for one in found if one.learned]
    for key, judged in (("left_out", True), ("rules_alone", False)):
        brands = [one.brand for one in learned if bool(one.parts) is judged]
        if brands:
            facts = {"brands": ", ".join(brands), "count": len(brands)}
            yield Sentence(key=f"cli.quality.{key}", facts=facts)


def record(one: Quality) -> Row:
    """Return a quality as data."""
    return {
        "brand": one.brand,
        "labelled": one.labelled,
        "measured": one.measured,
        "about": one.about,
        "precision": _share(one.precision),
        "recall": _share(one.recall),
        "low_sample": one.low_sample,
        "learned": one.learned,
        "parts": one.parts,
    }


def _share(share: Share | None) -> Row | None:
    if share is None:
        return None
    return {
        "value": round(share.value, 4),
        "low": round(share.low, 4),
        "high": round(share.high, 4),
        "count": share.count,
        "total": share.total,
    }
