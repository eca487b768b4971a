"""Reports made of sections, and what every report owes."""

import pytest

import figures
from veille import plugins
from veille.i18n import LANGUAGES
from veille.reports.base import Report
from veille.reports.daily import Daily
from veille.reports.extracts import Extracts
from veille.reports.monthly import Monthly
from veille.reports.weekly import Weekly

NAMES = plugins.builtin_names("reports")


def test_the_weekly_report_follows_the_three_questions():
    """What, who, where, competitors, method; sections without a file are absent."""
    keys = [section.key for section in figures.sections(Weekly(), figures.brief())]
    assert keys == [
        "summary", "volume", "extracts", "authors", "sources", "channels", "timeline", "competitors", "coverage",
        "method",
    ]  # fmt: skip


def test_a_day_has_no_curve():
    """The daily report is the weekly one without its timeline."""
    keys = [section.key for section in figures.sections(Daily(), figures.brief())]
    assert "timeline" not in keys
    assert keys[0] == "summary"


def test_the_monthly_report_has_all_sections():
    """Same sections as the week."""
    assert len(figures.sections(Monthly(), figures.brief())) == 10


def test_no_question_is_asked_twice():
    """Sections that need the same numbers share the answer."""
    asked = Weekly().queries(figures.brief())
    assert all(query not in asked[:number] for number, query in enumerate(asked))


COUNTING = [name for name in NAMES if name != "method"]


@pytest.mark.parametrize("name", COUNTING)
def test_every_report_that_counts_says_once_what_the_period_lacks(name):
    """Not over and begun before collection did: both are said, in a whole report in its first section."""
    lacking = figures.brief(
        collection_began="2026-11-11", today=figures.SUNDAY, previous=None, extracts_left=3
    )
    sections = figures.sections(plugins.load("reports", name, Report)(), lacking)
    notes = [[note.key for note in section.notes] for section in sections]
    for key in ("reports.limits.running", "reports.limits.began"):
        assert [keys.count(key) for keys in notes] == [1] + [0] * (len(sections) - 1)


def test_extracts_say_how_many_are_not_shown():
    """Twelve of many are shown: the note counts the others."""
    (section,) = figures.sections(Extracts(), figures.brief(extracts_left=6))
    assert [(note.key, note.facts["count"]) for note in section.notes] == [("reports.extracts.left_out", 6)]
    assert figures.sections(Extracts(), figures.brief())[0].notes == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_report_has_a_title_a_docstring_and_columns_of_its_rows(name):
    """What is on disk can be found, named and rendered; the same figures give the same sections."""
    kind = plugins.load("reports", name, Report)
    assert set(kind.label) == set(LANGUAGES)
    assert kind.__doc__
    assert kind.span in {"day", "week", "month"}
    sections = figures.sections(kind(), figures.brief())
    assert sections == figures.sections(kind(), figures.brief())
    for section in sections:
        keys = [column.key for column in section.columns]
        assert all([*row] == keys or set(row) == set(keys) for row in section.rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_report_stands_an_empty_base(name):
    """No source, no mention, nothing collected: figures are null, never 0, and never an error."""
    empty = figures.brief(
        sources=(), extracts=(), collected={}, collection_began=None, previous=None, before=None, days=()
    )
    kind = plugins.load("reports", name, Report)()
    for section in kind.build(empty, [[] for _ in kind.queries(empty)]):
        assert all(row.get(key) is None for row in section.rows for key in ("volume", "doubtful", "owned"))
        assert all(row.get("documents") is None for row in section.rows)
