# SPDX-License-Identifier: MIT
"""Runs veille in a folder as a person or cron would, in process or as a real process, and keeps what it said."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veille.cli import run
from veille.cli.world import World


@dataclass(frozen=True)
class Said:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class _Stream(io.TextIOWrapper):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode("utf-8")


class Person:
    """`person("search", "lenoir", "--json").json`; `person.watch_file(...)` writes sources.toml first."""

    def __init__(self, folder: Path, *, terminal: bool = False) -> None:
        self.folder = folder
        self.terminal = terminal
        self.environ = {"HOME": str(folder), "PATH": os.environ.get("PATH", ""), "LANG": "en_GB.UTF-8"}

    def watch_file(self, text: str) -> Path:
        path = self.folder / "sources.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def __call__(self, *arguments: str, stdin: str = "") -> Said:
        """Run one command in this process."""
        world, said = self.world(stdin)
        # typer prints its help pages to standard output itself.
        with redirect_stdout(world.stdout):
            code = run(list(arguments), world)
        out, err = said()
        return Said(code=int(code), out=out, err=err)

    def world(self, stdin: str = "") -> tuple[World, Callable[[], tuple[str, str]]]:
        """Return the world of one command, and what tells its standard output and error."""
        out, err = _Stream(terminal=self.terminal), _Stream(terminal=self.terminal)
        environ = {**self.environ, "VEILLE_CONFIG": str(self.folder / "sources.toml")}
        world = World(stdin=io.StringIO(stdin), stdout=out, stderr=err, environ=environ)
        return world, lambda: (out.text(), err.text())

    def process(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command as a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "veille", *arguments],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
