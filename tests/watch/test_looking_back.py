# SPDX-License-Identifier: MIT
"""`fetch --since` and gaps: what is asked of the past, and where something may be missing."""

from support.site import item, rss

WATCH = """
[veille]
language = "en"
timezone = "Europe/Paris"

[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]

[[brand]]
name = "Biscuiterie Lenoir"

[[source]]
name = "Autre"
kind = "feed"
url = "{site}/other.xml"

[[source]]
name = "Courrier"
kind = "feed"
url = "{site}/feed.xml"
"""


def feed(site, *numbers):
    return rss(*(item(f"Titre {n}", site.url(f"/article/{n}"), "Texte.") for n in numbers))


def test_a_feed_that_shows_nothing_known_may_have_lost_something(person, site):
    """Said once, in the summary and in the coverage of that week; a feed that overlaps says nothing."""
    person.watch_file(WATCH.format(site=site.url("")))
    site.put("/other.xml", feed(site, 1))
    site.put("/feed.xml", feed(site, *range(10)))
    assert person("fetch", "--json").json["gaps"] == []
    site.put("/feed.xml", feed(site, *range(5, 15)))
    assert person("fetch", "--all", "--json").json["gaps"] == []
    site.put("/feed.xml", feed(site, *range(30, 40)))
    person.terminal = True
    said = person("fetch", "--all")
    assert "possible gap: Courrier" in said.err
    person.terminal = False
    today = person("report", "coverage", "--since", "7d", "--json").json
    notes = {row["source"]: row["note"] for row in today["sections"][0]["rows"]}
    assert notes["Courrier"] is not None
    assert notes["Autre"] is None


def test_who_asks_for_the_past_is_told_who_has_none(person, site):
    """--since takes all sources, due or not, and names those that show their newest items only."""
    person.watch_file(WATCH.format(site=site.url("")))
    site.put("/other.xml", feed(site, 1))
    site.put("/feed.xml", feed(site, 2))
    assert person("fetch").code == 0
    assert person("fetch", "--json").json["sources"]["due"] == 0
    assert person("fetch", "--since", "30d", "--json").json["sources"]["due"] == 2
    person.terminal = True
    assert "cannot be asked for their past: Autre, Courrier" in person("fetch", "--since", "30d").err


def test_a_past_that_is_to_come_is_refused(person, site):
    """--since is a day that was."""
    person.watch_file(WATCH.format(site=site.url("")))
    said = person("fetch", "--since", "2099-01-01")
    assert (said.code, "2099-01-01" in said.err) == (2, True)


def test_a_feed_that_was_cut_is_read_and_the_gap_is_said(person, site):
    """What came is kept; that something did not come is told."""
    person.watch_file(WATCH.format(site=site.url("")))
    site.put("/other.xml", feed(site, 1))
    whole = feed(site, 1, 2, 3)
    site.put("/feed.xml", whole[: whole.rindex("<item>") + 30])
    said = person("fetch", "--json").json
    assert [gap["source"] for gap in said["gaps"]] == ["Courrier"]
    assert said["documents"]["new"] == 3


def test_what_was_imported_is_in_the_coverage(person, site, tmp_path):
    """A report on an imported file says where its documents come from."""
    person.watch_file(WATCH.format(site=site.url("")))
    file = tmp_path / "posts.csv"
    file.write_text("title,text,date\nLenoir,La Biscuiterie Lenoir,2026-11-17\n", encoding="utf-8")
    assert person("import", str(file)).code == 0
    report = person("report", "coverage", "--week", "2026-W47", "--json").json
    rows = {row["source"]: row["documents"] for row in report["sections"][0]["rows"]}
    assert 1 in rows.values()
