# SPDX-License-Identifier: MIT
"""What the headers of an answer ask of us; every number and date is clamped before any arithmetic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from veille.model import Validators

RETRY_AFTER_MAX = timedelta(days=7)
WAIT_MAX = timedelta(hours=24)
VALIDATOR_MAX = 1024

_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
_AN_EPOCH = 1_000_000_000
"""Numbers above are seconds since 1970, not seconds to wait: 31 years would be long."""


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read Retry-After, a number of seconds or a date, as a wait between 0 and 7 days; None if it is neither."""
    if value is None:
        return None
    if re.fullmatch(r"\s*[0-9]+\s*", value):
        return _clamped(value.strip(), RETRY_AFTER_MAX)
    until = _date(value)
    return None if until is None else min(max(until - now, timedelta(0)), RETRY_AFTER_MAX)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long an answer asks to be left alone: Retry-After, else when its quota is refilled."""
    said = retry_after(headers.get("retry-after"), now)
    return _reset(headers, now) if said is None else said


def exhausted(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long until a quota that this answer used up is refilled; None while some of it is left."""
    left = next((headers[name] for name in _REMAINING if name in headers), "")
    used_up = re.fullmatch(r"\s*0+(?:\.\d+)?\s*", left) is not None
    return _reset(headers, now) if used_up else None


def _reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read the reset of a quota, which comes as a date (Mastodon), an epoch (Bluesky) or seconds (Reddit)."""
    written = next((headers[name] for name in _RESET if name in headers), "").strip()
    if re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]+)?", written):
        number = float(written)
        seconds = number - now.timestamp() if number > _AN_EPOCH else number
        return min(max(timedelta(seconds=min(seconds, 1e9)), timedelta(0)), RETRY_AFTER_MAX)
    try:
        until = datetime.fromisoformat(written[:40])
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), RETRY_AFTER_MAX)


def wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long an answer says it stays fresh, at most 24 hours; None if it does not say."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    if age := re.search(r"(?<![a-z-])max-age\s*=\s*\"?([0-9]+)", control):
        return _positive(_clamped(age[1], WAIT_MAX))
    expires = _date(headers.get("expires", ""))
    if expires is None:
        return None
    sent = _date(headers.get("date", "")) or now
    return _positive(min(max(expires - sent, timedelta(0)), WAIT_MAX))


def longer(first: timedelta | None, second: timedelta | None) -> timedelta | None:
    """Return the longer of two waits, at most 24 hours."""
    known = [min(one, WAIT_MAX) for one in (first, second) if one is not None and one > timedelta(0)]
    return max(known, default=None)


def validators(headers: Mapping[str, str], digest: str | None) -> Validators:
    """Keep what makes the next request conditional, untouched, unless it could not be sent back."""
    return Validators(
        etag=_sendable(headers.get("etag")),
        last_modified=_sendable(headers.get("last-modified")),
        digest=digest,
    )


def conditions(known: Validators | None) -> dict[str, str]:
    """Return the headers of a conditional request."""
    if known is None:
        return {}
    found = {"if-none-match": _sendable(known.etag), "if-modified-since": _sendable(known.last_modified)}
    return {name: value for name, value in found.items() if value}


def _sendable(value: str | None) -> str | None:
    if not value or len(value) > VALIDATOR_MAX or not all(" " <= letter <= "~" for letter in value):
        return None
    return value


def _clamped(digits: str, most: timedelta) -> timedelta:
    # int() refuses thousands of digits, timedelta more than nine: look at the length first.
    meant = digits.lstrip("0") or "0"
    return most if len(meant) > 9 else min(timedelta(seconds=int(meant)), most)  # noqa: PLR2004


def _positive(found: timedelta) -> timedelta | None:
    return found if found > timedelta(0) else None


def _date(value: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    if len(value) > 64:  # noqa: PLR2004 - no date is longer
        return None
    try:
        found = parsedate_to_datetime(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
