# SPDX-License-Identifier: MIT
"""Reads the bytes of a watch file as TOML; what cannot be read is told with its line and column."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from veille.errors import ConfigError, Problem
from veille.patterns import pattern

_BIGGEST = 16 * 1024 * 1024
_PLACE = pattern(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_FAULTS = {
    "Invalid statement": "statement",
    "Expected newline or end of document": "end_of_line",
    "Found invalid character": "character",
    "Illegal character": "character",
    "Cannot declare": "twice",
    "Cannot overwrite": "twice",
    "Cannot redefine": "twice",
    "Duplicate inline table key": "twice",
    "Cannot mutate immutable": "closed",
    "Expected ']": "bracket",
    "Expected '='": "equals",
    "Invalid initial character for a key": "key",
    "Unclosed array": "array",
    "Unclosed inline": "inline",
    "Unescaped": "backslash",
    "Invalid hex": "backslash",
    "Escaped character": "backslash",
    "Unterminated string": "quote",
    "Expected \"'": "quote",
    "Expected '\"": "quote",
    "Invalid date": "date",
    "Invalid value": "value",
}
"""How tomllib begins its messages, which are English only -> the words of `config.toml.<code>`."""


def read(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a watch file and what it says. Raises ConfigError."""
    return parsed(_content(path), path)


def parsed(content: bytes, path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text that the bytes of a watch file are, and what it says. Raises ConfigError `invalid`."""
    if len(content) > _BIGGEST:
        raise _invalid(path, _problem(None, "beyond_reading"))
    text = _decoded(content, path)
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(path, _syntax(str(error), text)) from error
    except (RecursionError, ValueError) as error:
        # Arrays within arrays without end, or a number of thousands of digits.
        raise _invalid(path, _problem(None, "beyond_reading")) from error


def _content(path: Path) -> bytes:
    try:
        if not path.exists():
            raise ConfigError("watch_file_missing", path=str(path))
        if not path.is_file():
            raise ConfigError("not_a_file", path=str(path))
        with path.open("rb") as file:
            return file.read(_BIGGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError("unreadable", file=str(path), reason=reason) from error


def _decoded(content: bytes, path: Path) -> str:
    if content.startswith(_UTF_16):
        raise _invalid(path, _problem(1, "utf_16"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _invalid(path, _problem(line, "not_utf_8")) from error
    return text.replace("\r\n", "\n")


def _syntax(message: str, text: str) -> Problem:
    place = _PLACE.search(message)
    line, column = (place[1], place[2]) if place and place[1] else (None, None)
    code = next((code for start, code in _FAULTS.items() if message.startswith(start)), "other")
    at = int(line) if line else text.count("\n", 0, _last(text, code)) + 1
    return _problem(at, "syntax", fault=code, column=column or "")


def _last(text: str, code: str) -> int:
    """Return where a fault lies that tomllib noticed at the end only: an unclosed text began at the last quote."""
    return max(text.rfind("'"), text.rfind('"')) if code == "quote" else len(text)


def _problem(line: int | None, code: str, **facts: object) -> Problem:
    return Problem(line=line, where="", code=code, facts=facts)


def _invalid(path: Path, problem: Problem) -> ConfigError:
    return ConfigError("invalid", problems=(problem,), path=str(path), count=1)
