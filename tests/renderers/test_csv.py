"""CSV and TSV."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

import figures
from veille.model import Channel, Column, Listing, Sentence, Summary, Unit
from veille.renderers._flat import neutral
from veille.renderers.csv import Csv
from veille.renderers.tsv import Tsv
from veille.reports.volume import Volume
from veille.reports.weekly import Weekly

LISTING = Listing(
    kind="mentions",
    columns=(
        Column(key="title"),
        Column(key="share", unit=Unit.RATIO),
        Column(key="published", unit=Unit.TIME),
        Column(key="day", unit=Unit.DAY),
        Column(key="tags", unit=Unit.LIST),
        Column(key="engagement", unit=Unit.MAP),
        Column(key="decided", unit=Unit.FLAG),
    ),
    rows=(
        {
            "title": 'Un "lot", rappelé\r\nhier',
            "share": -0.5,
            "published": datetime(2026, 11, 22, 13, 5, tzinfo=UTC),
            "day": date(2026, 11, 22),
            "tags": ["a", "é"],
            "engagement": {"likes": 3},
            "decided": True,
        },
        {},
    ),
)


def read(text, **options):
    return list(csv.reader(io.StringIO(text, newline=""), **options))


def test_csv_is_that_of_rfc_4180():
    """CRLF, quotes doubled, lists and maps as JSON text, null empty, booleans true and false."""
    text = figures.rendered(Csv(), LISTING)
    assert text.split("\r\n")[0] == "title,share,published,day,tags,engagement,decided"
    assert text.endswith("\r\n")
    assert read(text)[1:] == [
        ['Un "lot", rappelé\nhier', "-0.5", "2026-11-22T13:05:00Z", "2026-11-22", '["a","é"]', '{"likes":3}', "true"],
        [""] * 7,
    ]  # fmt: skip


def test_excel_gets_what_it_opens_by_itself():
    """Byte order mark, semicolons, decimal commas, French titles, local times."""
    text = figures.rendered(Csv(), LISTING, excel=True)
    assert text.startswith('\ufeff"Titre";"Part";"Publié";')
    cells = read(text[1:], delimiter=";")[1]
    assert cells[1:4] == ["-0,5", "2026-11-22 14:05:00", "2026-11-22"]


def test_excel_speaks_the_words_of_its_reader():
    """Words for codes, yes and no, lists joined, no marks around hits, ratios one can read."""
    row = {
        "channel": Channel.NEWS, "verdict": "kept", "decided": False, "share": 2 / 3, "day": date(2026, 11, 22),
        "terms": ["Lenoir", "Duval"], "engagement": {"likes": 3}, "verbatim": "la **Lenoir** rappelle", "score": 1.5,
        "note": Sentence(key="reports.limits.running"),
    }  # fmt: skip
    units = {
        "verdict": Unit.WORD, "channel": Unit.WORD, "decided": Unit.FLAG, "share": Unit.RATIO, "day": Unit.DAY,
        "terms": Unit.LIST, "engagement": Unit.MAP,
    }  # fmt: skip
    columns = tuple(Column(key=key, unit=units.get(key, Unit.TEXT)) for key in row)
    text = figures.rendered(Csv(), Listing(kind="x", columns=columns, rows=(row, {})), excel=True)
    _, cells, empty = read(text[1:], delimiter=";")
    assert cells == [
        "presse", "sûr", "non", "0,6667", "2026-11-22", "Lenoir, Duval", "likes 3", "la Lenoir rappelle", "1,5",
        "La période n’est pas terminée.",
    ]  # fmt: skip
    assert empty == [""] * len(columns)


def test_excel_gets_the_long_form_of_a_report_in_words():
    """Titles of sections and columns, and what a value counts."""
    text = figures.rendered(Csv(), figures.report(Weekly(), "weekly"), excel=True)
    header, *rows = read(text[1:], delimiter=";")
    assert header == ["Rubrique", "Ligne", "Colonne", "Unité", "Valeur"]
    assert ["Volume de mentions", "1", "Mentions", "nombre", "12"] in rows
    assert ["Volume de mentions", "1", "Part de voix", "part", "0,75"] in rows
    assert all(row[0][:1].isupper() and row[2][:1].isupper() for row in rows)


def test_an_empty_listing_is_its_header():
    """A script finds the columns."""
    assert figures.rendered(Csv(), Listing(kind="x", columns=LISTING.columns, rows=())).count("\r\n") == 1


def test_a_report_of_one_section_is_its_table():
    """Keys and raw values."""
    header, first, *_ = read(figures.rendered(Csv(), figures.report(Volume(), "volume")))
    row = dict(zip(header, first, strict=True))
    assert (row["brand"], row["volume"], row["evolution"], row["net_sentiment"]) == (
        "Biscuiterie Lenoir", "12", "0.2", "",
    )  # fmt: skip


def test_a_report_of_several_sections_is_in_long_form():
    """section, row, column, unit, value."""
    header, *rows = read(figures.rendered(Csv(), figures.report(Weekly(), "weekly")))
    assert header == ["section", "row", "column", "unit", "value"]
    assert ["volume", "1", "volume", "count", "12"] in rows
    assert ["coverage", "2", "note", "text", "timeout since 2026-11-08"] in rows


def test_a_summary_is_one_row():
    """Its keys are the header."""
    assert read(figures.rendered(Csv(), Summary(kind="x", record={"a": 1, "b": [2]}))) == [
        ["a", "b"],
        ["1", "[2]"],
    ]


@pytest.mark.parametrize(
    "text",
    ["=cmd()", "+1", "-1", "@x", "\tx", "  =x", "\u00a0=x", "\u200b=x", "\ufeff=x", "＝x", "＋x", "－x", "＠x", "\x1b=x",
     "\U000e0001=x", "\u202e=x"],
)  # fmt: skip
def test_a_formula_is_neutralised(text):
    """Whatever stands unseen before it."""
    assert neutral(text).startswith("'")
    assert neutral(f"a\n{text}").startswith("a\n'")
    assert neutral(f"a\u2028{text}").startswith("a\n'")


@pytest.mark.parametrize("text", ["", "a=b", "1-2", "été", "'=x", "(=x)", "…-"])
def test_other_text_stays(text):
    """Only what a spreadsheet would run is touched."""
    assert neutral(text) == text


def test_our_own_numbers_stay_numbers():
    """A negative number is no formula, the same text from outside is one."""
    listing = Listing(kind="x", columns=(Column(key="n"), Column(key="t")), rows=({"n": -5, "t": "-5"},))
    assert read(figures.rendered(Csv(), listing))[1] == ["-5", "'-5"]


def test_tsv_has_one_line_a_row():
    """A tab or a line end within a cell becomes a space."""
    listing = Listing(
        kind="x", columns=(Column(key="a"), Column(key="b")), rows=({"a": "x\ty\nz", "b": "=1"},)
    )
    assert figures.rendered(Tsv(), listing) == "a\tb\nx y z\t'=1\n"
