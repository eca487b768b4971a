# SPDX-License-Identifier: MIT
"""`veille sources import --check` and `export`, from outside: what a list of feeds becomes, and what is left out."""

from __future__ import annotations

import tomllib

import pytest

from support.site import item, rss
from veille import opml

WATCH = """
[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]

[[brand]]
name = "Lenoir"
"""

FEED = rss(item("Lenoir", "https://c.example/1", "Lenoir."), title="Le Courrier")


@pytest.fixture
def watching(person):
    """Return somebody whose watch file has a brand and no source."""
    person.watch_file(WATCH)
    return person


def sources(person):
    return tomllib.loads((person.folder / "sources.toml").read_text()).get("source", [])


def a_list(person, *outlines):
    path = person.folder / "feeds.opml"
    path.write_text(f"<opml><body>{''.join(outlines)}</body></opml>")
    return str(path)


@pytest.fixture
def listed(watching, site):
    """Return a list of four feeds: one well, one gone, one moved for good, one whose server is ill."""
    well = site.put("/well.xml", FEED)
    new = site.put("/new.xml", FEED)
    old = site.put("/old.xml", b"", status=301, headers={"Location": new})
    ill = site.put("/ill.xml", b"", status=500)
    return a_list(
        watching,
        f'<outline text="Presse"><outline text="Locale"><outline text="Well" xmlUrl="{well}" category="/Eco/PME,Brève"/>'
        "</outline></outline>",
        f'<outline text="Gone" xmlUrl="{site.url("/nowhere.xml")}"/>',
        f'<outline text="Moved" xmlUrl="{old}"/><outline text="Ill" xmlUrl="{ill}"/>',
        f'<outline text="Again" xmlUrl="{well}"/>',
    ), new


def test_each_feed_is_visited_before_it_is_written(watching, listed):
    """Dead ones are left out and named, moved ones are written where they are now, an ill server is no death."""
    file, new = listed
    said = watching("sources", "import", file, "--check", "--json")
    assert said.code == 0, said.err
    assert {row["name"]: (row["state"], row["code"], row["written"]) for row in said.json["visited"]} == {
        "Well": ("alive", None, True),
        "Gone": ("dead", "http_4xx", False),
        "Moved": ("moved", None, True),
        "Ill": ("failing", "http_5xx", True),
    }
    counts = {key: said.json[key] for key in ("added", "known", "repeated", "left_out", "requests_a_day")}
    assert counts == {"added": 3, "known": 0, "repeated": 1, "left_out": 1, "requests_a_day": 72}
    written = {source["name"]: source for source in sources(watching)}
    assert set(written) == {"Well", "Moved", "Ill"}
    assert written["Moved"]["url"] == new
    assert written["Well"]["tags"] == ["Presse", "Locale", "Eco", "PME", "Brève"]


def test_dead_feeds_may_be_kept(watching, listed):
    """--keep-dead writes them too, and the table says which they are."""
    said = watching("sources", "import", listed[0], "--check", "--keep-dead")
    assert said.code == 0
    assert "dead" in said.out
    assert len(sources(watching)) == 4


def test_without_a_check_nothing_is_asked_of_the_network(watching, site, listed):
    """All feeds are written; what a run will cost is said."""
    before = len(site.log)
    said = watching("sources", "import", listed[0])
    assert len(sources(watching)) == 4
    assert len(site.log) == before
    assert "4 more requests" in said.err
    assert "96 a day" in said.err


def test_export_writes_tags_as_folders_and_names_what_is_no_feed(watching):
    """Another reader gets the same folders; a source of another kind is named."""
    watching.watch_file(
        WATCH
        + '\n[[source]]\nname = "A"\nkind = "feed"\nurl = "https://a.example/rss"\ntags = ["Presse", "Locale"]\n'
        '\n[[source]]\nname = "HN"\nkind = "hackernews"\nquery = "lenoir"\n'
    )
    said = watching("sources", "export")
    (outline,) = opml.read(said.out.encode()).outlines
    assert (outline.name, outline.folders) == ("A", ("Presse", "Locale"))
    assert "HN" in said.err


def test_a_source_is_added_under_a_channel_said_in_french(watching, site):
    """The watch file gets the English name; a word that is none is a wrong option, before any visit."""
    well = site.put("/well.xml", FEED)
    assert watching("sources", "add", well, "--channel", "radio").code == 2
    assert sources(watching) == []
    assert watching("sources", "add", well, "--channel", "Vidéo", "--yes").code == 0
    assert sources(watching)[0]["channel"] == "video"


def test_what_is_no_list_of_feeds_is_told_what_takes_it(watching):
    """A saved feed or an export given to sources import: the hint names the commands that read them."""
    path = watching.folder / "feed.xml"
    path.write_bytes(FEED if isinstance(FEED, bytes) else FEED.encode())
    said = watching("sources", "import", str(path))
    assert said.code == 1
    assert "veille sources add" in said.err
    assert "veille import" in said.err


def test_a_list_of_which_nothing_answers_is_not_taken_for_dead(watching, tmp_path):
    """No server answered at all: the network is down here, and every feed is written."""
    path = tmp_path / "offline.opml"
    outlines = "".join(f'<outline text="F{n}" xmlUrl="http://127.0.0.1:9/{n}"/>' for n in range(3))
    path.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    said = watching("sources", "import", str(path), "--check")
    assert said.code == 0
    assert "dead" not in said.out
    assert (watching.folder / "sources.toml").read_text().count("127.0.0.1:9/") == 3
