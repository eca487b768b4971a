# SPDX-License-Identifier: MIT
"""Which processes are alive, so that a dead run's lease is broken at once and a living one's never."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from veille.machine.process import _started_ps, is_alive, this_process

CHILD = """
from veille.machine.process import this_process
import sys, json
me = this_process()
print(json.dumps([me.machine, me.pid, me.started]), flush=True)
sys.stdin.read()
"""


def test_we_are_alive():
    """This process is itself, each time it is asked."""
    assert this_process() == this_process()
    assert this_process().pid == os.getpid()
    assert is_alive(this_process())


def test_a_killed_process_is_dead_before_and_after_it_is_reaped():
    """kill -9 makes a zombie first: it is dead all the same."""
    import json

    child = subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    machine, pid, started = json.loads(child.stdout.readline())
    holder = replace(this_process(), machine=machine, pid=pid, started=started)
    assert holder.machine == this_process().machine
    assert is_alive(holder)
    child.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(holder)
    child.communicate()
    assert not is_alive(holder)


def test_a_number_used_again_is_another_process():
    """The same number with another start is not the holder."""
    assert not is_alive(replace(this_process(), started="boot/1"))


def test_another_machine_is_believed_alive():
    """Numbers of another machine mean nothing here: its lease runs out by itself."""
    assert is_alive(replace(this_process(), machine="elsewhere", pid=999_999_999))


def test_a_number_nobody_has_is_dead():
    """No such process: dead, whatever its start."""
    assert not is_alive(replace(this_process(), pid=2**22 + 1))


@pytest.mark.skipif(not os.access("/bin/ps", os.X_OK), reason="no /bin/ps here")
def test_without_proc_the_system_s_ps_is_asked():
    """macOS has no /proc: ps says when a process started."""
    assert _started_ps(os.getpid()) == _started_ps(os.getpid()) != ""
    assert _started_ps(2**22 + 1) is None
