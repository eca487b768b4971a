# SPDX-License-Identifier: MIT
"""Kills a writing process at random moments and looks at what it leaves."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.samples import OTHERS

WRITER = """
import sys
from datetime import timedelta
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store.samples import NOW, OTHERS, batch, document, match, registration
from veille.store.sqlite import open_store

store = open_store(Path(sys.argv[1]), mode="create", holder=OTHERS, alive=lambda holder: False)
store.schedule.sync([registration(f"S{n}") for n in range(40)], NOW)
lease = store.schedule.claim(NOW, hosts=50, lease=timedelta(minutes=5))
print("ready", flush=True)
for due in getattr(lease, "sources", ()):
    shown = [document(f"{due.name}-{n}", source=due.name, text="Lenoir and Duval " * 20) for n in range(10)]
    shared = document("shared", source=due.name, text="Duval")
    later = NOW + timedelta(days=1)
    done = batch(*shown, shared, source=due.name, next_due=later, cursor={"": "done"})
    store.documents.save(done, match, token=lease.token)
print("end", flush=True)
store.close()
"""


def run(path):
    tests = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), tests], stdout=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return the content that a run gives which nobody kills."""
    from veille.store.sqlite import open_store

    path = tmp_path_factory.mktemp("whole") / "veille.db"
    with run(path) as task:
        assert task.stdout.read().endswith("end\n")
    store = open_store(path, mode="read", holder=OTHERS, alive=lambda holder: True)
    content = list(store.upkeep.export(clock=False))
    store.close()
    return content


def test_a_killed_run_leaves_whole_sources_and_the_next_one_completes_it(opened, tmp_path, undisturbed):
    """Ten kills at random moments: a sound database, no half source, the same content in the end."""
    path = tmp_path / "veille.db"
    for attempt in range(10):
        with run(path) as task:
            if attempt:
                task.stdout.readline()
            time.sleep(random.Random(attempt).uniform(0, 0.15))
            task.send_signal(signal.SIGKILL)
        if path.exists():
            _look(opened(mode="read", path=path))
    with run(path) as task:
        assert "end" in task.stdout.read()
    store = opened(mode="read", path=path)
    assert list(store.upkeep.export(clock=False)) == undisturbed
    assert list(store.upkeep.check()) == []


def _look(store):
    assert list(store.upkeep.check()) == []
    done = store._connection.execute("SELECT name FROM sources WHERE cursor LIKE '%done%'").fetchall()
    shown = dict(
        store._connection.execute("SELECT source, count(*) FROM sightings GROUP BY source").fetchall()
    )
    assert shown == {name: 11 for (name,) in done}
    store.close()
