"""Tables, cards and curves for people."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unicodedata import category

import pytest

import figures
from veille.model import Column, Listing, Section, Sentence, Summary, Unit
from veille.renderers import _typeset
from veille.renderers.table import Table
from veille.reports.timeline import Timeline
from veille.reports.volume import Volume
from veille.reports.weekly import Weekly

WEEKLY = figures.report(Weekly(), "weekly")
MENTIONS = Listing(
    kind="mentions",
    columns=(
        *tuple(Column(key=key) for key in ("id", "brand", "title", "verbatim", "host")),
        Column(key="url", unit=Unit.URL),
        Column(key="published", unit=Unit.TIME),
    ),
    rows=(figures.extract(),),
)


def test_the_weekly_report_reads_as_three_questions():
    """French headings in order, figures written the French way."""
    text = figures.rendered(Table(), WEEKLY)
    headings = [
        "Rapport hebdomadaire", "Semaine 46, du lundi 9 au dimanche 15 nov. 2026", "En bref", "Que dit-on\u202f?",
        "Qui\u202f?", "Où\u202f?", "Concurrents", "Couverture et méthode",
    ]  # fmt: skip
    places = [text.index(f"{heading}\n") for heading in headings]
    assert places == sorted(places)
    assert "+20\u202f%" in text
    assert "−50\u202f%" in text


def test_english_gets_equal_care():
    """Same report, English words and typography."""
    text = figures.rendered(Table(), WEEKLY, language="en")
    assert "Week 46, Monday 9 to Sunday 15 Nov 2026" in text
    assert "What is said?" in text
    assert "+20%" in text


def test_numbers_stand_right_and_shares_are_drawn():
    """Titles and figures end in the same column."""
    lines = figures.rendered(Table(), figures.report(Volume(), "volume")).splitlines()
    head = next(line for line in lines if line.startswith("Marque"))
    row = next(line for line in lines if line.startswith("Biscuiterie"))
    end = head.index("Mentions") + len("Mentions")
    assert row[:end].endswith("12")
    assert row.endswith("█" * 12)


def test_curves_have_a_block_a_day():
    """Nine on Tuesday stands highest."""
    text = figures.rendered(Table(), WEEKLY)
    assert "12 mentions  ▃█▁▁▁▁▂" in text
    assert len(_typeset.curve(range(365))) <= 62
    assert _typeset.curve([]) == ""


def test_a_day_that_is_not_known_is_an_empty_cell():
    """Days that nobody watched are blank, and a curve of nothing but such days is not drawn."""
    changes = {"collection_began": "2026-11-11", "previous": None}
    text = figures.rendered(Table(), figures.report(Timeline(), "timeline", **changes), language="en")
    days = {line[:13]: line[13:].split() for line in text.splitlines() if "Nov  " in line}
    assert days["Monday 9 Nov "] == ["2"]
    assert days["Friday 13 Nov"] == ["0", "0", "0", "0"]
    changes = {"collection_began": "2026-11-16", "collected": {}, "previous": None}
    empty = figures.report(Timeline(), "timeline", shown=(figures.QUIET,), **changes)
    assert "Nothing to show." in figures.rendered(Table(), empty, language="en")


def test_only_what_is_compared_is_announced():
    """A previous period that was not collected is in the data, and no heading says that it is compared."""
    told = figures.report(Volume(), "volume")
    assert "Compared with" in figures.rendered(Table(), told, language="en")
    assert "Compared with" not in figures.rendered(Table(), replace(told, compared=False), language="en")


def test_a_report_over_another_span_has_a_neutral_title():
    """`report daily --week last` is no daily report."""
    text = figures.rendered(Table(), replace(WEEKLY, heading="report"), language="en")
    assert text.startswith("Report\n")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_terminal_is_never_overrun_and_nothing_is_lost(width, language):
    """Long cells and sentences go over several lines; every word is still there, or its column is named."""
    wide = figures.rendered(Table(), WEEKLY, language=language)
    text = figures.rendered(Table(), WEEKLY, language=language, width=width)
    lines = [line for line in text.splitlines() if "http" not in line]
    assert max(map(_typeset.width, lines)) <= max(width, 50)
    if width >= 60:
        assert {c for c in wide if category(c)[0] in "LN"} <= {c for c in text if category(c)[0] in "LN"}
    if width >= 80:
        assert {word for word in wide.split() if word.isalpha()} <= set(text.split())


def test_a_pipe_gets_whole_lines_and_no_escape():
    """Without a width nothing is cut and nothing is coloured, hits keep their marks."""
    text = figures.rendered(Table(), MENTIONS)
    assert text == (
        "10 nov. 2026 09:12  journal.example  Biscuiterie Lenoir  k3f9ab2c.biscuiterie-lenoir\n"
        "  Un lot de biscuits rappelé\n"
        "  …la **Biscuiterie Lenoir** rappelle un lot…\n"
        "  https://journal.example/rappel\n"
    )


def test_a_terminal_shows_hits_in_bold():
    """Also a hit that runs over a line end."""
    text = figures.rendered(Table(), MENTIONS, width=24, color=True)
    assert "\x1b[1mBiscuiterie\x1b[0m\n\x1b[1m  Lenoir\x1b[0m" in text
    assert "**" not in text


def test_a_terminal_that_links_gets_our_links():
    """Only to http(s)."""
    text = figures.rendered(Table(), MENTIONS, width=80, color=True, links=True)
    assert "\x1b]8;;https://journal.example/rappel\x1b\\https" in text
    bad = Listing(
        kind="mentions", columns=MENTIONS.columns, rows=(figures.extract(url="javascript:alert(1)"),)
    )
    assert "\x1b]8" not in figures.rendered(Table(), bad, width=80, color=True, links=True)


def test_a_title_already_in_the_extract_is_not_said_twice():
    """When the hit is in the title, the extract is the title."""
    row = figures.extract(
        title="La Biscuiterie Lenoir rappelle", verbatim="La **Biscuiterie Lenoir** rappelle"
    )
    text = figures.rendered(Table(), Listing(kind="search", columns=MENTIONS.columns, rows=(row,)))
    assert text.count("rappelle") == 1


def test_a_terminal_gets_the_columns_that_fit_of_a_wide_listing():
    """A pipe gets them all."""
    keys = ("name", "kind", "url", "state", "documents_7d", "next_due")
    listing = Listing(
        kind="sources", columns=tuple(Column(key=key) for key in keys), rows=(dict.fromkeys(keys, "x"),)
    )
    assert "Adresse" in figures.rendered(Table(), listing)
    assert "Adresse" not in figures.rendered(Table(), listing, width=80)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_word_is_broken_in_a_narrow_table(width):
    """Least useful columns are left out, and named, instead of a title, a date or a site in two pieces."""
    columns = (
        Column(key="name"), Column(key="state", unit=Unit.WORD), Column(key="last_success", unit=Unit.TIME),
        Column(key="host"), Column(key="documents_7d", unit=Unit.COUNT), Column(key="evolution", unit=Unit.CHANGE),
        Column(key="doubtful", unit=Unit.COUNT), Column(key="net_sentiment", unit=Unit.SCORE),
    )  # fmt: skip
    row = {
        "name": "Courrier picard", "state": "failing", "last_success": "2026-11-18T08:12:00Z",
        "host": "biscuits-lenoir.example", "documents_7d": 12, "evolution": 0.5, "doubtful": 1, "net_sentiment": 0.1,
    }  # fmt: skip
    listing = Listing(kind="x", columns=columns, rows=(row,))
    wide = set(figures.rendered(Table(), listing).split())
    text = figures.rendered(Table(), listing, width=width)
    table, mark, named = text.partition("Colonnes non montrées")
    assert max(map(_typeset.width, text.splitlines())) <= width
    assert set(table.split()) <= wide
    assert bool(mark) is (width < 100)
    assert "Tonalité" in named


def test_many_brands_do_not_stand_side_by_side():
    """Seven brands: the curve's table keeps one row a day and brand."""
    rows = tuple({"day": "2026-11-09", "brand": f"b{n}", "volume": n, "negative": None} for n in range(7))
    columns = (Column(key="day", unit=Unit.DAY), Column(key="brand"), Column(key="volume", unit=Unit.COUNT))
    report = figures.report(Volume(), "timeline")
    section = Section(key="timeline", columns=columns, rows=rows, chart="line")
    text = figures.rendered(Table(), type(report)(**{**_fields(report), "sections": (section,)}))
    assert text.count("lundi 9 nov.") == 7


