"""Coverage."""

from datetime import UTC, datetime

import figures
from veille.i18n import Words
from veille.reports.coverage import Coverage
from veille.wording import Wording


def test_each_source_has_its_state_its_documents_and_why():
    """A source that was never read has no count, one that gave nothing has zero."""
    (section,) = figures.sections(Coverage(), figures.brief())
    rows = [(row["source"], str(row["state"]), row["documents"]) for row in section.rows]
    assert rows == [
        ("Journal", "ok", 30), ("Gazette", "failing", 0), ("Forum", "silent", 7), ("Blog", "stopped", 2),
        ("Neuf", "never", None), ("Parti", "ok", 0),
    ]  # fmt: skip
    say = Wording(Words("en"), figures.PARIS).say
    assert [say(row["note"]) if row["note"] else None for row in section.rows] == [
        None, "timed out, since Sunday 8 Nov", "nothing new for 12 days", "removed by the site", None,
        "moved to https://ailleurs.example/feed",
    ]  # fmt: skip


def test_it_says_what_cannot_be_seen_and_how_many_sources_are_ill():
    """No report pretends to see what it does not."""
    (section,) = figures.sections(Coverage(), figures.brief())
    say = Wording(Words("en")).say
    assert "does not see X, LinkedIn" in say(section.notes[-1])
    assert say(section.sentences[0]).startswith("6 sources watched, of which 1 failing, 1 silent")


def test_all_well_is_said_in_one_line():
    """No list of what is not the case."""
    (section,) = figures.sections(Coverage(), figures.brief(sources=(figures.state("Journal"),)))
    assert Wording(Words("en")).say(section.sentences[0]) == "1 source watched, well."


def test_a_source_not_read_by_the_end_of_the_period_has_no_count():
    """Nothing was seen of the period because nobody looked: null, not zero."""
    late = figures.state("Parti", first_success=datetime(2026, 11, 16, 9, tzinfo=UTC))
    early = figures.state("Forum", first_success=datetime(2026, 11, 15, 9, tzinfo=UTC))
    (section,) = figures.sections(Coverage(), figures.brief(sources=(late, early), collected={}))
    assert [row["documents"] for row in section.rows] == [None, 0]


def test_what_no_source_brought_says_how_it_came():
    """An import, a document by hand; a name that a person chose may be that of a source since removed."""
    collected = {"import octobre": 2, "by hand": 1, "Presse": 3}
    (section,) = figures.sections(Coverage(), figures.brief(sources=(), collected=collected))
    say = Wording(Words("fr")).say
    assert {row["source"]: say(row["note"]) for row in section.rows} == {
        "import octobre": "importée",
        "by hand": "ajoutée à la main",
        "Presse": "importée sous ce nom, ou retirée du plan de veille",
    }
