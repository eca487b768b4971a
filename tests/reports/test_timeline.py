"""The curve by day."""

from datetime import date

import figures
from figures import L
from veille.model import Sentence
from veille.reports.timeline import Timeline


def test_every_day_and_brand_has_a_row():
    """Seven days of four brands, zeros included; the negative part is not known."""
    (section,) = figures.sections(Timeline(), figures.brief())
    assert len(section.rows) == 28
    assert section.rows[4] == {"day": date(2026, 11, 10), "brand": L, "volume": 9, "negative": None}
    assert sum(row["volume"] for row in section.rows) == 12 + 4 + 5


def test_a_day_that_nobody_watched_is_null():
    """Before collection began and after today a day without mentions is not known; what was found counts."""
    brief = figures.brief(collection_began="2026-11-11", today=date(2026, 11, 13), previous=None)
    (section,) = figures.sections(Timeline(), brief)
    curve = [row["volume"] for row in section.rows if row["brand"] == L]
    assert curve == [2, 9, 0, 0, 0, None, 1]
    quiet = [row["volume"] for row in section.rows if row["brand"] == "Quiet"]
    assert quiet == [None, None, 0, 0, 0, None, None]


def test_a_peak_is_a_day_with_twice_the_mean_of_enough_mentions():
    """Lenoir peaks on the 10th; the few mentions of the others make no peak."""
    (section,) = figures.sections(Timeline(), figures.brief())
    peak = Sentence(key="reports.timeline.peak", facts={"brand": L, "day": date(2026, 11, 10), "count": 9})
    assert section.sentences == (peak,)
