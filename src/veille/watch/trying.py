# SPDX-License-Identifier: MIT
"""Visits sources of any kind as a fetch does, with their secrets and their paging, and stores nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from veille.config import Config
from veille.errors import SourceError, UsageError
from veille.i18n import Words
from veille.model import About, Column, Listing, Role, Row, Sentence, Unit
from veille.net.outcomes import Failed, Fetched, Skipped, Unchanged
from veille.nouns import noun, replace
from veille.questions import Health
from veille.sources.base import BRANDS, Source, State, Watched
from veille.watch.network import Network
from veille.watch.tallied import Failure, told

Tried = Fetched | Unchanged | Failed

CHECK = (
    Column(key="name"),
    Column(key="state", unit=Unit.WORD),
    Column(key="code", unit=Unit.WORD),
    Column(key="items", unit=Unit.COUNT),
    Column(key="moved_to", unit=Unit.URL),
    Column(key="rights"),
    Column(key="terms_of_use"),
    Column(key="message"),
    Column(key="hint"),
)

LONG = frozenset({"rights", "terms_of_use", "message", "hint"})
"""Columns too long for a table on a screen: they are told below it."""

ITEMS = (
    Column(key="published", unit=Unit.TIME),
    Column(key="title"),
    Column(key="author"),
    Column(key="url", unit=Unit.URL),
    Column(key="id"),
)


def outcomes(
    config: Config,
    network: Network,
    sources: Sequence[Watched],
    now: Callable[[], datetime],
    asked: Mapping[str, float] = {},
) -> Iterator[Tried]:
    """Visit each source once, as if for the first time; a missing secret is the failure of its source.

    `asked` says when hosts were last asked (see pacing): a check is no way round their patience.
    """
    from veille.config import revealed
    from veille.net import engine

    jobs = []
    for source in sources:
        try:
            shown = revealed(config, source)
        except SourceError as error:
            yield Failed(name=source.name, error=error, fetched_at=now())
            continue
        jobs.append(engine.Job(watched=shown, state=State(brands=source.brands)))
    until = time.monotonic() + config.fetch.max_time.total_seconds()
    found = engine.fetch(
        jobs, send=network.send, parse=network.parse, pace=network.pace, now=now, until=until, asked=asked
    )
    for outcome in found:
        yield _not_reached(outcome, now()) if isinstance(outcome, Skipped) else outcome


def _not_reached(outcome: Skipped | Unchanged, now: datetime) -> Failed:
    return Failed(name=outcome.name, error=SourceError("cancelled", host=outcome.name), fetched_at=now)


def once(network: Network, source: Watched) -> Fetched | Failed:
    """Visit one source that needs no secret, and keep nothing."""
    from veille.net import engine

    job = engine.Job(watched=source, state=State(brands=source.brands))
    (outcome,) = engine.fetch(
        [job], send=network.send, parse=network.parse, pace=network.pace, now=lambda: datetime.now(UTC)
    )
    if isinstance(outcome, Fetched | Failed):
        return outcome
    return _not_reached(outcome, datetime.now(UTC))


# --- those of the watch file ------------------------------------------------------------------------------


def checked(
    config: Config,
    network: Network,
    sources: Sequence[Watched],
    *,
    now: Callable[[], datetime],
    words: Words,
    asked: Mapping[str, float] = {},
) -> Listing:
    """Visit sources of the watch file: alive, dead or moved, and under which terms."""
    found = {outcome.name: outcome for outcome in outcomes(config, network, sources, now, asked)}
    rows = tuple(_check_row(source, found[source.name], words) for source in sources)
    wrong = sum(1 for row in rows if row["state"] != Health.OK)
    notes = (Sentence(key="cli.checked", facts={"count": wrong, "sources": len(rows)}),)
    return Listing(kind="sources_check", columns=CHECK, rows=rows, notes=notes)


def _check_row(source: Watched, outcome: Tried, words: Words) -> Row:
    row: dict[str, object] = dict.fromkeys(column.key for column in CHECK)
    row |= {"name": source.name, "terms_of_use": source.source.terms.get(words.language)}
    row["moved_to"] = outcome.moved_to
    if isinstance(outcome, Failed):
        message, hint = _told(outcome, words)
        return row | {
            "state": Health.FAILING,
            "code": outcome.error.code,
            "message": message,
            "hint": hint,
        }
    if isinstance(outcome, Fetched):
        row |= {"items": len(outcome.items), "rights": outcome.about.rights}
    return row | {"state": "moved" if outcome.moved_to else Health.OK}


def _told(outcome: Failed, words: Words) -> tuple[str, str]:
    failure = Failure(source=outcome.name, error=outcome.error, failing_for=timedelta(0), newly_a_day=False)
    return told(failure, words)


# --- those that are not in it -----------------------------------------------------------------------------


_SHOWN = 300
"""Characters of a page's text that show which part of it is watched."""


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


@noun
class Trial:
    """What one visit would bring; `error`, when it did not go to its end."""

    listing: Listing
    error: SourceError | None


def trial_of(config: Config, source: Source, *, kind: str) -> Watched:
    """Return a source as the watch file would watch it, with its brands.

    Raises UsageError `brands_unknown` when it searches for the brands of a watch file that has none.
    """
    watched = Watched(name=kind, kind=kind, source=source, channel=source.channel)
    if getattr(source, "query", None) != BRANDS:
        return watched
    names = tuple((brand.name, *brand.aliases) for brand in config.brands if brand.role is not Role.TOPIC)
    if not names:
        raise UsageError("brands_unknown", kind=kind)
    return replace(watched, brands=names)


def tried(config: Config, network: Network, watched: Watched, now: Callable[[], datetime]) -> Trial:
    """Visit a source that is not configured and list what it would bring."""
    from veille.steps.identify import documents

    (outcome,) = outcomes(config, network, (watched,), now)
    # Some servers say "unchanged" to whoever asks for the first time.
    items, about = ((), About()) if isinstance(outcome, Unchanged) else (outcome.items, outcome.about)
    found = documents(
        items,
        about=about,
        source=watched.kind,
        channel=watched.channel,
        seen_at=now().replace(microsecond=0),
        base=watched.url,
    )
    rows = tuple(
        {"published": one.published, "title": one.title, "author": one.author, "url": one.url, "id": one.id}
        for one in found
    )
    notes = (Sentence(key="cli.tried", facts={"count": len(rows)}),)
    learned = outcome.cursor.get("text") if watched.kind == "page" and isinstance(outcome, Fetched) else None
    if learned and not rows:
        notes = (Sentence(key="cli.learned", facts={"count": len(learned), "text": _beginning(learned)}),)
    error = outcome.error if isinstance(outcome, Failed) else None
    return Trial(listing=Listing(kind="items", columns=ITEMS, rows=rows, notes=notes), error=error)
