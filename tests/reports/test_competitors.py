"""Side by side."""

import figures
from figures import D, L
from veille.reports.competitors import Competitors


def test_brands_stand_side_by_side():
    """Volume, evolution, share of voice, first channel and site of each."""
    (section,) = figures.sections(Competitors(), figures.brief())
    rows = [
        (r["brand"], r["volume"], r["share_of_voice"], r["top_channel"], r["top_host"]) for r in section.rows
    ]
    assert rows == [
        (L, 12, 0.75, "news", "journal.example"),
        (D, 4, 0.25, "news", "journal.example"),
        ("Quiet", 0, 0.0, None, None),
    ]


def test_there_is_no_comparison_with_nobody():
    """One brand alone has no such section."""
    assert figures.sections(Competitors(), figures.brief(shown=(figures.LENOIR,))) == ()


def test_without_previous_period_nothing_evolves():
    """Null, not zero."""
    (section,) = figures.sections(Competitors(), figures.brief(previous=None))
    assert [row["evolution"] for row in section.rows] == [None, None, None]
