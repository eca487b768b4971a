# SPDX-License-Identifier: MIT
"""The process as a value: streams, environment, and whether a person is watching; tests make their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from veille.nouns import field, noun


@noun
class World:
    """Where a command reads, writes and looks things up."""

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def asks(self) -> bool:
        """A person can be asked: both ends are a terminal."""
        return _is_terminal(self.stdin) and _is_terminal(self.stderr)

    @property
    def shows(self) -> bool:
        """Results go to a person's terminal."""
        return _is_terminal(self.stdout)

    @property
    def talks(self) -> bool:
        """Talk goes to a person's terminal."""
        return _is_terminal(self.stderr)

    @property
    def width(self) -> int:
        """Columns of the terminal."""
        import shutil

        return shutil.get_terminal_size((100, 24)).columns

    def color(self, *, wanted: bool) -> bool:
        """Colour only where a person looks and nobody said no (no-color.org, TERM=dumb)."""
        dumb = self.environ.get("TERM") == "dumb"
        return wanted and self.shows and not self.environ.get("NO_COLOR") and not dumb

    def locale(self) -> str | None:
        """Return the language that the environment asks for, fr or en, None when it asks for neither."""
        for name in ("VEILLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
            value = self.environ.get(name, "")
            if value:
                language = value[:2].lower()
                return language if language in {"fr", "en"} else None
        return None

    def write(self, chunk: bytes) -> None:
        """Write bytes to standard output as they are."""
        buffer = getattr(self.stdout, "buffer", None)
        if buffer is None:
            self.stdout.write(chunk.decode("utf-8", "replace"))
            return
        self.stdout.flush()
        buffer.write(chunk)
        buffer.flush()

    def say(self, line: str) -> None:
        """Write talk to standard error: what its encoding can show, and nothing that a terminal would obey."""
        from veille.renderers._inert import block

        encoding = getattr(self.stderr, "encoding", None) or "utf-8"
        self.stderr.write(block(line).encode(encoding, "backslashreplace").decode(encoding) + "\n")
        self.stderr.flush()


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False
