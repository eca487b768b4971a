# SPDX-License-Identifier: MIT
"""Finds the time zone in which days and weeks are cut: the one that is named, else this machine's."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

_LOCALTIME = Path("/etc/localtime")
_ZERO = timedelta()


def named(name: str) -> ZoneInfo | None:
    """Return the zone of that name ("Europe/Paris"), or None."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def local(environ: Mapping[str, str]) -> tzinfo:
    """Return the zone of this machine, by its name where it can be known."""
    return named(environ.get("TZ", "").lstrip(":")) or _linked() or SystemZone()


def _linked() -> ZoneInfo | None:
    try:
        return named(str(_LOCALTIME.resolve(strict=True)).rpartition("/zoneinfo/")[2])
    except OSError:
        return None


class SystemZone(tzinfo):
    """The zone of a machine that does not say its name (Windows): the C library knows its offsets."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Return the offset at a local time."""
        if moment is None:
            return timedelta(seconds=-time.timezone)
        try:
            stamp = time.mktime((*moment.timetuple()[:8], -1))
        except (OverflowError, ValueError):
            return timedelta(seconds=-time.timezone)
        return timedelta(seconds=time.localtime(stamp).tm_gmtoff)

    def dst(self, moment: datetime | None) -> timedelta:  # noqa: ARG002 - the signature of tzinfo
        """Return no daylight saving apart: utcoffset counts it in."""
        return _ZERO

    def tzname(self, moment: datetime | None) -> str:  # noqa: ARG002 - the signature of tzinfo
        """Return the zone's name outside summer time."""
        return time.tzname[0]

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of an instant."""
        stamp = moment.replace(tzinfo=UTC).timestamp()
        try:
            offset = timedelta(seconds=time.localtime(stamp).tm_gmtoff)
        except (OverflowError, OSError):
            offset = timedelta(seconds=-time.timezone)
        return moment + offset
