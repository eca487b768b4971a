# SPDX-License-Identifier: MIT
"""`veille brands review`: at a terminal, in a script, and where nobody can answer."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import veille

WATCH = """\
[veille]
language = "{language}"

[[brand]]
name = "Orange"
context = ["fibre"]
exclude = ["jus"]

[[brand]]
name = "Duval"
"""

CONTROLLED = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, '-m', 'veille', *sys.argv[1:]])"
)
"""Makes the terminal the one that Ctrl-C interrupts from, then becomes veille."""

ABOUT = "La fibre d'Orange arrive à {place}"
OTHER = "Vigilance orange à {place}, restez chez vous"


@pytest.fixture
def watching(person):
    """Return somebody with forty texts that name Orange: the operator in half of them, a colour in the others."""
    person.watch_file(WATCH.format(language="en"))
    rows = []
    for number in range(40):
        text = (ABOUT if number % 2 else OTHER).format(place=f"Ville{number}")
        rows.append({"url": f"https://journal.example/{number}", "title": f"Nouvelle {number}", "text": text})
    path = person.folder / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    said = person("import", str(path), "--source", "Journal")
    assert said.code == 0, said.err
    return person


class Terminal:
    """A person at a pseudo-terminal, who waits for the question before each key."""

    def __init__(self, person, *arguments, language="en"):
        pty = pytest.importorskip("pty")
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", CONTROLLED, "--lang", language, *arguments],
            cwd=person.folder,
            env={**person.environ, "TERM": "dumb", "PYTHONPATH": str(Path(veille.__file__).parents[1])},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""

    def until(self, words, seconds=30):
        """Read until these words were shown; they are then behind us."""
        end = time.monotonic() + seconds
        while words not in self.seen:
            assert time.monotonic() < end, self.seen
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    read = os.read(self.master, 65536)
                except OSError:
                    read = b""
                assert read or words in self.seen, self.seen
                self.seen += read.decode("utf-8", "replace")
        before, _, self.seen = self.seen.partition(words)
        return before

    def press(self, key):
        os.write(self.master, key.encode())

    def left(self):
        """Read to the end; return the exit code."""
        code = None
        end = time.monotonic() + 30
        while code is None and time.monotonic() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:
                    break
            code = self.process.poll()
        return self.process.wait(timeout=30)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=30)
        if self.master is not None:
            os.close(self.master)
            self.master = None


@pytest.fixture
def sitting(watching):
    """Return what starts a review of Orange at a terminal; it is ended with the test."""
    started = []

    def start(*options, language="en"):
        started.append(Terminal(watching, "brands", "review", "Orange", *options, language=language))
        return started[-1]

    yield start
    for one in started:
        one.close()


def decided(person):
    rows = person("mentions", "--status", "all", "--json").json
    return {row["title"]: row["verdict"] for row in rows if row["decided"]}


def test_away_from_a_terminal_it_says_how_to_use_it(watching):
    """Exit 2, with what a person types, and what a script does."""
    for language, word in (("en", "terminal"), ("fr", "terminal")):
        said = watching("brands", "review", "orange", "--lang", language)
        assert said.code == 2
        assert "[review_unattended]" in said.err
        assert word in said.err
        assert "--json" in said.err
        assert "veille label" in said.err
    assert "[unknown_brand]" in watching("brands", "review", "Nobody").err


def test_a_script_is_given_the_order_it_would_ask_in(watching):
    """Mentions in the columns of the contract, the least sure first, with why each is asked."""
    rows = watching("brands", "review", "Orange", "--json").json
    columns = list(watching("mentions", "--json", "--limit", "1").json[0])
    assert [key for key in rows[0] if key in columns] == columns
    assert {"reasons", "why"} <= set(rows[0])
    assert len(rows) == 40
    assert rows[0]["verdict"] == "doubtful"
    assert rows[0]["why"].startswith("near_threshold")
    assert rows[-1]["verdict"] == "kept"
    assert len(watching("brands", "review", "Orange", "--json", "--limit", "3").json) == 3


def test_what_is_decided_is_never_asked_again(watching):
    """A script answers with `veille label`; the next order is without it."""
    first, *others = watching("brands", "review", "Orange", "--json").json
    assert watching("label", first["id"], "--reject").code == 0
    again = watching("brands", "review", "Orange", "--json").json
    assert {row["id"] for row in again} == {row["id"] for row in others}


def test_an_unknown_brand_and_nothing_to_ask_are_told(watching):
    """Exit 2 for a name that is none; an empty list with the reason where no mention is stored."""
    assert watching("brands", "review", "Orangina", "--json").code == 2
    said = watching("brands", "review", "Duval", "--json")
    assert (said.code, said.json) == (0, [])
    assert "No mention of Duval" in said.err


def test_keys_answer_and_each_answer_is_stored_at_once(watching, sitting):
    """Yes, no, skip, a key that means nothing, undo, quit; another process sees each answer before the next."""
    here = sitting()
    first = here.until("Is it about Orange?")
    assert "Nouvelle" in first
    assert "journal.example" in first
    assert "guess: doubtful (0." in first
    here.press("y")
    assert "1 answer · left: 39" in here.until("Is it about Orange?")
    assert list(decided(watching).values()) == ["kept"]
    here.press("n")
    here.until("Is it about Orange?")
    here.press(" ")
    here.until("Is it about Orange?")
    here.press("x")
    here.until("space or s: skip")
    here.until("Is it about Orange?")
    assert sorted(decided(watching).values()) == ["kept", "rejected"]
    here.press("u")
    here.until("taken back")
    here.until("Is it about Orange?")
    assert list(decided(watching).values()) == ["kept"]
    here.press("q")
    end = here.until("19 more answers, and the filter learns")
    assert "1 answer" not in end
    assert here.left() == 0


def test_an_interrupted_sitting_loses_nothing(watching, sitting):
    """Ctrl-C leaves with 130; what was answered is there, and is not asked again."""
    here = sitting(language="fr")
    here.until("Est-ce bien Orange")
    here.press("o")
    here.until("Est-ce bien Orange")
    here.press("\x03")
    assert here.left() == 130
    assert list(decided(watching).values()) == ["kept"]
    assert len(watching("brands", "review", "Orange", "--json").json) == 39


def test_a_killed_sitting_loses_nothing(watching, sitting):
    """Not even when the process is killed outright."""
    here = sitting()
    here.until("Is it about Orange?")
    here.press("n")
    here.until("Is it about Orange?")
    os.killpg(here.process.pid, signal.SIGKILL)
    assert here.left() != 0
    assert list(decided(watching).values()) == ["rejected"]


def test_from_twenty_answers_on_the_filter_learns_during_the_sitting(watching, sitting):
    """After each ten it says how far it is; after twenty, yes and no, that it learned, and of which words."""
    here = sitting("--limit", "22")
    for number in range(22):
        shown = here.until("Is it about Orange?")
        if number == 10:
            assert "10 answers" in shown
            assert "10 more answers, and the filter learns" in shown
        if number == 20:
            assert "20 answers" in shown
            taught = [line for line in shown.splitlines() if "by your answers" in line]
            assert len(taught) in {1, 2, 3}
            assert all(line.startswith("    ") and "·" not in line for line in taught)
        here.press("n" if "Vigilance" in shown else "y")
    here.until("the filter learned from 22 answers")
    assert here.left() == 0
    verdicts = decided(watching)
    assert len(verdicts) == 22
    assert all((verdict == "kept") is (int(title.split()[1]) % 2 == 1) for title, verdict in verdicts.items())
