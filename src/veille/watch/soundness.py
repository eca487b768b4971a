# SPDX-License-Identifier: MIT
"""Tells which rules of brands deserve a look: they take nearly everything, nothing, or only what they exclude."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from veille.expression import parse
from veille.expression.soundness import is_short, never, own_words, short_terms
from veille.model import Brand, Figure, Row, Sentence, Unit, Verdict
from veille.nouns import noun, replace
from veille.questions import By, Filter, Measure, Query, Sort
from veille.watch import Watch

ENOUGH = 50
"""Stored documents from which a share of them says something of a rule."""

NEARLY_ALL = 0.5

LATEST = 500
"""Stored documents on which a changed rule is measured before it is applied, the latest ones."""


@noun
class Doubt:
    """A rule that deserves a look: what is wrong and the remedy, in the words of `cli.doubts.<code>`.

    `share` is that of the stored documents it takes, where that is what is wrong; `word` the one that is too short.
    """

    brand: str
    code: str
    share: float | None = None
    documents: int | None = None
    word: str | None = None
    latest: bool = False
    """Only the latest of the stored documents were looked at."""

    @property
    def sentence(self) -> Sentence:
        """What is said of it."""
        facts: dict[str, object] = {"brand": self.brand}
        if self.share is not None:
            facts["share"] = Figure(self.share, Unit.RATIO)
        if self.documents is not None:
            facts["count"] = self.documents
        if self.word is not None:
            facts["word"] = self.word
        latest = "_latest" if self.latest else ""
        return Sentence(key=f"cli.doubts.{self.code}{latest}", facts=facts)

    @property
    def record(self) -> Row:
        """What data says of it."""
        return {
            "brand": self.brand,
            "code": self.code,
            "share": None if self.share is None else round(self.share, 4),
            "documents": self.documents,
            "word": self.word,
        }


def of_counts(brand: str, *, documents: int, taken: int, rejected: int) -> Doubt | None:
    """Return what is suspect when a rule takes so many of these documents, and finds and rejects so many more."""
    if documents < ENOUGH:
        return None
    share = taken / documents
    if share > NEARLY_ALL:
        return Doubt(brand=brand, code="everything", share=share, documents=documents)
    if taken:
        return None
    if rejected:
        return Doubt(brand=brand, code="only_excluded", share=rejected / documents, documents=documents)
    return Doubt(brand=brand, code="nothing", share=0.0, documents=documents)


def of_definition(watch: Watch, brand: Brand) -> Iterator[Doubt]:
    """Yield what is suspect in a brand whatever is stored; the watch file is warned of the same."""
    rule = None
    if brand.query is not None:
        zone = watch.config.timezone
        rule = parse(brand.query, today=watch.today, zone=zone, rule=True, queries=dict(brand.queries))
    if rule is not None and never(rule.root):
        yield Doubt(brand=brand.name, code="never")
    if rule is None:
        for word in own_words((brand.name, *brand.aliases), brand.exclude):
            yield Doubt(brand=brand.name, code="own_exclude", word=word)
    if brand.context:
        return
    names = short_terms(rule.root) if rule else filter(is_short, (brand.name, *brand.aliases))
    for word in names:
        yield Doubt(brand=brand.name, code="short", word=word)


def of_stored(watch: Watch, names: Sequence[str]) -> Iterator[Doubt]:
    """Yield what the stored mentions of these brands show; those of an older definition show nothing."""
    documents = watch.store.documents.count()
    if documents < ENOUGH:
        return
    old = _changed(watch)
    volumes = _volumes(watch)
    for name in names:
        # What was purged is in the volumes still: only those that may be suspect are counted for themselves.
        if name in old or 0 < volumes.get(name, 0) <= NEARLY_ALL * documents:
            continue
        taken = _count(watch, name, Verdict.KEPT, Verdict.DOUBTFUL)
        rejected = 0 if taken else _count(watch, name, Verdict.REJECTED)
        doubt = of_counts(name, documents=documents, taken=taken, rejected=rejected)
        if doubt is not None:
            yield doubt


def of_changed(watch: Watch, names: Sequence[str]) -> Iterator[Doubt]:
    """Yield what changed rules, those not applied yet, show in the latest stored documents."""
    changed = [name for name in names if name in _changed(watch)]
    if not changed or watch.store.documents.count() < ENOUGH:
        return
    matcher, taken, rejected = watch.matcher(), Counter[str](), Counter[str]()
    latest = watch.store.documents.search(Filter(), sort=Sort.DATE, limit=LATEST).rows
    for row in latest:
        for mention in matcher.mentions(watch.store.documents.get(row.document.id), changed):
            counted = rejected if mention.verdict is Verdict.REJECTED else taken
            counted[mention.brand] += 1
    for name in changed:
        doubt = of_counts(name, documents=len(latest), taken=taken[name], rejected=rejected[name])
        if doubt is not None:
            yield replace(doubt, latest=True)


def _changed(watch: Watch) -> Sequence[str]:
    return watch.store.documents.stale(watch.fingerprints)


def _volumes(watch: Watch) -> dict[str | None, int]:
    tallies = watch.store.documents.tally(
        Query(by=(By.BRAND,), measures=(Measure.DOCUMENTS,), filter=Filter())
    )
    return {tally.group[0]: tally.numbers[0] or 0 for tally in tallies}


def doubts(watch: Watch, names: Sequence[str]) -> list[Doubt]:
    """Return all that is suspect of these brands; none: of all of them."""
    brands = [brand for brand in watch.config.brands if not names or brand.name in names]
    found = [doubt for brand in brands for doubt in of_definition(watch, brand)]
    return [*found, *of_stored(watch, [brand.name for brand in brands])]


def _count(watch: Watch, name: str, *verdicts: Verdict) -> int:
    where = Filter(brands=(name,), verdicts=verdicts)
    return watch.store.documents.mentions(where, sort=Sort.DATE, limit=0).total
