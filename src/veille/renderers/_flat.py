# SPDX-License-Identifier: MIT
"""Tables of cells for csv and tsv: one table for rows, a long form for a report of several sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from unicodedata import category

from veille.model import Column, Listing, Report, Summary, Unit
from veille.renderers import _data, _inert
from veille.renderers.base import Look
from veille.wording import Wording, moment_of

_STARTERS = frozenset("=+-@\t＝＋－＠")
"""What makes a spreadsheet read a cell as a formula, full-width twins and the tab included."""
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Zs"})
"""Kinds of characters that may stand before it unseen."""
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
        yield [_cell(row.get(column.key), column.unit, look) for column in columns]


def _long(what: Report, look: Look) -> Iterator[list[str]]:
    yield _header(_LONG, look)
    for section in what.sections:
        for number, row in enumerate(section.rows, start=1):
            for column in section.columns:
                value = _cell(row.get(column.key), column.unit, look)
                yield [neutral(section.key), str(number), neutral(column.key), column.unit.value, value]


def _header(columns: Sequence[Column], look: Look) -> list[str]:
    if not look.excel:
        return [neutral(column.key) for column in columns]
    wording = Wording(look.words, look.zone)
    return [neutral(wording.title(column.key, "columns")) for column in columns]


def _cell(value: object, unit: Unit, look: Look) -> str:
    """Return a cell: null is empty, lists and maps are JSON text, our own numbers stay numbers."""
    if look.excel and unit is Unit.TIME:
        value = _local(value, look)
    plain = _data.raw(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, int | float):
        return str(plain).replace(".", ",") if look.excel else str(plain)
    return neutral(plain if isinstance(plain, str) else _data.dumps(plain))


def _local(value: object, look: Look) -> object:
    """A local time that a spreadsheet knows as one."""
    moment: datetime | None = None if value is None else moment_of(value)
    return value if moment is None else f"{moment.astimezone(look.zone):%Y-%m-%d %H:%M:%S}"


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
