# SPDX-License-Identifier: MIT
"""The other pages keep up with what is on disk, and the example of CONTRIBUTING works."""

import re
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from veille import config, plugins, testing
from veille.config import tables
from veille.model import Item, Page
from veille.sources.base import Source, State, secrets_of
from veille.watch.report import Versus

ROOT = Path(__file__).parents[2]
NOT_IN_THIS_VERSION = {"objectives"}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_kind_of_source_has_its_line():
    """docs/sources.md has a line for each kind, and no other."""
    lines = re.findall(r"^\| \[(\w+)\]\(sources/\1\.md\) \|", read("docs/sources.md"), re.MULTILINE)
    assert sorted(lines) == sorted(plugins.builtin_names("sources"))


@pytest.mark.parametrize("kind", plugins.builtin_names("sources"))
def test_every_kind_of_source_has_its_page(kind):
    """It names each option, gives an example that loads, and says limits, terms and what it was tried on."""
    page = read(f"docs/sources/{kind}.md")
    assert page.startswith(f"# {kind}\n")
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings == ["Options", "Example", "Limits", "Terms", "Tried on"]
    found = plugins.load("sources", kind, Source)
    assert [option.name for option in fields(found) if f"| `{option.name}` |" not in page] == []
    (example,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (entry,) = tomllib.loads(example)["source"]
    assert entry["kind"] == kind
    assert found(
        **{name: value for name, value in entry.items() if name in {one.name for one in fields(found)}}
    )


def test_every_report_is_documented():
    """docs/reports.md has a row for each report."""
    rows = re.findall(r"^\| `(\w+)`", read("docs/reports.md"), re.MULTILINE)
    assert sorted(rows) == sorted(plugins.builtin_names("reports"))


@pytest.mark.parametrize(
    "keys", [tables.VEILLE, tables.FETCH, tables.BRAND], ids=["veille", "fetch", "brand"]
)
def test_every_key_of_the_watch_file_is_documented(keys):
    """docs/watch-file.md has each supported key."""
    page = read("docs/watch-file.md")
    for name in keys.keys() - NOT_IN_THIS_VERSION:
        assert f"`{name}`" in page or f"`{name}." in page, name


def test_the_example_of_named_queries_loads(tmp_path):
    """docs/watch-file.md shows queries that use one another, a brand and a source that use them."""
    (example,) = re.findall(r"^```toml\n(.*?)^```$", read("docs/watch-file.md"), re.MULTILINE | re.DOTALL)
    path = tmp_path / "sources.toml"
    path.write_text(example, encoding="utf-8")
    loaded = config.load(path, environ={})
    assert [name for name, _ in loaded.brands[0].queries] == list(loaded.queries)
    assert loaded.sources[0].source.query == loaded.queries["crisis"]


def test_the_worked_example_loads_without_a_warning():
    """The sources.toml of the repository is right: feeds of public hosts, and searches that need no account."""
    loaded = config.load(ROOT / "sources.toml", environ={})
    assert loaded.warnings == ()
    assert {source.kind for source in loaded.sources} == {"feed", "hackernews", "mastodon"}
    assert not any(secrets_of(type(source.source)) for source in loaded.sources)
    assert len(loaded.brands) == 3
    assert all(source.url.startswith("https://") for source in loaded.sources)


def test_each_source_of_the_worked_example_states_its_licence():
    """A comment on the terms of use stands right above each source."""
    lines = read("sources.toml").splitlines()
    above = [lines[number - 1] for number, line in enumerate(lines) if line == "[[source]]"]
    assert above
    assert all(line.startswith("# ") for line in above)


def test_the_example_of_contributing_is_a_whole_source(monkeypatch):
    """The file that CONTRIBUTING shows loads, keeps the contract of sources, and passes the test shown with it."""
    source, test = re.findall(r"^```python\n(.*?)^```$", read("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)
    module = ModuleType("veille.sources.lobsters")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(source, "lobsters.py", "exec"), module.__dict__)
    tests = {}
    exec(compile(test, "test_lobsters.py", "exec"), tests)
    promises = [value for name, value in tests.items() if name.startswith("test_")]
    assert len(promises) == 2
    for promise in promises:
        promise()


def test_the_page_on_writing_a_source_is_complete():
    """docs/writing-a-source.md names all of veille.testing, and what a source fills in and is told."""
    page = read("docs/writing-a-source.md")
    for name in testing.__all__:
        assert f"`{name}(" in page, name
    told = [one.name for kind in (Item, Page, State) for one in fields(kind)]
    classwide = ["label", "channel", "example", "terms", "gap", "looks_back", "opaque_links", "from_address"]
    assert [name for name in (*told, *classwide) if not re.search(rf"`{name}[`(]", page)] == []


def test_the_changelog_has_one_sentence_per_line():
    """Each entry is one sentence on one line, under a heading of Keep a Changelog."""
    page = read("CHANGELOG.md")
    entries = [line for line in page.splitlines() if line.startswith("- ")]
    assert entries
    assert all(line.endswith(".") and not re.search(r"[.!?] [A-Z]", line) for line in entries)
    kinds = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_each_decision_says_context_decision_and_what_was_rejected():
    """Decision records are numbered without gaps and have the same three parts."""
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        parts = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert parts == ["Context", "Decision", "Rejected"], page.name


@pytest.mark.parametrize(
    "page", ["README.md", "README.fr.md", "src/veille/locale/en/cli.json", "src/veille/locale/fr/cli.json"]
)
def test_every_report_is_named_where_reports_are_listed(page):
    """The READMEs and the help name all reports there are."""
    text = read(page)
    assert [name for name in plugins.builtin_names("reports") if not re.search(rf"\b{name}\b", text)] == []


def test_every_value_of_vs_is_documented():
    """docs/reports.md says what each comparison is."""
    rows = re.findall(r"^\| `--vs ([a-z-]+)` \|", read("docs/reports.md"), re.MULTILINE)
    assert rows == [str(one) for one in Versus]
