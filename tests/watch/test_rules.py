# SPDX-License-Identifier: MIT
"""What counts say of a rule, and what is to be expected of it in a week."""

from datetime import UTC, date, datetime, timedelta

import pytest

from veille.model import Answer, Channel, Document, Sighting
from veille.store.rematched import Rematched
from veille.watch.quality import shared_out
from veille.watch.rematch import expected
from veille.watch.soundness import of_counts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday


@pytest.mark.parametrize(
    ("documents", "taken", "rejected", "code"),
    [
        (49, 49, 0, None),
        (50, 26, 0, "everything"),
        (50, 25, 25, None),
        (50, 1, 40, None),
        (50, 0, 1, "only_excluded"),
        (50, 0, 0, "nothing"),
        (0, 0, 0, None),
    ],
)
def test_shares_that_deserve_a_look(documents, taken, rejected, code):
    """More than half of at least fifty, nothing of them, or nothing but what is rejected."""
    doubt = of_counts("Orange", documents=documents, taken=taken, rejected=rejected)
    assert (doubt.code if doubt else None) == code


def in_a_week(first, last, weekly, *, now=NOON):
    made = Rematched(
        brand="Orange",
        gained=(),
        lost=(),
        examined=10,
        first=datetime.fromisoformat(f"{first}T10:00:00+00:00"),
        last=datetime.fromisoformat(f"{last}T10:00:00+00:00"),
    )
    return expected(made, {date.fromisoformat(week): count for week, count in weekly.items()}, now)


def test_a_week_to_come_is_the_mean_of_the_last_complete_ones():
    """Four at most; the week that is not over, and the one collection began in, do not count."""
    weeks = {"2026-10-19": 50, "2026-10-26": 4, "2026-11-02": 6, "2026-11-09": 8, "2026-11-16": 2}
    assert in_a_week("2026-10-19", "2026-11-22", weeks) == 5
    assert in_a_week("2026-10-21", "2026-11-20", weeks) == 6
    assert in_a_week("2026-11-04", "2026-11-18", weeks) == 8
    assert in_a_week("2026-11-11", "2026-11-18", weeks) is None
    assert in_a_week("2026-11-20", "2026-11-22", weeks) is None


def test_a_week_without_a_mention_counts():
    """No mention is a figure too."""
    assert in_a_week("2026-11-01", "2026-11-22", {"2026-11-02": 3}) == 1


def test_a_date_in_the_future_is_no_week():
    """A document that claims to be of next year does not empty the forecast."""
    assert in_a_week("2026-10-25", "2027-06-01", {"2026-11-16": 4}, now=NOON + timedelta(days=1)) == 1


def answer(number, *, kept):
    sighting = Sighting(source="x", channel=Channel.NEWS, seen_at=NOON)
    name = f"d{number:03}"
    return Answer(
        document=Document(
            id=name,
            identity=name,
            url=None,
            host=None,
            title="",
            text=name,
            first_seen=NOON,
            sightings=(sighting,),
        ),
        kept=kept,
    )


@pytest.mark.parametrize(("count", "parts"), [(1, 0), (20, 0), (21, 21), (22, 11), (30, 10), (200, 10)])
def test_a_filter_is_judged_where_enough_is_left_to_learn_from(count, parts):
    """Each part set apart leaves at least twenty answers; every answer is judged once."""
    answers = [answer(number, kept=number % 3 == 0) for number in range(count)]
    dealt = shared_out(answers)
    assert len(dealt) == parts
    if parts:
        assert all(count - len(part) >= 20 for part in dealt)
        assert sorted(one.document.id for part in dealt for one in part) == [
            one.document.id for one in answers
        ]
