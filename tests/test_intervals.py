# SPDX-License-Identifier: MIT
"""Intervals hold the share, narrow with more cases, and agree with published values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.intervals import wilson


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (9, 10, 0.5958, 0.9821),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_the_literature(count, total, low, high):
    """Four decimals agree with the score method without continuity correction."""
    share = wilson(count, total)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
@settings(max_examples=60)
def test_an_interval_holds_its_share_and_more_cases_narrow_it(given_):
    """Ten times the cases with the same share never give a wider interval."""
    count, total = given_
    few, many = wilson(count, total), wilson(10 * count, 10 * total)
    assert 0 <= few.low <= few.value <= few.high <= 1
    assert many.high - many.low <= few.high - few.low


def test_of_no_case_there_is_no_share():
    """Nothing counted is unknown, not 0; a count above its total is a fault of ours."""
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="3"):
        wilson(3, 2)


def test_under_thirty_cases_a_share_says_little():
    """Thirty are enough to conclude something."""
    assert wilson(20, 29).low_sample
    assert not wilson(20, 30).low_sample
