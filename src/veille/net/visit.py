# SPDX-License-Identifier: MIT
"""One source in the course of its visit: what to ask next, what was read, how it ends. No I/O, no clock."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from veille.errors import FetchError, ParseError, SourceError
from veille.model import About, Item, Page, Request, Response, Validators
from veille.net import headers
from veille.net.discretion import Discretion
from veille.net.guard import host_of, shown
from veille.net.http import Call
from veille.net.outcomes import Failed, Fetched, Outcome, Unchanged
from veille.net.recognise import recognise, title
from veille.nouns import noun
from veille.sources.base import State, Watched

REQUESTS_MAX = 20
"""Requests that a visit may add to its first ones."""
OPENED_MAX = 200
"""Requests that an answer without items, such as a new session, may begin a visit with."""
REQUESTS_BACK = 100
"""The same, when a person asked to look back."""
ITEMS_MAX = 10_000
# The address alone is at fault: the other requests of the source may still succeed.
_OF_ONE_ADDRESS = {"http_4xx", "parse", "not_a_feed", "too_large"}
_UNAUTHORISED = {401, 403}
_TELLING = {"login", "consent", "blocked"}
_VAGUE = {"http_4xx", "not_a_feed", "parse", "http_5xx"}
_REFUSED = {400, 401, 402, 403}
# What another address of the same source may do better (Request.otherwise).
_WORTH_ANOTHER = _OF_ONE_ADDRESS | {"gone", "login", "blocked", "http_5xx"}

# What ails one host, and says nothing of another that is to be asked instead.
_OF_ONE_HOST = {"dns", "refused", "tls"}


@noun
class Job:
    """A source to visit, with what its last visit left."""

    watched: Watched
    state: State = State()
    validators: Validators | None = None
    moved_to: str | None = None


@noun
class Pace:
    """How fast, how patiently, how much; a source's own timeout, size and gap win where it has them."""

    concurrency: int = 32
    per_host: int = 1
    gap: timedelta = timedelta(seconds=1)
    timeout: timedelta = timedelta(seconds=30)
    max_bytes: int = 10 * 1024 * 1024
    hurry: bool = False
    """Do not wait for the gaps that kinds of sources ask for: there is no server that minds (tests)."""


@noun
class Answer:
    """What one call gave: a response and its page (no page: the body is the one of last time), or an error."""

    response: Response | None = None
    digest: str | None = None
    page: Page | None = None
    error: SourceError | None = None


