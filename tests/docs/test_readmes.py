# SPDX-License-Identifier: MIT
"""The two READMEs say the same, and what they say exists."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from veille.cli import app

ROOT = Path(__file__).parents[2]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
FRENCH = (ROOT / "README.fr.md").read_text(encoding="utf-8")
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GLOBAL = {
    "--config",
    "--db",
    "--lang",
    "--quiet",
    "--verbose",
    "--debug",
    "--no-color",
    "--version",
    "--help",
}


def headings(page):
    return [len(found.group(1)) for found in re.finditer(r"^(#+) ", FENCED.sub("", page), re.MULTILINE)]


def first_cells(page):
    return [line.split(" | ")[0] for line in FENCED.sub("", page).splitlines() if line.startswith("| `")]


def code_spans(page):
    spans = re.findall(r"`([^`\n]+)`", FENCED.sub("", page))
    return sorted({span for span in spans if re.match(r"veille |--|\[|\w+_\w+$", span)})


def links(page):
    found = re.findall(r"\]\(([^)]+)\)", page.replace("rgpd", "privacy").replace("requetes", "queries"))
    return sorted(set(found) - {"README.md", "README.fr.md"})


def commands(page):
    """Yield the words of each call of veille in the shell blocks of a page."""
    for language, block in FENCED.findall(page):
        for line in block.splitlines() if language == "sh" else ():
            called = re.search(r"(?:^|/|&& )veille (?!&&)(.*?)(?: < .*|\" \).*)?$", line)
            if called:
                yield shlex.split(re.sub(r"^--(?:config|db|lang) \S+ ", "", called.group(1)))


def test_the_two_readmes_have_the_same_structure():
    """Same headings at the same levels, same blocks of code, same tables, same links."""
    assert headings(ENGLISH) == headings(FRENCH)
    assert FENCED.findall(ENGLISH) == FENCED.findall(FRENCH)
    assert first_cells(ENGLISH) == first_cells(FRENCH)
    assert links(ENGLISH) == links(FRENCH)


def test_the_two_readmes_name_the_same_commands_and_options():
    """What is code within sentences is the same in both languages."""
    assert code_spans(ENGLISH) == code_spans(FRENCH)


def test_privacy_notes_are_equal_in_structure():
    """The French and the English notes on personal data go through the same steps."""
    english = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    french = (ROOT / "docs/rgpd.md").read_text(encoding="utf-8")
    assert headings(english) == headings(french)
    assert FENCED.findall(english) == FENCED.findall(french)


def tree():
    root = typer.main.get_command(app)
    context = root.make_context("veille", [], resilient_parsing=True)
    found = {}
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        names = command.list_commands(context) if hasattr(command, "list_commands") else []
        found |= {(name, sub): command.get_command(context, sub) for sub in names} or {(name,): command}
    return found


def options(command):
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}


@pytest.mark.parametrize("page", ["README.md", "docs/sources.md", "docs/privacy.md"])
def test_every_command_shown_exists(page):
    """Each command line of a page names a command, and options, that the program has."""
    known = tree()
    shown = list(commands((ROOT / page).read_text(encoding="utf-8")))
    assert shown
    for words in shown:
        path = next((path for path in known if tuple(words[: len(path)]) == path), None)
        assert path is not None, words
        used = {word for word in words if re.match(r"--?[a-z]", word)}
        assert used <= options(known[path]) | GLOBAL, words


def test_every_command_and_option_is_documented():
    """docs/commands.md has each command, and each long option somewhere."""
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for path, command in tree().items():
        assert f"`veille {' '.join(path)}" in page, path
        for name in options(command):
            if name.startswith("--"):
                assert name in page, (path, name)


def test_every_daily_command_is_in_the_readme():
    """A reader of the README has met every command of the first level."""
    for name in {path[0] for path in tree()}:
        assert f"veille {name}" in ENGLISH, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    """A relative link names a file or folder of the repository."""
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in link and not link.startswith("#"):
            assert (page.parent / link.partition("#")[0]).exists(), link


def test_the_install_and_test_commands_are_one_line_each():
    """Both begin with nothing but Python and end in the promise."""
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/veille demo\n" in ENGLISH
    assert (
        'python3 -m venv .venv && .venv/bin/pip install ".[test]" && .venv/bin/python -m pytest -q -n auto\n'
        in ENGLISH
    )
