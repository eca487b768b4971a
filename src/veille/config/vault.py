# SPDX-License-Identifier: MIT
"""Keeps secrets out of the watch file: `env:NAME` and `file:/path` are looked up when, and only when, needed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from veille.config.faults import Spot
from veille.config.values import Reader
from veille.nouns import field, noun
from veille.patterns import pattern

_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_LINE = pattern(r"(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(.*)")
_QUOTED = pattern(r"""("(?:[^"\\]|\\.)*"|'[^']*')[ \t]*(?:#.*)?""")
_HEADER = pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_TELLING = ("auth", "token", "key", "cookie", "secret", "password", "session")
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "te", "upgrade"})
_BIGGEST_FILE = 64 * 1024


@noun
class Vault:
    """Where secrets are looked up: the environment, then the env file, or a file beside the watch file."""

    folder: Path
    environ: Mapping[str, str] = field(repr=False)
    env_file: Mapping[str, str] = field(default_factory=dict, repr=False)

    def reveal(self, written: str) -> str | None:
        """Return what a value stands for; None when its variable is unset or its file cannot be read."""
        scheme, _, name = written.partition(":")
        if scheme == "env":
            return self.environ.get(name) or self.env_file.get(name) or None
        if scheme == "file":
            return _content(self.folder / name)
        return written


def _content(path: Path) -> str | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(_BIGGEST_FILE).decode("utf-8-sig").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def is_reference(written: str) -> bool:
    """Say whether a value names a secret instead of being one."""
    return written.startswith(("env:", "file:"))


def reference(written: str, spot: Spot, folder: Path) -> None:
    """Note what is wrong with a value that names a secret."""
    scheme, _, name = written.partition(":")
    if scheme == "env" and not _NAME.fullmatch(name):
        spot.note("bad_secret")
    elif scheme == "file":
        if not name:
            spot.note("bad_secret")
        elif others_can_read(folder / name):
            spot.warn("secret_file_mode", file=name)


def headers(folder: Path) -> Reader:
    """Return the reader of a source's headers."""

    def read(value: Any, spot: Spot) -> Mapping[str, str]:
        if not isinstance(value, dict):
            spot.refuse("wrong_type", expected="table")
        return {
            name: str(content)
            for name, content in value.items()
            if _header(name, content, spot.at(name), folder)
        }

    return read


def _header(name: str, content: Any, spot: Spot, folder: Path) -> bool:
    if not _HEADER.fullmatch(name) or name.lower() in _OURS:
        spot.note("bad_header")
    elif not isinstance(content, str):
        spot.note("wrong_type", expected="text")
    elif is_reference(content):
        reference(content, spot, folder)
    elif not sendable(content):
        spot.note("bad_header_value")
    elif any(word in name.lower() for word in _TELLING):
        spot.warn("literal_secret")
    return isinstance(content, str)


def sendable(content: str) -> bool:
    """Say whether a text can stand in an HTTP header: printable ASCII, so that it cannot begin another one."""
    return bool(content.strip()) and content.isascii() and content.isprintable()


def others_can_read(path: Path) -> bool:
    """Say whether a file exists that others than its owner can read (never on Windows, which has no modes)."""
    if os.name != "posix":
        return False
    try:
        return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:
        return False


def env_file(path: Path, spot: Spot) -> Mapping[str, str]:
    """Read a file of NAME=value lines; what is odd about it is a warning, as it may not be needed."""
    try:
        written = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        spot.warn("env_file_unreadable", file=str(path))
        return {}
    if others_can_read(path):
        spot.warn("env_file_mode", file=str(path))
    variables: dict[str, str] = {}
    for number, line in enumerate(written.splitlines(), 1):
        match = _LINE.fullmatch(line.strip())
        if match:
            variables[match[1]] = _unquoted(match[2])
        elif line.strip() and not line.strip().startswith("#"):
            spot.warn("env_file_line", file=str(path), number=str(number))
    return variables


def _unquoted(written: str) -> str:
    match = _QUOTED.fullmatch(written)
    if match is None:
        return re.split(r"(?:^|[ \t])#", written, maxsplit=1)[0].strip()
    inside = match[1][1:-1]
    if match[1].startswith("'"):
        return inside
    return re.sub(r"\\(.)", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), inside)
