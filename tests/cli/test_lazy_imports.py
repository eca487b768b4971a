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


def loaded_by(code: str, cwd) -> set[str]:
    """Return the heavy packages that running this code in a fresh interpreter loads."""
    program = f"{code}\nimport sys\nprint([name for name in {HEAVY!r} if name in sys.modules])"
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
    assert loaded_by(RUN.format(arguments=arguments, code=0), tmp_path) == set()


def test_reading_commands_load_no_network_and_no_schema_library(tmp_path, collected):
    """`search` and `mentions` on a pipe load nothing but the standard library and typer."""
    folder = str(collected.folder / "sources.toml")
    for command in (["search", "lenoir"], ["mentions", "--csv"], ["report", "--json"]):
        assert loaded_by(RUN.format(arguments=["--config", folder, *command], code=0), tmp_path) == set()
