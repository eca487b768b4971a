"""Values as people read them."""

from datetime import UTC, date, datetime

import pytest

import figures
from veille.i18n import Words
from veille.model import Channel, Figure, Period, Sentence, Unit
from veille.wording import Wording, moment_of

FR = Wording(Words("fr"), figures.PARIS)
EN = Wording(Words("en"), figures.PARIS)


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (None, Unit.COUNT, "", ""),
        (0, Unit.COUNT, "0", "0"),
        (12345, Unit.COUNT, "12\u202f345", "12,345"),
        (0.24, Unit.RATIO, "24\u202f%", "24%"),
        (0.004, Unit.RATIO, "0,4\u202f%", "0.4%"),
        (0.82, Unit.CHANGE, "+82\u202f%", "+82%"),
        (-0.5, Unit.CHANGE, "\u221250\u202f%", "\u221250%"),
        (0.0, Unit.CHANGE, "0\u202f%", "0%"),
        (-0.18, Unit.SCORE, "\u221218", "\u221218"),
        (0.2, Unit.SCORE, "+20", "+20"),
        (-0.001, Unit.SCORE, "0", "0"),
        (date(2026, 11, 16), Unit.DAY, "lundi 16 nov.", "Monday 16 Nov"),
        ("2026-11-01", Unit.DAY, "dimanche 1er nov.", "Sunday 1 Nov"),
        (datetime(2026, 11, 18, 8, 12, tzinfo=UTC), Unit.TIME, "18 nov. 2026 09:12", "18 Nov 2026 09:12"),
        ("2026-11-18T08:12:00Z", Unit.TIME, "18 nov. 2026 09:12", "18 Nov 2026 09:12"),
        (Channel.NEWS, Unit.WORD, "presse", "news"),
        ("unheard of", Unit.WORD, "unheard of", "unheard of"),
        (True, Unit.FLAG, "oui", "yes"),
        (["a", "b"], Unit.LIST, "a, b", "a, b"),
        ({"shares": 2, "likes": 1500}, Unit.MAP, "likes 1\u202f500, shares 2", "likes 1,500, shares 2"),
        (1.5, Unit.TEXT, "1,50", "1.50"),
        ("text", Unit.COUNT, "text", "text"),
        ("text", Unit.RATIO, "text", "text"),
        ("text", Unit.CHANGE, "text", "text"),
        ("text", Unit.SCORE, "text", "text"),
        ("text", Unit.DAY, "text", "text"),
        ("text", Unit.TIME, "text", "text"),
        ("text", Unit.LIST, "text", "text"),
    ],
)
def test_a_value_is_written_as_its_unit_says(value, unit, french, english):
    """French and English typography; what is not known is empty, what is odd is shown as it is."""
    assert FR.cell(value, unit) == french
    assert EN.cell(value, unit) == english


@pytest.mark.parametrize(
    ("since", "until", "french", "english"),
    [
        (date(2026, 11, 9), date(2026, 11, 15), "semaine 46, du lundi 9 au dimanche 15 nov. 2026",
         "week 46, Monday 9 to Sunday 15 Nov 2026"),
        (date(2026, 10, 1), date(2026, 10, 31), "du jeudi 1er au samedi 31 oct. 2026",
         "Thursday 1 to Saturday 31 Oct 2026"),
        (date(2026, 11, 30), date(2026, 12, 1), "du lundi 30 nov. au mardi 1er déc. 2026",
         "Monday 30 Nov to Tuesday 1 Dec 2026"),
        (date(2025, 12, 31), date(2026, 1, 1), "du mercredi 31 déc. 2025 au jeudi 1er janv. 2026",
         "Wednesday 31 Dec 2025 to Thursday 1 Jan 2026"),
        (date(2026, 11, 9), date(2026, 11, 9), "lundi 9 nov. 2026", "Monday 9 Nov 2026"),
    ],
)  # fmt: skip
def test_a_period_says_no_more_than_it_must(since, until, french, english):
    """The week by its number, the month once, the year once."""
    period = Period(since=since, until=until, complete=True)
    assert FR.period(period) == french
    assert EN.period(period) == english


def test_a_sentence_says_its_facts_in_the_language_of_the_reader():
    """Figures, dates, enums, lists and sentences within sentences."""
    nested = Sentence(key="words.timeout")
    since = Sentence(key="reports.coverage.failing", facts={"reason": nested, "since": date(2026, 11, 2)})
    assert FR.say(since) == "délai dépassé, depuis le lundi 2 nov."
    facts = {"channel": Channel.FORUM, "share": Figure(0.5, Unit.RATIO)}
    assert FR.say(Sentence(key="reports.summary.channel", facts=facts)) == (
        "Premier type de média\u202f: forum (50\u202f%)."
    )


def test_titles_fall_back_on_their_key():
    """A plug-in's column is shown under its own name."""
    assert FR.title("volume", "columns") == "Mentions"
    assert FR.title("of_a_plugin", "columns") == "of_a_plugin"
    assert FR.title("no key at all", "columns") == "no key at all"


def test_a_moment_is_read_back_from_text():
    """Without a zone it is UTC; nonsense is no moment."""
    assert moment_of("2026-11-18T08:12:00") == datetime(2026, 11, 18, 8, 12, tzinfo=UTC)
    assert moment_of("nonsense") is None
