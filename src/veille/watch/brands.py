# SPDX-License-Identifier: MIT
"""`veille brands`: what is watched, whether its rules say what was meant, and why a document matched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from veille.model import (
    Brand,
    Channel,
    Column,
    Document,
    Listing,
    Mention,
    Row,
    Sentence,
    Sighting,
    Unit,
    Verdict,
)
from veille.nouns import noun
from veille.questions import By, Filter, Measure, Query
from veille.steps.match import Examination, Matcher
from veille.watch import Watch
from veille.watch.search import brand_names, stale

LIST = (
    Column(key="name"),
    Column(key="role", unit=Unit.WORD),
    Column(key="mentions", unit=Unit.COUNT),
    Column(key="doubtful", unit=Unit.COUNT),
    Column(key="owned", unit=Unit.COUNT),
    Column(key="rule"),
)

TEST = (
    Column(key="brand"),
    Column(key="example"),
    Column(key="expected", unit=Unit.WORD),
    Column(key="found", unit=Unit.WORD),
    Column(key="passed", unit=Unit.FLAG),
    Column(key="reasons", unit=Unit.LIST),
)

EXPLAIN = (
    Column(key="brand"),
    Column(key="verdict", unit=Unit.WORD),
    Column(key="relevance", unit=Unit.RATIO),
    Column(key="ownership", unit=Unit.WORD),
    Column(key="terms", unit=Unit.LIST),
    Column(key="reasons", unit=Unit.LIST),
    Column(key="verbatim"),
)

REMATCH = (Column(key="brand"), Column(key="gained", unit=Unit.LIST), Column(key="lost", unit=Unit.LIST))


@noun
class Example:
    """One unit test of a rule, and how it ended."""

    brand: str
    text: str
    expected: bool
    mention: Mention | None

    @property
    def found(self) -> Verdict | None:
        return None if self.mention is None else self.mention.verdict

    @property
    def passed(self) -> bool:
        """A yes must be kept; a no may be absent or rejected, and not more."""
        if self.expected:
            return self.found is Verdict.KEPT
        return self.found in {None, Verdict.REJECTED}


def listing(watch: Watch) -> Listing:
    """List the brands with their volumes of all time."""
    counts = _volumes(watch)
    # Before anything was collected no figure is known.
    none = (
        (0, 0, 0) if watch.store.documents.count() or watch.store.documents.collected_since() else (None,) * 3
    )
    rows = tuple(
        {
            "name": brand.name,
            "role": brand.role,
            "mentions": counts.get(brand.name, none)[0],
            "doubtful": counts.get(brand.name, none)[1],
            "owned": counts.get(brand.name, none)[2],
            "rule": rule_of(brand),
        }
        for brand in watch.config.brands
    )
    notes = stale(watch) if rows else (Sentence(key="cli.nothing.no_brands"),)
    return Listing(kind="brands", columns=LIST, rows=rows, notes=notes)


def rule_of(brand: Brand) -> str:
    """Return the rule of a brand in one line: its query, else its names."""
    return brand.query or ", ".join((brand.name, *brand.aliases))


def definition(brand: Brand) -> Row:
    """Return a brand as it is configured."""
    return {
        "name": brand.name,
        "role": brand.role,
        "aliases": list(brand.aliases),
        "handles": list(brand.handles),
        "domains": list(brand.domains),
        "people": list(brand.people),
        "query": brand.query,
        "context": list(brand.context),
        "exclude": list(brand.exclude),
        "case_sensitive": brand.case_sensitive,
        "keep_above": brand.keep_above,
        "reject_below": brand.reject_below,
    }


def _volumes(watch: Watch) -> dict[str | None, tuple[int, ...]]:
    measures = (Measure.VOLUME, Measure.DOUBTFUL, Measure.OWNED)
    tallies = watch.store.documents.tally(Query(by=(By.BRAND,), measures=measures, filter=Filter()))
    return {tally.group[0]: tuple(number or 0 for number in tally.numbers) for tally in tallies}


def tested(watch: Watch, wanted: tuple[str, ...]) -> list[Example]:
    """Run the examples of the brands. Raises UsageError `unknown_brand`."""
    names = brand_names(watch, wanted)
    matcher = watch.matcher()
    return [
        example
        for brand in watch.config.brands
        if not names or brand.name in names
        for example in _examples(brand, matcher, watch.now())
    ]


def _examples(brand: Brand, matcher: Matcher, now: datetime) -> Iterator[Example]:
    for expected, texts in ((True, brand.examples_yes), (False, brand.examples_no)):
        for text in texts:
            document = _document(text, now)
            found = next((one for one in matcher.mentions(document) if one.brand == brand.name), None)
            yield Example(brand=brand.name, text=text, expected=expected, mention=found)


def _document(text: str, now: datetime) -> Document:
    sighting = Sighting(source="examples", channel=Channel.PAGE, seen_at=now)
    return Document(
        id="example",
        identity=text,
        url=None,
        host=None,
        title="",
        text=text,
        first_seen=now,
        sightings=(sighting,),
    )


def test_listing(examples: Sequence[Example]) -> Listing:
    """Return the examples as rows."""
    rows = tuple(
        {
            "brand": example.brand,
            "example": example.text,
            "expected": Verdict.KEPT if example.expected else Verdict.REJECTED,
            "found": example.found,
            "passed": example.passed,
            "reasons": _reasons(example.mention),
        }
        for example in examples
    )
    failed = sum(1 for example in examples if not example.passed)
    if not rows:
        notes: tuple[Sentence, ...] = (Sentence(key="cli.nothing.no_examples"),)
    else:
        notes = (Sentence(key="cli.tested", facts={"count": failed, "examples": len(rows)}),)
    return Listing(kind="brands_test", columns=TEST, rows=rows, notes=notes)


def _reasons(mention: Mention | None) -> list[Sentence]:
    if mention is None:
        return []
    return [
        Sentence(key=f"reasons.{reason.code}", facts={"word": reason.word} if reason.word else {})
        for reason in mention.reasons
    ]


def explained(watch: Watch, prefix: str, wanted: tuple[str, ...]) -> Listing:
    """Say for each brand why it is, or is not, found in a stored document.

    Raises StoreError `unknown_id`, `ambiguous_id`; UsageError `unknown_brand`.
    """
    document = watch.store.documents.get(prefix)
    names = brand_names(watch, wanted)
    matcher = watch.matcher()
    brands = [brand.name for brand in watch.config.brands if not names or brand.name in names]
    rows = tuple(_explanation(name, matcher.examine(document, name)) for name in brands)
    title = Sentence(
        key="cli.explained", facts={"document": document.id, "title": document.title or document.url or "-"}
    )
    absent = {str(row["brand"]) for row in rows if row["verdict"] is None}
    notes = (title, *_not_found([brand for brand in watch.config.brands if brand.name in absent]))
    return Listing(kind="brands_explain", columns=EXPLAIN, rows=rows, notes=notes)


def _not_found(absent: Sequence[Brand]) -> Iterator[Sentence]:
    """Say which brands the document does not mention, and what was looked for."""
    for key, wanted in (("names", False), ("query", True)):
        names = [brand.name for brand in absent if (brand.query is not None) is wanted]
        if names:
            facts = {"brands": ", ".join(names), "count": len(names)}
            yield Sentence(key=f"cli.not_found.{key}", facts=facts)


def _explanation(name: str, found: Examination) -> Row:
    mention = found.mention
    row: dict[str, object] = {column.key: None for column in EXPLAIN}
    row |= {"brand": name, "terms": [], "reasons": []}
    if mention is None:
        return row
    return row | {
        "verdict": mention.verdict,
        "relevance": mention.relevance,
        "ownership": mention.ownership,
        "terms": list(mention.terms),
        "reasons": _reasons(mention),
        "verbatim": mention.verbatim,
    }


def rematched(watch: Watch, wanted: tuple[str, ...], *, dry_run: bool) -> Listing:
    """Rematch changed brands, or the named ones; list what that gained and lost."""
    from veille.watch.rematch import rematch

    names = brand_names(watch, wanted)
    changes = rematch(watch, brands=names or None, dry_run=dry_run)
    rows = tuple(
        {"brand": change.brand, "gained": list(change.gained), "lost": list(change.lost)}
        for change in changes
    )
    key = "cli.rematched.dry" if dry_run else "cli.rematched.done"
    notes = [
        Sentence(
            key=key,
            facts={"brand": change.brand, "gained": len(change.gained), "lost": len(change.lost)},
        )
        for change in changes
    ]
    if not changes:
        notes = [Sentence(key="cli.rematched.nothing")]
    return Listing(kind="brands_rematch", columns=REMATCH, rows=rows, notes=tuple(notes))
