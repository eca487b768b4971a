# SPDX-License-Identifier: MIT
"""Runs the examples of the watch file through the rules: sentences that a brand must, or must not, keep."""

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
    Sentence,
    Sighting,
    Unit,
    Verdict,
)
from veille.nouns import noun, replace
from veille.steps.match import Matcher
from veille.watch import Watch
from veille.watch.brands import reasons
from veille.watch.search import brand_names

TEST = (
    Column(key="brand"),
    Column(key="example"),
    Column(key="expected", unit=Unit.WORD),
    Column(key="found", unit=Unit.WORD),
    Column(key="passed", unit=Unit.FLAG),
    Column(key="reasons", unit=Unit.LIST),
)


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
            found = matcher.examine(_document(text, now), brand.name).mention
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


def told(found: Listing) -> Listing:
    """Return the rows for a person: what was not found is said so."""
    rows = tuple({**row, "found": row["found"] or "not_found"} for row in found.rows)
    return replace(found, rows=rows)


def listing(examples: Sequence[Example], wanted: Sequence[str] = ()) -> Listing:
    """Return the examples as rows; `wanted` are the brands that were asked for, none: all."""
    rows = tuple(
        {
            "brand": example.brand,
            "example": example.text,
            "expected": Verdict.KEPT if example.expected else Verdict.REJECTED,
            "found": example.found,
            "passed": example.passed,
            "reasons": reasons(example.mention),
        }
        for example in examples
    )
    failed = sum(1 for example in examples if not example.passed)
    notes: tuple[Sentence, ...] = ()
    if rows:
        notes = (Sentence(key="cli.tested", facts={"count": failed, "examples": len(rows)}),)
    elif not wanted:
        notes = (Sentence(key="cli.nothing.no_examples"),)
    without = [name for name in wanted if all(name != example.brand for example in examples)]
    if without:
        facts = {"brands": ", ".join(without), "count": len(without)}
        notes = (*notes, Sentence(key="cli.nothing.no_example_of", facts=facts))
    return Listing(kind="brands_test", columns=TEST, rows=rows, notes=notes)
