# SPDX-License-Identifier: MIT
"""Numbers and dates of headers, however absurd."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.model import Validators
from veille.net import headers

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, Max-Age = "600"'}, 600),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "max-age=1" + "0" * 5000}, 86400),
        ({"expires": "Mon, 02 Nov 2026 01:00:00 GMT"}, 3600),
        ({"expires": "Mon, 02 Nov 2026 01:00:00 GMT", "date": "Mon, 02 Nov 2026 00:30:00 GMT"}, 1800),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, 86400),
        ({"expires": "Mon, 02 Nov 2020 01:00:00 GMT"}, None),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({"cache-control": "max-age=60", "expires": "Mon, 02 Nov 2026 01:00:00 GMT"}, 60),
    ],
)
def test_freshness_is_read_and_clamped(given_headers, seconds):
    """max-age first, Expires else, a day at most."""
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert headers.wait(given_headers, NOW) == expected


def test_the_longer_wait_wins_within_a_day():
    """The server's and the feed's."""
    hour, week = timedelta(hours=1), timedelta(days=7)
    assert headers.longer(None, None) is None
    assert headers.longer(hour, None) == hour
    assert headers.longer(hour, timedelta(0)) == hour
    assert headers.longer(hour, week) == timedelta(days=1)


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=200)
def test_no_header_raises(first, second):
    """Any text is a wait between nothing and the limit, and conditions can always be sent."""
    wait = headers.retry_after(first, NOW)
    assert wait is None or timedelta(0) <= wait <= headers.RETRY_AFTER_MAX
    fresh = headers.wait({"cache-control": first, "expires": second, "date": first}, NOW)
    assert fresh is None or timedelta(0) < fresh <= headers.WAIT_MAX
    kept = headers.validators({"etag": first, "last-modified": second}, None)
    assert all(value.isascii() and value.isprintable() for value in headers.conditions(kept).values())


def test_conditions_are_the_validators_untouched():
    """Quotes, weakness marks and odd dates go back as they came."""
    known = Validators(etag='W/"a b"', last_modified="last week")
    assert headers.conditions(known) == {"if-none-match": 'W/"a b"', "if-modified-since": "last week"}
    assert headers.conditions(None) == {}
