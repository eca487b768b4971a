# SPDX-License-Identifier: MIT
"""What a store is, noun by noun: the protocols that watch/ and the reports speak, whatever the database.

A store is given plain values and gives plain values. Each docstring says who calls and what may be raised
(all may raise StoreError). Instants are aware UTC; windows are half-open [since, until).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from veille.model import Channel, Document, FollowUp, Mention, Tone, Validators, Verdict
from veille.nouns import field, noun
from veille.questions import Filter, Query, Sort, SourceState, Tally
from veille.store.decisions import Decisions
from veille.store.rematched import Rematched

T = TypeVar("T")


@noun
class Registration:
    """A configured source as the store needs it. `fingerprint` changes when its address or options do."""

    name: str
    kind: str
    url: str
    host: str
    channel: Channel
    every: timedelta
    fingerprint: str


@noun
class Due:
    """One source to visit now, with what the last visit left."""

    name: str
    cursor: Mapping[str, str]
    validators: Validators
    moved_to: str | None
    last_success: datetime | None
    last_attempt: datetime | None = None
    failing_since: datetime | None = None
    failures: int


@noun
class Leased:
    """Sources that are ours until the lease ends."""

    token: str
    sources: tuple[Due, ...]


@noun
class AllHeld:
    """Something is due, and other runs hold all of it."""

    names: tuple[str, ...]


@noun
class NothingDue:
    """Nothing is left to do; `next_due` says when something is, `waiting` who asked us to wait till then."""

    next_due: datetime | None
    waiting: tuple[str, ...] = ()


class Schedule(Protocol):
    """When each source is visited, and by whom."""

    def sync(self, sources: Sequence[Registration], now: datetime) -> None:
        """Make the schedule hold exactly these sources. Called by watch at the start of each run.

        A source that left the watch file keeps its documents and sightings; a changed fingerprint forgets
        validators, cursor, moved_to and a stop, and `last_success` as `claim` tells it: what the source is now
        asked for, it was not asked for before.
        """

    def claim(
        self,
        now: datetime,
        *,
        hosts: int,
        lease: timedelta,
        only: Sequence[str] = (),
        not_tried_since: datetime | None = None,
    ) -> Leased | AllHeld | NothingDue:
        """Take the due sources of up to `hosts` free hosts. Called by watch.fetch until nothing is due.

        A store works on one lease at a time: claiming again gives back what its earlier one still held.
        `only` names sources taken whether due or not, stopped ones and waiting ones included; each is taken
        once, `not_tried_since` says what counts as once. `not_tried_since` without `only` takes all sources
        that no attempt was made at since then (`--all`), but not stopped ones, nor those a server asked us
        to leave alone until later. Leases of dead processes of this machine are broken at once.
        """

    def due(self, now: datetime, *, only: Sequence[str] = (), everything: bool = False) -> Sequence[Due]:
        """What `claim` would take, leases aside, without taking it. Called by `fetch --dry-run`."""

    def renew(self, token: str, now: datetime, lease: timedelta) -> None:
        """Lengthen a lease at its half-life. Raises LeaseLost."""

    def release(self, token: str) -> None:
        """Give back what is left of a lease."""

    def note_gap(self, source: str, at: datetime) -> None:
        """Remember that this visit may have missed something. Called by watch.fetch after save."""

    def states(self, now: datetime) -> Sequence[SourceState]:
        """Return all configured sources in the order of the watch file."""


@noun
class Visit:
    """How one visit of a source ended, for its row in the schedule."""

    source: str
    at: datetime
    error: str | None = None
    error_facts: Mapping[str, object] = field(default_factory=dict)
    unchanged: bool = False
    cursor: Mapping[str, str] | None = None
    validators: Validators | None = None
    moved_to: str | None = None
    gone: bool = False
    """410: the source is stopped."""
    next_due: datetime | None = None
    wait_until: datetime | None = None
    rights: str | None = None


@noun
class Batch:
    """What one visit brought. A failed visit keeps what it read before it failed.

    `pages`: the pages behind what this source shows for the first time are to be read (see Pages).
    """

    visit: Visit
    documents: tuple[Document, ...] = ()
    pages: bool = False


@noun
class Saved:
    """What a batch changed: `mentions` counts those first stored now, kept or doubtful, owned included."""

    new: int = 0
    updated: int = 0
    mentions: int = 0


MatchAll = Callable[[Document], Iterable[Mention]]


@noun
class DocumentRow:
    """One document found (text left empty), the brands it mentions (rejected ones left out), its extract."""

    document: Document
    brands: tuple[str, ...]
    verbatim: str


@noun
class MentionRow:
    """One stored mention with its document (text left empty: lists do not read it), and what people said of it.

    `mention.verdict` is a person's where there is one (`decided`); `computed` is what the filter says, None
    where the rule no longer finds a mention that a person kept.
    """

    id: str
    document: Document
    mention: Mention
    story: str | None = None
    copies: int | None = None
    tone: Tone | None = None
    tone_score: float | None = None
    decided: bool = False
    computed: Verdict | None = None
    status: FollowUp | None = None
    tags: tuple[str, ...] = ()
    assignee: str | None = None
    note: str | None = None


@noun
class Found(Generic[T]):
    """Some rows, and how many there are without the limit; not `complete`: at least so many."""

    rows: tuple[T, ...]
    total: int
    complete: bool = True


class Documents(Protocol):
    """Documents, the mentions found in them, and the questions asked of both."""

    def save(self, batch: Batch, match: MatchAll, *, token: str | None) -> Saved:
        """Write one visit whole, in one transaction. Called by watch.fetch and watch.add.

        Documents are merged with what other sources showed of them, so that order does not matter: earliest
        first_seen and published, latest updated, the longest version of the text with its title. A source
        that shows a document again replaces its own earlier version. `match` is called, inside the
        transaction, on each document whose merged content or sightings changed. The visit's row (validators,
        cursor, next due time) is written last. `token` None is for documents added by hand. Raises LeaseLost
        (nothing was written).
        """

    def get(self, prefix: str) -> Document:
        """Return the document whose id (or one of whose mentions' ids) begins so, text included.

        Raises StoreError `unknown_id` or `ambiguous_id` (fact `candidates`: ids with titles, at most five).
        """

    def at_address(self, address: str) -> Sequence[str]:
        """Return the ids of the documents at an address, in whichever of its spellings, the latest first."""

    def search(self, where: Filter, *, sort: Sort, limit: int | None) -> Found[DocumentRow]:
        """Find documents. Called by watch.search without --brand; where.brands must be None."""

    def mentions(self, where: Filter, *, sort: Sort, limit: int | None) -> Found[MentionRow]:
        """Find mentions. Called by watch.mentions, watch.search with --brand, and extracts of reports."""

    def mention_ids(self, where: Filter) -> Sequence[str]:
        """Return the ids of all mentions that `mentions` finds, the latest first. Called by watch.label."""

    def tally(self, query: Query) -> Sequence[Tally]:
        """Count mentions. Called for reports. Slices without any mention are left out."""

    def collected(self, since: datetime | None, until: datetime | None) -> Mapping[str, int]:
        """Return how many documents of that time each source showed, by name; none: absent (coverage)."""

    def excerpts(self, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        """Return, of the documents of that time, how many are known by an excerpt only, and of how many that is told."""

    def count(self) -> int:
        """Return how many documents there are."""

    def collected_since(self) -> datetime | None:
        """Return when collection began: the first successful visit, None before it."""

    def stale(self, fingerprints: Mapping[str, str]) -> Sequence[str]:
        """Return the brands whose stored mentions were not made by these definitions, gone ones included."""

    def rematch(
        self,
        fingerprints: Mapping[str, str],
        match: MatchAll,
        *,
        brands: Sequence[str],
        dry_run: bool = False,
    ) -> Sequence[Rematched]:
        """Match all documents again for these brands and store the difference. Called by watch.rematch.

        A brand absent from `fingerprints` left the watch file: its mentions go, what people said of them stays.
        """

    def rerate(self, match: MatchAll, brand: str) -> int:
        """Match the documents that mention a brand again, for this brand alone; return how many verdicts changed.

        Called by watch.learning. Decisions stand; what an older definition made is left to rematch.
        """

    def these(self, ids: Sequence[str]) -> Sequence[MentionRow]:
        """Return the mentions of these whole ids, in this order; those that are gone are left out."""

    def each(self, since: datetime | None = None) -> Iterator[Document]:
        """Yield all documents, text included, in the order of their public ids (`brands test`, explain)."""


@noun
class Unread:
    """A document whose page is to be read, and what is known of it already."""

    id: str
    url: str
    channel: Channel
    tries: int


@noun
class PageRead:
    """How the reading of one page ended: what it says, or the code of what went wrong.

    `whole` says that the text is all of the article. `again` is when to try again; None: never.
    """

    id: str
    title: str = ""
    text: str = ""
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    whole: bool = False
    error: str | None = None
    again: datetime | None = None


class Pages(Protocol):
    """The pages behind headlines, each read once. Called by watch.reading."""

    def claim(self, now: datetime, lease: timedelta) -> str | None:
        """Take the reading of pages for this run; None while another run has it."""

    def renew(self, token: str, now: datetime, lease: timedelta) -> None:
        """Lengthen that lease. Raises LeaseLost."""

    def release(self, token: str) -> None:
        """Give it back."""

    def waiting(self, now: datetime, *, limit: int) -> Sequence[Unread]:
        """Return pages to read now, those that waited longest first."""

    def count(self, now: datetime) -> int:
        """Return how many pages wait to be read now."""

    def save(self, page: PageRead, match: MatchAll, *, token: str) -> Saved:
        """Write how a reading ended, and merge what it says into its document. Raises LeaseLost."""


class Upkeep(Protocol):
    """Care of the store itself: `veille db`, `doctor`, retention."""

    def info(self) -> Mapping[str, object]:
        """Return facts of the store: path, bytes, schema, counts of rows, first and last dates."""

    def check(self) -> Sequence[Mapping[str, object]]:
        """Return what is wrong, empty if nothing: `{"code", "facts"}`, words in `db.problems.<code>`."""

    def backup(self, target: Path) -> None:
        """Write one consistent copy, complete or not at all. Raises FileError if `target` exists."""

    def export(self, *, clock: bool) -> Iterator[Mapping[str, object]]:
        """Yield all documents with their sightings and mentions, ordered by public id, JSON-ready.

        Without `clock`, times of our own are left out, and so is what follows from them (which sighting was
        the first): two bases with the same content yield the same.
        """

    def purge(self, before: datetime) -> int:
        """Delete documents first seen before then; their daily counts stay in tallies, and what people said.

        Those with a mention that a person kept, tagged, noted or has to do stay.
        Returns how many went. Called at the end of a fetch when the watch file sets `retention`.
        """


class Store(Protocol):
    """One opened database. Close it; reading stores never write."""

    @property
    def schedule(self) -> Schedule: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def pages(self) -> Pages: ...
    @property
    def upkeep(self) -> Upkeep: ...
    def close(self) -> None: ...
