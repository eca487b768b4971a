# SPDX-License-Identifier: MIT
"""Turns the period options of a command into local dates and instants, in the watch's timezone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from veille import periods
from veille.errors import UsageError
from veille.nouns import noun

Span = tuple[date, date]
T = TypeVar("T")


@noun
class When:
    """The period options as typed; all None means the command's default."""

    week: str | None = None
    month: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def given(self) -> bool:
        return any((self.week, self.month, self.since, self.until))

    def span(self, *, today: date) -> Span | None:
        """Return the local dates asked for, `until` inclusive; None when no option was given.

        Raises UsageError: `bad_period`, `period_clash` or `period_backwards`.
        """
        if not self.given:
            return None
        if bool(self.week) + bool(self.month) + bool(self.since or self.until) > 1:
            raise UsageError("period_clash")
        if self.week:
            return _read(lambda text: periods.week(text, today), self.week)
        if self.month:
            return _read(lambda text: periods.month(text, today), self.month)
        since = _read(lambda text: periods.day(text, today=today), self.since) if self.since else date.min
        until = _read(lambda text: periods.day(text, today=today), self.until) if self.until else today
        if since > until and not self.until:
            raise UsageError("period_not_begun", since=since.isoformat())
        if since > until:
            raise UsageError("period_backwards", since=since.isoformat(), until=until.isoformat())
        return since, until


def _read(read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError:
        raise UsageError("bad_period", text=text) from None


def instants(span: Span | None, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """Return the half-open window of instants of local dates; an open side is None."""
    if span is None:
        return None, None
    since, until = span
    start = None if since == date.min else periods.start_of(since, zone)
    return start, periods.window(until, until, zone)[1]


def far_back(since: str | None, *, today: date, zone: tzinfo) -> datetime | None:
    """Return the instant that `fetch --since D` means. Raises UsageError `bad_period`."""
    if since is None:
        return None
    day = _read(lambda text: periods.day(text, today=today), since)
    if day > today:
        raise UsageError("period_not_begun", since=day.isoformat())
    return periods.start_of(day, zone)


def time_left(text: str | None, default: timedelta) -> timedelta:
    """Return how long a run may take: `--max-time T`, else the watch file's. Raises UsageError `bad_duration`."""
    if text is None:
        return default
    from veille.config import duration

    try:
        return duration(text)
    except ValueError:
        raise UsageError("bad_duration", text=text) from None
