# SPDX-License-Identifier: MIT
"""`veille doctor`: each fault with its own cause and remedy."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from support.site import item, rss


@pytest.mark.parametrize(
    ("answer", "code", "remedy"),
    [
        ({"status": 404}, "http_4xx", "sources"),
        ({"status": 429, "headers": {"Retry-After": "60"}}, "rate_limited", "wait"),
        ({"body": b""}, "not_a_feed", "sources"),
    ],
)
def test_a_failing_source_is_told_in_the_words_of_its_failure(collected, site, answer, code, remedy):
    """Doctor gives the cause and the remedy of that very failure, in data and on screen, and leaves with 3."""
    site.put("/feed.xml", **answer)
    collected("fetch", "Courrier")
    said = collected("doctor", "--json")
    assert said.code == 3
    (found,) = [check for check in said.json["checks"] if check["state"] == "problem"]
    assert found["check"] == "failing"
    assert "Courrier" in found["message"]
    assert f"[{code}]" in found["message"]
    assert remedy in found["hint"]
    screen = collected("doctor").out
    assert found["message"] in screen
    assert found["hint"] in screen


def test_what_a_server_said_cannot_move_the_cursor(collected, site):
    """The words of a failure are shown without what a terminal would obey."""
    site.put("/feed.xml", b"")
    collected("fetch", "Courrier")
    with closing(sqlite3.connect(collected.folder / "veille.db")) as database, database:
        database.execute(
            "UPDATE sources SET last_error_facts = ?", [json.dumps({"title": "\x1b]0;x\x07Closed"})]
        )
    said = collected("doctor")
    assert "Closed" in said.out
    assert "\x1b" not in said.out


def test_dubious_lines_of_the_watch_file_are_shown(collected):
    """A literal secret or a hasty interval is a warning that doctor tells, with its remedy."""
    path = collected.folder / "sources.toml"
    path.write_text(path.read_text() + 'every = "1m"\nheaders = { Authorization = "Bearer abc" }\n')
    checks = [check for check in collected("doctor", "--json").json["checks"] if check["check"] == "written"]
    assert len(checks) == 2
    assert all(check["hint"] for check in checks)
    assert "abc" not in str(checks)


def test_a_source_that_fell_silent_is_told_with_its_days(person, site):
    """A daily feed without news for forty days is a warning of doctor, and silent in sources list."""
    now = datetime.now(UTC)
    items = [
        item(
            f"Titre {day}", f"https://courrier.example/{day}", date=format_datetime(now - timedelta(days=day))
        )
        for day in range(40, 50)
    ]
    url = site.put("/feed.xml", rss(*items))
    text = '[fetch]\ngap = "0s"\nallow_private = ["127.0.0.1"]\n[[brand]]\nname = "Lenoir"\n'
    person.watch_file(f'{text}[[source]]\nname = "Courrier"\nkind = "feed"\nurl = "{url}"\n')
    assert person("fetch").code == 0
    (found,) = [check for check in person("doctor", "--json").json["checks"] if check["check"] == "silent"]
    assert found["state"] == "warning"
    assert "Courrier" in found["message"]
    assert "sources check" in found["hint"]
    (listed,) = person("sources", "list", "--json").json
    assert 39 <= listed["silent_days"] <= 41
