# SPDX-License-Identifier: MIT
"""`veille brands list` and `show`: what is watched, and how."""

from __future__ import annotations

from veille.model import Brand, Column, Listing, Mention, Row, Sentence, Unit
from veille.questions import By, Filter, Measure, Query
from veille.watch import Watch
from veille.watch.search import brand_names, stale
from veille.watch.soundness import doubts

LIST = (
    Column(key="name"),
    Column(key="role", unit=Unit.WORD),
    Column(key="mentions", unit=Unit.COUNT),
    Column(key="doubtful", unit=Unit.COUNT),
    Column(key="owned", unit=Unit.COUNT),
    Column(key="rule"),
)


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
    found = (doubt.sentence for doubt in doubts(watch, ()))
    notes = (*stale(watch), *found) if rows else (Sentence(key="cli.nothing.no_brands"),)
    return Listing(kind="brands", columns=LIST, rows=rows, notes=notes)


def brand_of(watch: Watch, name: str) -> Brand:
    """Return the configured brand that was typed. Raises UsageError `unknown_brand`."""
    (found,) = brand_names(watch, (name,))
    return next(brand for brand in watch.config.brands if brand.name == found)


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
        "typos": brand.typos,
        "keep_above": brand.keep_above,
        "reject_below": brand.reject_below,
    }


def _volumes(watch: Watch) -> dict[str | None, tuple[int, ...]]:
    measures = (Measure.VOLUME, Measure.DOUBTFUL, Measure.OWNED)
    tallies = watch.store.documents.tally(Query(by=(By.BRAND,), measures=measures, filter=Filter()))
    return {tally.group[0]: tuple(number or 0 for number in tally.numbers) for tally in tallies}


def reasons(mention: Mention | None) -> list[Sentence]:
    """Say why a mention is believed, or not."""
    if mention is None:
        return []
    return [
        Sentence(key=f"reasons.{reason.code}", facts={"word": reason.word} if reason.word else {})
        for reason in mention.reasons
    ]
