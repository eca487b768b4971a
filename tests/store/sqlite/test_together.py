# SPDX-License-Identifier: MIT
"""Several processes at work on one database share it, and lose and double nothing."""

import subprocess
import sys
from pathlib import Path

from store.samples import document

RUN = """
import os, sys
from datetime import timedelta
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store.samples import NOW, batch, document, match, registration
from veille.model import Holder
from veille.store.base import Leased
from veille.store.sqlite import open_store

us = Holder(machine="here", pid=os.getpid(), started="1")
store = open_store(Path(sys.argv[1]), mode="create", holder=us, alive=lambda holder: True)
store.schedule.sync([registration(f"S{n}") for n in range(60)], NOW)
new = visits = 0
while isinstance(lease := store.schedule.claim(NOW, hosts=3, lease=timedelta(minutes=5)), Leased):
    for due in lease.sources:
        shown = [document(f"{due.name}-{n}", source=due.name, text="Lenoir") for n in range(5)]
        later = NOW + timedelta(days=1)
        done = batch(*shown, document("shared", source=due.name), source=due.name, next_due=later)
        new += store.documents.save(done, match, token=lease.token).new
        visits += 1
    store.schedule.release(lease.token)
print(new, visits)
store.close()
"""


def test_runs_at_the_same_time_share_the_sources_and_count_exactly(opened, tmp_path):
    """Four runs from nothing: each source is visited once, each document stored once."""
    path, tests = tmp_path / "veille.db", str(Path(__file__).parents[2])
    command = [sys.executable, "-c", RUN, str(path), tests]
    tasks = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [task.communicate(timeout=60)[0].split() for task in tasks]
    assert [task.returncode for task in tasks] == [0] * 4
    assert sum(int(visits) for _, visits in said) == 60
    assert sum(int(new) for new, _ in said) == 301
    store = opened(mode="read", path=path)
    assert store.documents.count() == 301
    assert len(store.documents.get(document("shared").id).sightings) == 60
    assert list(store.upkeep.check()) == []
