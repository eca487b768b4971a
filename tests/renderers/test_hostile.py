"""Foreign text is inert in every format."""

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import figures
from veille import plugins
from veille.model import Column, Listing, Report, Section, Sentence, Summary, Unit
from veille.renderers import _inert
from veille.renderers.base import Renderer

NAMES = plugins.builtin_names("renderers")
HOSTILE = [
    "\x1b[31mred", "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07", "\x9b2J", "\x1b]52;c;eA==\x07", "[/foo]", "[bold]x",
    "\u202egnp.exe", "\u2066x\u2069", "a\u2028b", "=cmd|' /C calc'!A0", "@SUM(1)", "a|b|c", "<img src=x onerror=y>",
    "**a", "***", "`x`", "[a](javascript:b)", "\ud800", "\x00", "a\r\nb\tc", "{count} {0}", "%s", "é\u0301" * 3, ":smile:",
    "\ufeff=1", "\U000e0041", "a" * 200, "東京" * 40, "", " ", "\\",
]  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40), st.lists(st.sampled_from(HOSTILE)).map("".join)
)
COLUMNS = (
    Column(key="title"), Column(key="verbatim"), Column(key="url", unit=Unit.URL), Column(key="host"),
    Column(key="channel", unit=Unit.WORD), Column(key="published", unit=Unit.TIME), Column(key="tags", unit=Unit.LIST),
    Column(key="engagement", unit=Unit.MAP), Column(key="day", unit=Unit.DAY),
)  # fmt: skip
OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b\x07]*\x1b\\")
DANGEROUS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LOOKS = [{}, {"width": 50}, {"width": 50, "color": True, "links": True}, {"excel": True}]


def row(text):
    return {column.key: text for column in COLUMNS} | {"tags": [text], "engagement": {text: 1}}


def shapes(text):
    """The three things that can be rendered, made of one hostile text."""
    rows = (row(text), row("calm"))
    flat = COLUMNS[3:]
    plain = figures.brief()
    sections = (
        Section(key="volume", columns=flat, rows=rows, chart="bars"),
        Section(key=text or "x", columns=COLUMNS, rows=rows, notes=(Sentence(key="reports.coverage.moved", facts={"url": text}),)),
    )  # fmt: skip
    yield Listing(kind="mentions", columns=COLUMNS, rows=rows)
    yield Listing(kind=text, columns=flat, rows=rows)
    yield Summary(kind="x", record={"a": text, "b": [text]})
    yield Report(
        report=text,
        client=text,
        title=text,
        period=plain.period,
        previous=None,
        brands=(text,),
        sections=sections,
    )


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(text=TEXT)
def test_no_text_can_do_anything(name, text):
    """Whatever a title holds: no exception, no control character but our own, valid UTF-8, the same bytes again."""
    renderer = plugins.load("renderers", name, Renderer)()
    for look in LOOKS:
        for what in shapes(text):
            written = figures.rendered(renderer, what, **look)
            ours = OURS.sub("", written) if look.get("color") else written
            ours = ours.removeprefix("\ufeff") if look.get("excel") else ours
            ours = ours.replace("\r\n", "\n") if name == "csv" else ours
            ours = ours.replace("\t", "") if name in {"tsv", "csv"} else ours
            assert not DANGEROUS.search(ours)
            assert written == figures.rendered(renderer, what, **look)


@settings(max_examples=50, deadline=None)
@given(text=TEXT)
def test_data_comes_back_as_it_was(text):
    """JSON gives the text back, but for lone surrogates."""
    json_renderer = plugins.load("renderers", "json", Renderer)()
    listing = Listing(kind="x", columns=(Column(key="t"),), rows=({"t": text},))
    expected = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert json.loads(figures.rendered(json_renderer, listing)) == [{"t": expected}]


@settings(max_examples=50, deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=4))
def test_no_cell_begins_as_a_formula(texts):
    """Read back, no line of any cell begins with what a spreadsheet runs, blanks and unseen characters skipped."""
    csv_renderer = plugins.load("renderers", "csv", Renderer)()
    columns = tuple(Column(key=f"c{number}") for number in range(len(texts)))
    listing = Listing(kind="x", columns=columns, rows=({f"c{n}": text for n, text in enumerate(texts)},))
    text = figures.rendered(csv_renderer, listing, excel=True)[1:]
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert len(rows) == 1
    assert len(rows[0]) == len(header) == len(texts)
    for cell in rows[0]:
        for line in cell.split("\n"):
            assert not re.match(r"[\s\u200b-\u200f\ufeff\xad]*[=+\-@＝＋－＠]", line)


@settings(max_examples=50, deadline=None)
@given(text=TEXT)
def test_a_markdown_table_keeps_its_columns(text):
    """No text adds a cell or a row, no HTML comes through, no link but ours."""
    markdown = plugins.load("renderers", "markdown", Renderer)()
    columns = (Column(key="host"), Column(key="author"))
    listing = Listing(kind="x", columns=columns, rows=({"host": text, "author": text}, {"host": "calm"}))
    lines = figures.rendered(markdown, listing).splitlines()
    shown = [line for line in lines if not re.fullmatch(r"[| :-]+", line)]
    for line in shown:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) in {2, 3}
        assert "<" not in line
        assert "](" not in line.replace("\\](", "")


def test_what_is_harmless_stays():
    """Accents, narrow spaces, emoji and joiners are not touched."""
    text = "L’été\u202f: 12\u202f345 👩\u200d🍳 東京"
    assert _inert.line(text) == text
