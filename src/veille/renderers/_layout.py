# SPDX-License-Identifier: MIT
"""What people read, before any format: headings, lines, grids and cards, in the reader's language.

The cells still hold foreign text as it came: each format makes it harmless in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from veille.model import Column, Listing, Report, Row, Section, Summary, Unit
from veille.nouns import noun
from veille.renderers.base import Look
from veille.wording import Wording

_GROUPS: Mapping[str, str] = {
    "summary": "summary",
    **dict.fromkeys(("volume", "tone", "stories", "topics", "extracts"), "what"),
    **dict.fromkeys(("authors", "sources"), "who"),
    **dict.fromkeys(("channels", "timeline"), "where"),
    "competitors": "competitors",
    **dict.fromkeys(("coverage", "method"), "method"),
}
"""The question that each section answers."""
_ALONE = frozenset({"summary", "competitors"})
"""Sections that are their question's only answer: one heading serves both."""
_RIGHT = frozenset({Unit.COUNT, Unit.RATIO, Unit.CHANGE, Unit.SCORE})
_WIDEST_PIVOT = 6
"""More brands than this do not stand side by side."""


@noun
class Heading:
    text: str
    level: int


@noun
class Lines:
    """Sentences; `notes` are the small print."""

    texts: tuple[str, ...]
    notes: bool = False


@noun
class Grid:
    """Cells in columns; `right` says which columns are numbers, `bars` draws a share beside each row.

    `keys` names the columns, for who must choose among them.
    """

    titles: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float, ...] = ()
    keys: tuple[str, ...] = ()


@noun
class Curves:
    """A value for each day, by label; `texts` say the sums."""

    texts: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]


@noun
class Card:
    """One mention or document; `verbatim` marks its hits with `**`, `note` is what a person wrote on it."""

    head: tuple[str, ...]
    title: str
    verbatim: str
    url: str
    note: str = ""


Block = Heading | Lines | Grid | Curves | Card


def blocks(what: Listing | Report | Summary, look: Look) -> Iterator[Block]:
    """Lay out what is to be shown."""
    wording = Wording(look.words, look.zone)
    if isinstance(what, Listing):
        yield from _body(what.columns, what.rows, wording)
    elif isinstance(what, Summary):
        yield from _summary(what, wording)
    else:
        yield from _report(what, wording)


def _summary(what: Summary, wording: Wording) -> Iterator[Block]:
    if what.sentences:
        yield Lines(texts=tuple(wording.say(sentence) for sentence in what.sentences))
        return
    rows = tuple(
        (wording.title(str(key), "columns"), wording.cell(value, Unit.TEXT))
        for key, value in what.record.items()
        if value not in (None, [], {}, ())
    )
    yield Grid(titles=("", ""), right=(False, False), rows=rows)


def _report(what: Report, wording: Wording) -> Iterator[Block]:
    name = what.title or wording.title(what.heading or what.report, "reports.titles")
    title = " · ".join(part for part in (name, what.client) if part)
    yield Heading(text=title, level=1)
    yield Lines(texts=tuple(_periods(what, wording)))
    several = len(what.sections) > 1
    group = ""
    for section in what.sections:
        if several and group != _GROUPS.get(section.key, section.key):
            group = _GROUPS.get(section.key, section.key)
            yield Heading(text=_question(section, group, wording), level=2)
        if several and section.key in _GROUPS and section.key not in _ALONE:
            yield Heading(text=wording.title(section.key, "reports.titles"), level=3)
        yield from _section(section, wording)


def _question(section: Section, group: str, wording: Wording) -> str:
    found = wording.title(group, "reports.questions")
    return wording.title(section.key, "reports.titles") if found == group else found


def _periods(what: Report, wording: Wording) -> Iterator[str]:
    period = wording.period(what.period)
    yield f"{period[:1].upper()}{period[1:]}"
    if what.previous is not None and what.compared:
        yield wording.words("render.compared", period=wording.period(what.previous))


