"""The three sentences."""

import figures
from veille.i18n import Words
from veille.reports.summary import Summary
from veille.wording import Wording


def said(language="en", **changes):
    (section,) = figures.sections(Summary(), figures.brief(**changes))
    return [Wording(Words(language), figures.PARIS).say(sentence) for sentence in section.sentences]


def test_three_sentences_say_how_much_where_and_against_whom():
    """The figures are those of the tables below."""
    assert said() == [
        "Biscuiterie Lenoir: 12 mentions, +20% against the previous period (10).",
        "First channel: news (67%); first site: journal.example (8 mentions).",
        "Share of voice of Biscuiterie Lenoir: 75%; first competitor: Maison Duval (25%).",
    ]


def test_french_has_its_own_typography():
    """Narrow no-break spaces before : ; % and within large numbers."""
    assert said("fr")[0] == (
        "Biscuiterie Lenoir\u202f: 12 mentions, +20\u202f% par rapport à la période précédente (10)."
    )


def test_a_low_sample_gets_a_count_and_no_percentage():
    """Four mentions say nothing about a trend."""
    assert said(shown=(figures.DUVAL,)) == [
        "Maison Duval: 4 mentions (previous period: 8); too few to speak of evolution."
    ]


def test_no_mention_is_said():
    """An empty report still answers."""
    assert said(shown=(figures.QUIET,)) == ["Quiet: no mention in the period."]


def test_without_previous_period_there_is_no_change():
    """What was not collected is not compared."""
    assert said(previous=None, before=None)[0] == "Biscuiterie Lenoir: 12 mentions."


def test_without_competitors_the_busiest_day_is_named():
    """The third sentence speaks of when."""
    assert said(shown=(figures.LENOIR,), compared=(figures.LENOIR,))[2] == (
        "Busiest day: Tuesday 10 Nov (9 mentions)."
    )


def test_many_brands_are_counted_not_listed():
    """More than three names would drown the figure."""
    brands = tuple(figures.Brand(name=f"brand {number}") for number in range(4))
    assert said(shown=brands, compared=brands) == ["4 brands: no mention in the period."]
