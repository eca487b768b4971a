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


def test_a_change_from_next_to_nothing_is_no_percentage():
    """Twelve after four: both numbers, no percentage."""
    four = [row for row in figures.BEFORE if row[6][0] == 4]
    brief = figures.brief()
    answers = [figures.tally(query) for query in Summary().queries(brief)]
    answers[4] = [figures.Tally(group=(four[0][0],), numbers=(4, 0, 0))]
    (section,) = Summary().build(brief, answers)
    assert Wording(Words("en")).say(section.sentences[0]) == (
        "Biscuiterie Lenoir: 12 mentions (previous period: 4)."
    )


def test_mentions_without_host_or_channel_are_still_counted():
    """A sentence leaves out what nobody knows."""
    brief = figures.brief()
    answers = [figures.tally(query) for query in Summary().queries(brief)]
    (section,) = Summary().build(brief, [answers[0], answers[1], [], *answers[3:]])
    assert section.sentences[1].key == "reports.summary.channel"
    (section,) = Summary().build(brief, [answers[0], [], [], *answers[3:]])
    assert [one.key for one in section.sentences] == ["reports.summary.change", "reports.summary.voice"]


def test_one_day_has_no_busiest_day():
    """Two sentences are enough for a day."""
    one_day = figures.brief().days[:1]
    assert len(said(shown=(figures.LENOIR,), compared=(figures.LENOIR,), days=one_day)) == 2


def test_without_competitors_the_busiest_day_is_named():
    """The third sentence speaks of when."""
    assert said(shown=(figures.LENOIR,), compared=(figures.LENOIR,))[2] == (
        "Busiest day: Tuesday 10 Nov (9 mentions)."
    )


def test_many_brands_are_counted_not_listed():
    """More than three names would drown the figure."""
    brands = tuple(figures.Brand(name=f"brand {number}") for number in range(4))
    assert said(shown=brands, compared=brands) == ["4 brands: no mention in the period."]


def test_nothing_is_said_of_what_nobody_could_count():
    """Before any collection there is no "no mention": the note alone speaks."""
    brief = figures.brief(collection_began=None, collected={}, previous=None)
    (section,) = Summary().build(brief, [[], [], [], []])
    assert section.sentences == ()
    assert [note.key for note in section.notes] == ["reports.limits.never"]
