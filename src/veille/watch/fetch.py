# SPDX-License-Identifier: MIT
"""`veille fetch`: collect what is due, source by source, each in one transaction."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from veille import urls
from veille.config import Config
from veille.errors import LeaseLost, UsageError
from veille.model import Learned, Validators
from veille.nouns import noun
from veille.sources.base import Watched
from veille.steps import article
from veille.steps.match import Matcher
from veille.store.base import AllHeld, Due, Leased, Registration
from veille.watch import Watch, reading
from veille.watch.learning import catch_up, relearn
from veille.watch.network import Network
from veille.watch.rematch import rematch
from veille.watch.tallied import Tallied
from veille.watch.visiting import LEASE, Progress, Visiting

HOSTS = 50
CLOCK_JUMP = timedelta(days=730)


@noun
class Run:
    """One run of fetch: what it was asked, and what it works with.

    `deadline` is on the monotonic clock; `since` asks the kinds that can for older documents.
    """

    watch: Watch
    network: Network
    started: datetime
    names: tuple[str, ...] = ()
    everything: bool = False
    deadline: float | None = None
    since: datetime | None = None
    full_text: bool = False
    """Read the page behind each new item, whatever the watch file says of its source."""
    progress: Progress = lambda *_: None

    @property
    def over(self) -> bool:
        """The time given to this run is up."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    @property
    def not_tried_since(self) -> datetime | None:
        """`--all` and named sources are tried once a run."""
        return self.started if self.all_due or self.names else None

    @property
    def all_due(self) -> bool:
        """Who asks for older documents does not mean: if it happens to be due."""
        return self.everything or self.since is not None


def fetch(run: Run) -> Tallied:
    """Collect what is due. Raises UsageError `unknown_source` or `missing_extra`, StoreError."""
    watch, tallied = run.watch, Tallied()
    schedule = watch.store.schedule
    _check_names(watch.config, run.names)
    if run.full_text or any(source.pages for source in watch.config.sources):
        reading.check_extra()
    schedule.sync(registrations(watch.config), run.started)
    relearn(watch)
    tallied.rematches = rematch(watch)
    last = max((one.last_success for one in schedule.states(run.started) if one.last_success), default=None)
    due = schedule.due(run.started, only=run.names, everything=run.all_due)
    tallied.due = len(due) + len(_waiting(run, due))
    run.progress(0, tallied.due, "", tallied)
    tallied.forgetful = [] if run.since is None else _forgetful(watch.config, {one.name for one in due})
    known, matcher = watch.store.decisions.learned(), watch.matcher()
    while not run.over:
        lease = schedule.claim(
            run.started, hosts=HOSTS, lease=LEASE, only=run.names, not_tried_since=run.not_tried_since
        )
        if not isinstance(lease, Leased):
            tallied.held = isinstance(lease, AllHeld)
            break
        try:
            _visiting(run, lease, matcher, tallied).run()
        except LeaseLost:
            continue  # another run took this work over, after a long silence of ours
        finally:
            schedule.release(lease.token)
    _complete(run, matcher, known, tallied)
    tallied.out_of_time = run.over and tallied.skipped > 0
    tallied.purged = _purge(watch, last)
    return tallied


def _forgetful(config: Config, due: Collection[str]) -> list[str]:
    return [one.name for one in config.sources if one.name in due and not type(one.source).looks_back]


def _complete(run: Run, matcher: Matcher, known: Mapping[str, Learned], tallied: Tallied) -> None:
    """Read what stands behind what was collected, and rate it by what filters learned meanwhile."""
    _read_pages(run, matcher, tallied)
    catch_up(run.watch, known)


def _read_pages(run: Run, matcher: Matcher, tallied: Tallied) -> None:
    """Read the pages that this run, or one that was cut short, asked for."""
    pages = run.watch.store.pages
    waiting = pages.count(run.watch.now())
    if not waiting or not article.available():
        return
    tallied.pages_asked = waiting

    def tell(done: reading.Readings) -> None:
        tallied.pages, tallied.pages_failed = done.read, done.failed
        run.progress(tallied.tried, tallied.due, "", tallied)

    done = reading.read_pages(run.watch, run.network, matcher, deadline=run.deadline, progress=tell)
    tallied.pages, tallied.pages_failed = done.read, done.failed
    tallied.pages_codes = dict(done.codes)
    tallied.pages_left = pages.count(run.watch.now())
    tallied.mentions += done.mentions


def _purge(watch: Watch, last: datetime | None) -> int:
    """Apply the retention, unless the clock has jumped: a wrong year must not empty a base.

    Two years, or three times the retention, without any successful visit is taken for such a jump.
    """
    before = watch.config.retention_before(watch.now())
    if before is None:
        return 0
    kept = watch.now() - before
    if last is not None and watch.now() - last > max(3 * kept, CLOCK_JUMP):
        return 0
    return watch.store.upkeep.purge(before)


def preview(watch: Watch, *, names: tuple[str, ...], everything: bool) -> Sequence[Due]:
    """Return what a fetch would take now, writing nothing (`--dry-run`)."""
    _check_names(watch.config, names)
    schedule = watch.store.schedule
    known = {one.name: one for one in schedule.due(watch.now(), only=names, everything=everything)}
    registered = {state.name for state in schedule.states(watch.now())}
    wanted = [source.name for source in watch.config.sources if not names or source.name in names]
    return [
        known.get(name) or _never_tried(name) for name in wanted if name in known or name not in registered
    ]


def registrations(config: Config) -> tuple[Registration, ...]:
    """Return the configured sources as the schedule needs them."""
    return tuple(_registration(source) for source in config.sources)


def _visiting(run: Run, lease: Leased, matcher: Matcher, tallied: Tallied) -> Visiting:
    return Visiting(
        watch=run.watch,
        network=run.network,
        lease=lease,
        matcher=matcher,
        tallied=tallied,
        started=run.started,
        since=run.since,
        full_text=run.full_text,
        deadline=run.deadline,
        progress=run.progress,
    )


def _registration(source: Watched) -> Registration:
    definition = repr((source.kind, source.source, *([source.brands] if source.brands else [])))
    return Registration(
        name=source.name,
        kind=source.kind,
        url=urls.mask(source.url),
        host=urls.server(source.url) or "",
        channel=source.channel,
        every=source.every,
        fingerprint=sha256(definition.encode()).hexdigest()[:16],
    )


def _never_tried(name: str) -> Due:
    return Due(name=name, cursor={}, validators=Validators(), moved_to=None, last_success=None, failures=0)


def _check_names(config: Config, names: tuple[str, ...]) -> None:
    known = [source.name for source in config.sources]
    for name in names:
        if name not in known:
            raise UsageError("unknown_source", source=name, known=", ".join(known) or "-")


def _waiting(run: Run, due: Sequence[Due]) -> list[str]:
    """With `--all`, sources whose server asked us to wait: due, and skipped."""
    if run.names or not run.all_due:
        return []
    taken = {one.name for one in due}
    return [
        state.name
        for state in run.watch.store.schedule.states(run.started)
        if state.name not in taken
        and not state.stopped
        and state.wait_until is not None
        and state.wait_until > run.started
    ]
