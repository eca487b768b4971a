# SPDX-License-Identifier: MIT
"""Reads the dates of forums: in words, relative to the visit, in French, English or German, amid other text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from veille import dates
from veille.patterns import pattern

_LONGEST = 300
_TODAY = {"aujourd'hui": 0, "aujourd’hui": 0, "today": 0, "heute": 0}
_YESTERDAY = {"hier": 1, "yesterday": 1, "gestern": 1, "avant-hier": 2, "vorgestern": 2}
_DAYS_AGO = {**_TODAY, **_YESTERDAY}
_RELATIVE_DAY = pattern(
    r"(?<![\w-])(avant-hier|hier|aujourd['’]hui|today|yesterday|heute|gestern|vorgestern)(?!\w)"
    r"(?:[\s,]|\b(?:à|at?|um|le)\b){0,6}(?:(\d{1,2})\s?[:h]\s?(\d\d)(?::\d\d)?(?:\s?([ap])\.?m)?)?",
    re.IGNORECASE,
)
_AGO = pattern(
    r"(?:il y a|vor|(?=\d+ \w+ ago))\s*(?:environ |etwa )?(\d{1,4}|une?|eine[rmn]?)\s+"
    r"(sec|min|heure|hour|stund|jour|day|tag)\w*",
    re.IGNORECASE,
)
_UNITS = {
    "sec": 1,
    "min": 60,
    "heure": 3600,
    "hour": 3600,
    "stund": 3600,
    "jour": 86400,
    "day": 86400,
    "tag": 86400,
}
_CLOCK = r"(?:(?:[\s,-]|\b(?:à|at?|um)\b){0,6}\d{1,2}\s?[:h]\s?\d\d(?::\d\d)?(?:\s?[ap]\.?m\b)?)?"
_WITHIN = pattern(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d\S{0,14}"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}{_CLOCK}"
    rf"|\d{{1,2}}(?:er|\.)?\s[^\W\d_]{{3,9}}\.?,?\s\d{{4}}{_CLOCK}"
    rf"|[^\W\d_]{{3,9}}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}{_CLOCK}",
    re.IGNORECASE,
)
_GERMAN = {
    "januar": "january", "jänner": "january", "februar": "february", "märz": "march", "mär": "march", "mrz": "march",
    "mai": "may", "juni": "june", "juli": "july", "oktober": "october", "okt": "october", "dezember": "december",
    "dez": "december",
}  # fmt: skip
_GERMAN_MONTH = pattern(rf"\b(?:{'|'.join(_GERMAN)})\b", re.IGNORECASE)
_HOURS = 24
_MINUTES = 60
_ZONE = pattern(r"(?:UTC|GMT)\s?([+-]\s?\d{1,2})(?::?(\d\d))?(?!\d)")
_MOST_HOURS = 14
_NAMED = pattern(r"title=\"([A-Z][a-z]{2,12}/[A-Z][A-Za-z_]{2,20})\">\s*UTC")
"""phpBB names the zone and shows the offset of this day, which is not that of all its posts."""


def zone_of(text: str) -> tzinfo:
    """Return the zone that a forum says its hours are in; UTC when it says none."""
    named = _NAMED.search(text)
    found = _ZONE.search(text)
    if named:
        return _zone_named(named[1])
    if found is None:
        return UTC
    hours = int(found[1].replace(" ", ""))
    if abs(hours) > _MOST_HOURS or int(found[2] or 0) >= _MINUTES:
        return UTC
    return timezone(timedelta(hours=hours, minutes=int(found[2] or 0) * (-1 if hours < 0 else 1)))


def _zone_named(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a zone that is not known is a KeyError
        return UTC


def read(text: str | None, now: datetime, zone: tzinfo = UTC) -> str | None:
    """Return the date that stands in a text as ISO 8601, None when none is understood; `now` is the visit."""
    text = " ".join((text or "").split())[-_LONGEST:]
    moment = _relative(text, now.astimezone(zone)) or _absolute(text, zone)
    return moment.isoformat() if moment else None


def _relative(text: str, now: datetime) -> datetime | None:
    ago = _AGO.search(text)
    if ago:
        count = int(ago[1]) if ago[1].isdigit() else 1
        return (now - timedelta(seconds=count * _UNITS[ago[2].lower()])).replace(second=0, microsecond=0)
    found = _RELATIVE_DAY.search(text)
    if found is None:
        return None
    day = now - timedelta(days=_DAYS_AGO[found[1].lower()])
    hour, minute = _hour(found), int(found[3] or 0)
    if hour >= _HOURS or minute >= _MINUTES:
        return None
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _hour(found: re.Match[str]) -> int:
    hour = int(found[2] or 0)
    if not found[4]:
        return hour
    return hour % 12 + (12 if found[4].lower() == "p" else 0)


def _absolute(text: str, zone: tzinfo) -> datetime | None:
    for found in _WITHIN.finditer(text):
        written = _GERMAN_MONTH.sub(lambda month: _GERMAN[month[0].lower()], found[0])
        moment = dates.parse(re.sub(r"\bum\b", " ", written))
        if moment:
            zoned = "T" in found[0] and re.search(r"(?:Z|[+-]\d\d:?\d\d)$", found[0])
            return moment if zoned else moment.replace(tzinfo=zone)
    return None
