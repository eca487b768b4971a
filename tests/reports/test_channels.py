"""Channels of each brand."""

import figures
from figures import D, L, S
from veille.reports.channels import Channels


def test_a_share_is_of_the_brands_own_volume():
    """8, 3 and 1 of Lenoir's 12, most first; the others' shares are of their own."""
    (section,) = figures.sections(Channels(), figures.brief())
    rows = [(row["channel"], row["brand"], row["volume"], row["share"]) for row in section.rows]
    assert rows == [
        ("news", L, 8, 8 / 12),
        ("forum", L, 3, 3 / 12),
        ("blog", L, 1, 1 / 12),
        ("news", D, 4, 1.0),
        ("blog", S, 5, 1.0),
    ]
