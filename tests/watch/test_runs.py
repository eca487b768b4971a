# SPDX-License-Identifier: MIT
"""Runs of fetch as processes: killed, stopped, and two at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.site import Site, item, rss

HEAD = """
[veille]
timezone = "Europe/Paris"
[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]
[[brand]]
name = "Lenoir"
"""


def feed(number: int) -> str:
    links = range(number, number + 15)
    return rss(
        *(item(f"Lenoir {at}", f"https://c.example/{at}", f"La maison Lenoir, numéro {at}.") for at in links)
    )


def watch_file(folder: Path, site: Site, *, feeds: int, slow: float = 0.0) -> None:
    """Write a watch of so many overlapping feeds, each answering after `slow` seconds."""
    site.delay = slow
    sources = [
        f'\n[[source]]\nname = "s{number}"\nkind = "feed"\nurl = "{site.put(f"/{number}", feed(number * 5))}"\n'
        for number in range(feeds)
    ]
    (folder / "sources.toml").write_text(HEAD + "".join(sources))


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start veille in a folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "veille", *arguments],
        cwd=folder,
        env={"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run veille in a folder to its end."""
    process = started(folder, *arguments)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def once_asked(site: Site, *, timeout: float = 15) -> None:
    """Wait until the site was asked for something."""
    end = time.monotonic() + timeout
    while not site.log and time.monotonic() < end:
        time.sleep(0.01)
    assert site.log, "nothing was asked"


@pytest.mark.parametrize("moment", [0.0, 0.12, 0.3, 0.7])
def test_a_killed_run_is_completed_by_the_next(tmp_path, site, moment):
    """kill -9 loses nothing stored; the next run starts at once and ends with the same content."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        folder.mkdir()
        watch_file(folder, site, feeds=8, slow=0.05)
    assert ended(whole, "fetch")[0] == 0
    site.log.clear()
    process = started(killed, "fetch")
    once_asked(site)
    time.sleep(moment)
    process.kill()
    process.communicate()
    assert ended(killed, "db", "check")[0] == 0
    began = time.monotonic()
    assert ended(killed, "fetch")[0] == 0
    assert time.monotonic() - began < 20
    assert (
        ended(killed, "db", "export", "--no-clock")[1] == ended(whole, "db", "export", "--no-clock")[1] != ""
    )


@pytest.mark.parametrize("moment", [0.0, 0.2, 0.5])
def test_pages_that_a_killed_run_had_not_read_are_read_by_the_next(tmp_path, site, moment):
    """kill -9 among the articles: the next run reads the others at once, each once, and finds the same."""
    pytest.importorskip("trafilatura", exc_type=ImportError, reason="the extra article is not installed")
    text = "<p>La préfecture a confirmé lundi la fermeture du site pour trois semaines de travaux.</p>" * 3
    links = [
        site.put(f"/article/{n}", f"<html><body><article><h1>T</h1>{text}<p>Elle livrait depuis vingt ans la maison Lenoir, au numéro {n} de la rue.</p></article></body></html>",
                 type="text/html; charset=utf-8")
        for n in range(6)
    ]  # fmt: skip
    feed_url = site.put("/feed", rss(*(item(f"Titre {n}", link, "Bref.") for n, link in enumerate(links))))
    source = f'[[source]]\nname = "s"\nkind = "feed"\nurl = "{feed_url}"\ntext = "page"\n'
    (tmp_path / "sources.toml").write_text(HEAD + source)
    site.delay = 0.1
    process = started(tmp_path, "fetch")
    while not site.asked("/article/0"):
        time.sleep(0.01)
        assert process.poll() is None
    time.sleep(moment)
    process.kill()
    process.communicate()
    site.delay = 0
    assert ended(tmp_path, "db", "check")[0] == 0
    assert ended(tmp_path, "fetch", "--all")[0] == 0
    found = json.loads(ended(tmp_path, "mentions", "--json")[1])
    assert len({mention["document"] for mention in found}) == len(found) == 6
    # Only what was under way when the run died is asked for once more.
    assert all(len(site.asked(f"/article/{n}")) <= 2 for n in range(6))
    site.log.clear()
    assert ended(tmp_path, "fetch", "--all")[0] == 0
    assert not [path for path, _, _ in site.log if path.startswith("/article/")]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
def test_a_stopped_run_leaves_soon_and_cleanly(tmp_path, site, number, code):
    """Ctrl-C and SIGTERM end a run within two seconds, without a traceback, the lease given back."""
    watch_file(tmp_path, site, feeds=3, slow=5)
    process = started(tmp_path, "fetch")
    once_asked(site)
    time.sleep(0.2)
    process.send_signal(number)
    began = time.monotonic()
    _, err = process.communicate(timeout=20)
    assert process.returncode == code, err
    assert time.monotonic() - began < 4
    assert "Traceback" not in err
    site.delay = 0
    assert ended(tmp_path, "fetch")[0] == 0


def test_a_second_run_finds_all_held(tmp_path, site):
    """What another run holds is left to it: exit 75, two lines, and nothing counted twice."""
    watch_file(tmp_path, site, feeds=2, slow=1.5)
    first = started(tmp_path, "fetch")
    once_asked(site)
    code, _, err = ended(tmp_path, "fetch")
    assert code == 75, err
    assert len(err.strip().splitlines()) == 2
    assert first.wait(timeout=30) == 0
    first.communicate()


def test_a_reader_that_leaves_is_no_failure(tmp_path, site):
    """`veille search x | head -1` ends quietly."""
    watch_file(tmp_path, site, feeds=8)
    ended(tmp_path, "fetch")
    command = f"'{sys.executable}' -m veille search lenoir | head -1"
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C"}
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "rror" not in done.stderr
