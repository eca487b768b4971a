# SPDX-License-Identifier: MIT
"""Fixtures that all tests share: recorded data if it is there, and no way out to the internet."""

import os
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def pytest_collection_modifyitems(items):
    """Mark the tests that read recorded data, so that `-m recorded` runs them alone."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.recorded)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of recorded answers of real services; skip the test where there is none."""
    folder = Path(os.environ.get("VEILLE_SHARED", ROOT.parent / "shared"))
    if not (folder / "recordings").is_dir():
        pytest.skip("no recorded data here: set VEILLE_SHARED to a folder that has recordings/")
    return folder


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch):
    """Fail at once when a test connects to anything but this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            assert host.startswith("127.") or host in {"::1", "localhost"}, f"a test connects to {host}"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def site():
    """Return a web site on loopback, empty at first."""
    from support.site import Site

    with Site() as running:
        yield running


@pytest.fixture
def person(tmp_path):
    """Return somebody who runs veille in an empty folder, away from a terminal."""
    from support.person import Person

    return Person(tmp_path)


WATCH_FILE = """
[veille]
language = "en"
timezone = "Europe/Paris"

[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]

[[brand]]
name = "Biscuiterie Lenoir"
aliases = ["Lenoir"]
exclude = ["acteur"]

[[brand]]
name = "Maison Duval"
role = "competitor"

[[source]]
name = "Courrier"
kind = "feed"
url = "{url}"
"""


@pytest.fixture
def collected(person, site):
    """Return somebody who has fetched one feed of two documents, each naming a brand."""
    from support.site import item, rss

    feed = rss(
        item(
            "Lenoir rappelle un lot", "https://courrier.example/1", "La biscuiterie Lenoir rappelle un lot."
        ),
        item(
            "Maison Duval ouvre", "https://courrier.example/2", "Une boutique de Maison Duval ouvre à Lyon."
        ),
    )
    person.watch_file(WATCH_FILE.format(url=site.put("/feed.xml", feed)))
    said = person("fetch", "--json")
    assert said.code == 0, said.err
    return person
