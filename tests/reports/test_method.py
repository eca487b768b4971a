"""Method."""

import figures
from figures import D, L
from veille.model import Brand
from veille.reports.method import Method


def test_the_search_strings_of_every_brand_are_printed():
    """Names and aliases, or the query that replaces them; compared brands too, shown or not."""
    (section,) = figures.sections(Method(), figures.brief(shown=(figures.LENOIR,)))
    rows = [(row["brand"], row["part"], row["strings"]) for row in section.rows]
    assert rows == [
        (L, "names", [L, "Lenoir Biscuits"]),
        (L, "domains", ["biscuits-lenoir.example"]),
        (D, "names", [D]),
        ("Quiet", "names", ["Quiet"]),
    ]


def test_a_query_replaces_the_names():
    """What is searched is what is shown."""
    brand = Brand(name="x", query="a OR b", people=("Jeanne",), context=("usine",), exclude=("acteur",))
    (section,) = figures.sections(Method(), figures.brief(shown=(brand,), compared=()))
    assert [(row["part"], row["strings"]) for row in section.rows] == [
        ("query", ["a OR b"]), ("people", ["Jeanne"]), ("context", ["usine"]), ("exclude", ["acteur"]),
    ]  # fmt: skip


def test_the_time_zone_and_the_formulas_are_said():
    """Anyone can count again."""
    (section,) = figures.sections(Method(), figures.brief())
    keys = [note.key for note in section.notes]
    assert "reports.method.share_of_voice" in keys
    assert {"zone": "Europe/Paris"} in [note.facts for note in section.notes]
