# SPDX-License-Identifier: MIT
"""Packages that bring a kind of source, installed as pip installs them, watched by veille as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from importlib.util import find_spec

import pytest

from support.person import Person
from support.site import Site

SOURCE = '''
import json
from dataclasses import dataclass
from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request
from veille.sources.base import Source, option

@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Source):
    """Reads a list of words."""
    label = {"fr": "Des mots", "en": "Words"}
    channel = Channel.FORUM
    example = {"url": "https://words.example/"}
    url: str = option(fr="adresse", en="address")
    def requests(self, state):
        yield Request(url=self.url)
    def parse(self, response, state):
        try:
            words = json.loads(response.body)
        except ValueError as cause:
            raise ParseError("parse", reason="json") from cause
        return Page(items=tuple(Item(title=word, native_id=word, url=f"{self.url}#{word}") for word in words))
'''

WATCH = """[veille]
timezone = "Europe/Paris"
[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]
[[brand]]
name = "Lenoir"
"""


def entry(name, kind, url):
    return f'\n[[source]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\n'


def wheel(folder, package, module, points):
    """Make a wheel by hand: one module, its metadata, its entry points."""
    name = package.replace("-", "_")
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": module,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[veille.sources]\n{points}\n",
    }
    record = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(file, content)
    return path


@pytest.fixture
def site():
    with Site() as running:
        yield running


@pytest.fixture
def newcomer(tmp_path):
    """Return somebody who runs veille as a process, with what `install` installed on the path."""
    someone = Person(tmp_path)
    target = tmp_path / "packages"
    target.mkdir()
    someone.environ["PYTHONPATH"] = os.pathsep.join([str(target), *filter(None, sys.path)])
    return someone


def install(person, package, module, points):
    """Put a wheel onto the path, unpacked: what pip makes of it in the end, in no time."""
    path = wheel(person.folder, package, module, points)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(person.folder / "packages")


def pip_install(person, package, module, points):
    """Have pip itself install a wheel, where there is one."""
    if find_spec("pip") is None:
        install(person, package, module, points)
        return
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-compile"]
    path = wheel(person.folder, package, module, points)
    target = ("--disable-pip-version-check", "--target", str(person.folder / "packages"))
    subprocess.run([*pip, *target, str(path)], check=True, capture_output=True, timeout=60)


def test_a_kind_of_an_installed_package_is_fetched(newcomer, site):
    """An installed wheel brings a kind: it is shown, tried, fetched, searched, and named by doctor."""
    pip_install(newcomer, "veille-words", SOURCE, "words = veille_words:Words")
    url = site.put("/words", '["Lenoir ferme", "Rien"]', type="application/json")
    newcomer.watch_file(WATCH + entry("Mots", "words", url))
    (option,) = json.loads(newcomer.process("sources", "show", "words", "--json").stdout)
    assert (option["option"], option["required"], option["help"]) == ("url", True, "address")
    fetched = newcomer.process("fetch", "--json")
    assert (fetched.returncode, fetched.stderr) == (0, "")
    (mention,) = json.loads(newcomer.process("mentions", "--json").stdout)
    assert (mention["title"], mention["channel"], mention["source"]) == ("Lenoir ferme", "forum", "Mots")
    assert "words (veille-words 1.0)" in newcomer.process("doctor").stdout


def test_a_broken_plugin_harms_its_own_source_only(newcomer, site):
    """A package that does not import is named as the failure of its source; the others are read; no traceback."""
    install(newcomer, "veille-words", SOURCE, "words = veille_words:Words")
    install(newcomer, "veille-bad", "import nothing_like_it", "bad = veille_bad:Bad")
    url = site.put("/words", '["Lenoir ferme"]', type="application/json")
    newcomer.watch_file(WATCH + entry("Mots", "words", url) + entry("Cassée", "bad", url))
    fetched = newcomer.process("fetch", "--json")
    assert fetched.returncode == 3, fetched.stderr
    (failure,) = json.loads(fetched.stdout)["failures"]
    assert (failure["source"], failure["code"]) == ("Cassée", "broken_plugin")
    assert "nothing_like_it" in failure["message"]
    assert "Lenoir ferme" in newcomer.process("search", "lenoir", "--csv").stdout
    told = newcomer.process("doctor")
    assert told.returncode == 3
    assert "bad (veille-bad 1.0)" in told.stdout
    kinds = newcomer.process("sources", "show", "--csv").stdout
    assert "broken_plugin" in kinds
    checked = newcomer.process("sources", "check")
    assert checked.returncode == 3
    assert "[broken_plugin]" in checked.stdout
    assert "Traceback" not in fetched.stderr + told.stderr + checked.stderr


def test_two_packages_that_claim_one_name_are_both_named(newcomer, site):
    """Nobody wins: the source of that kind fails, and both packages are named."""
    install(newcomer, "veille-words", SOURCE, "words = veille_words:Words")
    install(newcomer, "veille-others", SOURCE, "words = veille_others:Words")
    url = site.put("/words", "[]", type="application/json")
    newcomer.watch_file(WATCH + entry("Mots", "words", url))
    for said in (newcomer.process("sources", "show", "words"), newcomer.process("fetch")):
        assert said.returncode != 0
        assert "[claimed_twice]" in said.stderr
        assert "veille-words" in said.stderr
        assert "veille-others" in said.stderr


def test_a_plugin_is_imported_only_when_it_is_named(newcomer, site):
    """A package that leaves a trace when imported leaves none while no source is of its kind."""
    trace = newcomer.folder / "imported"
    install(
        newcomer, "veille-words", f"open({str(trace)!r}, 'w').close()\n{SOURCE}", "words = veille_words:Words"
    )
    newcomer.watch_file(WATCH + entry("Flux", "feed", site.url("/nothing")))
    for command in (("fetch",), ("sources", "list"), ("sources", "show", "feed"), ("search", "x")):
        newcomer.process(*command)
    assert not trace.exists()
    newcomer.watch_file(WATCH + entry("Mots", "words", site.url("/nothing")))
    newcomer.process("sources", "list")
    assert trace.exists()


def test_a_plugin_that_raises_where_it_should_not_fails_alone(newcomer, site):
    """An exception in requests, or in reading the options, is told by the name of the source."""
    broken = SOURCE.replace("yield Request(url=self.url)", "raise ZeroDivisionError('zut')")
    install(newcomer, "veille-words", broken, "words = veille_words:Words")
    feed = site.put("/feed", '<rss version="2.0"><channel><title>F</title></channel></rss>')
    newcomer.watch_file(WATCH + entry("Mots", "words", feed) + entry("Flux", "feed", feed))
    fetched = newcomer.process("fetch", "--json")
    assert fetched.returncode == 3, fetched.stderr
    (failure,) = json.loads(fetched.stdout)["failures"]
    assert (failure["source"], failure["code"]) == ("Mots", "internal")
    assert "zut" in failure["message"]
    assert json.loads(fetched.stdout)["sources"]["ok"] == 1
