# SPDX-License-Identifier: MIT
"""The patience that a service asks for goes from one command to the next."""

import time
from datetime import UTC, datetime, timedelta

from veille import config
from veille.model import Holder
from veille.store.base import Batch, Visit
from veille.store.sqlite import open_store
from veille.watch import Watch
from veille.watch.fetch import registrations
from veille.watch.pacing import last_asked

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOURCES = """
[[source]]
name = "One"
kind = "reddit"
subreddits = ["france"]

[[source]]
name = "Two"
kind = "reddit"
subreddits = ["vosfinances"]

[[source]]
name = "Feed"
kind = "feed"
url = "https://quick.example/feed"
"""


def test_all_sources_of_a_slow_host_share_its_last_visit(tmp_path):
    """The newest visit of any of them counts; hosts without a gap of their own are not in it."""
    path = tmp_path / "sources.toml"
    path.write_text(SOURCES, encoding="utf-8")
    loaded = config.load(path, environ={})
    us = Holder(machine="here", pid=1, started="1")
    store = open_store(tmp_path / "veille.db", mode="create", holder=us, alive=lambda _: True)
    store.schedule.sync(registrations(loaded), NOW)
    lease = store.schedule.claim(NOW, hosts=9, lease=timedelta(minutes=5))
    for name, ago in (("One", 50), ("Two", 20), ("Feed", 1)):
        visit = Visit(source=name, at=NOW - timedelta(seconds=ago))
        store.documents.save(Batch(visit=visit), lambda _: (), token=lease.token)
    asked = last_asked(Watch(config=loaded, store=store, now=lambda: NOW))
    assert list(asked) == ["www.reddit.com"]
    assert abs(time.monotonic() - asked["www.reddit.com"] - 20) < 1
    store.close()
