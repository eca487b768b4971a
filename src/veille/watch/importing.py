# SPDX-License-Identifier: MIT
"""`veille import`: the documents of an export, a saved page or a mail folder, all of them or none.

The file is read in a limited process, as foreign answers are; one transaction stores what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from veille import dates, plugins
from veille.errors import FileError, ParseError, SourceError, UsageError
from veille.importers.base import FIELDS, Columns, Fault, Found, Importer, Read
from veille.model import About, Channel, Document, Item, Row
from veille.near import nearest
from veille.nouns import field, noun
from veille.steps.identify import documents
from veille.steps.normalise import line
from veille.store.base import Batch, Saved, Visit
from veille.watch import Watch
from veille.watch.rematch import rematch

MIB = 1024 * 1024
LARGEST = 64 * MIB
_BEGINNING = 64 * 1024
_ROWS_SHOWN = 8
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

    def record(self) -> Row:
        """Return it as `--json` shows it."""
        return {
            "source": self.source,
            "format": self.format,
            "read": len(self.read.found),
            "documents": self.documents,
            "new": self.saved and self.saved.new,
            "updated": self.saved and self.saved.updated,
            "mentions": self.mentions,
            "skipped": dict(sorted(self.read.skipped.items())),
            "columns": dict(self.read.columns),
        }


def importing(watch: Watch, asked: Asked, *, dry_run: bool = False) -> Imported:
    """Read a file, and store what it holds.

    Raises FileError (`bad_row`: nothing was stored), UsageError, StoreError.
    """
    columns = _columns(asked)
    body = _bytes(asked.path)
    kind, read = _run(asked.path.name, body, columns)
    try:
        found = _dated(read, watch.config.timezone, asked.order)
    except FileError as error:
        error.facts["file"] = asked.path.name
        raise
    source = line(asked.source or f"import {asked.path.stem}")[:80] or "import"
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
    return Imported(source=source, format=kind, read=read, documents=ids, mentions=mentions, saved=saved)


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
    """Read a file, at most so much of it. Raises FileError `unreadable`, `file_too_large`, `empty_file`."""
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except OSError as error:
        raise FileError("unreadable", file=str(path), reason=error.strerror or str(error)) from None
    if len(body) > LARGEST:
        raise FileError("file_too_large", file=path.name, most=LARGEST // MIB)
    if not body.strip():
        raise FileError("empty_file", file=path.name)
    return body


def _run(name: str, body: bytes, columns: Columns) -> tuple[str, Read]:
    from veille.net.workshop import Workshop

    with Workshop(workers=1, cpu=120.0, wall=240.0, memory=2048 * MIB) as workshop:
        try:
            return workshop.run(read_file, name.lower(), body, columns)
        except (FileError, UsageError) as error:
            error.facts["file"] = name
            raise
        except (ParseError, SourceError) as error:
            reason = error.facts.get("reason", error.code)
            raise FileError(
                "not_readable", file=name, format=name.rpartition(".")[2], reason=reason
            ) from error


def read_file(name: str, body: bytes, columns: Columns) -> tuple[str, Read]:
    """Read a file by the importer that is surest of it; called in the limited process.

    Raises FileError `unknown_format`, and what importers raise.
    """
    known = formats()
    beginning = body[:_BEGINNING]
    surest = max(known, key=lambda one: known[one].sure(name, beginning))
    if known[surest].sure(name, beginning) <= 0:
        raise FileError("unknown_format", file=name, known=", ".join(one.label for one in known.values()))
    if (columns.preset or columns.named) and not known[surest].columns:
        raise UsageError("no_columns_there", file=name, format=known[surest].label)
    return surest, known[surest].read(body, columns)


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
        raise _wrong(faults)
    return found


def _wrong(faults: Sequence[Fault]) -> FileError:
    ordered = sorted(faults, key=lambda fault: fault.row)
    first = ordered[0]
    rows = list(dict.fromkeys(fault.row for fault in ordered))
    more = ", …" if len(rows) > _ROWS_SHOWN else ""
    return FileError(
        "bad_cell" if first.column else "bad_row",
        row=first.row,
        column=first.column,
        value=first.value,
        reason=first.reason,
        count=len(rows),
        rows=", ".join(map(str, rows[:_ROWS_SHOWN])) + more,
    )


# --- documents --------------------------------------------------------------------------------------------


def _documents(
    watch: Watch, found: Sequence[Found], source: str, channel: Channel | None, usual: Channel
) -> Iterator[Document]:
    """Yield the documents, those of each source and channel together."""
    now = watch.now()
    groups: dict[tuple[str, Channel], list[Item]] = {}
    for one in found:
        groups.setdefault((line(one.source or "") or source, channel or one.channel or usual), []).append(one.item)
    for (name, media), items in groups.items():
        yield from documents(items, about=About(), source=name, channel=media, seen_at=now, base=None)
