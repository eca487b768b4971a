# SPDX-License-Identifier: MIT
"""Measures the processor time of a few commands, best of several runs, children included."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

RUNS = 7
PROGRAM = [sys.executable, "-m", "veille"]
COMMANDS: dict[str, list[str]] = {
    "veille --help": ["--help"],
    "veille --version": ["--version"],
    "veille demo": ["demo"],
}


def seconds(arguments: list[str]) -> float:
    """Return the processor seconds of one run of the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*PROGRAM, *arguments], capture_output=True, check=True)  # noqa: S603 - our own program
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(database: str | None) -> None:
    """Measure and print; with a watch file, a search in its database too."""
    commands = dict(COMMANDS)
    if database is not None:
        commands["veille search"] = ["--config", str(Path(database)), "search", "rappel", "--json"]
    for name, arguments in commands.items():
        best = min(seconds(arguments) for _ in range(RUNS))
        sys.stdout.write(f"{name:<20} {best * 1000:7.0f} ms\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
