# SPDX-License-Identifier: MIT
"""Dates as they are written: standards, their wild forms, French and English words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import dates

MOMENT = datetime(2026, 11, 16, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-16T14:05:00Z", "2026-11-16T15:05:00+01:00", "2026-11-16T09:05:00.123-0500", "20261116T140500Z", "2026-11-16 14:05",
        "2026-11-16T14:05:00 +0000", "2026-11-16T14:05", "2026-11-16T14:05:00UTC", "2026/11/16 14:05:00",
        "Mon, 16 Nov 2026 14:05:00 GMT", "Mon, 16 Nov 2026 14:05:00 +0000", "16 Nov 26 14:05 UT", "Mon,16 Nov 2026 15:05:00 CET",
        "Mon, 16 Nov 2026 09:05:00 EST", "Monday, November 16, 2026 2:05 PM", "Mon Nov 16 14:05:00 2026", "Mon, 16 Nov 2026 15:05:00 GMT+1",
        "Mon, 16 Nov 2026 14:05:00 GMT (UTC)", "16-Nov-2026 14:05:00", "Nov. 16, 2026, 2:05 p.m.",
        "lundi 16 novembre 2026 à 14h05", "lun., 16 nov. 2026 14:05:00", "16 novembre 2026 - 14:05", "Lundi 16 Novembre 2026 14 h 05",
        "16/11/2026 14:05", "11/16/2026 14:05", "16.11.2026 14:05", "1794837900", "1794837900000", "  2026-11-16T14:05:00Z\n",
    ],
)  # fmt: skip
def test_every_usual_form_means_the_same_instant(text):
    """ISO 8601, RFC 822, French, English, numeric, seconds and milliseconds."""
    assert dates.parse(text) == MOMENT


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-01", (2026, 2, 1)), ("1er février 2026", (2026, 2, 1)), ("mar. 3 mars 2026", (2026, 3, 3)), ("mardi 3 mars 2026", (2026, 3, 3)),
        ("4 nov. 2025 (mar.)", (2025, 11, 4)), ("15 août 2026", (2026, 8, 15)), ("Sat, 06 Sept 1997", (1997, 9, 6)), ("3 décembre 2026", (2026, 12, 3)),
        ("2 May 99", (1999, 5, 2)), ("05.11.2026", (2026, 11, 5)), ("2026-11-16T24:00:00Z", (2026, 11, 17)), ("5 juil. 2026", (2026, 7, 5)),
    ],
)  # fmt: skip
def test_days_and_months_are_read_in_french_and_english(text, day):
    """A day without an hour begins at midnight UTC; mardi is no month beside one."""
    assert dates.parse(text) == datetime(*day, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "   ", "hier", "aujourd'hui à 10:12", "05/11/2026", "2026", "2026-11", "Mon, 30 Feb 2026 10:00:00 GMT",
        "Mon, 16 Nov 2026 25:05:00 GMT", "Cmt, 01 Ağu 2026 07:40:00 GMT", "0000-00-00 00:00:00", "10^20", "9999-12-31T23:59:59-15:00",
        "16 Nov 2026 13:05 PM", "Mon, 16 Nov 2026 14:05:00 +9900", "x" * 65, "99999999999999999999", "novembre 2026", "\x00",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_none(text):
    """Wrong is worse than unknown: no guess, no exception."""
    assert dates.parse(text) is None


def test_summer_time_zones_are_known():
    """CEST is two hours ahead, a zone that feedparser takes for UTC."""
    assert dates.parse("Mon, 16 Nov 2026 16:05:00 CEST") == MOMENT


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=70), st.text("0123456789-+:/., TZhàjanvmrlundgtGMCES()", max_size=40)))
def test_any_text_gives_an_instant_in_utc_or_none(text):
    """Total, aware, to the second."""
    found = dates.parse(text)
    assert found is None or (found.utcoffset() == timedelta(0) and found.microsecond == 0)


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(datetime(1974, 1, 1), datetime(2069, 12, 31)).map(
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    )
)
def test_what_the_standards_write_is_read_back(moment):
    """RFC 822 and ISO 8601 as Python writes them."""
    assert dates.parse(moment.isoformat()) == moment
    assert dates.parse(f"{moment:%a, %d %b %Y %H:%M:%S} +0000") == moment
    assert dates.parse(str(int(moment.timestamp()))) == moment
