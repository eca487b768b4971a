# SPDX-License-Identifier: MIT
"""`veille fetch`: collect what is due, source by source, each in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain

from veille.config import Config
from veille.errors import Exit, LeaseLost, SourceError, UsageError
from veille.i18n import Words
from veille.model import Document, Sentence, Summary
from veille.net import engine
from veille.net.outcomes import Failed, Fetched, Outcome, Skipped, Unchanged
from veille.sources.base import State, Watched
from veille.steps.identify import documents
from veille.steps.match import Matcher
from veille.store.base import AllHeld, Batch, Due, Leased, Registration, Saved, Visit
from veille.watch import Watch
from veille.watch.network import Network

LEASE = timedelta(minutes=5)
HOSTS = 50
BACK_OFF_LIMIT = timedelta(hours=24)
A_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One source that could not be read in this run. `failing_for`: how long it has been so, this run included."""

    source: str
    error: SourceError
    failing_for: timedelta
    newly_a_day: bool
    """This failure is the first past another whole day of failing: once a day is often enough to say so."""


@dataclass(slots=True, kw_only=True)
class Tallied:
    """The counts of one run, as they grow."""

    due: int = 0
    ok: int = 0
    unchanged: int = 0
    failed: int = 0
    seen: int = 0
    new: int = 0
    updated: int = 0
    mentions: int = 0
    rematched: int = 0
    failures: list[Failure] = field(default_factory=list)
    held: bool = False
    out_of_time: bool = False
    purged: int = 0

    @property
    def skipped(self) -> int:
        return self.due - self.ok - self.unchanged - self.failed

    @property
    def exit_code(self) -> Exit:
        """Return what the shell is told (section 3 and 8 of the contract)."""
        tried = self.ok + self.unchanged + self.failed
        if self.held and not tried:
            return Exit.BUSY
        if self.failed and self.failed == self.due:
            return Exit.FAILED
        return Exit.PARTIAL if self.failed or self.out_of_time else Exit.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of fetch: what it was asked, and what it works with.

    `progress` is told (done, due, name, counts) after each source.
    """

    watch: Watch
    network: Network
    started: datetime
    names: tuple[str, ...] = ()
    everything: bool = False
    deadline: float | None = None
    """On the monotonic clock."""
    since: datetime | None = None
    progress: Callable[[int, int, str, Tallied], None] = lambda *_: None

    @property
    def not_tried_since(self) -> datetime | None:
        return self.started if self.everything or self.names else None


def fetch(run: Run) -> Tallied:
    """Collect what is due. Raises UsageError `unknown_source`, StoreError."""
    watch = run.watch
    tallied = Tallied()
    schedule = watch.store.schedule
    _check_names(watch.config, run.names)
    schedule.sync(registrations(watch.config), run.started)
    tallied.rematched = _rematch(watch)
    due = schedule.due(run.started, only=run.names, everything=run.everything)
    waiting = _waiting(run, [one.name for one in due])
    tallied.due = len(due) + len(waiting)
    matcher = watch.matcher()
    while not _over(run):
        lease = schedule.claim(
            run.started,
            hosts=HOSTS,
            lease=LEASE,
            only=run.names,
            not_tried_since=run.not_tried_since,
        )
        if not isinstance(lease, Leased):
            tallied.held = isinstance(lease, AllHeld)
            break
        try:
            _visit(run, lease, matcher, tallied)
        finally:
            schedule.release(lease.token)
    tallied.out_of_time = _over(run) and tallied.skipped > 0
    tallied.purged = _purge(watch)
    return tallied


def preview(watch: Watch, *, names: tuple[str, ...], everything: bool) -> Sequence[Due]:
    """Return what a fetch would take now, writing nothing (`--dry-run`)."""
    _check_names(watch.config, names)
    known = {
        one.name: one for one in watch.store.schedule.due(watch.now(), only=names, everything=everything)
    }
    registered = {state.name for state in watch.store.schedule.states(watch.now())}
    fresh = [source.name for source in watch.config.sources if source.name not in registered]
    order = [source.name for source in watch.config.sources if not names or source.name in names]
    return [known.get(name) or _never_tried(name) for name in order if name in known or name in fresh]


def registrations(config: Config) -> tuple[Registration, ...]:
    """Return the configured sources as the schedule needs them."""
    return tuple(_registration(source) for source in config.sources)


def _registration(source: Watched) -> Registration:
    from hashlib import sha256

    from veille.urls import host

    definition = repr((source.kind, source.source))
    return Registration(
        name=source.name,
        kind=source.kind,
        url=source.url,
        host=host(source.url) or "",
        channel=source.channel,
        every=source.every,
        fingerprint=sha256(definition.encode()).hexdigest()[:16],
    )


def _never_tried(name: str) -> Due:
    from veille.model import Validators

    return Due(name=name, cursor=None, validators=Validators(), moved_to=None, last_success=None, failures=0)


def _check_names(config: Config, names: tuple[str, ...]) -> None:
    known = [source.name for source in config.sources]
    for name in names:
        if name not in known:
            raise UsageError("unknown_source", source=name, known=", ".join(known) or "-")


def _waiting(run: Run, due: Sequence[str]) -> list[str]:
    """Sources that would be due but for a server that asked us to wait: due, and skipped."""
    if run.names:
        return []
    states = run.watch.store.schedule.states(run.started)
    return [
        state.name
        for state in states
        if state.wait_until is not None
        and state.wait_until > run.started
        and not state.stopped
        and state.name not in due
        and run.everything
    ]


def _over(run: Run) -> bool:
    return run.deadline is not None and time.monotonic() >= run.deadline


def _rematch(watch: Watch) -> int:
    from veille.watch.rematch import rematch

    return sum(len(change.gained) for change in rematch(watch))


def _purge(watch: Watch) -> int:
    before = watch.config.retention_before(watch.now())
    return watch.store.upkeep.purge(before) if before is not None else 0


def _visit(run: Run, lease: Leased, matcher: Matcher, tallied: Tallied) -> None:
    """Visit the leased sources and store what each brings."""
    watched = {source.name: source for source in run.watch.config.sources}
    due = {one.name: one for one in lease.sources}
    jobs, faults = _jobs(run, watched, lease)
    renewed = time.monotonic()
    outcomes = engine.fetch(
        jobs,
        send=run.network.send,
        parse=run.network.parse,
        pace=run.network.pace,
        now=run.watch.now,
        until=run.deadline,
    )
    for outcome in chain(faults, outcomes):
        if time.monotonic() - renewed > LEASE.total_seconds() / 2:
            run.watch.store.schedule.renew(lease.token, run.watch.now(), LEASE)
            renewed = time.monotonic()
        if isinstance(outcome, Skipped):
            continue
        try:
            _keep(run, outcome, watched[outcome.name], due[outcome.name], lease, matcher, tallied)
        except LeaseLost:
            continue


def _jobs(run: Run, watched: Mapping[str, Watched], lease: Leased) -> tuple[list[engine.Job], list[Outcome]]:
    """Return what the engine is to do, and the failures of sources whose secret is missing."""
    from veille.config import secrets

    jobs: list[engine.Job] = []
    faults: list[Outcome] = []
    for due in lease.sources:
        source = watched[due.name]
        try:
            headers = secrets(run.watch.config, source)
        except SourceError as error:
            faults.append(Failed(name=due.name, error=error, fetched_at=run.watch.now()))
            continue
        jobs.append(
            engine.Job(
                watched=replace(source, headers=headers),
                state=State(cursor=due.cursor, since=run.since or due.last_success),
                validators=due.validators,
                moved_to=due.moved_to,
            )
        )
    return jobs, faults


def _keep(
    run: Run,
    outcome: Outcome,
    source: Watched,
    due: Due,
    lease: Leased,
    matcher: Matcher,
    tallied: Tallied,
) -> None:
    """Store one outcome and count it."""
    found = _documents(run, outcome, source)
    batch = Batch(visit=_visited(run, outcome, source, due), documents=found)
    saved = run.watch.store.documents.save(batch, matcher.mentions, token=lease.token)
    _count(run, outcome, found, saved, due, tallied)
    done = tallied.ok + tallied.unchanged + tallied.failed
    run.progress(done, tallied.due, outcome.name, tallied)


def _documents(run: Run, outcome: Outcome, source: Watched) -> tuple[Document, ...]:
    if not isinstance(outcome, Fetched | Failed) or not outcome.items:
        return ()
    return documents(
        outcome.items,
        about=outcome.about,
        source=source.name,
        channel=source.channel,
        seen_at=run.started,
        base=source.url,
    )


def _visited(run: Run, outcome: Outcome, source: Watched, due: Due) -> Visit:
    at = outcome.fetched_at
    if isinstance(outcome, Failed):
        return _failed_visit(run, outcome, source, due)
    assert isinstance(outcome, Fetched | Unchanged)
    wait = max(outcome.wait or timedelta(0), source.every)
    return Visit(
        source=outcome.name,
        at=at,
        unchanged=isinstance(outcome, Unchanged),
        cursor=outcome.cursor if isinstance(outcome, Fetched) else due.cursor,
        validators=outcome.validators,
        moved_to=outcome.moved_to,
        next_due=run.started + wait - slack(wait),
        rights=outcome.about.rights if isinstance(outcome, Fetched) else None,
    )


def slack(wait: timedelta) -> timedelta:
    """Let cron be a little early: a run each 30 minutes must find due what it read 29 min 50 s ago."""
    return min(wait / 20, timedelta(seconds=45))


def _failed_visit(run: Run, outcome: Failed, source: Watched, due: Due) -> Visit:
    pause = min(source.every * 2 ** min(due.failures, 12), max(BACK_OFF_LIMIT, source.every))
    wait_until = outcome.fetched_at + outcome.retry_after if outcome.retry_after else None
    next_due = run.started + pause - slack(pause)
    return Visit(
        source=outcome.name,
        at=outcome.fetched_at,
        error=outcome.error.code,
        error_facts=outcome.error.facts,
        cursor=due.cursor,
        validators=due.validators,
        moved_to=outcome.moved_to,
        gone=outcome.error.code == "gone",
        next_due=max(next_due, wait_until) if wait_until else next_due,
        wait_until=wait_until,
    )


def _count(
    run: Run, outcome: Outcome, found: tuple[Document, ...], saved: Saved, due: Due, tallied: Tallied
) -> None:
    tallied.seen += len(outcome.items) if isinstance(outcome, Fetched | Failed) else 0
    tallied.new += saved.new
    tallied.updated += saved.updated
    tallied.mentions += saved.mentions
    if isinstance(outcome, Unchanged):
        tallied.unchanged += 1
    elif isinstance(outcome, Failed):
        tallied.failed += 1
        tallied.failures.append(_failure(run, outcome, due))
    else:
        tallied.ok += 1


def _failure(run: Run, outcome: Failed, due: Due) -> Failure:
    now = run.started
    since = due.failing_since or now
    before = due.last_attempt or since
    return Failure(
        source=outcome.name,
        error=outcome.error,
        failing_for=now - since,
        newly_a_day=(now - since) // A_DAY > (before - since) // A_DAY,
    )


def summary(
    tallied: Tallied, *, started: datetime, finished: datetime, seconds: float, words: Words
) -> Summary:
    """Return the run as one record, in the shape of `fetch --json`."""
    record = {
        "started": started,
        "finished": finished,
        "seconds": round(seconds, 3),
        "sources": {
            "due": tallied.due,
            "ok": tallied.ok,
            "unchanged": tallied.unchanged,
            "failed": tallied.failed,
            "skipped": tallied.skipped,
        },
        "documents": {"seen": tallied.seen, "new": tallied.new, "updated": tallied.updated},
        "mentions": {"new": tallied.mentions, "rematched": tallied.rematched},
        "failures": [_failure_row(failure, words) for failure in tallied.failures],
    }
    return Summary(kind="fetch", record=record, sentences=_sentences(tallied, seconds))


def _failure_row(failure: Failure, words: Words) -> dict[str, object]:
    error = failure.error
    facts = {"source": failure.source, **error.facts}
    return {
        "source": failure.source,
        "code": error.code,
        "status": error.status,
        "message": words(f"errors.{error.code}.what", **facts),
        "hint": words(f"errors.{error.code}.todo", **facts),
    }


def _sentences(tallied: Tallied, seconds: float) -> tuple[Sentence, ...]:
    facts = {"count": tallied.due, "seconds": round(seconds), "read": tallied.ok, "same": tallied.unchanged}
    facts |= {"failed": tallied.failed, "skipped": tallied.skipped}
    found = {"count": tallied.new, "updated": tallied.updated, "mentions": tallied.mentions}
    sentences = [Sentence(key="cli.fetched.sources", facts=facts)]
    sentences.append(Sentence(key="cli.fetched.documents", facts=found))
    if tallied.rematched:
        sentences.append(Sentence(key="cli.fetched.rematched", facts={"count": tallied.rematched}))
    if tallied.purged:
        sentences.append(Sentence(key="cli.fetched.purged", facts={"count": tallied.purged}))
    return tuple(sentences)
