# SPDX-License-Identifier: MIT
"""Visits many sources at once: threads send and have parsed, the caller's thread decides who is next.

Outcomes come as they complete. Whoever stops reading them stops the visits: threads are daemons, and no
exchange outlives its deadline.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Thread

from veille.errors import FetchError, SourceError, VeilleError
from veille.model import Page, Response
from veille.net.headers import exhausted, longer
from veille.net.hosts import Hosts
from veille.net.http import Call
from veille.net.outcomes import Failed, Outcome, Skipped
from veille.net.visit import Answer, Job, Pace, Visit, internal, located, unreadable
from veille.nouns import noun
from veille.sources.base import Source, State

__all__ = ["Job", "Pace", "Parse", "Send", "fetch"]

Send = Callable[[Call], Response]
Parse = Callable[[Source, Response, State], Page]

# After the end of a run, answers under way are waited for this long, and the caller's signals seen this often.
GRACE = 2.0
TICK = 1.0
PATIENCE = timedelta(seconds=90)
"""A host whose quota is refilled within that is waited for."""


def fetch(
    jobs: Sequence[Job],
    *,
    send: Send,
    parse: Parse,
    pace: Pace,
    now: Callable[[], datetime],
    until: float | None = None,
    asked: Mapping[str, float] = {},
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Outcome]:
    """Visit each source once and yield one outcome for each, in the order they end.

    `until`, on the monotonic clock, ends the whole run: what was not begun is Skipped. `asked` says when, on the
    same clock, earlier runs last asked a host something: long gaps hold from one run to the next. `tick` is
    called about once a second, however long a visit takes; what it raises ends the round.
    """
    round_ = _Round(send=send, parse=parse, pace=pace, now=now, until=until, tick=tick)
    round_.remember(asked)
    return round_.outcomes(jobs)


@noun
class _Task:
    visit: Visit
    call: Call
    host: str


@noun
class _Event:
    """The host is free since `at`; the visit has its answer; or both."""

    task: _Task
    at: float | None = None
    answer: Answer | None = None


class _Round:
    def __init__(
        self,
        *,
        send: Send,
        parse: Parse,
        pace: Pace,
        now: Callable[[], datetime],
        until: float | None,
        tick: Callable[[], None],
    ) -> None:
        self._send = send
        self._parse = parse
        self._pace = pace
        self._now = now
        self._until = until
        self._tick = tick
        self._hosts: Hosts[Visit] = Hosts(per_host=pace.per_host)
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._events: SimpleQueue[_Event] = SimpleQueue()
        self._threads = 0
        self._busy: set[Visit] = set()
        self._shut: dict[str, SourceError] = {}

    def remember(self, asked: Mapping[str, float]) -> None:
        for host, at in asked.items():
            self._hosts.asked(host, at)

    def outcomes(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        try:
            for job in jobs:
                yield from self._begin(job)
            while self._hosts or self._busy:
                if self._late(0):
                    yield from self._stopped(self._hosts.drain(), FetchError("cancelled"))
                if self._late(GRACE):
                    yield from self._stopped(sorted(self._busy, key=_name), FetchError("cancelled"))
                    return
                self._tick()
                self._start()
                yield from self._settle(self._next_event())
        finally:
            for _ in range(self._threads):
                self._tasks.put(None)

    def _late(self, grace: float) -> bool:
        return self._until is not None and time.monotonic() >= self._until + grace

    def _begin(self, job: Job) -> Iterator[Outcome]:
        try:
            visit = Visit(job, self._pace)
        except Exception as cause:  # noqa: BLE001 - a source's bug must not end the run
            yield self._stillborn(job, cause)
            return
        yield from self._queue(visit)

    def _stillborn(self, job: Job, cause: Exception) -> Failed:
        error = cause if isinstance(cause, SourceError) else internal(cause)
        place = located(error, source=job.watched.name, url="")
        return Failed(name=job.watched.name, error=place, fetched_at=self._now(), moved_to=job.moved_to)

    def _queue(self, visit: Visit) -> Iterator[Outcome]:
        """Put a visit in line, unless it is over or its host wants no more of us."""
        if visit.finished:
            yield visit.outcome(self._now())
        elif visit.host in self._shut:
            yield from self._stopped([visit], self._shut[visit.host])
        else:
            self._hosts.add(visit, first=visit.started)

    def _start(self) -> None:
        while len(self._busy) < self._pace.concurrency:
            visit = self._hosts.take(time.monotonic())
            if visit is None:
                return
            host = visit.host
            self._busy.add(visit)
            self._tasks.put(_Task(visit=visit, call=visit.call(self._left()), host=host))
            if self._threads < len(self._busy):
                self._threads += 1
                work = (self._tasks, self._events, self._send, self._parse)
                Thread(target=_work, args=work, name=f"fetch {self._threads}", daemon=True).start()

    def _left(self) -> timedelta | None:
        if self._until is None:
            return None
        return timedelta(seconds=max(self._until - time.monotonic(), 0.01))

    def _next_event(self) -> _Event | None:
        wait = TICK
        due = self._hosts.next_due() if len(self._busy) < self._pace.concurrency else None
        for moment in (due, self._until):
            if moment is not None:
                wait = min(wait, max(moment - time.monotonic(), 0.001))
        try:
            return self._events.get(timeout=wait)
        except Empty:
            return None

    def _settle(self, event: _Event | None) -> Iterator[Outcome]:
        if event is None:
            return
        visit, answer = event.task.visit, event.answer
        if event.at is not None:
            self._hosts.finished(event.task.host, event.at)
        if answer is None:
            return
        self._busy.discard(visit)
        visit.take(answer)
        refusal = self._heed(event.task.host, answer)
        if refusal is not None:
            self._shut[event.task.host] = refusal
            yield from self._stopped(self._hosts.drain(event.task.host), refusal)
        yield from self._queue(visit)

    def _heed(self, host: str, answer: Answer) -> SourceError | None:
        """Return why that host is to be left alone for the rest of the run; a short rest is just taken."""
        if answer.error is not None:
            return answer.error if answer.error.code == "rate_limited" else None
        assert answer.response is not None
        wait = longer(
            exhausted(answer.response.headers, answer.response.fetched_at),
            answer.page.rest if answer.page else None,
        )
        if wait is None:
            return None
        if wait > PATIENCE:
            seconds = int(wait.total_seconds())
            return FetchError("rate_limited", status=answer.response.status, retry_after=seconds, host=host)
        self._hosts.rest(host, time.monotonic() + wait.total_seconds())
        return None

    def _stopped(self, visits: Sequence[Visit], error: SourceError) -> Iterator[Outcome]:
        for visit in visits:
            if visit.started:
                visit.stop(error)
                yield visit.outcome(self._now())
            else:
                yield Skipped(name=visit.name)


def _name(visit: Visit) -> str:
    return visit.name


def _work(tasks: SimpleQueue[_Task | None], events: SimpleQueue[_Event], send: Send, parse: Parse) -> None:
    """Serve until told to stop; the body of each thread."""
    while (task := tasks.get()) is not None:
        answer = _sent(task, send)
        if answer.error is None and _is_new(answer, task.call):
            events.put(_Event(task=task, at=time.monotonic()))
            events.put(_Event(task=task, answer=_parsed(task, answer, parse)))
        else:
            events.put(_Event(task=task, at=time.monotonic(), answer=answer))


def _sent(task: _Task, send: Send) -> Answer:
    try:
        response = send(task.call)
    except SourceError as error:
        return Answer(error=error)
    except Exception as cause:  # noqa: BLE001 - wrapped once, the run goes on
        return Answer(error=internal(cause))
    if response.status == 304:  # noqa: PLR2004
        return Answer(response=response)
    return Answer(response=response, digest=hashlib.sha256(response.body).hexdigest())


def _is_new(answer: Answer, call: Call) -> bool:
    if answer.digest is None:
        return False
    return call.validators is None or answer.digest != call.validators.digest


def _parsed(task: _Task, answer: Answer, parse: Parse) -> Answer:
    assert answer.response is not None
    job = task.visit.job
    try:
        page = parse(job.watched.source, answer.response, job.state)
    except SourceError as error:
        return Answer(error=unreadable(error, answer.response))
    except VeilleError as error:
        return Answer(error=SourceError(error.code, **error.facts))
    except Exception as cause:  # noqa: BLE001 - wrapped once, the run goes on
        return Answer(error=internal(cause))
    return Answer(response=answer.response, digest=answer.digest, page=page)
