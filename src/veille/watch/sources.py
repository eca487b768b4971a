# SPDX-License-Identifier: MIT
"""`veille sources`: what is collected from, how well each does, and how a new one is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from veille import urls
from veille.config import Config
from veille.errors import SourceError, UsageError
from veille.i18n import Words
from veille.model import Column, Listing, Row, Sentence, Unit
from veille.nouns import noun
from veille.questions import Health, SourceState
from veille.sources.base import Watched
from veille.store.base import Due
from veille.watch import Watch
from veille.watch.discover import Attempt, pointed, probe, visit
from veille.watch.network import Network
from veille.watch.recognising import guesses, is_handle, of_kinds, of_page, refuse

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
    Column(key="kind"),
    Column(key="feed", unit=Unit.FLAG),
    Column(key="title"),
    Column(key="items", unit=Unit.COUNT),
    Column(key="code", unit=Unit.WORD),
    Column(key="answer"),
)

_NOT_FOUND = 404

REPAIR = (
    Column(key="name"),
    Column(key="url", unit=Unit.URL),
    Column(key="proposed", unit=Unit.URL),
    Column(key="title"),
    Column(key="written", unit=Unit.FLAG),
    Column(key="hint"),
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
    failure: SourceError | None = None
    """Why nothing was found, where more can be said than that nothing is there."""

    @property
    def feeds(self) -> tuple[Attempt, ...]:
        return tuple(attempt for attempt in self.attempts if attempt.is_feed)

    def rows(self) -> tuple[Row, ...]:
        """Return all that was tried, as rows of TRIED."""
        return tuple(
            {
                "url": urls.mask(attempt.url),
                "how": attempt.how,
                "kind": attempt.kind,
                "feed": attempt.is_feed,
                "title": attempt.title,
                "items": None if attempt.page is None else len(attempt.page.items),
                "code": attempt.error and attempt.error.code,
                "answer": attempt.error and attempt.error.status,
            }
            for attempt in self.attempts
        )


def proposal(network: Network, url: str, *, kinds: bool = False) -> Proposal:
    """Look for the feeds of an address; with `kinds`, for a kind of source that knows it better, first.

    Raises UsageError `bad_url`, and SourceError `no_lawful_access` before anything is asked.
    """
    typed = url if "://" in url else f"https://{url}"
    address = urls.safe(typed)
    if address is None:
        raise UsageError("bad_url", url=url)
    if not kinds:
        return Proposal(attempts=tuple(probe(network, address)))
    refuse(address)
    better = tuple(of_kinds(network, guesses(address)))
    if any(attempt.is_feed for attempt in better):
        return Proposal(attempts=better)
    page, response = visit(network, address, how="address")
    shown = tuple(of_kinds(network, of_page(page)))
    if any(attempt.is_feed and attempt.kind in _SURE for attempt in shown):
        return Proposal(attempts=(*better, *shown))
    if is_handle(address) and response is not None and not page.is_feed:
        # The page of a channel has no other feed, and its site none at the usual places.
        failure = page.error if page.error and page.error.code in _IN_THE_WAY else None
        failure = failure or SourceError("channel_id_needed", url=address)
        return Proposal(attempts=(*better, *shown, page), failure=failure)
    attempts = (*better, *shown, *pointed(network, page, response))
    return Proposal(attempts=attempts, failure=_failure(better, page))


_SURE = frozenset({"sitemap", "youtube"})
"""Kinds beside which no feed of the same page is worth a look."""
_IN_THE_WAY = frozenset({"login", "consent", "blocked"})


def _failure(better: Sequence[Attempt], page: Attempt) -> SourceError | None:
    """Return what kept an address from being read: that of the service that it was known to be, else its own."""
    known = [one.error for one in better if one.error is not None]
    for error in known:
        if "case" in error.facts or error.code not in {"not_a_feed", "parse", "http_4xx", "gone"}:
            return error
    if page.response is not None or page.error is None:
        return None
    if page.error.status == _NOT_FOUND:
        page.error.facts.setdefault("case", "not_found")
    return page.error


def already(config: Config, attempt: Attempt) -> str | None:
    """Return the name of the source that reads this already."""
    if attempt.source is not None:
        return next((one.name for one in config.sources if one.source == attempt.source), None)
    known = {urls.canonical(one.url): one.name for one in config.sources}
    return known.get(urls.canonical(attempt.url))


def free_name(config: Config, wanted: str) -> str:
    """Return a source name that is not taken yet."""
    taken = {source.name for source in config.sources}
    name = " ".join(wanted.split())[:80] or "source"
    candidates = (name if number == 1 else f"{name} {number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def name_for(config: Config, attempt: Attempt) -> str:
    """Return the name that what was found gets: its title, else what it follows, else its host."""
    from veille.steps.normalise import line

    followed = ", ".join(_texts(attempt.options))
    named = f"{attempt.kind} {followed}" if attempt.source is not None and followed else None
    title = line(attempt.title or "")
    return free_name(config, title or named or urls.host(attempt.url) or attempt.url)


def _texts(options: Mapping[str, object]) -> Iterator[str]:
    """Yield what options say, addresses aside."""
    for value in options.values():
        found = value if isinstance(value, list | tuple) else (value,)
        yield from (str(one) for one in found if isinstance(one, str | int) and "://" not in str(one))


# --- repairing --------------------------------------------------------------------------------------------


@noun
class Repair:
    """A source that fails or moved, and where its feed may be now."""

    source: Watched
    found: str | None = None
    title: str | None = None

    @property
    def by_hand(self) -> bool:
        """Only a feed can be looked for elsewhere."""
        return self.source.kind != "feed"


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
        repair = Repair(source=source) if source.kind != "feed" else _repair(network, source, state)
        address = None if repair.found is None else urls.canonical(repair.found)
        if address in taken:
            repair = Repair(source=source)
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
        return Repair(source=source)
    return Repair(source=source, found=found.url, title=found.title)


def repair_row(repair: Repair, words: Words, *, written: bool) -> Row:
    """Return one repair as a row of REPAIR."""
    facts = {"source": repair.source.name, "kind": repair.source.kind}
    return {
        "name": repair.source.name,
        "url": urls.mask(repair.source.url),
        "proposed": repair.found,
        "title": repair.title,
        "written": written,
        "hint": words("cli.repair_by_hand", **facts) if repair.by_hand else None,
    }
