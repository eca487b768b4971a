# SPDX-License-Identifier: MIT
"""`veille brands rematch`: makes the stored mentions those of the brands as they are defined now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from veille.model import Column, Document, Figure, Listing, Mention, Row, Sentence, Unit, Verdict
from veille.nouns import field, noun
from veille.steps.match import Matcher
from veille.store.rematched import Glimpse, Rematched
from veille.watch import Watch
from veille.watch.learning import relearn
from veille.watch.search import brand_names
from veille.watch.soundness import Doubt, of_counts, of_definition

REMATCH = (
    Column(key="brand"),
    Column(key="gained", unit=Unit.LIST),
    Column(key="lost", unit=Unit.LIST),
    Column(key="gained_mentions", unit=Unit.LIST),
    Column(key="lost_mentions", unit=Unit.LIST),
    Column(key="gained_sure", unit=Unit.COUNT),
    Column(key="lost_sure", unit=Unit.COUNT),
    Column(key="now_kept", unit=Unit.COUNT),
    Column(key="now_doubtful", unit=Unit.COUNT),
    Column(key="documents", unit=Unit.COUNT),
    Column(key="taken", unit=Unit.COUNT),
    Column(key="rejected", unit=Unit.COUNT),
    Column(key="kept_by_hand", unit=Unit.COUNT),
    Column(key="share", unit=Unit.RATIO),
    Column(key="days", unit=Unit.COUNT),
    Column(key="weekly", unit=Unit.COUNT),
    Column(key="warnings", unit=Unit.LIST),
)

GLIMPSE = (
    Column(key="id"),
    Column(key="title"),
    Column(key="host"),
    Column(key="published", unit=Unit.TIME),
    Column(key="verbatim"),
    Column(key="url", unit=Unit.URL),
)

Progress = Callable[[], None]
"""Is called for each document that is matched again."""

SHOWN = 5
"""Mentions gained, and lost, that a person is shown of each brand."""

_WEEKS = 4
"""The latest complete weeks tell what to expect."""


@noun
class _Counting:
    """Matches some brands as the matcher does, and counts the mentions that the rule finds and rejects, by brand."""

    matcher: Matcher
    brands: frozenset[str]
    progress: Progress
    taken: dict[str, Counter[date]] = field(default_factory=dict)
    rejected: Counter[str] = field(default_factory=Counter)

    def __call__(self, document: Document) -> Iterator[Mention]:
        self.progress()
        for mention in self.matcher.mentions(document, self.brands):
            if mention.verdict is Verdict.REJECTED:
                self.rejected[mention.brand] += 1
            else:
                moment = document.moment
                monday = moment.date() - timedelta(days=moment.weekday())
                self.taken.setdefault(mention.brand, Counter())[monday] += 1
            yield mention


@noun
class Change:
    """What a new rule changes, and what it would bring."""

    made: Rematched
    by_week: Mapping[date, int]
    """Documents that the rule keeps or doubts, by Monday, whatever people said of them."""
    rejected: int
    weekly: float | None
    """Mentions to expect in a week; None where too few days are stored to say."""
    days: int
    """Days from the first stored document to the last."""
    doubts: tuple[Doubt, ...]
    gone: bool = False
    """The brand left the watch file."""

    @property
    def taken(self) -> int:
        """Documents that the rule keeps or doubts."""
        return sum(self.by_week.values())

    @property
    def share(self) -> float | None:
        """Share of the stored documents that it takes."""
        return self.taken / self.made.examined if self.made.examined else None

    @property
    def silent(self) -> bool:
        """Nothing is otherwise than before."""
        made = self.made
        return not (made.gained or made.lost or made.now_kept or made.now_doubtful)


def rematch(
    watch: Watch,
    *,
    brands: Sequence[str] | None = None,
    dry_run: bool = False,
    progress: Progress = lambda: None,
) -> list[Change]:
    """Match all documents again for changed brands (or for `brands`); return what that changes."""
    matcher = watch.matcher()
    prints = matcher.fingerprints
    names = watch.store.documents.stale(prints) if brands is None else brands
    if not names:
        return []
    counting = _Counting(matcher=matcher, brands=frozenset(names), progress=progress)
    made = watch.store.documents.rematch(prints, counting, brands=names, dry_run=dry_run)
    return [
        _change(watch, one, counting.taken.get(one.brand, {}), counting.rejected[one.brand]) for one in made
    ]


def _change(watch: Watch, made: Rematched, by_week: Mapping[date, int], rejected: int) -> Change:
    taken = sum(by_week.values())
    found = [
        doubt
        for brand in watch.config.brands
        if brand.name == made.brand
        for doubt in (
            *of_definition(watch, brand),
            of_counts(brand.name, documents=made.examined, taken=taken, rejected=rejected),
        )
    ]
    days = (made.last.date() - made.first.date()).days + 1 if made.first and made.last else 0
    return Change(
        made=made,
        by_week=by_week,
        rejected=rejected,
        weekly=expected(made, by_week, watch.now()),
        days=days,
        doubts=tuple(doubt for doubt in found if doubt is not None),
        gone=all(brand.name != made.brand for brand in watch.config.brands),
    )


def expected(made: Rematched, by_week: Mapping[date, int], now: datetime) -> float | None:
    """Return how many mentions to expect in a week: the mean of the latest four complete ones; None: of too few days."""
    if made.first is None or made.last is None:
        return None
    last = min(made.last, now).date()
    monday = last - timedelta(days=last.weekday())
    # The week of the last document is complete only on its Sunday.
    start = monday if last.weekday() == 6 else monday - timedelta(weeks=1)  # noqa: PLR2004 - Sunday
    weeks = [start - timedelta(weeks=number) for number in range(_WEEKS)]
    whole = [week for week in weeks if week >= made.first.date()]
    return sum(by_week.get(week, 0) for week in whole) / len(whole) if whole else None


def rematched(
    watch: Watch, wanted: tuple[str, ...], *, dry_run: bool, progress: Progress = lambda: None
) -> tuple[list[Change], int]:
    """Rematch changed brands, or the named ones; return also how many verdicts filters changed that were behind.

    Raises UsageError `unknown_brand`.
    """
    names = brand_names(watch, wanted) or None
    moved = 0 if dry_run else relearn(watch)
    return rematch(watch, brands=names, dry_run=dry_run, progress=progress), moved


# --- told -------------------------------------------------------------------------------------------------


def listing(changes: Sequence[Change]) -> Listing:
    """Return the changes as rows, for data."""
    return Listing(kind="brands_rematch", columns=REMATCH, rows=tuple(map(_row, changes)))


def counts(change: Change) -> Row:
    """Return a change as counts, for the record of a fetch."""
    made = change.made
    return {
        "brand": made.brand,
        "gained": len(made.gained),
        "lost": len(made.lost),
        "now_kept": made.now_kept,
        "now_doubtful": made.now_doubtful,
    }


def _row(change: Change) -> Row:
    made = change.made
    return {
        "brand": made.brand,
        "gained": list(made.gained),
        "lost": list(made.lost),
        "gained_mentions": [_record(one) for one in made.shown_gained],
        "lost_mentions": [_record(one) for one in made.shown_lost],
        "gained_sure": made.gained_sure,
        "lost_sure": made.lost_sure,
        "now_kept": made.now_kept,
        "now_doubtful": made.now_doubtful,
        "documents": made.examined,
        "taken": change.taken,
        "rejected": change.rejected,
        "kept_by_hand": made.held,
        "share": None if change.share is None else round(change.share, 4),
        "days": change.days,
        "weekly": None if change.weekly is None else round(change.weekly, 1),
        "warnings": [doubt.record for doubt in change.doubts],
    }


def _record(one: Glimpse) -> Row:
    return {
        "id": one.id,
        "title": one.title,
        "host": one.host,
        "published": one.moment,
        "verbatim": one.verbatim,
        "verdict": one.verdict,
    }


def cards(glimpses: Sequence[Glimpse]) -> Listing:
    """Return the first of the mentions gained or lost, for a person."""
    rows = tuple({**_record(one), "url": None} for one in glimpses[:SHOWN])
    return Listing(kind="brands_rematch", columns=GLIMPSE, rows=rows)


def summary(change: Change, *, dry_run: bool) -> Sentence:
    """Say in one line what changed, or would."""
    made, when = change.made, "dry" if dry_run else "done"
    if change.gone:
        facts: dict[str, object] = {"brand": made.brand, "lost": len(made.lost)}
        return Sentence(key=f"cli.rematched.gone_{when}", facts=facts)
    facts = {
        "brand": made.brand,
        "gained": len(made.gained),
        "lost": len(made.lost),
        "gained_sure": made.gained_sure,
        "lost_sure": made.lost_sure,
        "kept": made.now_kept,
        "doubtful": made.now_doubtful,
    }
    same = "same_" if change.silent else ""
    return Sentence(key=f"cli.rematched.{same}{when}", facts=facts)


def outlook(change: Change) -> Iterator[Sentence]:
    """Say what share of what is stored the rule takes, and what to expect of it in a week."""
    if change.share is None or change.gone:
        return
    facts = {
        "share": Figure(change.share, Unit.RATIO),
        "count": change.made.examined,
        "taken": change.taken,
        "rejected": change.rejected,
    }
    yield Sentence(key="cli.rematched.share", facts=facts)
    if change.made.held:
        yield Sentence(key="cli.rematched.held", facts={"count": change.made.held})
    if change.weekly is None:
        yield Sentence(key="cli.rematched.too_few_days", facts={"count": change.days})
    else:
        yield Sentence(key="cli.rematched.weekly", facts={"count": round(change.weekly)})