class Visit:
    """Asks a source's requests one after the other, follows its pages, and remembers what they gave."""

    def __init__(self, job: Job, pace: Pace) -> None:
        self.job = job
        self.name = job.watched.name
        source = job.watched.source
        own = None if pace.hurry else source.gap
        self.gap = max(pace.gap, own or pace.gap).total_seconds()
        self._pace = pace
        self._discretion = Discretion(secrets=job.watched.secrets)
        self._requests = deque(source.requests(job.state))
        self._origin = self._requests[0].url if self._requests else ""
        # A moved address stands for a fixed one; an address made of parameters is asked as it is.
        fixed = bool(self._requests) and not self._requests[0].params and self._requests[0].method == "GET"
        self._moved = job.moved_to if fixed else None
        self._may_move = fixed
        self._validators = job.validators
        self._sent = 0
        self._first = True
        self._read = not self._requests
        self._items: list[Item] = []
        self._about = About()
        self._cursor: dict[str, str] = {}
        self._gap: bool | None = None
        self._asked = len(self._requests)
        self._known: set[tuple[object, ...]] = set()
        for request in self._requests:
            self._is_new(request)
        self._fell_back = False
        self._told: SourceError | None = None
        self._followed = False
        self._again = False
        self._wait: timedelta | None = None
        self._error: SourceError | None = None
        self.fetched_at: datetime | None = None

    @property
    def finished(self) -> bool:
        return not self._requests

    @property
    def started(self) -> bool:
        return self._sent > 0

    @property
    def host(self) -> str:
        """The host of the next request, name without port."""
        return host_of(self._request().url)

    def call(self, left: timedelta | None) -> Call:
        """Return the next request as a call, in no more than the time left."""
        self._sent += 1
        watched = self.job.watched
        timeout = watched.timeout or self._pace.timeout
        return Call(
            request=self._request(),
            headers=watched.headers,
            origin=self._origin,
            validators=self._validators if self._first else None,
            timeout=timeout if left is None else min(timeout, left),
            max_bytes=watched.max_bytes or self._pace.max_bytes,
        )

    def _request(self) -> Request:
        request = self._requests[0]
        if self._first and self._moved:
            return replace(request, url=self._moved)
        return request

    def take(self, answer: Answer) -> None:
        """Learn what the call gave."""
        if answer.error is not None:
            self._take_error(answer.error)
            return
        assert answer.response is not None
        self._requests.popleft()
        self.fetched_at = answer.response.fetched_at
        if self._first:
            self._take_first(answer.response, answer)
        if answer.page is not None:
            self._take_page(answer.page)

    def _take_first(self, response: Response, answer: Answer) -> None:
        self._first = False
        known = self._validators or Validators()
        new = headers.validators(response.headers, answer.digest)
        if answer.digest is None:  # 304: what it does not repeat stays
            new = Validators(
                etag=new.etag or known.etag,
                last_modified=new.last_modified or known.last_modified,
                digest=known.digest,
            )
        self._validators = new
        self._wait = headers.wait(response.headers, response.fetched_at)
        if self._may_move and response.moved_to and not self._discretion.tells(response.moved_to):
            self._moved = response.moved_to

    def _take_page(self, page: Page) -> None:
        self._read = True
        items = page.items[: ITEMS_MAX - len(self._items)]
        self._items += map(self._discretion.without, items)
        if page.about != About() and self._about == About():
            self._about = self._discretion.without(page.about)
        self._cursor |= self._discretion.cursor(page.cursor)
        if not (self._followed or page.items):
            # A session that was opened, a forum that was found: what it leads to is what the visit begins with.
            self._asked += min(len(page.follow), OPENED_MAX)
        self._followed = self._followed or bool(page.follow)
        self._again = self._again or page.again
        most = self._asked + (REQUESTS_BACK if self.job.state.back else REQUESTS_MAX)
        room = max(most - self._sent - len(self._requests), 0)
        follow = [request for request in page.follow if self._is_new(request)]
        self._requests.extend(follow[:room])
        cut = len(follow) > room or len(follow) < len(page.follow) or len(self._items) >= ITEMS_MAX
        self._note_gap(page.gap, cut=cut)

    def _is_new(self, request: Request) -> bool:
        """Say whether it was not asked in this visit: a service that answers all pages alike has no end."""
        key = (request.method, request.url, request.params, request.body, request.step)
        new = key not in self._known
        self._known.add(key)
        return new

    def _note_gap(self, said: bool | None, *, cut: bool) -> None:
        """One page that may miss something is enough for a gap; one that misses nothing is not enough against it."""
        if cut or said:
            self._gap = True
        elif said is False and self._gap is None:
            self._gap = False

    def _take_error(self, error: SourceError) -> None:
        if self._first and self._moved and error.code in {"http_4xx", "gone"}:
            # What once moved there is there no more: ask where the watch file says.
            self._moved = None
            self._validators = None
            return
        request = self._request()
        self._requests.popleft()
        if request.otherwise is not None and _worth(request.otherwise, error, host_of(request.url)):
            # The validators of one address say nothing of another.
            self._requests.appendleft(request.otherwise)
            self._told = error if error.code in _TELLING else self._told
            self._moved, self._may_move, self._fell_back = None, False, True
            self._validators = None
            return
        if self._told is not None and error.code in _VAGUE:
            # The way round is missing; that a login or a challenge stands on the way itself says more.
            error = self._told
        if not self._first and error.code == "gone":
            error = FetchError("http_4xx", **error.facts)
        self._first = False
        if request.case and error.status in _REFUSED:
            error = type(error)(error.code, **{**error.facts, "case": request.case})
        self._error = self._error or self._discretion.error(located(error, source=self.name, url=request.url))
        if error.code not in _OF_ONE_ADDRESS or error.status in _UNAUTHORISED:
            self._leave(host_of(request.url))

    def _leave(self, host: str) -> None:
        """Ask a host no more; what ails it says nothing of the other hosts that a source asks."""
        self._requests = deque(one for one in self._requests if host_of(one.url) != host)

    def stop(self, error: SourceError) -> None:
        """End it where it is, for a reason that is not of its own making."""
        url = self._request().url if self._requests else self._origin
        self._requests.clear()
        self._error = self._error or located(error, source=self.name, url=url)

    def outcome(self, now: datetime) -> Outcome:
        """Return how it ended."""
        at = self.fetched_at or now
        if self._error is not None:
            return self._failed(self._error, now)
        # Validators of one address say nothing of another, nor of what was read behind it.
        one_answer = not (self._fell_back or self._followed or self._again)
        validators = (self._validators if one_answer else None) or Validators()
        if not self._read:
            wait = headers.longer(self._wait, None)
            return Unchanged(
                name=self.name, validators=validators, moved_to=self._moved, fetched_at=at, wait=wait
            )
        return Fetched(
            name=self.name,
            items=tuple(self._items),
            about=self._about,
            cursor={**self.job.state.cursor, **self._cursor},
            validators=validators,
            moved_to=self._moved,
            fetched_at=at,
            wait=headers.longer(self._wait, self._about.ttl),
            gap=self._gap,
        )

    def _failed(self, error: SourceError, now: datetime) -> Failed:
        asked = error.facts.get("retry_after")
        return Failed(
            name=self.name,
            error=error,
            fetched_at=now,
            items=tuple(self._items),
            about=self._about,
            cursor={**self.job.state.cursor, **self._cursor},
            retry_after=timedelta(seconds=asked) if isinstance(asked, int) else None,
            moved_to=self._moved,
        )


def located(error: SourceError, *, source: str, url: str) -> SourceError:
    """Add the source and the place to an error's facts; what it knows better stays."""
    facts = {"url": shown(url), "host": host_of(url), **error.facts, "source": source}
    found = type(error)(error.code, **facts)
    found.__cause__ = error.__cause__
    return found


def internal(cause: BaseException) -> SourceError:
    """Wrap what no source should ever raise, so that the run goes on."""
    error = SourceError("internal", reason=f"{type(cause).__name__}: {str(cause)[:200]}")
    error.__cause__ = cause
    return error


def unreadable(error: SourceError, response: Response) -> SourceError:
    """Say what came instead of an answer, when the source has not looked itself (fact `title`)."""
    if error.code != "not_a_feed" or "title" in error.facts:
        return error
    shown_title = title(response.body) or f"{len(response.body)} B"
    return ParseError(recognise(response) or error.code, title=shown_title, **error.facts)


def _worth(other: Request, error: SourceError, asked: str) -> bool:
    """Say whether another address of a source may do better; a redirect may have led to a host that is not there."""
    if error.code in _OF_ONE_HOST:
        return error.facts.get("host", asked) != host_of(other.url)
    return error.code in _WORTH_ANOTHER
