# SPDX-License-Identifier: MIT
"""`veille brands explain`: why a document is, or is not, about each brand, down to the words that decided it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.model import (
    Brand,
    Column,
    Decision,
    Document,
    Figure,
    Listing,
    Place,
    Reason,
    Row,
    Sentence,
    Unit,
    Verdict,
)
from veille.nouns import noun
from veille.steps.match import Examination, Examined
from veille.watch import Watch
from veille.watch.brands import reasons
from veille.watch.named import document_id
from veille.watch.search import brand_names
from veille.watch.weighed import weighed

EXPLAIN = (
    Column(key="brand"),
    Column(key="verdict", unit=Unit.WORD),
    Column(key="relevance", unit=Unit.RATIO),
    Column(key="ownership", unit=Unit.WORD),
    Column(key="terms", unit=Unit.LIST),
    Column(key="reasons", unit=Unit.LIST),
    Column(key="verbatim"),
    Column(key="keep_above", unit=Unit.RATIO),
    Column(key="reject_below", unit=Unit.RATIO),
    Column(key="hits", unit=Unit.LIST),
    Column(key="weights", unit=Unit.LIST),
    Column(key="answers", unit=Unit.COUNT),
    Column(key="decided", unit=Unit.WORD),
    Column(key="decided_at", unit=Unit.TIME),
    Column(key="also_required", unit=Unit.LIST),
)

_SHOWN_HITS = 12
"""Hits of one brand that a person is shown; data has all of them."""


@noun
class Explained:
    """All that is known of one brand in one document."""

    brand: Brand
    found: Examination
    decision: Decision | None
    document: Document

    def written(self, hit: Examined) -> str | None:
        """Return the words of a hit as the document has them."""
        part = {Place.TITLE: self.document.title, Place.TEXT: self.document.text}.get(hit.place)
        return part[hit.start : hit.end] if part and hit.end else None

    @property
    def decided(self) -> Verdict | None:
        """What a person said."""
        return self.decision.verdict if self.decision else None


@noun
class Explanation:
    """A document, and what was found of each brand in it."""

    document: Document
    brands: tuple[Explained, ...]


def explained(watch: Watch, prefix: str, wanted: tuple[str, ...]) -> Explanation:
    """Examine a stored document for the brands.

    Raises StoreError `unknown_id`, `ambiguous_id`, and as `document_id`; UsageError `unknown_brand`.
    """
    document = watch.store.documents.get(document_id(watch, prefix))
    names = brand_names(watch, wanted)
    matcher = watch.matcher()
    said = {decision.brand: decision for decision in watch.store.decisions.of([document.id])}
    return Explanation(
        document=document,
        brands=tuple(
            Explained(
                brand=brand,
                found=matcher.examine(document, brand.name),
                decision=said.get(brand.name),
                document=document,
            )
            for brand in watch.config.brands
            if not names or brand.name in names
        ),
    )


def listing(what: Explanation) -> Listing:
    """Return an explanation as rows, for data."""
    return Listing(kind="brands_explain", columns=EXPLAIN, rows=tuple(map(_row, what.brands)))


def _row(one: Explained) -> Row:
    mention = one.found.mention
    row: dict[str, object] = {
        "brand": one.brand.name,
        "keep_above": one.found.keep_above,
        "reject_below": one.found.reject_below,
        "answers": one.found.answers,
        "terms": [],
        "reasons": reasons(mention),
        "hits": [_hit(hit, one.written(hit)) for hit in one.found.hits],
        "weights": [_weight(reason) for reason in one.found.reasons],
        "decided": one.decided,
        "decided_at": one.decision.decided_at if one.decision and one.decided else None,
        "also_required": [_hit(hit, one.written(hit)) for hit in one.found.required],
    }
    if mention is None:
        return row
    return row | {
        "verdict": mention.verdict,
        "relevance": mention.relevance,
        "ownership": mention.ownership,
        "terms": list(mention.terms),
        "verbatim": mention.verbatim,
    }


def _hit(hit: Examined, written: str | None) -> Row:
    return {
        "term": hit.term,
        "code": hit.code,
        "written": written,
        "place": hit.place,
        "start": hit.start if hit.end else None,
        "end": hit.end or None,
        "around": hit.around,
        "dropped_by": hit.dropped_by,
    }


def _weight(reason: Reason) -> Row:
    return {"code": reason.code, "word": reason.word, "weight": reason.weight}


# --- in words ---------------------------------------------------------------------------------------------


def sentences(what: Explanation) -> Iterator[Sentence]:
    """Say an explanation line by line; each key is under `cli.explain`."""
    document = what.document
    title = document.title or document.url or "-"
    yield Sentence(key="cli.explain.document", facts={"document": document.id, "title": title})
    for one in what.brands:
        if one.found.hits or one.decided:
            yield from _brand(one)


def _brand(one: Explained) -> Iterator[Sentence]:
    found, mention = one.found, one.found.mention
    if mention is None:
        yield Sentence(key="cli.explain.absent", facts={"brand": one.brand.name})
    else:
        facts = {
            "brand": one.brand.name,
            "verdict": mention.verdict,
            "relevance": _number(mention.relevance),
            "keep": _number(found.keep_above),
            "reject": _number(found.reject_below),
        }
        yield Sentence(key="cli.explain.rated", facts=facts)
    if one.decision is not None and one.decided is not None:
        key = "confirmed" if mention and mention.verdict is one.decided else "decided"
        said = {"verdict": one.decided, "day": one.decision.decided_at.date()}
        yield Sentence(key=f"cli.explain.{key}", facts=said)
    yield from _hits(one)
    if mention is not None:
        yield from weighed(mention, one.document)
        if found.answers is not None:
            yield Sentence(key="cli.explain.taught", facts={"count": found.answers})


def _hits(one: Explained) -> Iterator[Sentence]:
    """Say where the name stands, then what the query asks for beside it."""
    hits, required = one.found.hits, one.found.required
    yield from (_told(hit, one.written(hit)) for hit in hits[:_SHOWN_HITS])
    yield from (_required(hit, one.written(hit)) for hit in required[:_SHOWN_HITS])
    more = len(hits[_SHOWN_HITS:]) + len(required[_SHOWN_HITS:])
    if more:
        yield Sentence(key="cli.explain.more", facts={"count": more})


def _required(hit: Examined, written: str | None) -> Sentence:
    facts = {"term": hit.term, "place": hit.place, "around": hit.around, "start": hit.start, "end": hit.end}
    if written == hit.term:
        return Sentence(key="cli.explain.required", facts=facts)
    return Sentence(key="cli.explain.required_as", facts=facts | {"written": written})


def _told(hit: Examined, written: str | None) -> Sentence:
    facts: dict[str, object] = {"term": hit.term, "place": hit.place, "around": hit.around}
    if written is None:
        return Sentence(key="cli.explain.beside", facts=facts)
    facts |= {"start": hit.start, "end": hit.end}
    if hit.dropped_by is not None:
        return Sentence(key="cli.explain.dropped", facts=facts | {"word": hit.dropped_by})
    if written == hit.term:
        return Sentence(key="cli.explain.hit", facts=facts)
    return Sentence(key="cli.explain.hit_as", facts=facts | {"written": written})


def _number(value: float) -> Figure:
    return Figure(round(value, 2), Unit.TEXT)


def absent(what: Explanation) -> Iterator[Sentence]:
    """Say which brands the document does not mention, and what was looked for."""
    missing: Sequence[Brand] = [one.brand for one in what.brands if one.found.mention is None]
    for key, wanted in (("names", False), ("query", True)):
        names = [brand.name for brand in missing if (brand.query is not None) is wanted]
        if names:
            facts = {"brands": ", ".join(names), "count": len(names)}
            yield Sentence(key=f"cli.not_found.{key}", facts=facts)
