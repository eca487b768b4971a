"""Authors."""

import figures
from figures import D, L
from veille.model import Sentence
from veille.reports.authors import Authors


def test_authors_are_counted_over_all_brands_shown():
    """Ana wrote 8 on one brand and 4 on another; who is not known is not an author."""
    (section,) = figures.sections(Authors(), figures.brief())
    rows = [(row["author"], row["host"], row["volume"], row["brands"]) for row in section.rows]
    assert rows == [("Ana", "journal.example", 12, [L, D]), ("bob", "forum.example", 3, [L])]
    assert section.notes == (Sentence(key="reports.authors.unknown", facts={"count": 6}),)


def test_those_left_out_are_counted():
    """The first one only: one more is not shown."""
    (section,) = figures.sections(Authors(top=1), figures.brief())
    assert section.notes[0] == Sentence(key="reports.authors.left_out", facts={"count": 1, "top": 1})
