# SPDX-License-Identifier: MIT
"""`veille sources`: what is collected from, how well each does, and how a new one is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime

from veille import plugins, urls
from veille.config import Config
from veille.errors import SourceError, UsageError
from veille.i18n import Words
from veille.model import Column, Listing, Row, Sentence, Unit
from veille.nouns import noun
from veille.questions import Health, SourceState
from veille.sources.base import Source, Watched
from veille.store.base import Due
from veille.watch import Watch
from veille.watch.discover import Attempt, call_of, probe, visit
from veille.watch.network import Network

LIST = (
    Column(key="name"),
    Column(key="kind"),
    Column(key="url", unit=Unit.URL),
    Column(key="channel", unit=Unit.WORD),
    Column(key="last_success", unit=Unit.TIME),
    Column(key="last_attempt", unit=Unit.TIME),
    Column(key="last_error", unit=Unit.WORD),
    Column(key="documents", unit=Unit.COUNT),
    Column(key="documents_7d", unit=Unit.COUNT),
    Column(key="mentions_7d", unit=Unit.COUNT),
    Column(key="silent_days", unit=Unit.COUNT),
    Column(key="next_due", unit=Unit.TIME),
    Column(key="state", unit=Unit.WORD),
)

DUE = (
    Column(key="name"),
    Column(key="last_attempt", unit=Unit.TIME),
    Column(key="last_success", unit=Unit.TIME),
)

TRIED = (
    Column(key="url", unit=Unit.URL),
    Column(key="how", unit=Unit.WORD),
    Column(key="feed", unit=Unit.FLAG),
    Column(key="title"),
    Column(key="items", unit=Unit.COUNT),
    Column(key="code", unit=Unit.WORD),
)

CHECK = (
    Column(key="name"),
    Column(key="state", unit=Unit.WORD),
    Column(key="code", unit=Unit.WORD),
    Column(key="items", unit=Unit.COUNT),
    Column(key="moved_to", unit=Unit.URL),
    Column(key="rights"),
)

REPAIR = (
    Column(key="name"),
    Column(key="url", unit=Unit.URL),
    Column(key="proposed", unit=Unit.URL),
    Column(key="title"),
    Column(key="written", unit=Unit.FLAG),
)

OPTIONS = (
    Column(key="option"),
    Column(key="required", unit=Unit.FLAG),
    Column(key="default"),
    Column(key="help"),
)

ITEMS = (
    Column(key="published", unit=Unit.TIME),
    Column(key="title"),
    Column(key="author"),
    Column(key="url", unit=Unit.URL),
    Column(key="id"),
)


def listing(watch: Watch) -> Listing:
    """List the sources with their health, those never tried yet included."""
    known = {state.name: state for state in watch.store.schedule.states(watch.now())}
    rows = tuple(_list_row(source, known.get(source.name)) for source in watch.config.sources)
    notes = () if rows else (Sentence(key="cli.nothing.no_sources"),)
    return Listing(kind="sources", columns=LIST, rows=rows, notes=notes)


def _list_row(source: Watched, state: SourceState | None) -> Row:
    return {
        "name": source.name,
        "kind": source.kind,
        "url": urls.mask(source.url),
        "channel": source.channel,
        "last_success": state and state.last_success,
        "last_attempt": state and state.last_attempt,
        "last_error": state and state.last_error,
        "documents": state.documents if state else 0,
        "documents_7d": state.documents_7d if state else 0,
        "mentions_7d": state.mentions_7d if state else 0,
        "silent_days": state and state.silent_days,
        "next_due": state and state.next_due,
        "state": state.state if state else Health.NEVER,
    }


def due_listing(watch: Watch, due: Sequence[Due]) -> Listing:
    """List what a fetch would take now."""
    del watch
    rows = tuple(
        {"name": one.name, "last_attempt": one.last_attempt, "last_success": one.last_success} for one in due
    )
    notes = (Sentence(key="cli.due", facts={"count": len(rows)}),)
    return Listing(kind="due", columns=DUE, rows=rows, notes=notes)


def named(config: Config, names: Sequence[str]) -> tuple[Watched, ...]:
    """Return the sources of those names, all of them without names. Raises UsageError `unknown_source`."""
    known = {source.name: source for source in config.sources}
    for name in names:
        if name not in known:
            raise UsageError("unknown_source", source=name, known=", ".join(known) or "-")
    return tuple(known[name] for name in names) if names else tuple(known.values())


# --- finding ----------------------------------------------------------------------------------------------


@noun
class Proposal:
    """What `sources add` found for an address."""

    attempts: tuple[Attempt, ...]

    @property
    def feeds(self) -> tuple[Attempt, ...]:
        return tuple(attempt for attempt in self.attempts if attempt.is_feed)

    def rows(self) -> tuple[Row, ...]:
        """Return all that was tried, as rows of TRIED."""
        return tuple(
            {
                "url": attempt.url,
                "how": attempt.how,
                "feed": attempt.is_feed,
                "title": attempt.title,
                "items": None if attempt.page is None else len(attempt.page.items),
                "code": attempt.error and attempt.error.code,
            }
            for attempt in self.attempts
        )


def proposal(network: Network, url: str) -> Proposal:
    """Look for the feeds of an address. Raises UsageError `bad_url`."""
    typed = url if "://" in url else f"https://{url}"
    address = urls.safe(typed)
    if address is None:
        raise UsageError("bad_url", url=url)
    return Proposal(attempts=tuple(probe(network, address)))


def free_name(config: Config, wanted: str) -> str:
    """Return a source name that is not taken yet."""
    taken = {source.name for source in config.sources}
    name = " ".join(wanted.split())[:80] or "source"
    candidates = (name if number == 1 else f"{name} {number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def name_for(config: Config, attempt: Attempt) -> str:
    """Return the name that a found feed gets: its title, else its host."""
    from veille.steps.normalise import line

    title = line(attempt.title or "")
    return free_name(config, title or urls.host(attempt.url) or attempt.url)


# --- checking ---------------------------------------------------------------------------------------------


def checked(watch: Watch, network: Network, names: Sequence[str]) -> Listing:
    """Visit sources without storing anything: alive, dead, moved, and under which terms."""
    rows = tuple(_check_row(watch, network, source) for source in named(watch.config, names))
    wrong = sum(1 for row in rows if row["state"] != Health.OK)
    notes = (Sentence(key="cli.checked", facts={"count": wrong, "sources": len(rows)}),)
    return Listing(kind="sources_check", columns=CHECK, rows=rows, notes=notes)


def _check_row(watch: Watch, network: Network, source: Watched) -> Row:
    from veille.config import revealed

    row: dict[str, object] = {
        "name": source.name,
        "items": None,
        "moved_to": None,
        "rights": None,
        "code": None,
    }
    try:
        headers = revealed(watch.config, source).headers
    except SourceError as error:
        return row | {"state": Health.FAILING, "code": error.code}
    attempt, response = visit(network, source.url, how="address", headers=headers, timeout=source.timeout)
    moved = response.moved_to if response is not None else None
    if attempt.page is None:
        return row | {
            "state": Health.FAILING,
            "code": attempt.error and attempt.error.code,
            "moved_to": moved,
        }
    about = attempt.page.about
    return row | {
        "state": "moved" if moved else Health.OK,
        "items": len(attempt.page.items),
        "moved_to": moved,
        "rights": about.rights,
    }


# --- repairing --------------------------------------------------------------------------------------------


@noun
class Repair:
    """A source that fails or moved, and where its feed may be now."""

    source: Watched
    found: str | None
    title: str | None


LASTING = frozenset({"http_4xx", "gone", "not_a_feed", "login", "dns", "redirect_loop", "parse"})
"""Failures that another address may mend; the others pass, or are ours."""


def repairs(watch: Watch, network: Network, names: Sequence[str]) -> Iterator[Repair]:
    """Look for the new address of sources that fail or moved (of the named ones whatever their state).

    An address that another source already has is never proposed.
    """
    states = {state.name: state for state in watch.store.schedule.states(watch.now())}
    taken = {urls.canonical(source.url) for source in watch.config.sources}
    for source in named(watch.config, names):
        state = states.get(source.name)
        if not names and not _needs_repair(state):
            continue
        repair = _repair(network, source, state)
        address = None if repair.found is None else urls.canonical(repair.found)
        if address in taken:
            repair = Repair(source=source, found=None, title=None)
        elif address is not None:
            taken.add(address)
        yield repair


def _needs_repair(state: SourceState | None) -> bool:
    if state is None:
        return False
    return state.state is Health.STOPPED or state.moved_to is not None or state.last_error in LASTING


def _repair(network: Network, source: Watched, state: SourceState | None) -> Repair:
    now, response = visit(network, source.url, how="address")
    if now.is_feed:
        moved = response.moved_to if response is not None else None
        known = state.moved_to if state is not None else None
        return Repair(source=source, found=moved or known, title=now.title)
    site = urls.origin(source.url)
    found = next((one for one in probe(network, f"{site}/") if one.is_feed), None)
    if found is None:
        return Repair(source=source, found=None, title=None)
    return Repair(source=source, found=found.url, title=found.title)


def repair_row(repair: Repair, *, written: bool) -> Row:
    """Return one repair as a row of REPAIR."""
    return {
        "name": repair.source.name,
        "url": urls.mask(repair.source.url),
        "proposed": repair.found,
        "title": repair.title,
        "written": written,
    }


# --- kinds ------------------------------------------------------------------------------------------------


def options_of(kind: str, words: Words) -> tuple[str, Listing]:
    """Return what a kind of source is, and its options. Raises PluginError `unknown_kind`."""
    found = plugins.load("sources", kind, Source)  # type: ignore[type-abstract]
    rows = tuple(_option_row(field, words) for field in fields(found))  # type: ignore[arg-type]
    return found.label[words.language], Listing(kind="options", columns=OPTIONS, rows=rows)


def _option_row(field: object, words: Words) -> Row:
    from dataclasses import MISSING

    default = getattr(field, "default", MISSING)
    help_ = getattr(field, "metadata", {}).get("help", {})
    return {
        "option": getattr(field, "name", ""),
        "required": default is MISSING,
        "default": None if default is MISSING else default,
        "help": help_.get(words.language),
    }


def tried(watch_now: datetime, network: Network, source: Source, *, kind: str) -> Listing:
    """Visit a source that is not configured and list what it would bring. Raises SourceError."""
    from veille.sources.base import State
    from veille.steps.identify import documents

    request = next(iter(source.requests(State())))
    page = network.parse(source, network.send(call_of(network, request, {})), State())
    found = documents(
        page.items,
        about=page.about,
        source=kind,
        channel=source.channel,
        seen_at=watch_now,
        base=request.url,
    )
    rows = tuple(
        {"published": one.published, "title": one.title, "author": one.author, "url": one.url, "id": one.id}
        for one in found
    )
    notes = (Sentence(key="cli.tried", facts={"count": len(rows)}),)
    return Listing(kind="items", columns=ITEMS, rows=rows, notes=notes)
