# SPDX-License-Identifier: MIT
"""Reads one value of the watch file, or says what is wrong with it: texts, lists, durations, sizes, addresses.

A reader takes the value and its place; it returns what the value means, or refuses it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from veille.config.faults import Refused, Spot
from veille.near import nearest
from veille.nouns import noun
from veille.patterns import pattern

Reader = Callable[[Any, Spot], Any]

_LONGEST_URL = 2048
_DURATION = pattern(r"(\d{1,6}(?:\.\d{1,3})?)\s*([a-z]{1,9})")
_SIZE = pattern(r"(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]{1,3})", re.IGNORECASE)
_HOST = pattern(r"(?!-)[\w-]{1,63}(?<!-)(?:\.(?!-)[\w-]{1,63}(?<!-))*\.?")
_UNITS = {
    "seconds": ("s", "sec", "second", "seconds", "seconde", "secondes"),
    "minutes": ("m", "min", "minute", "minutes"),
    "hours": ("h", "hour", "hours", "heure", "heures"),
    "days": ("d", "day", "days", "j", "jour", "jours"),
    "weeks": ("w", "week", "weeks", "semaine", "semaines"),
    "months": ("month", "months", "mois"),
    "years": ("y", "year", "years", "an", "ans"),
}
_SIZES = {"b": 1, "kb": 1000, "mb": 1000**2, "kib": 1024, "mib": 1024**2}
_MONTHS_OF_A_YEAR = 12
_MOST_MONTHS = 12 * 100
_LONGEST = timedelta(days=36525)


@noun
class Duration:
    """A length of time whose months are the calendar's: "13 months" ends on the same day of the month."""

    months: int = 0
    rest: timedelta = timedelta()

    def before(self, moment: datetime) -> datetime:
        """Return the instant that lies this long before an aware one.

        Duration(months=1).before(2026-03-31) is 2026-02-28: the last day the shorter month has.
        """
        count = moment.year * _MONTHS_OF_A_YEAR + moment.month - 1 - self.months
        year, month = divmod(count, _MONTHS_OF_A_YEAR)
        if year < 1:
            return datetime.min.replace(tzinfo=UTC)
        return moment.replace(year=year, month=month + 1, day=_day(moment.day, year, month + 1)) - self.rest


def _day(day: int, year: int, month: int) -> int:
    first_of_next = datetime(year + month // _MONTHS_OF_A_YEAR, month % _MONTHS_OF_A_YEAR + 1, 1, tzinfo=UTC)
    return min(day, (first_of_next - timedelta(days=1)).day)


def shown(value: object, *, longest: int = 60) -> str:
    """Return a value as a message may show it: short, and nothing in it that a terminal would obey."""
    text = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in str(value)
    )
    return text if len(text) <= longest else text[: longest - 1] + "…"


def near(word: str, known: Iterable[str]) -> dict[str, object]:
    """Return the known word that looks most like it, as the fact `suggestion`, or nothing."""
    found = nearest(word, known)
    return {"suggestion": found} if found else {}


def text(value: Any, spot: Spot) -> str:
    """Read a text that says something; line ends and spaces in a row are one space."""
    if not isinstance(value, str):
        spot.refuse("wrong_type", expected="text")
    if not value.strip():
        spot.refuse("empty")
    if not value.isprintable() and any(
        not character.isprintable() and not character.isspace() for character in value
    ):
        spot.refuse("control_character", value=shown(value))
    return " ".join(value.split())


def line(value: Any, spot: Spot) -> str:
    """Read a text as `text` does, and refuse line ends within it: a name stands on one line."""
    written = text(value, spot)
    if len(value.strip().splitlines()) > 1:
        spot.refuse("control_character", value=shown(value))
    return written


def query(value: Any, spot: Spot) -> str:
    """Read a text that may run over several lines, kept as written: its columns are counted."""
    if not isinstance(value, str):
        spot.refuse("wrong_type", expected="text")
    if not value.strip():
        spot.refuse("empty")
    return value


def flag(value: Any, spot: Spot) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        spot.refuse("wrong_type", expected="flag")
    return value


def integer(low: int | None = None, high: int | None = None) -> Reader:
    """Return the reader of a whole number between two bounds."""

    def read(value: Any, spot: Spot) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            spot.refuse("wrong_type", expected="integer")
        if (low is not None and value < low) or (high is not None and value > high):
            spot.refuse("out_of_range", value=shown(value), low=low, high=high)
        return value

    return read


def share(value: Any, spot: Spot) -> float:
    """Read a number between 0 and 1."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        spot.refuse("wrong_type", expected="number")
    if not 0 <= value <= 1:
        spot.refuse("out_of_range", value=shown(value), low=0, high=1)
    return float(value)


def number(value: Any, spot: Spot) -> float:
    """Read any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        spot.refuse("wrong_type", expected="number")
    return float(value)


def one_of(*known: str) -> Reader:
    """Return the reader of one word among those."""

    def read(value: Any, spot: Spot) -> str:
        word = text(value, spot)
        if word not in known:
            spot.refuse("unknown_value", value=shown(word), known=", ".join(known), **near(word, known))
        return word

    return read


def each(elements: Iterable[tuple[Any, Any]], reader: Reader, spot: Spot) -> dict[Any, Any]:
    """Read every element at its place; those refused are left out."""
    found = {}
    for place, element in elements:
        with suppress(Refused):
            found[place] = reader(element, spot.at(place))
    return found


