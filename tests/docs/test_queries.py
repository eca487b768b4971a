# SPDX-License-Identifier: MIT
"""The two pages on the query language say the same, and every example does what they say."""

import re
import tomllib
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from veille import config, plugins
from veille.dialects.base import Dialect
from veille.errors import QueryError
from veille.expression import lex, matches, parse, subject
from veille.model import Document

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("queries.md", "requetes.md")}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFUSED = re.compile(r"~~`(.+?)`~~")
FORM = re.compile(r"`(.+?)`")


def rows(page):
    """Yield the cells of each row of the tables of a page, their headers left out."""
    lines = [*FENCED.sub("", PAGES[page]).splitlines(), ""]
    for line, after in pairwise(lines):
        if line.startswith("| ") and not any(one.startswith("| ---") for one in (line, after)):
            yield [cell.strip() for cell in line.removesuffix("|").removeprefix("|").split("|")]


def read(query):
    return parse(query, today=date(2026, 11, 22), zone=UTC)


def found(query, text):
    document = Document(
        id="d", identity="d", url=None, host=None, title="", text=text, first_seen=NOW, sightings=()
    )
    return matches(read(query), subject(document))


def forms(page):
    """Yield each query that a table of a page shows as right."""
    for cells in rows(page):
        cell = cells[1] if len(cells) == 3 else cells[0]
        yield from FORM.findall(REFUSED.sub("", cell))


@pytest.mark.parametrize("page", PAGES)
def test_every_query_shown_is_understood(page):
    """Each query of a table is one, but for those that are struck out."""
    shown = list(forms(page))
    assert len(shown) > 90
    for query in shown:
        assert read(query), query


@pytest.mark.parametrize("page", PAGES)
def test_every_query_finds_the_text_beside_it(page):
    """The third cell of a table of four is found, the fourth is not."""
    examples = [cells for cells in rows(page) if len(cells) == 4]
    assert len(examples) > 30
    for cells in examples:
        for query in FORM.findall(cells[0]):
            assert found(query, cells[2]), (query, cells[2])
            assert not found(query, cells[3]), (query, cells[3])


@pytest.mark.parametrize("page", PAGES)
def test_what_is_struck_out_is_refused(page):
    """Each query that a page calls wrong is."""
    wrong = REFUSED.findall(PAGES[page])
    assert len(wrong) > 8
    for query in wrong:
        with pytest.raises(QueryError):
            read(query)


@pytest.mark.parametrize("page", PAGES)
def test_queries_of_several_lines_and_named_ones_are_right(page, tmp_path):
    """The block of a query is one; the tables of a watch file load, their named queries and examples too."""
    blocks = FENCED.findall(PAGES[page])
    (query,) = [block for language, block in blocks if language == "query"]
    assert read(query)
    tables = [block for language, block in blocks if language == "toml"]
    assert len(tables) == 2
    for table in tables:
        path = tmp_path / "sources.toml"
        path.write_text(table, encoding="utf-8")
        assert config.load(path, environ={}).brands
    (named,) = [tomllib.loads(table)["queries"] for table in tables if "[queries]" in table]
    assert len(named) == 2


def test_the_two_pages_are_equal_in_structure():
    """The French and the English page go through the same forms, in the same order."""
    english, french = ([len(cells) for cells in rows(page)] for page in PAGES)
    assert english == french
    english, french = (re.findall(r"^#+", FENCED.sub("", PAGES[page]), re.MULTILINE) for page in PAGES)
    assert english == french
    english, french = ([language for language, _ in FENCED.findall(PAGES[page])] for page in PAGES)
    assert english == french


@pytest.mark.parametrize("page", PAGES)
def test_every_field_and_every_dialect_is_documented(page):
    """The pages name each field of the language, and each tool whose queries are translated."""
    for field in lex.FIELDS:
        assert f"`{field}:" in PAGES[page], field
    for name in plugins.builtin_names("dialects"):
        assert plugins.load("dialects", name, Dialect).label["en"] in PAGES[page], name
