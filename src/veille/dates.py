# SPDX-License-Identifier: MIT
"""Any date that a feed, a page or a person writes, read as an aware UTC instant, or None when it is not understood.

Wrong is worse than unknown: a date that can be read in two ways (05/11/2026) is not read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from veille.patterns import pattern

LONGEST = 64
"""Characters of a text that is tried at all."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv janvier january",
            "feb fev fevr fevrier february",
            "mar mars march",
            "apr avr avril april",
            "may mai",
            "jun juin june",
            "jul juil juillet july",
            "aug aou aout august",
            "sep sept septembre september",
            "oct octobre october",
            "nov novembre november",
            "dec decembre december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = frozenset(
    """
    mon tue tues wed wednes thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
    lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche
    """.split()
)
_NOISE = frozenset("a at on le the of th st nd rd er de du t h le vers".split())
_ZONES = {
    name: timedelta(hours=hours)
    for hours, names in {
        0: "ut utc gmt z wet",
        1: "cet bst met wat mez",
        2: "cest mest eet mesz sast cat",
        3: "eest msk eat",
        8: "hkt sgt awst",
        9: "jst kst",
        10: "aest",
        11: "aedt",
        12: "nzst",
        13: "nzdt",
        -3: "adt brt art",
        -4: "edt ast",
        -5: "cdt est",
        -6: "mdt cst",
        -7: "pdt mst",
        -8: "pst akdt",
        -9: "akst",
        -10: "hst",
    }.items()
    for name in names.split()
}
_ISO = pattern(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:(?:\s*[Tt]\s*|\s+)(\d\d?)(?::?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)
_CLOCK = pattern(
    r"(?<![\d+-])(\d{1,2})\s*[:h]\s*(\d\d)?(?::(\d\d)(?:[.,]\d+)?)?(?:\s*([ap])\.?m\b\.?)?(?![\d])"
)
_OFFSET = pattern(r"(?:(?<=\s)|(?<=gmt)|(?<=utc)|(?<=ut)|(?<=\d))([+-])(\d{1,2}):?(\d\d)?(?=\s|$|\()")
_NUMERIC = pattern(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_EPOCH = pattern(r"\d{9,10}(?:\.\d+)?|\d{13}")
_TWO_DIGITS_PIVOT = 70


def parse(text: str | None, *, zone: tzinfo = UTC, day_first: bool | None = None) -> datetime | None:
    """Return the instant that a text means, in UTC, to the second; None when it cannot be told.

    Reads ISO 8601 and its W3C profile, RFC 822 in its wild forms, French and English dates in words ("lundi 16
    novembre 2026 à 14h05"), and seconds or milliseconds since 1970. What says no zone is meant in `zone`, a day
    without a time is its midnight there; `day_first` says how 05/11/2026 is meant, where that is known.
    """
    text = (text or "").strip()
    if not text or len(text) > LONGEST:
        return None
    try:
        return _epoch(text) or _iso(text, zone) or _in_words(_folded(text), zone, day_first)
    except (ValueError, OverflowError):
        return None


def says_order(text: str) -> bool | None:
    """Say whether a date in figures shows that its day comes first (True) or its month; None if it shows neither."""
    found = _NUMERIC.search(text[:LONGEST])
    first, second = (int(found[1]), int(found[3])) if found else (0, 0)
    if first > 12 or (found and found[2] == "."):  # noqa: PLR2004 - no such month
        return True
    return False if second > 12 else None  # noqa: PLR2004 - no such month


def _epoch(text: str) -> datetime | None:
    if not (text.isascii() and _EPOCH.fullmatch(text)):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(int(seconds / 1000 if len(text) == 13 else seconds), UTC)  # noqa: PLR2004 - ms


def _iso(text: str, zone: tzinfo) -> datetime | None:
    found = _ISO.fullmatch(text) if text.isascii() else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    # Adding to an aware time moves its clock, as is meant, whatever happens to the zone that day.
    local = datetime(year, month, day, tzinfo=UTC if found[7] else zone) + _duration(hour, minute, second)
    return local.astimezone(UTC) - _iso_offset(found[7])


def _iso_offset(zone: str | None) -> timedelta:
    if not zone or zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = _bounded_offset(int(digits[:2]), int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def _duration(hour: int, minute: int, second: int) -> timedelta:
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second):  # noqa: PLR2004 - a day's clock
        raise ValueError(hour)
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _bounded_offset(hours: int, minutes: int) -> timedelta:
    if hours > 15 or minutes > 59:  # noqa: PLR2004 - the widest zones on earth are -12 and +14
        raise ValueError(hours)
    return timedelta(hours=hours, minutes=minutes)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _in_words(text: str, zone: tzinfo, day_first: bool | None) -> datetime | None:
    clock, text = _clock(text)
    offset, text = _offset(text)
    day = _numeric_day(text, day_first) or _named_day(text)
    if day is None:
        return None
    moment = datetime(*day, tzinfo=zone if offset is None else timezone(offset)) + clock
    return moment.astimezone(UTC)


def _clock(text: str) -> tuple[timedelta, str]:
    found = _CLOCK.search(text)
    if found is None:
        return timedelta(), text
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a twelve-hour clock
            raise ValueError(hour)
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    return _duration(hour, minute, second), f"{text[: found.start()]} {text[found.end() :]}"


def _offset(text: str) -> tuple[timedelta | None, str]:
    found = _OFFSET.search(text)
    if found is not None:
        size = _bounded_offset(int(found[2]), int(found[3] or 0))
        return (-size if found[1] == "-" else size), f"{text[: found.start()]} {text[found.end() :]}"
    for word in reversed(re.findall(r"[a-z]+", text)):
        if word in _ZONES:
            return _ZONES[word], text
    return None, text


def _numeric_day(text: str, day_first: bool | None) -> tuple[int, int, int] | None:
    found = _NUMERIC.search(text)
    if found is None:
        iso = re.search(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text)
        return (int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if first > 12 or found[2] == "." or first == second:  # noqa: PLR2004 - no such month
        return year, second, first
    if second > 12:  # noqa: PLR2004 - no such month
        return year, first, second
    if day_first is None:
        raise ValueError(text)
    return (year, second, first) if day_first else (year, first, second)


def _named_day(text: str) -> tuple[int, int, int] | None:
    words = re.findall(r"[a-z]+|\d+", text)
    month = _month(words)
    numbers = [word for word in words if word.isdigit()]
    if month is None or len(numbers) < 2:  # noqa: PLR2004 - a day and a year
        return None
    unknown = [word for word in words if word.isalpha() and not _known(word)]
    if unknown:
        return None
    first, second = numbers[:2]
    if len(first) > 2:  # noqa: PLR2004 - "2026 Nov 16"
        first, second = second, first
    return _year(second), month, int(first)


def _month(words: list[str]) -> int | None:
    names = [word for word in words if word in _MONTHS]
    names = [word for word in names if word not in _DAYS] or names  # "mar." is mardi beside another month
    return _MONTHS[names[0]] if names else None


def _known(word: str) -> bool:
    return word in _MONTHS or word in _DAYS or word in _ZONES or word in _NOISE or len(word) == 1


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - written in full
        return year
    return year + (2000 if year < _TWO_DIGITS_PIVOT else 1900)
