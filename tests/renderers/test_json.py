"""JSON: shapes that scripts rely on."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath

import figures
from veille.model import Channel, Column, Figure, Listing, Summary, Unit
from veille.renderers.json import Json
from veille.renderers.jsonl import JsonLines
from veille.reports.volume import Volume
from veille.reports.weekly import Weekly

LISTING = Listing(
    kind="mentions",
    columns=(
        Column(key="id"),
        Column(key="channel", unit=Unit.WORD),
        Column(key="published", unit=Unit.TIME),
        Column(key="tags", unit=Unit.LIST),
        Column(key="decided", unit=Unit.FLAG),
        Column(key="reach", unit=Unit.COUNT),
    ),
    rows=(
        {
            "id": "a",
            "channel": Channel.NEWS,
            "published": datetime(2026, 11, 10, 9, 12, 3, 7, tzinfo=timezone(timedelta(hours=1))),
            "tags": ("x",),
            "decided": False,
            "reach": None,
        },
        {"id": "é", "extra": "not a column"},
    ),
)


def test_a_listing_is_a_list_of_objects_with_the_keys_of_its_columns():
    """Times are UTC with Z, enums their value, null what is not known."""
    assert json.loads(figures.rendered(Json(), LISTING)) == [
        {
            "id": "a",
            "channel": "news",
            "published": "2026-11-10T08:12:03Z",
            "tags": ["x"],
            "decided": False,
            "reach": None,
        },
        {"id": "é", "channel": None, "published": None, "tags": None, "decided": None, "reach": None},
    ]


def test_rows_come_one_a_line():
    """A listing can be streamed and read by eye; an empty one is an empty list."""
    assert figures.rendered(Json(), LISTING).count("\n") == 4
    assert figures.rendered(Json(), Listing(kind="x", columns=(), rows=())) == "[]\n"


def test_a_report_has_the_shape_of_the_contract():
    """Envelope, periods as local dates, sections with columns, rows and notes."""
    found = json.loads(figures.rendered(Json(), figures.report(Volume(), "volume")))
    (section,) = found.pop("sections")
    assert found == {
        "report": "volume",
        "client": None,
        "period": {"since": "2026-11-09", "until": "2026-11-15", "complete": True},
        "previous": {"since": "2026-11-02", "until": "2026-11-08", "complete": True},
        "brands": [brand.name for brand in figures.BRANDS],
    }
    assert section["key"] == "volume"
    assert section["columns"][1] == {"key": "volume", "unit": "count"}
    assert section["rows"][0]["evolution"] == 0.2
    assert section["notes"][0]["key"] == "reports.volume.doubtful_beside"
    assert section["notes"][0]["text"] == "3 doubtful mentions, not counted."


def test_a_note_in_a_row_is_a_stable_code():
    """Words depend on the reader, codes do not."""
    found = json.loads(figures.rendered(Json(), figures.report(Weekly(), "weekly")))
    coverage = next(section for section in found["sections"] if section["key"] == "coverage")
    assert [row["note"] for row in coverage["rows"]] == [
        None,
        "timeout since 2026-11-08",
        "silent count 12",
        "gone",
        None,
        "moved url https://ailleurs.example/feed",
    ]


def test_data_does_not_depend_on_the_readers_language():
    """French and English readers get the same bytes, each time."""
    report = figures.report(Weekly(), "weekly")
    assert figures.rendered(Json(), report, language="fr") == figures.rendered(Json(), report, language="en")


def test_a_summary_is_one_object():
    """As in fetch --json."""
    summary = Summary(kind="fetch", record={"seconds": 1.5, "failures": ({"source": "x"},)})
    expected = {"seconds": 1.5, "failures": [{"source": "x"}]}
    assert json.loads(figures.rendered(Json(), summary)) == expected
    assert json.loads(figures.rendered(JsonLines(), summary)) == expected


def test_lone_surrogates_and_controls_break_nothing():
    """What no terminal should obey is escaped, what UTF-8 cannot say is replaced."""
    listing = Listing(kind="x", columns=(Column(key="t"),), rows=({"t": "a\ud800b\x1b\x9b\u202e\u2028"},))
    text = figures.rendered(Json(), listing)
    assert json.loads(text) == [{"t": "a\ufffdb\x1b\x9b\u202e\u2028"}]
    assert not set(text) & set("\x1b\x9b\u202e\u2028")


def test_a_value_of_another_kind_is_written_as_text():
    """A path or a duration of a plug-in breaks nothing."""
    summary = Summary(kind="x", record={"path": PurePosixPath("/a"), "part": Figure(0.5, Unit.RATIO)})
    assert json.loads(figures.rendered(Json(), summary)) == {"path": "/a", "part": 0.5}


def test_json_lines_say_which_section_a_row_is_of():
    """One object a line; a single section needs no name."""
    lines = [
        json.loads(line)
        for line in figures.rendered(JsonLines(), figures.report(Weekly(), "weekly")).splitlines()
    ]
    assert lines[0]["section"] == "volume"
    alone = [
        json.loads(line)
        for line in figures.rendered(JsonLines(), figures.report(Volume(), "volume")).splitlines()
    ]
    assert "section" not in alone[0]
    assert len(alone) == 4
