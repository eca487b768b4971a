# SPDX-License-Identifier: MIT
"""Changes one thing in sources.toml and leaves every other byte as its owner wrote it: comments, order, line ends.

Each edit is text put in or replaced; the result is read again, and unless it says exactly what was meant,
nothing is written. Two commands that edit at once do so one after the other.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from veille.errors import FileError
from veille.machine.files import write_atomically
from veille.machine.lock import held
from veille.nouns import noun

Table = Mapping[str, object]
Check = Callable[[str, str], None]
"""Takes the text before and after an edit, and raises if it may not be written."""


@noun
class _File:
    """A watch file as it stands: its text, what it says, and the byte order mark some editors put first."""

    path: Path
    mark: bytes
    text: str
    says: dict[str, Any]


def append_source(path: Path, table: Table, *, check: Check) -> int:
    """Add a `[[source]]` at the end of a watch file; return its line. Raises FileError, and what `check` raises."""
    return append_sources(path, [table], check=check)


def append_brand(path: Path, table: Table, *, check: Check) -> int:
    """Add a `[[brand]]` at the end of a watch file; return its line. Raises FileError, and what `check` raises."""
    with held(path.resolve()):
        return _append(path, "brand", [table], check)


def append_sources(path: Path, tables: Sequence[Table], *, check: Check) -> int:
    """Add several `[[source]]` in one write; return the line of the first.

    Raises what `check` raises, and FileError: `edit_failed` (fact change: what to type), `unreadable`, those of
    lock.held and of write_atomically.
    """
    with held(path.resolve()):
        return _append(path, "source", tables, check)


def _append(path: Path, name: str, tables: Sequence[Table], check: Check) -> int:
    file = _read(path)
    added = "\n".join(_written(name, table) for table in tables)
    between = "" if not file.text.strip() else "\n" if file.text.endswith("\n") else "\n\n"
    before = file.text + _with_ends(between, file.text)
    if tables:
        meant = {**file.says, name: [*_entries(file.says, name), *(_plain(table) for table in tables)]}
        _save(file, before + _with_ends(added, file.text), meant, change=added, check=check)
    return before.count("\n") + 1


def set_source_url(path: Path, name: str, url: str, *, check: Check) -> None:
    """Change the address of a `[[source]]`.

    Raises FileError: `no_such_source_in_file`, and those of append_sources.
    """
    with held(path.resolve()):
        _set_url(_read(path), name, url, check)


def _set_url(file: _File, name: str, url: str, check: Check) -> None:
    entries = _entries(file.says, "source")
    found = next(
        (index for index, entry in enumerate(entries) if _name(entry) == " ".join(name.split())), None
    )
    if found is None:
        raise FileError("no_such_source_in_file", path=str(file.path), name=name)
    changed = [{**entry, "url": url} if index == found else entry for index, entry in enumerate(entries)]
    meant = {**file.says, "source": changed}
    for start, end in _places(file.text, str(entries[found].get("url"))):
        text = file.text[:start] + _value(url) + file.text[end:]
        if _says(text, meant):
            _save(file, text, meant, change=_value(url), check=check)
            return
    raise FileError("edit_failed", path=str(file.path), change=f"url = {_value(url)}")


def _entries(document: Mapping[str, Any], name: str) -> list[Any]:
    found = document.get(name, [])
    return found if isinstance(found, list) else []


def _name(entry: object) -> str:
    return " ".join(str(entry.get("name")).split()) if isinstance(entry, dict) else ""


def _places(text: str, value: str) -> list[tuple[int, int]]:
    """Return where that value stands between quotes; which of them is meant, reading the result again tells."""
    found = re.finditer(rf"([\"'])(?:{re.escape(value)}|{re.escape(_value(value)[1:-1])})\1", text)
    return [match.span() for match in found]


# --- the file ---------------------------------------------------------------------------------------------


def _read(path: Path) -> _File:
    try:
        content = path.read_bytes()
        mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        text = content.removeprefix(mark).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError("unreadable", file=str(path), reason=reason) from error
    try:
        return _File(path=path, mark=mark, text=text, says=tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        raise FileError("unreadable", file=str(path), reason=str(error)) from error


def _save(file: _File, text: str, meant: Mapping[str, Any], *, change: str, check: Check) -> None:
    if not _says(text, meant):
        raise FileError("edit_failed", path=str(file.path), change=change)
    check(file.text, text)
    # A link stays a link: the file it leads to is replaced.
    write_atomically(file.path.resolve(), [file.mark, text.encode()])


def _says(text: str, meant: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == meant
    except ValueError:
        return False


def _with_ends(added: str, text: str) -> str:
    """Return lines that end as those of the file do."""
    return added.replace("\n", "\r\n") if "\r\n" in text else added


# --- TOML -------------------------------------------------------------------------------------------------


def _written(name: str, table: Table) -> str:
    lines = [f"{_key(key)} = {_value(value)}\n" for key, value in _plain(table).items()]
    return f"[[{name}]]\n{''.join(lines)}"


def _plain(table: Table) -> dict[str, Any]:
    """Return a table as TOML gives it back: lists for tuples, nothing for None."""
    given = {key: value for key, value in table.items() if value is not None}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in given.items()}


def _key(key: str) -> str:
    import tomlkit

    return tomlkit.key(key).as_string()


def _value(value: object) -> str:
    import tomlkit

    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update(value)
        return inline.as_string()
    return tomlkit.item(value).as_string()
