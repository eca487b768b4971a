# SPDX-License-Identifier: MIT
"""Local days, weeks and months: what `--since 7d` or `--week last` means, and where a day begins in UTC.

A period is a pair of local dates, both inclusive. Text that means no date raises ValueError, no other error.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

Span = tuple[date, date]

_DAY = timedelta(days=1)
_YEARS = range(1970, 3000)
_WEEKDAYS = (
    ("monday", "lundi"),
    ("tuesday", "mardi"),
    ("wednesday", "mercredi"),
    ("thursday", "jeudi"),
    ("friday", "vendredi"),
    ("saturday", "samedi"),
    ("sunday", "dimanche"),
)
_AGO = {"today": 0, "aujourd'hui": 0, "aujourdhui": 0, "yesterday": 1, "hier": 1}
_UNITS = {
    "d": "days", "day": "days", "days": "days", "j": "days", "jour": "days", "jours": "days",
    "w": "weeks", "week": "weeks", "weeks": "weeks", "semaine": "weeks", "semaines": "weeks",
    "m": "months", "month": "months", "months": "months", "mois": "months",
    "y": "years", "year": "years", "years": "years", "an": "years", "ans": "years",
}  # fmt: skip


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the UTC instant at which a local day begins, also where a clock change skips midnight."""
    try:
        # In a gap, fold 0 reads midnight with the offset before the change: the instant of the change.
        return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError as cause:
        raise ValueError(day.isoformat()) from cause


def window(since: date, until: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the half-open window of instants that covers these local days, `until` included."""
    return start_of(since, zone), start_of(until + _DAY, zone)


def days(since: date, until: date, zone: tzinfo) -> tuple[tuple[date, datetime, datetime], ...]:
    """Return each local day of a period with its half-open window of instants."""
    count = (until - since).days + 1
    return tuple((day, *window(day, day, zone)) for day in (since + _DAY * n for n in range(count)))


def local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the local day of an instant."""
    return moment.astimezone(zone).date()


def day(text: str, *, today: date) -> date:
    """Return the day that a D of the command line names; a duration counts today as its last day.

    `7d` (today and the six days before), `12months`, `P1W`, `2026-11-01`, `31/10/2026` (day first), `monday` or
    `lundi` (the latest one, today included), `today`, `hier`.
    """
    word = text.strip().casefold().replace("’", "'")
    if word in _AGO:
        return today - _AGO[word] * _DAY
    for number, names in enumerate(_WEEKDAYS):
        if word in names or word in [name[:3] for name in names]:
            return today - (today.weekday() - number) % 7 * _DAY
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        return _known(date.fromisoformat(word))
    if found := re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", word):
        return _known(date(int(found[3]), int(found[2]), int(found[1])))
    return _back(_duration(word), today)


def week(text: str, today: date) -> Span:
    """Return Monday and Sunday of `2026-W47`, or of the last complete week for `last`."""
    if text.strip().casefold() == "last":
        return last_week(today)
    found = re.fullmatch(r"([0-9]{4})-?[Ww]([0-9]{1,2})", text.strip())
    if not found:
        raise ValueError(text)
    monday = _known(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    return monday, monday + 6 * _DAY


def month(text: str, today: date) -> Span:
    """Return the first and last day of `2026-10`, or of the last complete month for `last`."""
    if text.strip().casefold() == "last":
        return last_month(today)
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text.strip())
    if not found:
        raise ValueError(text)
    return _month_of(_known(date(int(found[1]), int(found[2]), 1)))


def span(text: str, *, today: date) -> Span:
    """Return the period of `A..B` (two D), of a month, of a week, or of a single D."""
    first, dots, last = text.partition("..")
    if dots:
        since, until = day(first, today=today), day(last, today=today)
        if since > until:
            raise ValueError(text)
        return since, until
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text.strip()):
        return month(text, today)
    if re.fullmatch(r"[0-9]{4}-?[Ww][0-9]{1,2}", text.strip()):
        return week(text, today)
    return day(text, today=today), day(text, today=today)


def last_day(today: date) -> Span:
    """Return the last complete day."""
    return today - _DAY, today - _DAY


def last_week(today: date) -> Span:
    """Return the last complete ISO week: Monday to Sunday, all of it before today."""
    sunday = today - today.isoweekday() * _DAY
    return sunday - 6 * _DAY, sunday


def last_month(today: date) -> Span:
    """Return the last complete month."""
    return _month_of(today.replace(day=1) - _DAY)


def previous(since: date, until: date) -> Span:
    """Return the equal period just before: as many days, or the month before a whole month."""
    if _is_month(since, until):
        return _month_of(since - _DAY)
    return since - (until - since) - _DAY, since - _DAY


def same_last_year(since: date, until: date) -> Span:
    """Return the same period a year earlier: the same ISO week for weeks (52 for 53), else the same dates."""
    if _is_month(since, until):
        return _month_of(since.replace(year=since.year - 1))
    if since.isoweekday() == 1 and (until - since).days % 7 == 6:  # noqa: PLR2004 - whole weeks
        year, number, _ = since.isocalendar()
        start = date.fromisocalendar(year - 1, min(number, _weeks_in(year - 1)), 1)
    else:
        start = _months_before(since, 12)
    return start, start + (until - since)


def length(since: date, until: date) -> str | None:
    """Return what a period is: a `day`, an ISO `week`, a calendar `month`; None for any other."""
    if since == until:
        return "day"
    if since.isoweekday() == 1 and (until - since).days == 6:  # noqa: PLR2004 - Monday to Sunday
        return "week"
    return "month" if _is_month(since, until) else None


def _weeks_in(year: int) -> int:
    return date(year, 12, 28).isocalendar().week


def _length(year: int, month: int) -> int:
    from calendar import monthrange

    return monthrange(year, month)[1]


def _month_of(some_day: date) -> Span:
    length = _length(some_day.year, some_day.month)
    return some_day.replace(day=1), some_day.replace(day=length)


def _is_month(since: date, until: date) -> bool:
    return (since, until) == _month_of(since)


def _known(found: date) -> date:
    if found.year not in _YEARS:
        raise ValueError(found.isoformat())
    return found


def _duration(word: str) -> dict[str, int]:
    """Return months and days of `12months` or of an ISO 8601 duration of dates."""
    found = re.fullmatch(r"([0-9]{1,6}) ?([a-z]+)", word)
    if found and found[2] in _UNITS:
        return {_UNITS[found[2]]: int(found[1])}
    iso = re.fullmatch(r"p(?=.)(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?", word, re.ASCII)
    if not iso:
        raise ValueError(word)
    return dict(
        zip(("years", "months", "weeks", "days"), (int(part or 0) for part in iso.groups()), strict=True)
    )


def _back(duration: dict[str, int], today: date) -> date:
    if not any(duration.values()):
        raise ValueError(duration)
    months = 12 * duration.get("years", 0) + duration.get("months", 0)
    try:
        earlier = timedelta(days=7 * duration.get("weeks", 0) + duration.get("days", 0) - 1)
        return _known(_months_before(today, months) - earlier)
    except OverflowError as cause:
        raise ValueError(duration) from cause


def _months_before(some_day: date, months: int) -> date:
    year, month0 = divmod(some_day.year * 12 + some_day.month - 1 - months, 12)
    length = _length(year, month0 + 1) if year > 0 else 0
    return date(year, month0 + 1, min(some_day.day, length))
