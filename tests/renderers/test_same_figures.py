"""One content, several formats."""

import csv
import io
import json

import figures
from veille.i18n import Words
from veille.model import Column, Unit
from veille.renderers.csv import Csv
from veille.renderers.json import Json
from veille.renderers.jsonl import JsonLines
from veille.renderers.markdown import Markdown
from veille.renderers.table import Table
from veille.renderers.tsv import Tsv
from veille.reports.weekly import Weekly
from veille.wording import Wording

WEEKLY = figures.report(Weekly(), "weekly")
WRITTEN = Wording(Words("fr"), figures.PARIS)


def cells():
    """Every known figure of the report: section, row, column, value in JSON."""
    for section in json.loads(figures.rendered(Json(), WEEKLY))["sections"]:
        for number, row in enumerate(section["rows"], start=1):
            for column in section["columns"]:
                yield (
                    section["key"],
                    str(number),
                    Column(key=column["key"], unit=Unit(column["unit"])),
                    row[column["key"]],
                )


def test_csv_and_json_hold_the_same_values():
    """The long form says each value of each section."""
    rows = csv.DictReader(io.StringIO(figures.rendered(Csv(), WEEKLY), newline=""))
    found = {(row["section"], row["row"], row["column"]): row["value"] for row in rows}
    expected = list(cells())
    assert len(found) == len(expected)
    for section, number, column, value in expected:
        written = found[section, number, column.key]
        if isinstance(value, int | float):
            assert float(written) == value
        elif not isinstance(value, list):
            assert written == (value or "")


def test_tables_and_markdown_write_the_same_figures():
    """Each number of the JSON stands, written for people, in both."""
    table = figures.rendered(Table(), WEEKLY)
    markdown = figures.rendered(Markdown(), WEEKLY)
    numbers = [(column, value) for _, _, column, value in cells() if isinstance(value, int | float)]
    assert len(numbers) > 60
    for column, value in numbers:
        written = WRITTEN.cell(value, column.unit)
        assert written in table
        assert f" {written} |" in markdown


def test_rows_of_a_markdown_table_are_rows_of_the_text_table():
    """Same cells in the same order."""
    table = figures.rendered(Table(), WEEKLY)
    for line in figures.rendered(Markdown(), WEEKLY).splitlines():
        if line.startswith("| ") and ":-" not in line and "--:" not in line and "\\" not in line:
            known = [cell.strip() for cell in line.strip("|").split("|") if cell.strip()]
            assert any(all(cell in row for cell in known) for row in table.splitlines())


def test_the_same_report_gives_the_same_bytes():
    """Rendered twice, from figures counted twice."""
    for renderer in (Csv(), Tsv(), Json(), JsonLines(), Markdown(), Table()):
        again = figures.report(Weekly(), "weekly")
        for look in ({}, {"width": 80, "color": True, "links": True}):
            assert figures.rendered(renderer, WEEKLY, **look) == figures.rendered(renderer, again, **look)
