# SPDX-License-Identifier: MIT
"""Values and sentences as people read them: numbers, shares, days and times in their language and time zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from enum import Enum

from veille.i18n import Words
from veille.model import Column, Figure, Period, Sentence, Unit
from veille.nouns import value

BY_HAND = "by hand"
"""Name, in data, of the source of documents that a person adds."""
_SMALL = 0.01
"""Under one per cent a share is written with one decimal."""


@value
class Wording:
    """Puts values into words. Used by the formats for people, and by whoever says a Sentence."""

    words: Words
    zone: tzinfo = UTC

    def say(self, sentence: Sentence) -> str:
        """Return a sentence with its facts in words."""
        return self.words(sentence.key, **{name: self._fact(value) for name, value in sentence.facts.items()})

    def cell(self, value: object, unit: Unit) -> str:
        """Return a value as people read it in a table; what is not known is empty."""
        if value is None:
            return ""
        if isinstance(value, Sentence):
            return self.say(value)
        if unit in _WRITERS:
            return _WRITERS[unit](self, value)
        return self._plain(value)

    def shown(self, value: object, column: Column) -> str:
        """Return the value of that column as people read it."""
        if column.key == "source" and value == BY_HAND:
            return self.word("by_hand")
        return self.cell(value, column.unit)

    def word(self, value: object) -> str:
        """Return the word for a value of an enum, or the value itself where the catalogue has none."""
        word = str(value)
        found = self.words.find(f"words.{word}") if word.isidentifier() else None
        return found if isinstance(found, str) else word

    def title(self, key: str, area: str) -> str:
        """Return the title of a column, a section or a report, or its key where the catalogue has none."""
        found = self.words.find(f"{area}.{key}") if key.isidentifier() else None
        return found if isinstance(found, str) else key

    def day(self, day: date, *, year: bool = False) -> str:
        """Return `lundi 16 nov.` or `Monday 16 Nov`."""
        form = "day_year" if year else "day"
        return self.words(
            f"render.{form}",
            weekday=self._weekday(day),
            number=self._number_of(day),
            month=self._month(day),
            year=str(day.year),
        )

    def time(self, moment: datetime) -> str:
        """Return `18 nov. 2026 09:12`, in local time."""
        local = moment.astimezone(self.zone)
        return self.words(
            "render.time",
            number=self._number_of(local),
            month=self._month(local),
            year=str(local.year),
            clock=f"{local:%H:%M}",
        )

    def period(self, period: Period) -> str:
        """Return `semaine 47, du lundi 16 au dimanche 22 nov. 2026`."""
        since, until = period.since, period.until
        if since == until:
            return self.day(since, year=True)
        same_month = (since.year, since.month) == (until.year, until.month)
        start = self.words(
            "render.day_alone" if same_month else "render.day",
            weekday=self._weekday(since),
            number=self._number_of(since),
            month=self._month(since),
        )
        if since.year != until.year:
            start = self.day(since, year=True)
        text = self.words("render.period", since=start, until=self.day(until, year=True))
        if since.isoweekday() == 1 and (until - since).days == 6:  # noqa: PLR2004 - an ISO week
            return self.words("render.week", number=str(since.isocalendar().week), period=text)
        return text

    def share(self, value: float, *, signed: bool = False) -> str:
        """Return `24 %`, or `+82 %` when signed."""
        scaled = value * 100
        decimals = 1 if 0 < abs(value) < _SMALL else 0
        return self.words("render.percent", number=self._signed(scaled, decimals, signed=signed))

    def _signed(self, value: float, decimals: int, *, signed: bool) -> str:
        rounded = round(value, decimals) + 0.0  # minus zero is zero
        number = self.words.number(rounded, decimals)
        return f"+{number}" if signed and rounded > 0 else number

    def _fact(self, value: object) -> object:
        if isinstance(value, Sentence):
            return self.say(value)
        if isinstance(value, Figure):
            return self.cell(value.value, value.unit)
        if isinstance(value, Enum):
            return self.word(value)
        if isinstance(value, int | float | str):
            return value
        if isinstance(value, list | tuple):
            return ", ".join(str(self._fact(one)) for one in value)
        return self._plain(value)

    def _plain(self, value: object) -> str:
        if isinstance(value, Sentence | Enum):
            return str(self._fact(value))
        if isinstance(value, date):
            return self.time(value) if isinstance(value, datetime) else self.day(value)
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        if isinstance(value, Mapping):
            return ", ".join(f"{key} {self._plain(one)}" for key, one in sorted(value.items()))
        if isinstance(value, list | tuple):
            return ", ".join(self._plain(one) for one in value)
        if isinstance(value, int | float):
            return self.words.number(value, 0 if float(value).is_integer() else 2)
        return str(value)

    def _weekday(self, day: date) -> str:
        return self.words(f"render.weekdays.{day.isoweekday()}")

    def _month(self, day: date) -> str:
        return self.words(f"render.months.{day.month}")

    def _number_of(self, day: date) -> str:
        return self.words("render.first") if day.day == 1 else str(day.day)


def moment_of(value: object) -> datetime | None:
    """Return the instant in a cell: a datetime, or its ISO 8601 text; None for anything else."""
    if isinstance(value, datetime):
        return value
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _count(wording: Wording, value: object) -> str:
    return wording.words.number(value) if isinstance(value, int | float) else str(value)


def _ratio(wording: Wording, value: object) -> str:
    return wording.share(value) if isinstance(value, int | float) else str(value)


def _change(wording: Wording, value: object) -> str:
    return wording.share(value, signed=True) if isinstance(value, int | float) else str(value)


def _score(wording: Wording, value: object) -> str:
    if not isinstance(value, int | float):
        return str(value)
    return wording._signed(value * 100, 0, signed=True)  # noqa: SLF001 - a writer of this very class


def _day(wording: Wording, value: object) -> str:
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return wording.day(found)


def _time(wording: Wording, value: object) -> str:
    moment = moment_of(value)
    return str(value) if moment is None else wording.time(moment)


def _list(wording: Wording, value: object) -> str:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return wording._plain(value if isinstance(value, Mapping) else tuple(value))  # noqa: SLF001 - as above


_WRITERS = {
    Unit.COUNT: _count,
    Unit.RATIO: _ratio,
    Unit.CHANGE: _change,
    Unit.SCORE: _score,
    Unit.DAY: _day,
    Unit.TIME: _time,
    Unit.WORD: Wording.word,
    Unit.LIST: _list,
    Unit.MAP: _list,
}