def many(reader: Reader) -> Reader:
    """Return the reader of a list whose elements that reader reads."""

    def read(value: Any, spot: Spot) -> tuple[Any, ...]:
        if not isinstance(value, list):
            spot.refuse("wrong_type", expected="list")
        return tuple(each(enumerate(value), reader, spot).values())

    return read


def words_map(value: Any, spot: Spot) -> Mapping[str, str]:
    """Read a table of texts."""
    if not isinstance(value, dict):
        spot.refuse("wrong_type", expected="table")
    return each(value.items(), text, spot)


def calendar(value: Any, spot: Spot) -> Duration:
    """Read a duration whose months and years are the calendar's: "13 months", "400d"."""
    amount, unit = _amount(value, spot)
    if unit not in {"months", "years"}:
        rest = timedelta(**{unit: amount})
        if not timedelta() < rest <= _LONGEST:
            spot.refuse("bad_duration", value=shown(value))
        return Duration(rest=rest)
    months = amount * (_MONTHS_OF_A_YEAR if unit == "years" else 1)
    if months != int(months) or not 0 < months <= _MOST_MONTHS:
        spot.refuse("bad_duration", value=shown(value))
    return Duration(months=int(months))


def duration(low: str, high: str) -> Reader:
    """Return the reader of a duration between two others, themselves written "1s" and "120s"."""
    least, most = _span(low), _span(high)

    def read(value: Any, spot: Spot) -> timedelta:
        amount, unit = _amount(value, spot)
        if unit in {"months", "years"}:
            spot.refuse("bad_duration", value=shown(value))
        length = timedelta(**{unit: amount})
        if length < least:
            spot.refuse("too_short", value=shown(value), low=low)
        if length > most:
            spot.refuse("too_long", value=shown(value), high=high)
        return length

    return read


def _span(written: str) -> timedelta:
    return timedelta(**{_unit(written.lstrip("0123456789")): int(written.rstrip("smhd"))})


def _amount(value: Any, spot: Spot) -> tuple[float, str]:
    if not isinstance(value, str):
        spot.refuse("wrong_type", expected="duration")
    match = _DURATION.fullmatch(value.strip().lower())
    unit = _unit(match[2]) if match else ""
    if not match or not unit:
        spot.refuse("bad_duration", value=shown(value))
    return float(match[1]), unit


def _unit(word: str) -> str:
    return next((unit for unit, words in _UNITS.items() if word in words), "")


def size(high: str) -> Reader:
    """Return the reader of a size in bytes, from one byte to that one, itself written "64 MiB"."""
    most = _bytes(high)
    assert most is not None

    def read(value: Any, spot: Spot) -> int:
        if not isinstance(value, str):
            spot.refuse("wrong_type", expected="size")
        count = _bytes(value)
        if count is None:
            spot.refuse("bad_size", value=shown(value))
        if count < 1:
            spot.refuse("too_short", value=shown(value), low="1 B")
        if count > most:
            spot.refuse("too_long", value=shown(value), high=high)
        return count

    return read


def _bytes(written: str) -> int | None:
    match = _SIZE.fullmatch(written.strip())
    unit = _SIZES.get(match[2].lower()) if match else None
    return int(float(match[1]) * unit) if match and unit else None


def url(value: Any, spot: Spot) -> str:
    """Read a web address: http or https, with a host."""
    written = text(value, spot)
    if problem := _fault_of_url(written):
        spot.refuse(problem, value=shown(written))
    if "@" in urlsplit(written).netloc:
        spot.warn("literal_secret")  # a name alone is a secret too: https://TOKEN@example.org
    return written


def _fault_of_url(written: str) -> str | None:
    try:
        parts = urlsplit(written)
        valid = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return "bad_url"
    if parts.scheme.lower() not in {"http", "https"}:
        return "bad_scheme" if "://" in written else "bad_url"
    if len(written) > _LONGEST_URL:
        return "long_url"
    return None if valid and " " not in written else "bad_url"


def is_host(name: str) -> bool:
    """Say whether it reads as the name of a host (letters of any alphabet, for names like société.fr)."""
    return len(name) <= 253 and _HOST.fullmatch(name) is not None  # noqa: PLR2004 - RFC 1035


def domain(value: Any, spot: Spot) -> str:
    """Read the name of a host, lower case, without scheme nor path."""
    written = text(value, spot)
    name = written.lower().rstrip(".")
    if not is_host(name) or "." not in name:
        host = _host_within(name)
        spot.refuse("bad_domain", value=shown(written), **({"suggestion": host} if host else {}))
    return name


def _host_within(name: str) -> str | None:
    try:
        host = urlsplit(name if "//" in name else f"//{name}").hostname
    except ValueError:
        return None
    return host if host and is_host(host) and "." in host else None


def private_place(value: Any, spot: Spot) -> str:
    """Read one entry of allow_private: a host, a host and port, an address, or a network."""
    written = text(value, spot)
    if not (_is_network(written) or _is_host_and_port(written)):
        spot.refuse("bad_private", value=shown(written))
    return written


def _is_network(written: str) -> bool:
    from ipaddress import ip_network

    try:
        ip_network(written, strict=False)
    except ValueError:
        return False
    return True


def _is_host_and_port(written: str) -> bool:
    try:
        parts = urlsplit(f"//{written}")
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    bare = parts.netloc == written and "@" not in written and port != 0 and not written.endswith(":")
    return bare and (is_host(host) or (":" in host and _is_network(host)))