def _section(section: Section, wording: Wording) -> Iterator[Block]:
    if section.sentences:
        yield Lines(texts=tuple(wording.say(sentence) for sentence in section.sentences))
    if section.chart == "line":
        yield from _days(section, wording)
    elif section.rows:
        yield from _body(section.columns, section.rows, wording, chart=section.chart)
    elif section.columns:
        yield Lines(texts=(wording.words("render.nothing"),))
    if section.notes:
        yield Lines(texts=tuple(wording.say(sentence) for sentence in section.notes), notes=True)


def _body(
    columns: Sequence[Column], rows: Sequence[Row], wording: Wording, *, chart: str | None = None
) -> Iterator[Block]:
    if not rows:
        return
    keys = {column.key for column in columns}
    if {"title", "verbatim", "url"} <= keys:
        yield from (_card(columns, row, wording) for row in rows)
    else:
        yield _grid(columns, rows, wording, bars=chart == "bars")


def _grid(columns: Sequence[Column], rows: Sequence[Row], wording: Wording, *, bars: bool) -> Grid:
    """Lay out rows; a column of which nothing is known is left out."""
    shown = [
        column for column in columns if any(row.get(column.key) not in (None, [], {}, ()) for row in rows)
    ]
    return Grid(
        titles=tuple(wording.title(column.key, "columns") for column in shown),
        right=tuple(column.unit in _RIGHT for column in shown),
        rows=tuple(tuple(wording.shown(row.get(column.key), column) for column in shown) for row in rows),
        bars=_bars(shown, rows) if bars else (),
        keys=tuple(column.key for column in shown),
    )


def _bars(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[float, ...]:
    """Return the first share of each row, between 0 and 1."""
    ratio = next((column.key for column in columns if column.unit is Unit.RATIO), None)
    if ratio is None:
        return ()
    return tuple(float(str(row.get(ratio) or 0)) for row in rows)


def _card(columns: Sequence[Column], row: Row, wording: Wording) -> Card:
    known = {column.key: column for column in columns}

    def cell(key: str) -> str:
        return wording.shown(row.get(key), known.get(key) or Column(key=key))

    title, verbatim = cell("title"), cell("verbatim")
    doubt = cell("verdict") if str(row.get("verdict")) not in {"kept", "None"} else ""
    owned = cell("ownership") if str(row.get("ownership")) == "owned" else ""
    head = (
        cell("published") or cell("first_seen"),
        cell("host") or cell("source"),
        cell("brand"),
        doubt,
        owned,
        *(cell(key) for key in ("tone", "status", "assignee", "tags")),
        cell("id"),
    )
    note = cell("note")
    return Card(
        head=tuple(part for part in head if part),
        title="" if verbatim.replace("**", "") == title else title,
        verbatim=verbatim,
        url=cell("url"),
        note=wording.words("render.note", note=note) if note else "",
    )


def _days(section: Section, wording: Wording) -> Iterator[Block]:
    """Lay out a curve: one line a brand, then the days with the brands side by side."""
    days = list(dict.fromkeys(str(row["day"]) for row in section.rows))
    brands = list(dict.fromkeys(str(row["brand"]) for row in section.rows))
    values = {
        (str(row["day"]), str(row["brand"])): int(str(row["volume"]))
        for row in section.rows
        if row["volume"] is not None
    }
    if not values:
        yield Lines(texts=(wording.words("render.nothing"),))
        return
    known = [brand for brand in brands if any((day, brand) in values for day in days)]
    curves = tuple(tuple(values.get((day, brand), 0) for day in days) for brand in known)
    texts = tuple(
        wording.words("render.curve", label=brand, count=sum(curve))
        for brand, curve in zip(known, curves, strict=True)
    )
    if len(days) > 1:
        yield Curves(texts=texts, values=curves)
    if len(brands) > _WIDEST_PIVOT:
        yield _grid(section.columns, section.rows, wording, bars=False)
        return
    yield Grid(
        titles=(wording.title("day", "columns"), *brands),
        right=(False, *(True for _ in brands)),
        rows=tuple(
            (
                wording.cell(day, Unit.DAY),
                *(wording.cell(values.get((day, brand)), Unit.COUNT) for brand in brands),
            )
            for day in days
        ),
    )
