"""Days, weeks and months as the command line names them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import periods

SUNDAY = date(2026, 11, 22)
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", date(2026, 11, 16)),
        ("1d", SUNDAY),
        ("7j", date(2026, 11, 16)),
        ("2 weeks", date(2026, 11, 9)),
        ("P1W", date(2026, 11, 16)),
        ("p7d", date(2026, 11, 16)),
        ("12months", date(2025, 11, 23)),
        ("12mois", date(2025, 11, 23)),
        ("1an", date(2025, 11, 23)),
        ("P1Y2M", date(2025, 9, 23)),
        ("2026-11-01", date(2026, 11, 1)),
        ("31/10/2026", date(2026, 10, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("monday", date(2026, 11, 16)),
        ("Lundi", date(2026, 11, 16)),
        ("dimanche", SUNDAY),
        ("sun", SUNDAY),
        ("today", SUNDAY),
        ("aujourd’hui", SUNDAY),
        ("hier", date(2026, 11, 21)),
    ],
)
def test_a_day_is_read_as_people_write_it(text, expected):
    """Each form of D names the day the contract says, in French and English."""
    assert periods.day(text, today=SUNDAY) == expected


@pytest.mark.parametrize(
    "text",
    ["", "0d", "P", "P0D", "demain", "7", "d", "2026-13-01", "2026-02-30", "31/02/2026", "11/31/2026", "1/1/26", "9999999999d", "P1WT1H",
     "1066-10-14", "9999-12-31", "999999months", "P99999999999999999999D", "٧d"],
)  # fmt: skip
def test_text_that_names_no_day_is_a_value_error(text):
    """What is no date raises ValueError and nothing else."""
    with pytest.raises(ValueError):
        periods.day(text, today=SUNDAY)


@settings(max_examples=200)
@given(st.text(alphabet="0123456789pymwdTj -.’'lunia", max_size=12))
def test_any_text_is_a_day_or_a_value_error(text):
    """No text makes `day`, `week`, `month` or `span` fail otherwise."""
    for read in (
        lambda: periods.day(text, today=SUNDAY),
        lambda: periods.week(text, SUNDAY),
        lambda: periods.month(text, SUNDAY),
        lambda: periods.span(text, today=SUNDAY),
    ):
        try:
            read()
        except ValueError:
            continue


def test_a_month_ago_of_a_long_month_ends_on_the_last_day_of_a_short_one():
    """The 31st has no twin in February: its last day stands in."""
    assert periods.day("1month", today=date(2026, 3, 31)) == date(2026, 3, 1)


def test_weeks_are_iso_weeks():
    """`2026-W47` runs from Monday 16 to Sunday 22 November."""
    assert periods.week("2026-W47", SUNDAY) == (date(2026, 11, 16), SUNDAY)
    with pytest.raises(ValueError):
        periods.week("2026-W54", SUNDAY)


def test_the_last_week_is_over():
    """On a Sunday the running week is not complete yet; on the next Monday it is."""
    assert periods.week("last", SUNDAY) == (date(2026, 11, 9), date(2026, 11, 15))
    assert periods.last_week(date(2026, 11, 23)) == (date(2026, 11, 16), SUNDAY)


def test_months_are_calendar_months():
    """`last` is the month that is over."""
    assert periods.month("2026-10", SUNDAY) == (date(2026, 10, 1), date(2026, 10, 31))
    assert periods.month("last", date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_span_is_two_days_or_a_named_period():
    """`A..B`, a month, a week and a day are all periods."""
    assert periods.span("2026-11-01..2026-11-07", today=SUNDAY) == (date(2026, 11, 1), date(2026, 11, 7))
    assert periods.span("2026-11", today=SUNDAY) == (date(2026, 11, 1), date(2026, 11, 30))
    assert periods.span("2026-W47", today=SUNDAY) == (date(2026, 11, 16), SUNDAY)
    assert periods.span("lundi", today=SUNDAY) == (date(2026, 11, 16), date(2026, 11, 16))
    with pytest.raises(ValueError):
        periods.span("2026-11-07..2026-11-01", today=SUNDAY)


def test_the_period_before_has_as_many_days():
    """A week is compared with a week, a whole month with the month before it."""
    assert periods.previous(date(2026, 11, 16), SUNDAY) == (date(2026, 11, 9), date(2026, 11, 15))
    assert periods.previous(date(2026, 3, 1), date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_week_is_compared_with_the_same_iso_week_of_last_year():
    """Monday stays Monday; week 53 falls back to 52 where there is none."""
    assert periods.same_last_year(date(2026, 11, 16), SUNDAY) == (date(2025, 11, 17), date(2025, 11, 23))
    week53 = periods.week("2026-W53", SUNDAY)
    assert periods.same_last_year(*week53) == periods.week("2025-W52", SUNDAY)
    assert periods.same_last_year(date(2028, 2, 28), date(2028, 2, 29))[0] == date(2027, 2, 28)
    assert periods.same_last_year(date(2028, 2, 1), date(2028, 2, 29)) == (
        date(2027, 2, 1),
        date(2027, 2, 28),
    )


def test_what_is_no_month_or_week_is_a_value_error():
    """Neither a year alone nor words."""
    for read in (periods.week, periods.month):
        with pytest.raises(ValueError):
            read("2026", SUNDAY)


def test_a_day_beyond_the_calendar_is_a_value_error():
    """Where UTC has no such day."""
    with pytest.raises(ValueError):
        periods.start_of(date.min, ZoneInfo("Asia/Tokyo"))


def test_a_local_day_begins_at_local_midnight_on_either_side_of_a_clock_change():
    """Paris is at +2 on 25 October until three o'clock, at +1 the day after: that day has 25 hours."""
    assert periods.start_of(date(2026, 10, 25), PARIS) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert periods.start_of(date(2026, 10, 26), PARIS) == datetime(2026, 10, 25, 23, tzinfo=UTC)
    (only,) = periods.days(date(2026, 10, 25), date(2026, 10, 25), PARIS)
    assert only[2] - only[1] == timedelta(hours=25)


