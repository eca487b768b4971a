# SPDX-License-Identifier: MIT
"""Reports and lists of a real base: what is marked, what is null, and what standard error adds."""

from __future__ import annotations

import pytest

from support.site import item, rss

FAR = "2020-W10"


def section(said, key):
    """Return one section of a report in JSON."""
    return next(one for one in said.json["sections"] if one["key"] == key)


def limits(found):
    """Return what a section says of the period."""
    keys = [note["key"] for note in found["notes"]]
    return [key.removeprefix("reports.limits.") for key in keys if key.startswith("reports.limits.")]


def change_a_rule(person):
    """Give the first brand another name to be found by."""
    path = person.folder / "sources.toml"
    path.write_text(path.read_text().replace('aliases = ["Lenoir"]', 'aliases = ["Lenoir", "Noir"]'))


@pytest.mark.parametrize("command", [("report",), ("brands", "list"), ("mentions",)], ids=" ".join)
def test_figures_of_an_old_rule_say_so(collected, command):
    """Once a rule has changed, each command that counts says on standard error that it is not applied yet."""
    assert "rematch" not in collected(*command).err
    change_a_rule(collected)
    said = collected(*command, "--json")
    assert "The rule of Biscuiterie Lenoir has changed" in said.err
    assert said.json


def test_before_collection_figures_are_null_and_the_period_asked_for_is_there(collected):
    """Years before the first visit nothing is known; JSON still tells what would have been compared."""
    said = collected("report", "volume", "--week", FAR, "--json")
    found = section(said, "volume")
    assert limits(found) == ["after"]
    assert {(row["volume"], row["doubtful"], row["owned"]) for row in found["rows"]} == {(None, None, None)}
    assert said.json["previous"] == {"since": "2020-02-24", "until": "2020-03-01", "complete": False}
    assert "Compared" not in collected("report", "volume", "--week", FAR).out


def test_before_any_visit_nothing_is_known(person):
    """An empty base has no figures, not zeros."""
    person.watch_file('[veille]\nlanguage = "en"\n[[brand]]\nname = "Lenoir"\n')
    said = person("report", "--json")
    assert limits(section(said, "summary")) == ["never"]
    assert section(said, "volume")["rows"][0]["volume"] is None
    assert {row["volume"] for row in section(said, "timeline")["rows"]} == {None}
    assert "no mention" not in person("report").out
    assert [row["mentions"] for row in person("brands", "list", "--json").json] == [None]


def test_a_week_to_come_is_not_known(collected):
    """The future has no figures."""
    found = section(collected("report", "volume", "--week", "2999-W10", "--json"), "volume")
    assert limits(found) == ["to_come"]
    assert (found["rows"][0]["volume"], found["rows"][0]["previous"]) == (None, None)
    assert "Compared" not in collected("report", "volume", "--week", "2999-W10").out


def test_a_running_period_begun_before_collection_is_marked_twice(collected):
    """Not over, and collection began inside it."""
    said = collected("report", "channels", "--since", "7d", "--json")
    assert limits(section(said, "channels")) == ["running", "began"]


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (("daily", "--week", "last"), "Report"),
        (("weekly", "--week", "last"), "Weekly report"),
        (("weekly", "--month", "last"), "Report"),
        (("monthly", "--month", "last"), "Monthly report"),
        (("daily", "--since", "yesterday", "--until", "yesterday"), "Daily report"),
        (("volume", "--month", "last"), "Volume of mentions"),
        (("daily", "--week", "last", "--title", "Ours"), "Ours"),
    ],
)
def test_the_title_follows_the_period(collected, arguments, title):
    """A daily report of a week is not called daily."""
    assert collected("report", *arguments).out.splitlines()[0] == title


def test_dates_may_be_written_day_first(collected):
    """31/10/2026 is what --published takes, and so does --since."""
    said = collected("report", "volume", "--since", "31/10/2026", "--until", "1/11/2026", "--json")
    assert (said.json["period"]["since"], said.json["period"]["until"]) == ("2026-10-31", "2026-11-01")


def test_extracts_tell_the_mentions_that_are_not_shown(person, site):
    """Twelve documents of fifteen are quoted; one names two own brands, and hides neither of its mentions."""
    both = item("Lenoir et Duval", "https://c.example/both", date="Tue, 17 Nov 2026 09:00:00 +0100")
    feed = rss(*(item(f"La maison Lenoir, {at}", f"https://c.example/{at}") for at in range(14)), both)
    brands = "".join(f'[[brand]]\nname = "{name}"\n' for name in ("Lenoir", "Duval"))
    person.watch_file(
        f"""
[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]
{brands}
[[source]]
name = "Courrier"
kind = "feed"
url = "{site.put("/feed.xml", feed)}"
"""
    )
    assert person("fetch").code == 0
    (found,) = person("report", "extracts", "--week", "2026-W47", "--json").json["sections"]
    left = next(note["facts"]["count"] for note in found["notes"] if note["key"].endswith("left_out"))
    assert found["rows"][0]["url"] == "https://c.example/both"
    assert (len(found["rows"]), left) == (12, 3)
