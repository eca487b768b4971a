# SPDX-License-Identifier: MIT
"""The visits of one lease: what the engine is asked, and how each outcome becomes one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

from veille.errors import LeaseLost, SourceError
from veille.model import Document
from veille.net import engine
from veille.net.outcomes import Failed, Fetched, Outcome, Skipped, Unchanged
from veille.nouns import noun
from veille.sources.base import State, Watched
from veille.steps.identify import documents
from veille.steps.match import Matcher
from veille.store.base import Batch, Due, Leased, Saved, Visit
from veille.watch import Watch
from veille.watch.network import Network
from veille.watch.pacing import last_asked
from veille.watch.tallied import Failure, Gap, Tallied

LEASE = timedelta(minutes=5)
BACK_OFF_LIMIT = timedelta(hours=24)
A_DAY = timedelta(hours=24)
FULL = 8
"""Documents of a feed that are all unknown, though it was read before: others may have come and gone."""

Tried = Fetched | Unchanged | Failed
Progress = Callable[[int, int, str, Tallied], None]


def slack(wait: timedelta) -> timedelta:
    """Let cron be a moment early: a run each 30 minutes must find due what it read 29 min 58 s ago."""
    return min(wait / 20, timedelta(seconds=5))


class _Renewal:
    """Lengthens a lease at its half-life, however long one visit takes; LeaseLost ends the round."""

    def __init__(self, watch: Watch, token: str) -> None:
        self._watch = watch
        self._token = token
        self._renewed = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self._renewed > LEASE.total_seconds() / 2:
            self._watch.store.schedule.renew(self._token, self._watch.now(), LEASE)
            self._renewed = time.monotonic()


@noun
class Visiting:
    """The sources of one lease, while they are visited. `progress` is told after each one."""

    watch: Watch
    network: Network
    lease: Leased
    matcher: Matcher
    tallied: Tallied
    started: datetime
    since: datetime | None
    full_text: bool
    deadline: float | None
    progress: Progress

    def run(self) -> None:
        """Visit them all, and store what each brings."""
        jobs, faults = self._jobs()
        outcomes = engine.fetch(
            jobs,
            send=self.network.send,
            parse=self.network.parse,
            pace=self.network.pace,
            now=self.watch.now,
            until=self.deadline,
            asked=last_asked(self.watch),
            tick=_Renewal(self.watch, self.lease.token),
        )
        for outcome in chain(faults, outcomes):
            if not isinstance(outcome, Skipped) and not self._cut(outcome):
                self._keep(outcome)

    def _cut(self, outcome: Tried) -> bool:
        """Say whether the end of the run's time, not the source, ended this visit: it was put off."""
        over = self.deadline is not None and time.monotonic() >= self.deadline
        return over and isinstance(outcome, Failed) and outcome.error.code in {"cancelled", "timeout"}

    def _jobs(self) -> tuple[list[engine.Job], list[Outcome]]:
        """Return what the engine is to do, and the failures of sources whose secret is missing."""
        from veille.config import revealed

        jobs: list[engine.Job] = []
        faults: list[Outcome] = []
        watched = self._watched()
        for due in self.lease.sources:
            source = watched[due.name]
            try:
                shown = revealed(self.watch.config, source)
            except SourceError as error:
                faults.append(Failed(name=due.name, error=error, fetched_at=self.watch.now()))
                continue
            jobs.append(
                engine.Job(
                    watched=shown,
                    state=self._state(source, due),
                    validators=None if self._back(source) else due.validators,
                    moved_to=due.moved_to,
                )
            )
        return jobs, faults

    def _back(self, source: Watched) -> bool:
        return self.since is not None and type(source.source).looks_back

    def _state(self, source: Watched, due: Due) -> State:
        back = self._back(source)
        since = self.since if back else due.last_success
        return State(cursor=due.cursor, since=since, back=back, brands=source.brands)

    def _watched(self) -> Mapping[str, Watched]:
        return {source.name: source for source in self.watch.config.sources}

    def _keep(self, outcome: Tried) -> None:
        """Store one outcome in one transaction, and count it."""
        source = self._watched()[outcome.name]
        due = next(one for one in self.lease.sources if one.name == outcome.name)
        documents = self._documents(outcome, source)
        pages = (source.pages or self.full_text) and not type(source.source).opaque_links
        batch = Batch(visit=self._visit(outcome, source, due), documents=documents, pages=pages)
        try:
            saved = self.watch.store.documents.save(batch, self.matcher.mentions, token=self.lease.token)
        except LeaseLost:
            # Another run took this host over after a long silence of ours: the work is its own now.
            return
        self._count(outcome, saved, due)
        self._note_gap(outcome, due, documents, saved)
        self.progress(self.tallied.tried, self.tallied.due, outcome.name, self.tallied)

    def _note_gap(self, outcome: Tried, due: Due, documents: Sequence[Document], saved: Saved) -> None:
        """Say where something may be missing: the source says so, or shows nothing of what it showed before."""
        if not isinstance(outcome, Fetched):
            return
        unseen = due.last_success is not None and len(documents) >= FULL and saved.new == len(documents)
        if outcome.gap or (outcome.gap is None and unseen):
            self.watch.store.schedule.note_gap(outcome.name, max(outcome.fetched_at, self.started))
            moments = [document.published for document in documents if document.published]
            self.tallied.gaps.append(Gap(source=outcome.name, read_back_to=min(moments, default=None)))

    def _documents(self, outcome: Tried, source: Watched) -> tuple[Document, ...]:
        if isinstance(outcome, Unchanged) or not outcome.items:
            return ()
        return documents(
            outcome.items,
            about=outcome.about,
            source=source.name,
            channel=source.channel,
            seen_at=self.started.replace(microsecond=0),
            base=source.url,
        )

    def _visit(self, outcome: Tried, source: Watched, due: Due) -> Visit:
        if isinstance(outcome, Failed):
            return self._failed(outcome, source, due)
        wait = max(outcome.wait or timedelta(0), source.every)
        fetched = isinstance(outcome, Fetched)
        return Visit(
            source=outcome.name,
            at=max(outcome.fetched_at, self.started),
            unchanged=not fetched,
            cursor=outcome.cursor if isinstance(outcome, Fetched) else due.cursor,
            validators=outcome.validators,
            moved_to=outcome.moved_to,
            next_due=self.started + wait - slack(wait),
            rights=outcome.about.rights if isinstance(outcome, Fetched) else None,
        )

    def _failed(self, outcome: Failed, source: Watched, due: Due) -> Visit:
        """Come back after the interval, doubled at each failure in a row up to a day, or when asked to."""
        pause = min(source.every * 2 ** min(due.failures, 12), max(BACK_OFF_LIMIT, source.every))
        wait_until = outcome.fetched_at + outcome.retry_after if outcome.retry_after else None
        next_due = self.started + pause - slack(pause)
        return Visit(
            source=outcome.name,
            at=max(outcome.fetched_at, self.started),
            error=outcome.error.code,
            error_facts=outcome.error.facts,
            cursor=outcome.cursor or due.cursor,
            validators=due.validators,
            moved_to=outcome.moved_to,
            gone=outcome.error.code == "gone",
            next_due=max(next_due, wait_until) if wait_until else next_due,
            wait_until=wait_until,
        )

    def _count(self, outcome: Tried, saved: Saved, due: Due) -> None:
        tallied = self.tallied
        tallied.seen += 0 if isinstance(outcome, Unchanged) else len(outcome.items)
        tallied.new += saved.new
        tallied.updated += saved.updated
        tallied.mentions += saved.mentions
        tallied.ok += isinstance(outcome, Fetched)
        tallied.unchanged += isinstance(outcome, Unchanged)
        if isinstance(outcome, Failed):
            tallied.failed += 1
            tallied.failures.append(self._failure(outcome, due))

    def _failure(self, outcome: Failed, due: Due) -> Failure:
        since = due.failing_since or self.started
        before = max(due.last_attempt or since, since)
        return Failure(
            source=outcome.name,
            error=outcome.error,
            failing_for=self.started - since,
            newly_a_day=(self.started - since) // A_DAY > (before - since) // A_DAY,
        )
