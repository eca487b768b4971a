# SPDX-License-Identifier: MIT
"""`veille sources import` and `export`: lists of feeds, taken from another reader and given to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from veille import opml, urls
from veille.config import Config, check_options, checker
from veille.errors import ConfigError
from veille.model import Column, Listing, Row, Unit
from veille.net.outcomes import Failed
from veille.nouns import noun
from veille.sources.base import Watched
from veille.sources.feed import Feed
from veille.watch import brought
from veille.watch.network import Network
from veille.watch.trying import Tried, outcomes

VISITED = (
    Column(key="name"),
    Column(key="state", unit=Unit.WORD),
    Column(key="code", unit=Unit.WORD),
    Column(key="items", unit=Unit.COUNT),
    Column(key="url", unit=Unit.URL),
    Column(key="moved_to", unit=Unit.URL),
    Column(key="written", unit=Unit.FLAG),
)

PASSING = frozenset({"rate_limited", "http_5xx", "unavailable", "cancelled", "timeout", "tls", "robots"})
"""Failures that say nothing of a feed's life."""
UNREACHED = frozenset({"dns", "refused", "timeout", "unavailable", "cancelled"})
"""Failures without an answer from anybody: when no feed of a list answers, it is our own network that is down."""

_DAY = timedelta(days=1)
_EVERY = timedelta(minutes=60)

Entry = Mapping[str, object]


@noun
class Taken:
    """The feeds of a list that are new here, as the watch file will say them, and what became of the others."""

    entries: tuple[Entry, ...]
    known: int
    repeated: int
    unusable: tuple[str, ...]


@noun
class Imported:
    """What became of a list of feeds; `visited` are rows of VISITED, one for each that was visited first."""

    added: int
    known: int
    repeated: int
    unusable: tuple[str, ...]
    visited: tuple[Row, ...] = ()

    @property
    def left_out(self) -> int:
        """Return how many were visited and not written."""
        return sum(1 for row in self.visited if not row["written"])

    @property
    def requests_a_day(self) -> int:
        """Return about how many requests a day the added feeds cost, at the interval they get."""
        return round(self.added * (_DAY / _EVERY))

    def listing(self) -> Listing:
        """Return what the visits found, as a table."""
        return Listing(kind="sources_import", columns=VISITED, rows=self.visited)


def taken(config: Config, path: Path) -> Taken:
    """Read an OPML file beside the watch file. Raises FileError."""
    found = opml.read(brought.content(path))
    already = {urls.canonical(source.url) for source in config.sources}
    new: set[str] = set()
    names = {source.name for source in config.sources}
    entries: list[Entry] = []
    unusable = list(found.unusable)
    known = repeated = 0
    for outline in found.outlines:
        key = urls.canonical(outline.url)
        entry = _entry(config, outline)
        if entry is None or key is None:
            unusable.append(outline.url)
        elif key in already or key in new:
            known += key in already
            repeated += key in new
        else:
            new.add(key)
            entries.append({"name": _unused(outline.name, names), **entry})
    repeated += found.repeated
    return Taken(entries=tuple(entries), known=known, repeated=repeated, unusable=tuple(unusable))


def imported(config: Config, found: Taken, visited: Sequence[Row] = ()) -> Imported:
    """Write the feeds into the watch file: all, or those that their visits say. Raises FileError, ConfigError."""
    from veille.machine.watchfile import append_sources

    rows = {str(row["name"]): row for row in visited}
    wanted = [_moved(entry, rows.get(str(entry["name"]))) for entry in found.entries]
    fresh = [entry for entry in wanted if entry is not None]
    append_sources(config.path, fresh, check=checker(config))
    return Imported(
        added=len(fresh),
        known=found.known,
        repeated=found.repeated,
        unusable=found.unusable,
        visited=tuple(visited),
    )


def visited(
    config: Config, network: Network, found: Taken, *, now: Callable[[], datetime], keep_dead: bool
) -> tuple[Row, ...]:
    """Visit each new feed once: alive, moved, failing for now, or dead; dead ones are not to be written."""
    watched = [_watched(entry) for entry in found.entries]
    seen = {outcome.name: outcome for outcome in outcomes(config, network, watched, now)}
    offline = all(isinstance(one, Failed) and one.error.code in UNREACHED for one in seen.values())
    known = {urls.canonical(source.url) for source in config.sources}
    rows = []
    for source in watched:
        row = _row(source, seen[source.name])
        if offline and row["state"] == "dead":
            row["state"] = "failing"
        address = urls.canonical(str(row["moved_to"] or source.url))
        double = address in known
        known.add(address)
        written = not double and (keep_dead or row["state"] != "dead")
        rows.append({**row, "code": "already" if double else row["code"], "written": written})
    return tuple(rows)


def _watched(entry: Entry) -> Watched:
    feed = Feed(url=str(entry["url"]))
    return Watched(name=str(entry["name"]), kind="feed", source=feed, channel=feed.channel)


def _row(source: Watched, outcome: Tried) -> dict[str, object]:
    row: dict[str, object] = {"name": source.name, "url": urls.mask(source.url), "code": None, "items": None}
    if isinstance(outcome, Failed):
        code = outcome.error.code
        return row | {"state": "failing" if code in PASSING else "dead", "code": code, "moved_to": None}
    items = getattr(outcome, "items", ())
    state = "moved" if outcome.moved_to else "alive"
    return row | {"state": state, "items": len(items), "moved_to": outcome.moved_to}


def _moved(entry: Entry, row: Row | None) -> Entry | None:
    """Return an entry at the address its visit found; None if it is not to be written."""
    if row is None:
        return entry
    if not row["written"]:
        return None
    return {**entry, "url": row["moved_to"] or entry["url"]}


def _entry(config: Config, outline: opml.Outline) -> dict[str, object] | None:
    """Return what the watch file says of a feed besides its name; None if it would not take that."""
    address = urls.safe(outline.url)
    entry: dict[str, object] = {"kind": "feed", "url": address}
    tags = tuple(dict.fromkeys((*outline.folders, *outline.categories)))
    if tags:
        entry["tags"] = list(tags)
    try:
        check_options(config, entry)
    except ConfigError:
        return None
    return entry if address else None


def _unused(wanted: str, names: set[str]) -> str:
    base = " ".join(wanted.split())[:80] or "source"
    name, number = base, 2
    while name in names:
        name, number = f"{base} {number}", number + 1
    names.add(name)
    return name


@noun
class Exported:
    """A list of feeds as OPML, and the names of the sources that are none."""

    content: bytes
    left_out: tuple[str, ...]


def exported(config: Config) -> Exported:
    """Return the feeds of the watch file as OPML, their tags as folders."""
    feeds = [source for source in config.sources if source.kind == "feed"]
    outlines = [
        opml.Outline(name=source.name, url=source.url, site=None, folders=source.tags) for source in feeds
    ]
    left_out = tuple(source.name for source in config.sources if source.kind != "feed")
    return Exported(content=opml.write(outlines, title="veille"), left_out=left_out)
