# SPDX-License-Identifier: MIT
"""How well a brand's rule, and the filter that learned, agree with the person who decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.intervals import LOW_SAMPLE, Share, wilson
from veille.model import Answer, Brand, Column, Figure, Learned, Listing, Row, Sentence, Unit, Verdict
from veille.nouns import noun
from veille.steps.match import Matcher
from veille.watch import Watch

FOLDS = 10
"""A filter is judged on each tenth of the answers after it learned from the other nine."""

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
    the share that is kept. None: of none. `learned`: a filter took part, judged on answers it did not learn from.
    """

    brand: str
    labelled: int
    about: int
    """How many of them the person kept."""
    precision: Share | None
    recall: Share | None
    learned: bool

    @property
    def low_sample(self) -> bool:
        """There are too few answers to conclude anything."""
        return self.labelled < LOW_SAMPLE


def qualities(watch: Watch, names: Sequence[str]) -> list[Quality]:
    """Return the quality of these brands, those without any answer left out; none: of all."""
    brands = [brand for brand in watch.config.brands if not names or brand.name in names]
    learned = watch.store.decisions.learned()
    found = []
    for brand in brands:
        answers = watch.store.decisions.answers(brand.name)
        if answers:
            found.append(_quality(watch, brand, answers, learned=brand.name in learned))
    return found


def _quality(watch: Watch, brand: Brand, answers: Sequence[Answer], *, learned: bool) -> Quality:
    parts = _folds(answers) if learned else [answers]
    kept = {
        answer.document.id
        for part in parts
        for answer in _kept(_matcher(watch, brand, answers, part if learned else ()), brand.name, part)
    }
    about = {answer.document.id for answer in answers if answer.kept}
    return Quality(
        brand=brand.name,
        labelled=len(answers),
        about=len(about),
        precision=wilson(len(kept & about), len(kept)),
        recall=wilson(len(kept & about), len(about)),
        learned=learned,
    )


def _folds(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Share the answers out, yes and no alike, in the order of their documents' ids."""
    sorted_ = sorted(answers, key=lambda answer: (answer.kept, answer.document.id))
    return [part for start in range(FOLDS) if (part := sorted_[start::FOLDS])]


def _matcher(watch: Watch, brand: Brand, answers: Sequence[Answer], apart: Sequence[Answer]) -> Matcher:
    """Return the matcher of a brand; with answers set apart, one that learned from the others alone."""
    if not apart:
        return _of(watch, brand, None)
    hidden = {answer.document.id for answer in apart}
    others = [answer for answer in answers if answer.document.id not in hidden]
    return _of(watch, brand, _of(watch, brand, None).learn(brand.name, others))


def _of(watch: Watch, brand: Brand, learned: Learned | None) -> Matcher:
    return Matcher(
        (brand,),
        today=watch.today,
        zone=watch.config.timezone,
        learned={} if learned is None else {brand.name: learned},
        languages=watch.config.languages,
    )


def _kept(matcher: Matcher, name: str, answers: Sequence[Answer]) -> Iterator[Answer]:
    for answer in answers:
        mention = matcher.examine(answer.document, name).mention
        if mention is not None and mention.verdict is Verdict.KEPT:
            yield answer


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
        if one.low_sample:
            facts = {"brand": one.brand, "count": one.labelled, "enough": LOW_SAMPLE}
            yield Sentence(key="cli.quality.low_sample", facts=facts)
    learned = [one.brand for one in found if one.learned]
    if learned:
        facts = {"brands": ", ".join(learned), "count": len(learned), "folds": FOLDS}
        yield Sentence(key="cli.quality.left_out", facts=facts)


def record(one: Quality) -> Row:
    """Return a quality as data."""
    return {
        "brand": one.brand,
        "labelled": one.labelled,
        "about": one.about,
        "precision": _share(one.precision),
        "recall": _share(one.recall),
        "low_sample": one.low_sample,
        "learned": one.learned,
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
