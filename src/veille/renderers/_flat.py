# SPDX-License-Identifier: MIT
"""Tables of cells for csv and tsv: one table for rows, a long form for a report of several sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from unicodedata import category

from veille.model import Column, Listing, Report, Summary, Unit
from veille.renderers import _data, _inert
from veille.renderers.base import Look
from veille.wording import Wording, moment_of

_STARTERS = frozenset("=+-@\t＝＋－＠")
"""What makes a spreadsheet read a cell as a formula, full-width twins and the tab included."""
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Zs"})
"""Kinds of characters that may stand before it unseen."""
_DECIMALS = 4
"""Of a ratio in someone's spreadsheet."""
_LONG = tuple(Column(key=key) for key in ("section", "row", "column", "unit", "value"))


def table(what: Listing | Report | Summary, look: Look) -> Iterator[list[str]]:
    """Yield the header, then the rows, as cells that no spreadsheet will run."""
    if isinstance(what, Listing):
        return _table(what.columns, what.rows, look)
    if isinstance(what, Summary):
        columns = tuple(Column(key=str(key)) for key in what.record)
        return _table(columns, [what.record], look)
    if len(what.sections) == 1:
        return _table(what.sections[0].columns, what.sections[0].rows, look)
    return _long(what, look)


def _table(
    columns: Sequence[Column], rows: Sequence[Mapping[str, object]], look: Look
) -> Iterator[list[str]]:
    yield _header(columns, look)
    for row in rows:
        yield [_cell(row.get(column.key), column, look) for column in columns]


def _long(what: Report, look: Look) -> Iterator[list[str]]:
    yield _header(_LONG, look)
    wording = Wording(look.words, look.zone) if look.excel else None
    for section in what.sections:
        name = wording.title(section.key, "reports.titles") if wording else section.key
        for number, row in enumerate(section.rows, start=1):
            for column in section.columns:
                key = wording.title(column.key, "columns") if wording else column.key
                unit = wording.word(column.unit) if wording else column.unit.value
                yield [
                    neutral(name),
                    str(number),
                    neutral(key),
                    unit,
                    _cell(row.get(column.key), column, look),
                ]


def _header(columns: Sequence[Column], look: Look) -> list[str]:
    if not look.excel:
        return [neutral(column.key) for column in columns]
    wording = Wording(look.words, look.zone)
    return [neutral(wording.title(column.key, "columns")) for column in columns]


def _cell(value: object, column: Column, look: Look) -> str:
    """Return a cell: null is empty, lists and maps are JSON text, our own numbers stay numbers."""
    if look.excel:
        return _spoken(value, column, Wording(look.words, look.zone))
    plain = _data.raw(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, int | float):
        return str(plain)
    return neutral(plain if isinstance(plain, str) else _data.dumps(plain))


def _spoken(value: object, column: Column, wording: Wording) -> str:
    """Return a cell for someone's spreadsheet: words for codes, numbers and local times that it can reckon with."""
    if column.unit is Unit.TIME:
        return neutral(_local(value, wording))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(round(value, _DECIMALS)).replace(".", ",")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if column.unit is Unit.DAY:
        return neutral(str(_data.raw(value) or ""))
    text = wording.shown(value, column)
    return neutral(text.replace("**", "") if column.key == "verbatim" else text)


def _local(value: object, wording: Wording) -> str:
    """A local time that a spreadsheet knows as one."""
    moment: datetime | None = None if value is None else moment_of(value)
    if moment is None:
        return str(_data.raw(value) or "")
    return f"{moment.astimezone(wording.zone):%Y-%m-%d %H:%M:%S}"


def neutral(text: str) -> str:
    """Put an apostrophe before each line of a cell that a spreadsheet would run as a formula."""
    return "\n".join(_guarded(line) for line in _inert.block(text).split("\n"))


def _guarded(line: str) -> str:
    for character in line:
        if character in _STARTERS:
            return f"'{line}"
        if not (character.isspace() or category(character) in _UNSEEN):
            break
    return line
