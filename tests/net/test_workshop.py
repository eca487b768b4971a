# SPDX-License-Identifier: MIT
"""Limited child processes: what goes wrong there stays there."""

import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from veille.errors import ParseError, SourceError
from veille.net.workshop import Workshop, _answer

CRIMES = """
import os, signal, sys, time
from veille.errors import ParseError
from veille.sources.base import State

def pid(): return os.getpid()
def refuse(): raise ParseError("not_a_feed", url="u")
def bug(): raise ZeroDivisionError("oh " + "x" * 999)
def deep(n=0): return deep(n + 1)
def eat(): return len(bytearray(1 << 30))
def spin():
    while True: pass
def spin_in_c(): return 7 ** (7 ** 9)
def wait(): time.sleep(30)
def die(): os._exit(3)
def crash(): os.kill(os.getpid(), signal.SIGSEGV)
def talk(): print("hello"); sys.stdout.flush(); os.write(1, b"raw"); return "said"
def unsendable(): return lambda: 1
def listen(): return sys.stdin.read()
def state(): return State(cursor={"": "c"})
def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
    return "burnt"
"""


@pytest.fixture
def crimes(tmp_path, monkeypatch):
    """Functions that a child can import by name."""
    (tmp_path / "crimes.py").write_text(CRIMES)
    monkeypatch.syspath_prepend(tmp_path)
    import crimes as module

    yield module
    del sys.modules["crimes"]


@pytest.fixture
def workshop():
    with Workshop(workers=1, cpu=0.3, wall=20.0, memory=600 << 20) as made:
        yield made


def test_a_result_comes_back(workshop, crimes):
    """From another process, the same one each time, whatever it prints."""
    first = workshop.run(crimes.pid)
    assert first != os.getpid()
    assert workshop.run(crimes.talk) == "said"
    assert workshop.run(crimes.listen) == ""
    assert workshop.run(crimes.state) == crimes.state()
    assert workshop.run(divmod, 7, 2) == (3, 1)
    assert workshop.run(crimes.pid) == first


def test_our_own_errors_travel(workshop, crimes):
    """Code and facts of a VeilleError arrive whole."""
    with pytest.raises(ParseError) as caught:
        workshop.run(crimes.refuse)
    assert (caught.value.code, caught.value.facts) == ("not_a_feed", {"url": "u"})


@pytest.mark.parametrize("name", ["bug", "unsendable"])
def test_other_exceptions_are_internal(workshop, crimes, name):
    """With their type and a short message, and the process serves on."""
    first = workshop.run(crimes.pid)
    with pytest.raises(SourceError) as caught:
        workshop.run(getattr(crimes, name))
    assert caught.value.code == "internal"
    assert len(str(caught.value.facts["reason"])) < 300
    assert workshop.run(crimes.pid) == first


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("eat", "memory"),
        ("deep", "depth"),
        ("spin", "cpu"),
        ("spin_in_c", "cpu"),
        ("die", "exit 3"),
        ("crash", f"exit {-signal.SIGSEGV}"),
    ],
)
def test_a_task_that_goes_too_far_fails_alone(workshop, crimes, name, reason):
    """Memory, depth, processor, time, death: that task is a ParseError, the next one is served."""
    workshop.run(crimes.pid)
    began = time.monotonic()
    with pytest.raises(ParseError) as caught:
        workshop.run(getattr(crimes, name))
    assert (caught.value.code, caught.value.facts["reason"]) == ("parse", reason)
    assert time.monotonic() - began < 15
    assert workshop.run(crimes.talk) == "said"


def test_a_task_that_waits_fails_alone(crimes):
    """Wall time is limited too, for whoever sleeps."""
    with Workshop(workers=1, wall=1.0) as workshop:
        first = workshop.run(crimes.pid)
        with pytest.raises(ParseError) as caught:
            workshop.run(crimes.wait)
        assert caught.value.facts["reason"] == "time"
        assert workshop.run(crimes.pid) != first


def test_each_task_has_its_own_processor_time(workshop, crimes):
    """A long-lived process does not run out of it."""
    first = workshop.run(crimes.pid)
    assert [workshop.run(crimes.burn, 0.15) for _ in range(4)] == ["burnt"] * 4
    assert workshop.run(crimes.pid) == first


def test_many_threads_share_few_processes(crimes):
    """Each call gets its own answer, from one of two processes."""
    with Workshop(workers=2) as workshop:
        found = []

        def work(number):
            found.append((number, workshop.run(abs, -number), workshop.run(crimes.pid)))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert sorted(number for number, _, _ in found) == list(range(12))
    assert all(number == echo for number, echo, _ in found)
    assert len({pid for _, _, pid in found}) <= 2


def test_processes_start_when_needed_and_end_with_the_block(crimes):
    """An unused workshop starts none; a closed one leaves none and refuses work."""
    with Workshop() as workshop:
        pid = workshop.run(crimes.pid)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(SourceError) as caught:
        workshop.run(crimes.pid)
    assert caught.value.code == "cancelled"


def test_closing_ends_a_task_under_way(crimes):
    """Whoever waits for it is told."""
    workshop = Workshop(workers=1)
    workshop.run(crimes.pid)
    errors = []

    def work():
        try:
            workshop.run(crimes.wait)
        except SourceError as error:
            errors.append(error.code)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.1)
    workshop.close()
    thread.join(2)
    assert errors == ["parse"]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_children_die_with_a_killed_parent(tmp_path):
    """kill -9 of a script without __main__ guard leaves no process behind."""
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent("""
        import os, time
        from veille.net.workshop import Workshop
        workshop = Workshop()
        print(workshop.run(os.getpid), flush=True)
        time.sleep(30)
        """)
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    began = time.monotonic()
    while alive(child):
        assert time.monotonic() - began < 2
        time.sleep(0.01)


def fail(cause):
    raise cause


@pytest.mark.parametrize(
    ("cause", "code", "reusable"),
    [
        (MemoryError(), "parse", False),
        (RecursionError(), "parse", True),
        (ParseError("not_a_feed"), "not_a_feed", True),
        (KeyError("x"), "internal", True),
    ],
)
def test_the_child_answers_whatever_happens(cause, code, reusable):
    """Each end of a task is a message, and says whether the process may go on."""
    ok, error, goes_on = pickle.loads(_answer(pickle.dumps((fail, (cause,)))))
    assert (ok, error.code, goes_on) == (False, code, reusable)
