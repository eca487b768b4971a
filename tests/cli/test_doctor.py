# SPDX-License-Identifier: MIT
"""`veille doctor`: each fault with its own cause and remedy."""

from __future__ import annotations

import pytest


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


def test_dubious_lines_of_the_watch_file_are_shown(collected):
    """A literal secret or a hasty interval is a warning that doctor tells, with its remedy."""
    path = collected.folder / "sources.toml"
    path.write_text(path.read_text() + 'every = "1m"\nheaders = { Authorization = "Bearer abc" }\n')
    checks = [check for check in collected("doctor", "--json").json["checks"] if check["check"] == "written"]
    assert len(checks) == 2
    assert all(check["hint"] for check in checks)
    assert "abc" not in str(checks)