def test_a_day_without_midnight_begins_at_the_clock_change():
    """In Beirut the clocks jump from midnight to one: the day begins at that very instant."""
    begin = periods.start_of(date(2026, 3, 29), ZoneInfo("Asia/Beirut"))
    assert begin == datetime(2026, 3, 28, 22, tzinfo=UTC)


@settings(max_examples=60)
@given(
    st.dates(date(1971, 1, 1), date(2090, 1, 1)),
    st.integers(0, 40),
    st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Beirut", "Pacific/Apia", "Asia/Kathmandu"]),
)
def test_the_days_of_a_period_leave_no_gap(since, length, name):
    """Each day ends where the next begins, and the whole is the window of the period."""
    zone = ZoneInfo(name)
    until = since + timedelta(days=length)
    found = periods.days(since, until, zone)
    assert [day for day, _, _ in found] == [since + timedelta(days=n) for n in range(length + 1)]
    assert all(a[2] == b[1] for a, b in pairwise(found))
    assert (found[0][1], found[-1][2]) == periods.window(since, until, zone)


@pytest.mark.parametrize(
    ("since", "until", "length"),
    [
        (date(2026, 11, 16), date(2026, 11, 16), "day"),
        (date(2026, 11, 16), SUNDAY, "week"),
        (date(2026, 11, 15), date(2026, 11, 21), None),
        (date(2026, 2, 1), date(2026, 2, 28), "month"),
        (date(2026, 11, 2), date(2026, 12, 1), None),
    ],
)
def test_a_period_has_a_length_when_it_is_one_people_name(since, until, length):
    """Seven days are a week from Monday on, and thirty a month from the first."""
    assert periods.length(since, until) == length
