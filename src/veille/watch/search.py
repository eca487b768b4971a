# SPDX-License-Identifier: MIT
"""`veille search` and `veille mentions`: from a question in words to rows."""

from __future__ import annotations

from veille import expression
from veille.errors import UsageError
from veille.expression import Expression
from veille.expression.about import mention_fields
from veille.model import Listing, Sentence, Verdict
from veille.nouns import field, noun, replace
from veille.questions import Filter, Sort, Status
from veille.store.base import DocumentRow, Found, MentionRow
from veille.watch import Watch, columns
from veille.watch.when import When, instants


@noun
class Wanted:
    """What a person asked to see."""

    query: str | None = None
    brands: tuple[str, ...] = ()
    when: When = field(default_factory=When)
    status: Status | None = None
    limit: int | None = None
    sort: Sort = Sort.DATE


def search(watch: Watch, wanted: Wanted) -> Listing:
    """Find documents, or with brands their mentions. Raises QueryError, UsageError, StoreError."""
    if wanted.brands or wanted.status is not None:
        return mentions(watch, wanted, kind="search")
    where = replace(asked(watch, wanted), verdicts=None)  # a document needs no mention to be found
    found = watch.store.documents.search(where, sort=wanted.sort, limit=wanted.limit)
    rows = tuple(columns.document_row(row) for row in found.rows)
    notes = _footer(found) if found.total else _no_document(watch, wanted)
    if rows:
        named = sum(1 for row in found.rows if row.brands)
        key = "named" if len(rows) == found.total and found.complete else "named_shown"
        notes = (*notes, Sentence(key=f"cli.footer.{key}", facts={"count": named}))
    return Listing(kind="search", columns=columns.DOCUMENT, rows=rows, notes=notes)


def mentions(watch: Watch, wanted: Wanted, *, kind: str = "mentions") -> Listing:
    """List mentions. Raises QueryError, UsageError, StoreError."""
    found = watch.store.documents.mentions(asked(watch, wanted), sort=wanted.sort, limit=wanted.limit)
    rows = tuple(columns.mention_row(row) for row in found.rows)
    notes = _footer(found) if found.total else _no_mention(watch, wanted)
    return Listing(kind=kind, columns=columns.MENTION, rows=rows, notes=(*notes, *stale(watch)))


def brand_names(watch: Watch, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the configured names behind what was typed (case and accents aside).

    Raises UsageError `unknown_brand`.
    """
    from veille.text import slug

    by_slug = {slug(brand.name): brand.name for brand in watch.config.brands}
    unknown = [name for name in wanted if slug(name) not in by_slug]
    if unknown:
        known = ", ".join(brand.name for brand in watch.config.brands) or "-"
        raise UsageError("unknown_brand", brand=unknown[0], known=known)
    return tuple(dict.fromkeys(by_slug[slug(name)] for name in wanted))


def asked(watch: Watch, wanted: Wanted) -> Filter:
    """Return what `mentions` asks the store for. Raises QueryError, UsageError."""
    zone = watch.config.timezone
    since, until = instants(wanted.when.span(today=watch.today), zone)
    where = None
    if wanted.query is not None:
        queries = watch.config.queries
        where = expression.parse(wanted.query, today=watch.today, zone=zone, queries=queries)
    return Filter(
        brands=brand_names(watch, wanted.brands) or None,
        since=since,
        until=until,
        where=where,
        verdicts=_verdicts(wanted.status, where),
        status=wanted.status,
    )


def _verdicts(status: Status | None, where: Expression | None) -> tuple[Verdict, ...] | None:
    """Rejected mentions are left out unless asked for, as by a query that names verdicts."""
    if status is Status.ALL or (status is None and where is not None and "verdict" in mention_fields(where)):
        return None
    if status in {Status.KEPT, Status.DOUBTFUL, Status.REJECTED}:
        return (Verdict(str(status)),)
    return (Verdict.KEPT, Verdict.DOUBTFUL)


def _footer(found: Found[DocumentRow] | Found[MentionRow]) -> tuple[Sentence, ...]:
    shown = len(found.rows)
    if not found.complete:
        return (Sentence(key="cli.footer.least", facts={"count": found.total, "shown": shown}),)
    if shown == found.total:
        return (Sentence(key="cli.footer.all", facts={"count": found.total}),)
    return (Sentence(key="cli.footer.some", facts={"count": found.total, "shown": shown}),)


def _no_document(watch: Watch, wanted: Wanted) -> tuple[Sentence, ...]:
    """Say why no document was found, and what to type next."""
    documents = watch.store.documents.count()
    if documents == 0:
        return (Sentence(key="cli.nothing.no_documents"),)
    if wanted.when.given:
        return (Sentence(key="cli.nothing.period"), *doubts(watch, wanted))
    return (Sentence(key="cli.nothing.query", facts={"count": documents}), *doubts(watch, wanted))


def _no_mention(watch: Watch, wanted: Wanted) -> tuple[Sentence, ...]:
    """Say why no mention was found: none there is, or what was asked for leaves none."""
    documents = watch.store.documents.count()
    if documents == 0:
        return (Sentence(key="cli.nothing.no_documents"),)
    if not watch.config.brands:
        return (Sentence(key="cli.nothing.no_brands"),)
    there = watch.store.documents.mentions(Filter(), sort=Sort.DATE, limit=0).total
    if there == 0:
        return (Sentence(key="cli.nothing.mentions", facts={"count": documents}),)
    if wanted.when.given and wanted.query is None and wanted.status is None and not wanted.brands:
        return (Sentence(key="cli.nothing.period"),)
    return (Sentence(key="cli.nothing.filter", facts={"count": there}), *doubts(watch, wanted))


def doubts(watch: Watch, wanted: Wanted) -> tuple[Sentence, ...]:
    """Name what of a query may be why it found nothing."""
    if wanted.query is None:
        return ()
    from veille.watch.doubts import unfound

    return tuple(
        Sentence(key="cli.nothing.note", facts={"what": note}) for note in unfound(watch, wanted.query)
    )


def stale(watch: Watch) -> tuple[Sentence, ...]:
    """Say when a brand's definition changed since its mentions were made."""
    changed = watch.store.documents.stale(watch.fingerprints)
    if not changed or watch.store.documents.count() == 0:
        return ()
    return (Sentence(key="cli.stale", facts={"brands": ", ".join(changed), "count": len(changed)}),)
