"""Intervals of shares."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.intervals import wilson


def test_the_interval_is_that_of_the_literature():
    """8 of 10 is 49 % to 94 %; 0 of 10 reaches up to 28 %."""
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)


def test_nothing_is_known_without_trials():
    """No trial, no interval."""
    assert wilson(0, 0) is None


def test_more_successes_than_trials_is_a_mistake_of_the_caller():
    """Counts that cannot be raise ValueError."""
    with pytest.raises(ValueError):
        wilson(3, 2)


@settings(max_examples=100)
@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(successes, trials):
    """Whatever the counts, 0 <= low <= share <= high <= 1."""
    successes = min(successes, trials)
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
