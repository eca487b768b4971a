# SPDX-License-Identifier: MIT
"""Finds the line of every header, key and array element of a TOML text, because tomllib keeps no positions.

It runs only when there is something to say of a line, on text that tomllib accepted; on any other text it
finds what it can and never raises.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass, field

from veille.config.faults import Address

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_KEY = re.compile(r'[ \t]*(?:([A-Za-z0-9_-]+)|"((?:[^"\\\n]|\\.)*)"|\'([^\'\n]*)\')[ \t]*')
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'[\s\S]*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_BARE = re.compile(r"[^,\]}\n#]+")
_REST_OF_LINE = re.compile(r"[^\n]*\n?")
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Lines:
    """The line, counted from 1, of each address."""

    known: dict[Address, int]
    text: str = ""
    values: dict[Address, int] = field(default_factory=dict)
    """Where the value of each key begins, in characters."""

    def of(self, address: Address) -> int | None:
        """Return the line of an address, or of the nearest one above it."""
        for length in range(len(address), 0, -1):
            line = self.known.get(address[:length])
            if line is not None:
                return line
        return None

    def within(self, address: Address, written: str, at: int) -> int | None:
        """Return the line of a character of a text that runs over several; that of its key where it is unknown."""
        start = self._start(address, written)
        if start is None:
            return self.of(address)
        return self.text.count("\n", 0, start + at) + 1

    def _start(self, address: Address, written: str) -> int | None:
        """Return where a text between three quotes begins, if it stands in the file letter by letter."""
        quote = self.values.get(address)
        if quote is None or self.text[quote : quote + 3] not in {'"""', "'''"}:
            return None
        start = quote + 4 if self.text.startswith("\n", quote + 3) else quote + 3
        return start if self.text.startswith(written, start) else None


def lines(text: str) -> Lines:
    """Return the lines of all the addresses of a TOML text."""
    scan = _Scan(text)
    scan.document()
    return Lines(scan.known, text, scan.values)


@dataclass(slots=True)
class _Scan:
    text: str
    known: dict[Address, int] = field(default_factory=dict)
    tables: dict[Address, int] = field(default_factory=dict)
    """How many entries each array of tables has so far."""
    breaks: list[int] = field(default_factory=list)
    values: dict[Address, int] = field(default_factory=dict)
    at: int = 0

    def document(self) -> None:
        self.breaks = [match.start() for match in re.finditer("\n", self.text)]
        table: Address = ()
        self.blank()
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self.header()
            else:
                self.pair(table, 0)
            self.at = self.match(_REST_OF_LINE)
            self.blank()

    def match(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        return found.end() if found else self.at

    def blank(self) -> None:
        self.at = self.match(_BLANK)

    def note(self, address: Address, offset: int) -> None:
        self.known.setdefault(address, bisect_left(self.breaks, offset) + 1)

    def header(self) -> Address:
        start, array = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        keys = self.keys()
        table: Address = ()
        for depth, key in enumerate(keys, 1):
            table = (*table, key)
            last = depth == len(keys)
            self.note(table, start)
            if last and array:
                self.tables[table] = self.tables.get(table, 0) + 1
            if table in self.tables:
                table = (*table, self.tables[table] - 1)
        self.note(table, start)
        return table

    def keys(self) -> list[str]:
        """Read a dotted key."""
        found = []
        while match := _KEY.match(self.text, self.at):
            self.at = match.end()
            bare, basic, literal = match.groups()
            found.append(_unescaped(basic) if basic is not None else bare or literal or "")
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return found

    def pair(self, table: Address, depth: int) -> None:
        start = self.at
        keys = self.keys()
        if not keys or not self.text.startswith("=", self.at):
            return
        for length in range(1, len(keys) + 1):
            self.note((*table, *keys[:length]), start)
        self.at += 1
        self.value((*table, *keys), depth)

    def value(self, address: Address, depth: int) -> None:
        self.at = self.match(_SPACES)
        self.values.setdefault(address, self.at)
        if self.text.startswith("[", self.at) and depth < _DEEPEST:
            self.array(address, depth + 1)
        elif self.text.startswith("{", self.at) and depth < _DEEPEST:
            self.inline(address, depth + 1)
        else:
            start = self.at
            self.at = self.match(_STRING)
            if self.at == start:
                self.at = self.match(_BARE)

    def array(self, address: Address, depth: int) -> None:
        self.at += 1
        self.blank()
        index = 0
        while self.at < len(self.text) and not self.text.startswith("]", self.at):
            start = self.at
            self.note((*address, index), start)
            self.value((*address, index), depth)
            index += 1
            if not self.separator(start):
                return
        self.at += 1

    def inline(self, address: Address, depth: int) -> None:
        self.at += 1
        self.blank()
        while self.at < len(self.text) and not self.text.startswith("}", self.at):
            start = self.at
            self.pair(address, depth)
            if not self.separator(start):
                return
        self.at += 1

    def separator(self, start: int) -> bool:
        """Go past the comma; False if the scan does not move on (the text is no TOML)."""
        self.blank()
        if self.text.startswith(",", self.at):
            self.at += 1
            self.blank()
        return self.at > start


def _unescaped(basic: str) -> str:
    if "\\" not in basic:
        return basic
    try:
        return str(tomllib.loads(f'key = "{basic}"')["key"])
    except tomllib.TOMLDecodeError:
        return basic
