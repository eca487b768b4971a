# SPDX-License-Identifier: MIT
"""Start-up stays light: what a command does not need, it does not import."""

import subprocess
import sys

import pytest

HEAVY = (
    "httpx",
    "httpcore",
    "feedparser",
    "sqlite_utils",
    "pydantic",
    "rich",
    "tomlkit",
    "selectolax",
    "asyncio",
)
PARSER = ("typer", "click")


def loaded_by(code: str, cwd) -> set[str]:
    """Return the heavy packages that running this code in a fresh interpreter loads."""
    program = f"{code}\nimport sys\nprint([name for name in {(*HEAVY, *PARSER)!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=cwd, timeout=60
    )
    return set(eval(done.stdout.splitlines()[-1]))


RUN = "from veille.cli import run\ncode = run({arguments!r})\nassert code == {code}, code"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["search", "--help"], ["sources", "--help"], ["--version"]]
)
def test_help_loads_nothing_heavy(tmp_path, arguments):
    """`--help` answers without the network, the parser, the database or the table library."""
    assert loaded_by(RUN.format(arguments=arguments, code=0), tmp_path) <= {"typer"}


@pytest.mark.parametrize("command", [["search", "lenoir"], ["mentions", "--csv"]])
def test_what_is_asked_all_day_loads_no_parser_either(tmp_path, collected, command):
    """`search` and `mentions` on a pipe load nothing but the standard library and what they need of veille."""
    watch_file = str(collected.folder / "sources.toml")
    assert loaded_by(RUN.format(arguments=["--config", watch_file, *command], code=0), tmp_path) == set()


def test_a_report_loads_no_network_and_no_schema_library(tmp_path, collected):
    """`report` on a pipe loads nothing but the standard library and the parser of command lines."""
    watch_file = str(collected.folder / "sources.toml")
    report = ["--config", watch_file, "report", "--json"]
    assert loaded_by(RUN.format(arguments=report, code=0), tmp_path) <= {"typer"}
