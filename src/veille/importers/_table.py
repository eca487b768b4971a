# SPDX-License-Identifier: MIT
"""Finds the header of a table among its first rows, and makes an Item of each row below it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice

from veille import urls
from veille.errors import FileError, UsageError
from veille.importers._presets import CHANNELS, PRESETS
from veille.importers._usual import ONE_COLUMN, PLAIN, Names
from veille.importers.base import FIELDS, Columns, Fault, Found, Read
from veille.model import Channel, Item
from veille.near import nearest
from veille.nouns import noun
from veille.patterns import pattern

Row = tuple[int, Sequence[str]]

TOP = 30
"""Rows among which the header is looked for: exports put a few lines about themselves above it."""

_COUNTS = ("likes", "shares", "replies", "views")
_CONTENT = ("url", "title", "text")
_UNKNOWN = frozenset(["", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none", "(none)", "unknown"])
_NUMBER = pattern(r"\d+(?:[.,]\d+)?|\d{1,3}(?:[.,' ’]\d{3})+(?:[.,]\d{1,2})?")
_THOUSANDS = pattern(r"[.,' ’](?=\d{3}(?:\D|$))")
_SCALES = {"k": 1_000, "m": 1_000_000}
_BARE = pattern(r"(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?:[/?#:]\S*)?")
_SHOWN = 60
_MOST_FAULTS = 1000


@noun
class Layout:
    """Where things stand: the row of the header, its names, and the columns of each field, best first."""

    row: int
    names: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]

    @property
    def used(self) -> dict[str, str]:
        """Return the name of the column of each field, or of all that may hold it, best first."""
        return {
            field: " / ".join(dict.fromkeys(self.names[place] for place in self.places[field]))
            for field in FIELDS
            if field in self.places
        }

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the names of the columns that hold no field."""
        used = {place for places in self.places.values() for place in places}
        left = (name for place, name in enumerate(self.names) if place not in used and name)
        return tuple(dict.fromkeys(name[:_SHOWN] for name in left))


def table(rows: Iterable[Row], columns: Columns) -> Read:
    """Read rows of cells, header included.

    Raises what `layout` raises, and FileError `texts_missing` when there are rows and none has a text or a title.
    """
    left = iter(rows)
    top = list(islice(left, TOP))
    found = layout(top, columns)
    below = [row for row in top if row[0] > found.row]
    read = _read(found, (row for part in (below, left) for row in part), columns)
    if (read.found or read.skipped) and not any(one.item.text or one.item.title for one in read.found):
        names = [name for name in found.names if name]
        unused = next(iter(read.columns_left_out), "") or names[0]
        raise FileError("texts_missing", known=_shown(names), example=unused[:_SHOWN])
    return read


def layout(top: Sequence[Row], columns: Columns) -> Layout:
    """Find the header.

    Raises FileError `no_columns` when no row names an address, a title or a text, UsageError `no_such_column`
    when a column that a person names is in none.
    """
    candidates = [_layout(number, cells, columns) for number, cells in top]
    if columns.named:
        candidates = [
            one
            for one in candidates
            if all(_folded(name) in map(_folded, one.names) for name in columns.named.values())
        ]
        if not candidates:
            raise _missing(top, columns)
    best = max(candidates, key=lambda one: len(one.places), default=None)
    if best is None or not any(best.places.get(name) for name in _CONTENT):
        raise FileError("no_columns", known=_shown(_widest(top)))
    return best


def recognised(cells: Sequence[str], columns: Columns) -> int:
    """Return how many fields a row names, were it the header."""
    return len(_layout(0, cells, columns).places)


def _layout(number: int, cells: Sequence[str], columns: Columns) -> Layout:
    names = tuple(" ".join(cell.split()) for cell in cells)
    at: dict[str, int] = {}
    for index, name in enumerate(names):
        at.setdefault(_folded(name), index)
    places: dict[str, tuple[int, ...]] = {
        field: (at[_folded(name)],) for field, name in columns.named.items() if _folded(name) in at
    }
    for known in _known(columns.preset):
        _place(places, {field: names for field, names in known.items() if field not in columns.named}, at)
    return Layout(row=number, names=names, places=places)


def _place(places: dict[str, tuple[int, ...]], known: Names, at: Mapping[str, int]) -> None:
    """Give each field the columns of its names that no other field has, behind those that it has already."""
    taken = {place for found in places.values() for place in found}
    for field, names in known.items():
        free = tuple(dict.fromkeys(at[name] for name in names if name in at and at[name] not in taken))
        more = free[: int(field not in places)] if field in ONE_COLUMN else free
        if more:
            places[field] = (*places.get(field, ()), *more)
            taken.update(more)


@cache
def _known(preset: str | None) -> tuple[Names, ...]:
    """Return the names of each field, folded: those of a preset, then the usual ones."""
    chosen = (PRESETS[preset].columns, PLAIN) if preset else (PLAIN,)
    return tuple(
        {field: tuple(dict.fromkeys(map(_folded, names))) for field, names in known.items()}
        for known in chosen
    )


def _missing(top: Sequence[Row], columns: Columns) -> UsageError:
    header = _widest(top)
    known = [_folded(name) for name in header]
    missing = next((one for one in columns.named.values() if _folded(one) not in known), "")
    return UsageError("no_such_column", column=missing, near=nearest(missing, header), known=_shown(header))


