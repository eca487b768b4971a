"""Share of voice."""

import figures
from figures import D, L
from veille.reports.share_of_voice import ShareOfVoice


def test_own_brands_and_competitors_share_one_whole():
    """12, 4 and 0 of 16, before 10, 8 and 0 of 18; the topic is not there."""
    (section,) = figures.sections(ShareOfVoice(), figures.brief())
    shares = {row["brand"]: (row["share_of_voice"], row["previous_share"]) for row in section.rows}
    assert shares == {L: (0.75, 10 / 18), D: (0.25, 8 / 18), "Quiet": (0.0, 0.0)}


def test_without_a_previous_period_there_is_no_previous_share():
    """What was not collected is null."""
    (section,) = figures.sections(ShareOfVoice(), figures.brief(previous=None))
    assert [row["previous_share"] for row in section.rows] == [None, None, None]
