# SPDX-License-Identifier: MIT
"""The whole watch on recorded feeds of real publishers: all read, nothing twice, found again."""

from __future__ import annotations

import pytest

WATCH = """
[veille]
timezone = "Europe/Paris"
[fetch]
gap = "0s"
per_host = 4
allow_private = ["127.0.0.1"]
[[brand]]
name = "Apple"
[[brand]]
name = "Donald Trump"
role = "topic"
"""

KINDS = {".xml", ".rdf", ".atom", ".json"}
TYPES = {".json": "application/feed+json"}


@pytest.fixture
def recorded(person, site, shared):
    """Return somebody whose watch file holds every recorded feed."""
    files = [
        path
        for path in sorted((shared / "recordings" / "feeds").iterdir())
        if path.suffix in KINDS and not path.name.endswith(".http.json")
    ]
    sources = []
    for path in files:
        kind = TYPES.get(path.suffix, "application/xml")
        url = site.put(f"/{path.name}", path.read_bytes(), type=kind)
        sources.append(f'\n[[source]]\nname = "{path.name}"\nkind = "feed"\nurl = "{url}"\n')
    person.watch_file(WATCH + "".join(sources))
    return person, len(files)


def test_recorded_feeds_are_read_once_and_only_once(recorded, site):
    """Every feed is read; a second fetch of all is answered by 304 and adds nothing; reading finds them."""
    person, files = recorded
    first = person("fetch", "--json").json
    assert first["failures"] == []
    assert first["sources"]["ok"] == files
    assert first["documents"]["new"] >= 0.99 * first["documents"]["seen"] > 800
    content = person("db", "export", "--no-clock").out
    second = person("fetch", "--all", "--json").json
    assert second["sources"]["unchanged"] == files
    assert (second["documents"]["new"], second["mentions"]["new"]) == (0, 0)
    assert {status for _, _, status in site.log[files:]} == {304}
    assert person("db", "export", "--no-clock").out == content
    assert person("db", "check").code == 0
    found = person("mentions", "--brand", "Apple", "--json").json
    assert len(found) > 40
    assert all("apple" in (row["verbatim"] + row["title"]).lower() for row in found)
    searched = {row["document"] for row in person("search", "apple", "--json").json}
    assert {row["document"] for row in found} <= searched