def _widest(top: Sequence[Row]) -> tuple[str, ...]:
    """Return the names of the row that is most like a header: the first of those with the most cells filled."""
    filled = [tuple(" ".join(cell.split()) for cell in cells if cell.strip()) for _, cells in top]
    return max(filled, key=len, default=())


def _shown(names: Sequence[str]) -> str:
    return ", ".join(name[:_SHOWN] for name in names[:30]) or "-"


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name[:200].casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", bare))


# --- rows -------------------------------------------------------------------------------------------------


def _read(layout: Layout, rows: Iterable[Row], columns: Columns) -> Read:
    found: list[Found] = []
    faults: list[Fault] = []
    wrong = 0
    skipped: Counter[str] = Counter()
    blank = 0  # rows without content, counted once another follows: a sheet may end in thousands of them
    for number, cells in rows:
        reading = _Reading(layout, number, cells)
        one = reading.found()
        faults += reading.faults[: _MOST_FAULTS - len(faults)]
        wrong += len(reading.faults)
        if one is not None:
            found.append(one)
        else:
            blank += len(cells) > 0
        if one is not None or any(cell.strip() for cell in cells):
            skipped["empty"] += blank
            blank = 0
    channel = PRESETS[columns.preset].channel if columns.preset else Channel.PAGE
    return Read(
        found=tuple(found),
        faults=tuple(faults),
        more_faults=wrong - len(faults),
        skipped=+skipped,
        columns=layout.used,
        columns_left_out=layout.unused,
        channel=channel,
    )


class _Reading:
    """One row while it is read, and what is wrong with it."""

    def __init__(self, layout: Layout, row: int, cells: Sequence[str]) -> None:
        self.layout, self.row, self.cells = layout, row, cells
        self.faults: list[Fault] = []

    def found(self) -> Found | None:
        """Return what stands in the row; None if it is empty or wrong."""
        if not any(self._text(name) for name in _CONTENT):
            return None
        if any(cell.strip() for cell in self.cells[len(self.layout.names) :]):
            self.faults.append(Fault(row=self.row, reason="too_many_cells"))
        site = self._text("site")
        source = self._text("source")
        return Found(
            row=self.row,
            item=Item(
                url=self._address("url"),
                title=self._text("title"),
                text=self._text("text"),
                author=self._text("author"),
                author_url=_address(self._text("author_url")),
                published=self._text("published"),
                language=self._text("language"),
                native_id=self._text("id"),
                parent=self._text("parent"),
                thread=self._text("thread"),
                engagement={name: count for name in _COUNTS if (count := self._count(name)) is not None},
                audience=self._count("reach"),
                site=_address(site),
            ),
            source=" ".join(source.split())[:80] if source else None,
            channel=channel_of(self._text("channel")),
        )

    def _values(self, field: str) -> Iterable[tuple[int, str]]:
        for place in self.layout.places.get(field, ()):
            if place < len(self.cells) and (value := self.cells[place].strip()):
                yield place, value

    def _text(self, field: str) -> str | None:
        return next((value for _, value in self._values(field)), None)

    def _address(self, field: str) -> str | None:
        for place, value in self._values(field):
            found = _address(value)
            if found is None:
                self._fault(place, "not_an_address", value)
            return found
        return None

    def _count(self, field: str) -> int | None:
        """Return the highest of the counts in the columns of a field: each network has its own."""
        counts = [self._number(place, value) for place, value in self._values(field)]
        return max((count for count in counts if count is not None), default=None)

    def _number(self, place: int, value: str) -> int | None:
        if value.casefold() in _UNKNOWN:
            return None
        try:
            return number(value)
        except ValueError:
            self._fault(place, "not_a_number", value)
            return None

    def _fault(self, place: int, reason: str, value: str) -> None:
        name = self.layout.names[place] if place < len(self.layout.names) else None
        self.faults.append(Fault(row=self.row, reason=reason, column=name, value=value[:_SHOWN]))


def number(text: str) -> int:
    """Return the count that a cell says: `1 234`, `1,234`, `1.234`, `1234,5`, `1.2K`. Raises ValueError."""
    bare = text.strip().replace("\u202f", " ").replace("\u00a0", " ")
    scale = _SCALES.get(bare[-1:].lower(), 1)
    if scale > 1:
        bare = bare[:-1].strip()
    if len(bare) > 20 or not bare.isascii() or not _NUMBER.fullmatch(bare):  # noqa: PLR2004 - no count is longer
        raise ValueError(text)
    if scale == 1:
        bare = _THOUSANDS.sub("", bare)
    return int(float(bare.replace(",", ".").replace("'", "").replace(" ", "")) * scale)


def channel_of(text: str | None) -> Channel | None:
    """Return the type of media that a cell says, None if it says nothing known."""
    folded = _folded(text or "").replace(" ", "")
    if folded in list(Channel):
        return Channel(folded)
    if folded == "x":
        return Channel.SOCIAL
    return next((channel for word, channel in CHANNELS if word in folded), None)


def _address(text: str | None) -> str | None:
    """Return a web address, also one written without https://; None if it is none."""
    if text and "://" not in text and _BARE.fullmatch(text):
        text = f"https://{text}"
    return urls.join(None, text)
