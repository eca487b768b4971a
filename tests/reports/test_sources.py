"""Sites of each brand."""

import figures
from figures import L
from veille.model import Sentence
from veille.reports.sources import Sources


def test_the_first_sites_of_each_brand_are_shown():
    """Shares are of all the brand's mentions, and a note says what was left out."""
    (section,) = figures.sections(Sources(top=1), figures.brief(shown=(figures.LENOIR,)))
    assert section.rows == (
        {"host": "journal.example", "brand": L, "volume": 8, "share": 8 / 12, "net_sentiment": None},
    )
    assert section.notes == (Sentence(key="reports.sources.left_out", facts={"count": 2, "top": 1}),)


def test_a_document_without_address_counts_too():
    """Its host is null."""
    (section,) = figures.sections(Sources(), figures.brief())
    assert (None, L, 1) in [(row["host"], row["brand"], row["volume"]) for row in section.rows]