def _fields(report):
    return {name: getattr(report, name) for name in report.__slots__}


def test_the_section_of_a_plugin_stands_under_its_own_heading():
    """A section nobody placed is its own question."""
    report = figures.report(Weekly(), "weekly", extracts=())
    section = Section(key="weather", columns=(Column(key="rain", unit=Unit.COUNT),), rows=({"rain": 3},))
    whole = type(report)(**{**_fields(report), "sections": (*report.sections, section)})
    assert "\nweather\n" in figures.rendered(Table(), whole)


def test_mentions_are_shown_without_loading_rich():
    """Cards are set by hand: a search must stay quick."""
    code = (
        "import sys; sys.path.insert(0, 'tests'); import figures; from veille.model import *;"
        "from veille.renderers.table import Table;"
        "rows = Listing(kind='search', columns=tuple(Column(key=k) for k in figures.extract()), rows=(figures.extract(),));"
        "figures.rendered(Table(), rows, width=80, color=True); print('rich' in sys.modules)"
    )
    folder = Path(figures.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=True
    )
    assert done.stdout == "False\n"


def test_a_summary_is_said_in_sentences_or_shown_as_it_is():
    """Sentences where there are some, else the record."""
    said = Summary(kind="x", record={"a": 1}, sentences=(Sentence(key="reports.limits.running"),))
    assert figures.rendered(Table(), said) == "La période n’est pas terminée.\n"
    assert figures.rendered(Table(), Summary(kind="x", record={"volume": 1200})) == "Mentions  1\u202f200\n"


def test_an_empty_section_says_so():
    """Not a lonely header."""
    report = figures.report(Weekly(), "weekly", extracts=(), sources=())
    assert "Rien à montrer." in figures.rendered(Table(), report)


def test_wide_characters_count_twice():
    """Columns stay straight with Chinese names."""
    lines = list(_typeset.columns(("a", "b"), [("東京", "x"), ("é\u0301", "y")], (False, False)))
    assert lines == ["a     b", "東京  x", "é\u0301     y"]
