"""Volume, evolution and share of voice, against figures worked out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

import figures
from figures import D, L
from veille.model import Sentence
from veille.questions import Health
from veille.reports.volume import Volume


def volume(**changes):
    (section,) = figures.sections(Volume(), figures.brief(**changes))
    return {row["brand"]: row for row in section.rows}, section


def test_each_shown_brand_has_a_row_also_without_any_mention():
    """Kept and earned make the volume; doubtful and owned stand beside it; zero is a figure."""
    rows, section = volume()
    assert [row["brand"] for row in section.rows] == [brand.name for brand in figures.BRANDS]
    lenoir = rows[L]
    assert (lenoir["volume"], lenoir["doubtful"], lenoir["owned"], lenoir["previous"]) == (12, 3, 4, 10)
    assert rows["Quiet"]["volume"] == 0


def test_what_is_not_known_yet_is_null():
    """Copies and tone are not rated in this version: null, never 0."""
    rows, section = volume()
    keys = [column.key for column in section.columns]
    assert keys == [
        "brand", "volume", "without_copies", "doubtful", "owned", "previous", "evolution", "share_of_voice",
        "net_sentiment", "positive", "neutral", "negative", "unrated",
    ]  # fmt: skip
    unknown = ("without_copies", "net_sentiment", "positive", "neutral", "negative", "unrated")
    assert all(rows[L][key] is None for key in unknown)


def test_evolution_is_the_change_over_the_volume_before():
    """(12 - 10) / 10; null where there was nothing before."""
    rows, _ = volume()
    assert rows[L]["evolution"] == 0.2
    assert rows[D]["evolution"] == -0.5
    assert rows["snacking"]["evolution"] is None


def test_nothing_evolves_from_a_period_that_was_not_collected():
    """Without a previous period there is no previous volume and no evolution."""
    rows, _ = volume(previous=None)
    assert rows[L]["previous"] is None
    assert rows[L]["evolution"] is None


def test_nothing_evolves_from_a_period_collected_in_part():
    """A previous period begun before collection did gives no evolution, and the notes say so."""
    before = replace(figures.brief().before, complete=False)
    rows, section = volume(before=before, collection_began="2026-11-05")
    assert rows[L]["evolution"] is None
    assert "reports.limits.previous" in [note.key for note in section.notes]


def test_a_topic_has_no_voice_and_takes_none():
    """12 of the 16 mentions of own brands and competitors; the topic's 5 count nowhere."""
    rows, _ = volume()
    assert rows[L]["share_of_voice"] == 0.75
    assert rows[D]["share_of_voice"] == 0.25
    assert rows["snacking"]["share_of_voice"] is None


def test_choosing_brands_cuts_rows_and_not_the_denominator():
    """`--brand` limits what is shown; the share stays that of all compared brands."""
    rows, _ = volume(shown=(figures.LENOIR,))
    assert [*rows] == [L]
    assert rows[L]["share_of_voice"] == 0.75


def test_nobody_has_a_share_of_nothing():
    """No mention at all: the share is not known."""
    rows, _ = volume(shown=(figures.QUIET,), compared=(figures.QUIET,))
    assert rows["Quiet"]["share_of_voice"] is None


def test_doubtful_and_owned_are_added_on_request_to_both_periods():
    """--doubtful and --owned: 12 + 3 + 4 now, 10 + 1 + 1 before."""
    rows, section = volume(doubtful=True, owned=True)
    assert (rows[L]["volume"], rows[L]["previous"]) == (19, 12)
    assert {"reports.volume.doubtful_added", "reports.volume.owned_added"} <= {
        note.key for note in section.notes
    }


def test_a_fall_due_to_a_dead_source_says_so():
    """Gazette gave six mentions the week before and fails since."""
    _, section = volume()
    facts = {"source": "Gazette", "count": 6, "state": Health.FAILING}
    assert Sentence(key="reports.volume.dead_source", facts=facts) in section.notes


def test_a_source_that_failed_after_the_period_explains_nothing():
    """What broke yesterday did not lower last week's figures."""
    late = figures.state(
        "Gazette",
        Health.FAILING,
        last_error="timeout",
        failing_since=datetime(2026, 11, 20, tzinfo=UTC),
    )
    _, section = volume(sources=(late,))
    assert "reports.volume.dead_source" not in [note.key for note in section.notes]


def limits(**changes):
    """What the notes say of the period, without their prefix."""
    keys = [note.key for note in volume(**changes)[1].notes]
    return [key.removeprefix("reports.limits.") for key in keys if key.startswith("reports.limits.")]


def test_a_period_that_cannot_be_compared_says_why():
    """Not over, begun before collection did, and both at once; by hand alone, and not begun at all."""
    assert limits() == []
    assert limits(today=figures.SUNDAY) == ["running"]
    assert limits(collection_began="2026-11-13", previous=None) == ["began"]
    assert limits(collection_began="2026-11-13", previous=None, today=figures.SUNDAY) == ["running", "began"]
    assert limits(collection_began="2026-11-20", previous=None) == ["began"]
    assert limits(collection_began="2026-11-20", previous=None, collected={}) == ["after"]
    assert limits(collection_began=None, previous=None) == ["by_hand"]
    assert limits(collection_began=None, previous=None, collected={}) == ["never"]
    assert limits(today=date(2026, 11, 2), collected={}) == ["to_come"]


@pytest.mark.parametrize(
    "changes",
    [
        {"collection_began": None},
        {"collection_began": "2026-11-16"},
        {"today": date(2026, 11, 8)},
    ],
    ids=["before any collection", "collection began after the period", "the period is to come"],
)
def test_what_nobody_could_count_is_null(changes):
    """Nothing is stored for the period: volume, doubtful and owned are not known, so neither is what follows."""
    brief = figures.brief(collected={}, previous=None, **changes)
    (section,) = Volume().build(brief, [[]])
    for row in section.rows:
        figured = ("volume", "doubtful", "owned", "previous", "evolution", "share_of_voice")
        assert {row[key] for key in figured} == {None}


def test_documents_from_before_collection_are_counted_and_marked():
    """What the first visit brought back is a count; it is incomplete, and nothing evolves from it."""
    rows, _ = volume(collection_began="2026-11-20", previous=None)
    assert (rows[L]["volume"], rows["Quiet"]["volume"], rows[L]["evolution"]) == (12, 0, None)
