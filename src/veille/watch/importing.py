# SPDX-License-Identifier: MIT
"""`veille import`: the documents of an export, a saved page or a mail folder, all of them or none.

The file is read in a limited process, as foreign answers are; one transaction stores what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from veille import dates, plugins
from veille.errors import FileError, ParseError, SourceError, UsageError
from veille.importers._decoded import decoded
from veille.importers.base import FIELDS, Columns, Fault, Found, Importer, Read
from veille.model import About, Channel, Document, Item, Row
from veille.near import nearest
from veille.nouns import field, noun
from veille.steps.identify import documents
from veille.steps.normalise import line
from veille.store.base import Batch, Saved, Visit
from veille.watch import Watch, brought
from veille.watch.rematch import rematch

MIB = 1024 * 1024
LARGEST = 64 * MIB
_BEGINNING = 64 * 1024
FAULTS_TOLD = 10
_OPML = re.compile(r"<opml\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|(?:\w{1,20}:)?rdf)\b", re.IGNORECASE)
_NO_TEXT = ("%PDF", "{\\rtf")
ORDERS: Mapping[str, bool] = {"dmy": True, "mdy": False}


@noun
class Asked:
    """What a person says of a file: `order` is dmy or mdy, `named` says which column holds which field."""

    path: Path
    preset: str | None = None
    named: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    channel: Channel | None = None
    order: str | None = None


@noun
class Imported:
    """What became of a file; `saved` is None when nothing was to be stored."""

    source: str
    format: str
    read: Read
    documents: int
    mentions: int
    saved: Saved | None
    channels: frozenset[Channel] = frozenset()
    """The types of media of the documents."""

    @property
    def only_pages(self) -> bool:
        """An export that does not say what kind of media its documents are."""
        return bool(self.read.columns) and self.channels == {Channel.PAGE}

    @property
    def left_out(self) -> Mapping[str, int]:
        """Return how much became no document of its own, by a key of `cli.skipped`."""
        found = self.read.found
        nothing = sum(1 for one in found if not _says_something(one.item))
        repeated = len(found) - nothing - self.documents
        counts = {
            **self.read.skipped,
            "empty": self.read.skipped.get("empty", 0) + nothing,
            "repeated": repeated,
        }
        return {why: count for why, count in sorted(counts.items()) if count > 0}

    @property
    def rows(self) -> int:
        """Return how much was read: what is new, updated, known or left out."""
        return self.documents + sum(self.left_out.values())

    @property
    def known(self) -> int | None:
        """Return how many documents were there already, just so; None in a dry run."""
        return None if self.saved is None else self.documents - self.saved.new - self.saved.updated

    def record(self) -> Row:
        """Return it as `--json` shows it."""
        return {
            "source": self.source,
            "format": self.format,
            "read": self.rows,
            "documents": self.documents,
            "new": self.saved and self.saved.new,
            "updated": self.saved and self.saved.updated,
            "known": self.known,
            "mentions": self.mentions,
            "skipped": dict(self.left_out),
            "columns": dict(self.read.columns),
            "columns_left_out": list(self.read.columns_left_out),
        }


def importing(watch: Watch, asked: Asked, *, dry_run: bool = False) -> Imported:
    """Read a file, and store what it holds.

    Raises FileError (`bad_row`: nothing was stored), UsageError, StoreError.
    """
    columns = _columns(asked)
    body = _bytes(asked.path)
    kind, read = _run(asked.path, body, columns)
    try:
        found = _dated(read, watch.config.timezone, asked.order)
    except FileError as error:
        error.facts["file"] = asked.path.name
        raise
    source = line(asked.source or f"import {asked.path.stem}")[:80] or "import"
    if asked.source and "source" not in asked.named:
        found = [replace(one, source=None) for one in found]  # a person's word goes before a usual name
    made = tuple(_documents(watch, found, source, asked.channel, read.channel))
    if dry_run:
        match = watch.matcher().mentions
        mentions = sum(1 for one in made for mention in match(one) if mention.verdict != "rejected")
        saved = None
    else:
        rematch(watch)  # so that what is stored, and what is added, follow the same rules
        batch = Batch(visit=Visit(source=source, at=watch.now()), documents=made)
        saved = watch.store.documents.save(batch, watch.matcher().mentions, token=None)
        mentions = saved.mentions
    ids = len({one.id for one in made})
    return Imported(
        source=source,
        format=kind,
        read=read,
        documents=ids,
        mentions=mentions,
        saved=saved,
        channels=frozenset(one.channel for one in made),
    )


def presets() -> tuple[str, ...]:
    """Return the names of the presets."""
    from veille.importers._presets import PRESETS

    return tuple(PRESETS)


def formats() -> Mapping[str, Importer]:
    """Return one importer of each format, by the name of its module."""
    names = plugins.names("importers")
    return {name: plugins.load("importers", name, Importer)() for name in names}  # type: ignore[type-abstract]


def _columns(asked: Asked) -> Columns:
    if asked.preset is not None and asked.preset not in presets():
        raise UsageError("bad_choice", value=asked.preset, known=", ".join(presets()))
    for name in asked.named:
        if name not in FIELDS:
            raise UsageError("bad_choice", value=name, near=nearest(name, FIELDS), known=", ".join(FIELDS))
    if asked.order is not None and asked.order not in ORDERS:
        raise UsageError("bad_choice", value=asked.order, known=", ".join(ORDERS))
    return Columns(preset=asked.preset, named=asked.named)


def _bytes(path: Path) -> bytes:
    """Read a file, at most so much of it. Raises FileError `file_too_large`, `empty_file`, `no_such_file`..."""
    body = brought.content(path, most=LARGEST + 1)
    if len(body) > LARGEST:
        raise FileError("file_too_large", file=path.name, most=LARGEST // MIB)
    if not body.strip():
        raise FileError("empty_file", file=path.name)
    return body


def _run(path: Path, body: bytes, columns: Columns) -> tuple[str, Read]:
    from veille.net.workshop import Workshop

    with Workshop(workers=1, cpu=120.0, wall=240.0, memory=2048 * MIB) as workshop:
        try:
            return workshop.run(read_file, path.name.lower(), body, columns)
        except (FileError, UsageError) as error:
            error.facts["file"] = str(path)
            raise
        except (ParseError, SourceError) as error:
            reason = error.facts.get("reason", error.code)
            form = path.suffix.removeprefix(".")
            raise FileError("not_readable", file=str(path), format=form, reason=reason) from error


def read_file(name: str, body: bytes, columns: Columns) -> tuple[str, Read]:
    """Read a file by the importer that is surest of it; called in the limited process.

    Raises FileError `unknown_format`, `is_opml`, `is_feed`, `is_text`, and what importers raise.
    """
    known = formats()
    beginning = body[:_BEGINNING]
    surest = max(known, key=lambda one: known[one].sure(name, beginning))
    if known[surest].sure(name, beginning) <= 0:
        labels = ", ".join(one.label for one in known.values())
        raise FileError(_looks_like(beginning) or "unknown_format", file=name, known=labels)
    if (columns.preset or columns.named) and not known[surest].columns:
        raise UsageError("no_columns_there", file=name, format=known[surest].label)
    return surest, known[surest].read(body, columns)


def _looks_like(beginning: bytes) -> str | None:
    """Return the code of what a file is that no importer takes, where that is worth telling."""
    start = decoded(beginning)[:4000].lstrip("\ufeff \r\n\t")
    if start.startswith("<"):
        return "is_opml" if _OPML.search(start) else "is_feed" if _FEED.search(start) else None
    controls = sum(character < " " and character not in "\t\r\n\f" for character in start)
    binary = b"\0" in beginning or start.startswith(_NO_TEXT) or controls * 100 > len(start)
    return None if binary else "is_text"


# --- dates ------------------------------------------------------------------------------------------------


def _dated(read: Read, zone: tzinfo, order: str | None) -> Sequence[Found]:
    """Return what was found with its dates as instants: what says no zone is meant where the watch lives.

    05/11/2026 is read as other rows of the file show that it is meant. Raises FileError `bad_row`.
    """
    faults = list(read.faults)
    column = read.columns.get("published")
    shown = {dates.says_order(one.item.published) for one in read.found if one.item.published} - {None}
    day_first = ORDERS[order] if order else next(iter(shown)) if len(shown) == 1 else None
    found = []
    for one in read.found:
        written = one.item.published
        moment = dates.parse(written, zone=zone, day_first=day_first)
        if written and moment is None and read.columns:
            either = dates.parse(written, day_first=True) is not None
            reason = "either_order" if either else "not_a_date"
            faults.append(Fault(row=one.row, reason=reason, column=column, value=written[:60]))
        given = moment.isoformat() if moment else written
        found.append(replace(one, item=replace(one.item, published=given)))
    if faults:
        raise _wrong(faults, read.more_faults)
    return found


def _wrong(faults: Sequence[Fault], more: int) -> FileError:
    """Return what to tell: the one fault, or the first of them (`faults`) and how many more there are."""
    ordered = sorted(faults, key=lambda fault: fault.row)
    told = tuple(_facts(fault) for fault in ordered[:FAULTS_TOLD])
    count = len(ordered) + more
    if count > 1:
        return FileError("bad_rows", count=count, faults=told, more=count - len(told))
    return FileError("bad_cell" if ordered[0].column else "bad_row", **told[0])


def _facts(fault: Fault) -> dict[str, object]:
    return {"row": fault.row, "column": fault.column, "value": fault.value, "reason": fault.reason}


# --- documents --------------------------------------------------------------------------------------------


def _documents(
    watch: Watch, found: Sequence[Found], source: str, channel: Channel | None, usual: Channel
) -> Iterator[Document]:
    """Yield the documents, those of each source and channel together."""
    now = watch.now()
    groups: dict[tuple[str, Channel], list[Item]] = {}
    for one in found:
        groups.setdefault((line(one.source or "") or source, channel or one.channel or usual), []).append(
            one.item
        )
    for (name, media), items in groups.items():
        yield from documents(items, about=About(), source=name, channel=media, seen_at=now, base=None)


def _says_something(item: Item) -> bool:
    return bool(item.url or item.html or line(item.title or "") or line(item.text or ""))
