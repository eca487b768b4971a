# SPDX-License-Identifier: MIT
"""`brands add`, `sources add`, `sources import` and `init` write what loads, or nothing."""

import io
import subprocess
import sys
import tomllib
from dataclasses import replace

import pytest

from support.site import item, rss
from veille import config
from veille.cli import run

WATCH_FILE = """\
# ours
[[brand]]
name = "Duo"

[[source]]
name = "Courrier"
kind = "feed"
url = "https://courrier.example/rss"
"""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Duo"], "Duo"),
        (["duo"], "duo"),
        ([""], "name"),
        (["☕"], "☕"),
        (['"'], "name"),
        (["A\nB"], "name"),
        (["X", "--query", "duo AND ("], "^"),
        (["X", "--query", "NOT x"], "NOT x"),
        (["X", "--query", "duo since:7d"], "since:"),
        (["X", "--role", "foo"], "own, competitor, topic"),
        (["X", "--domain", "https://duo.example/x"], "duo.example"),
        (["X", "--alias", ""], "aliases"),
        (["X", "--exclude", ""], "exclude"),
    ],
)
def test_a_brand_that_would_not_load_is_not_written(person, arguments, said):
    """Exit 2 with the words the loader has for it, and the file stays as it was, byte for byte."""
    path = person.watch_file(WATCH_FILE)
    told = person("brands", "add", *arguments)
    assert told.code == 2
    assert said in told.err
    assert "sources.toml" in told.err
    assert "✓" not in told.err
    assert path.read_text(encoding="utf-8") == WATCH_FILE


def test_a_brand_that_loads_is_written(person):
    """What was there stays; the new brand is read back as it was meant."""
    path = person.watch_file(WATCH_FILE)
    arguments = ("--role", "competitor", "--alias", "M. Duval", "--domain", "duval.example")
    told = person("brands", "add", "Maison Duval", *arguments, "--query", '"maison duval" OR duval')
    assert told.code == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith(WATCH_FILE)
    brand = config.load(path, environ={}).brands[1]
    assert (brand.name, brand.role, brand.aliases) == ("Maison Duval", "competitor", ("M. Duval",))
    assert (brand.domains, brand.query) == (("duval.example",), '"maison duval" OR duval')


def test_brands_added_at_once_are_all_kept(person):
    """Six commands at the same time: six brands."""
    path = person.watch_file(WATCH_FILE)
    commands = [[sys.executable, "-m", "veille", "brands", "add", f"Marque {number}"] for number in range(6)]
    running = [
        subprocess.Popen(command, cwd=person.folder, env=person.environ, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    assert [process.wait(60) for process in running] == [0] * 6
    names = {brand.name for brand in config.load(path, environ={}).brands}
    assert names == {"Duo", *(f"Marque {number}" for number in range(6))}


@pytest.mark.parametrize("channel", ["tele", ""])
def test_a_channel_that_is_none_is_refused_before_any_visit(person, site, channel):
    """The choices are named, in English and in the reader's words; the site is not asked for anything."""
    person.watch_file(f'[fetch]\nallow_private = ["127.0.0.1"]\n\n{WATCH_FILE}')
    told = person("sources", "add", site.url("/feed.xml"), "--channel", channel)
    assert (told.code, "choices: news" in told.err, site.log) == (2, True, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--every", "3zz"], "3zz"),
        (["--tag", ""], "tags"),
        (["--name", ""], "name"),
        (["--name", "A\nB"], "name"),
    ],
)
def test_a_source_that_would_not_load_is_refused_before_any_visit(person, site, arguments, said):
    """Wrong options are exit 2 with the loader's words; the site is not asked for anything."""
    text = f'[fetch]\nallow_private = ["127.0.0.1"]\n\n{WATCH_FILE}'
    path = person.watch_file(text)
    told = person("sources", "add", site.url("/feed.xml"), *arguments)
    assert told.code == 2
    assert said in told.err
    assert "sources.toml" in told.err
    assert site.asked("/feed.xml") == []
    assert path.read_text(encoding="utf-8") == text


def test_a_source_that_loads_is_written(person, site):
    """The feed that was found is added with its options, and read back as it was meant."""
    url = site.put("/feed.xml", rss(item("Un", "https://courrier.example/1", "Duo ouvre.")))
    path = person.watch_file(f'[fetch]\nallow_private = ["127.0.0.1"]\n\n{WATCH_FILE}')
    told = person(
        "sources", "add", url, "--name", "Gazette", "--channel", "news", "--every", "2h", "--tag", "a"
    )
    assert told.code == 0
    added = config.load(path, environ={}).sources[1]
    assert (added.name, added.channel, added.tags, added.url) == ("Gazette", "news", ("a",), url)


OPML = """<opml><body>
<outline text="Presse"><outline text="Gazette" xmlUrl="https://gazette.example/rss"/></outline>
<outline text="Courrier" xmlUrl="https://courrier.example/rss"/>
<outline text="Bare" xmlUrl="https://bare.example/rss"/>
<outline text="Twice" xmlUrl="https://bare.example/rss"/>
<outline text="File" xmlUrl="file:///etc/passwd"/>
<outline text="Long" xmlUrl="https://long.example/LONG"/>
<outline text="Note"/>
</body></opml>""".replace("LONG", "x" * 3000)


def test_an_import_says_which_feeds_it_cannot_use(person):
    """Feeds that are of no use are named; no empty list of tags is written; the result loads."""
    path = person.watch_file(WATCH_FILE)
    (person.folder / "feeds.opml").write_text(OPML)
    told = person("sources", "import", str(person.folder / "feeds.opml"))
    assert told.code == 0
    first, cost, *unusable = told.err.splitlines()
    assert [number for number in first.replace(",", "").split() if number.isdigit()] == ["2", "1", "1", "3"]
    assert "about 48 a day" in cost
    assert sorted(line.strip().removeprefix("unusable: ")[:20] for line in unusable) == [
        "Note",
        "file:///etc/passwd",
        "https://long.example",
    ]
    assert [entry.get("tags") for entry in tomllib.loads(path.read_text())["source"]] == [
        None,
        ["Presse"],
        None,
    ]
    assert len(config.load(path, environ={}).sources) == 3


def test_init_counts_the_brands_it_writes(person):
    """Two spellings of one name are one brand, and it says so."""
    told = person("init", "--brand", "Duo", "--brand", "duo", "--brand", "Lenoir")
    assert told.code == 0
    brands = config.load(person.folder / "sources.toml", environ={}).brands
    assert [brand.name for brand in brands] == ["Duo", "Lenoir"]
    assert "2" in told.err.splitlines()[0].rpartition("sources.toml")[2]


class Typed(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self):
        return True


def test_init_takes_no_address_for_a_name(person):
    """An address typed as a name or as another spelling is asked again; as a flag it is refused."""
    refused = person("init", "--brand", "https://duo.example")
    assert (refused.code, "brand_is_address" in refused.err) == (2, True)
    typed = [
        "https://duo.example",
        "Duo",
        "Duo SA, https://duo.example",
        "Duo SA, @duo",
        "",
        "?!",
        "Trio",
        "",
    ]
    person.terminal = True
    world, said = person.world()
    assert run(["init"], replace(world, stdin=Typed("".join(f"{line}\n" for line in typed)))) == 0
    assert said()[1].count("is not a name") == 3
    own, other = config.load(person.folder / "sources.toml", environ={}).brands
    assert (own.name, own.aliases, own.handles) == ("Duo", ("Duo SA",), ("@duo",))
    assert other.name == "Trio"
