# SPDX-License-Identifier: MIT
"""JSON: one object a line, or a list of objects; an object within an object is named with a dot (`user.name`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from veille.errors import FileError
from veille.importers._decoded import beginning_of, decoded
from veille.importers._table import table
from veille.importers.base import Columns, Importer, Read

_BEGINS = re.compile(r"\{\s{0,200}[\"}]|\[\s{0,200}[{\[\]\"]")  # and no [link](...) of a text
_DEEPEST = 4
_WIDEST = 500

Record = tuple[int, Mapping[str, str]]


class Jsonl(Importer):
    """Objects, each a row; their keys are the columns."""

    label = "JSON / JSONL"
    columns = True

    def sure(self, name: str, beginning: bytes) -> int:
        """Take what begins as JSON."""
        start = beginning_of(beginning).lstrip("\ufeff \r\n\t")
        if name.endswith((".json", ".jsonl", ".ndjson")):
            return 80 * start.startswith(("{", "["))
        return 30 * bool(_BEGINS.match(start))

    def read(self, body: bytes, columns: Columns) -> Read:
        """Read the objects. Raises FileError, UsageError."""
        records = list(_records(decoded(body)))
        keys = list(dict.fromkeys(key for _, record in records for key in record))[:_WIDEST]
        header = (records[0][0] - 1 if records else 0, keys)
        rows = ((row, [record.get(key, "") for key in keys]) for row, record in records)
        return table((one for part in ([header], rows) for one in part), columns)


def _records(text: str) -> Iterator[Record]:
    """Yield the objects with the number of their line, or of their place in the list, from 1."""
    if text.lstrip()[:1] == "[" or _is_one(text):
        yield from _listed(text)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _flat(_object(line, number))


def _is_one(text: str) -> bool:
    """Say whether it is one object over several lines, such as an API's answer with its list inside."""
    first = text.strip().partition("\n")[0]
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return True
    return False


def _listed(text: str) -> Iterator[Record]:
    try:
        found = json.loads(text)
    except ValueError as bad:
        raise FileError("bad_row", row=getattr(bad, "lineno", 1), reason="not_json") from bad
    except RecursionError as bad:
        raise FileError("bad_row", row=1, reason="not_json") from bad
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = max(lists, key=len, default=[found])
    for number, one in enumerate(found, start=1):
        if not isinstance(one, dict):
            raise FileError("bad_row", row=number, reason="not_object")
        yield number, _flat(one)


def _object(line: str, number: int) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as bad:
        raise FileError("bad_row", row=number, reason="not_json") from bad
    if not isinstance(found, dict):
        raise FileError("bad_row", row=number, reason="not_object")
    return found


def _flat(record: Mapping[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            flat |= _flat(value, f"{before}{key}.", depth + 1)
        elif isinstance(value, list):
            flat[before + key] = ", ".join(str(one) for one in value if isinstance(one, str | int | float))
        elif value is not None and not isinstance(value, dict | bool):
            flat[before + key] = str(value)
    return flat
