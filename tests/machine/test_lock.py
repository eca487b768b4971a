# SPDX-License-Identifier: MIT
"""One process at a time changes a file."""

import subprocess
import sys

import pytest

from veille.errors import FileError
from veille.machine.lock import held

HOLDER = """
import sys, time
from pathlib import Path
from veille.machine.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Return another process that holds a file, and that file."""
    path = tmp_path / "file"
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE)
    process.stdout.readline()
    yield process, path
    process.kill()
    process.communicate()


def test_patience_has_an_end(holder):
    """A file that another process keeps is given up, with its name and how long we waited."""
    _, path = holder
    with pytest.raises(FileError, match="file_busy") as caught, held(path, patience=0.1):
        pass
    assert caught.value.facts == {"path": str(path), "seconds": "0.1"}


def test_a_killed_process_holds_nothing(holder):
    """What a process leaves behind when it is killed stops nobody."""
    process, path = holder
    process.kill()
    process.wait(10)
    with held(path, patience=5):
        pass
    assert list(path.parent.iterdir()) == []


def test_it_is_given_back_after_a_failure(tmp_path):
    """A block that fails lets the next one in, and nothing stays beside the file."""
    path = tmp_path / "file"
    for _ in range(2):
        with pytest.raises(RuntimeError), held(path, patience=0.1):
            raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path):
    """The failure to lock is told as a failure to write is."""
    with pytest.raises(FileError, match="no_folder"), held(tmp_path / "none" / "file"):
        pass
