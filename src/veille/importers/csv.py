# SPDX-License-Identifier: MIT
"""CSV files as tools and spreadsheets write them: any usual encoding and delimiter, lines above the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice, pairwise

from veille.errors import FileError
from veille.importers._decoded import beginning_of, decoded
from veille.importers._table import TOP, Row, recognised, table
from veille.importers.base import Columns, Importer, Read

_DELIMITERS = (";", ",", "\t", "|")
_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_SAMPLE = 200_000
_LARGEST_CELL = 1024 * 1024


class Csv(Importer):
    """Comma-separated values, and what goes by that name."""

    label = "CSV"
    columns = True

    def sure(self, name: str, beginning: bytes) -> int:
        """Take what is called so, and else a text whose first line has a delimiter."""
        text = beginning_of(beginning)
        if _is_binary(text[:1000]) or text.lstrip()[:1] in {"<", "{", "["}:
            return 0
        if name.endswith(_SUFFIXES) and not (name.endswith(".txt") and _is_prose(text)):
            return 50
        return 5 if any(mark in text.partition("\n")[0] for mark in _DELIMITERS) and "." not in name else 0

    def read(self, body: bytes, columns: Columns) -> Read:
        """Read the rows. Raises FileError, UsageError."""
        text = decoded(body).replace("\0", "")
        return table(_rows(text, _delimiter(text, columns)), columns)


def _is_binary(sample: str) -> bool:
    controls = sum(character < " " and character not in "\t\r\n" for character in sample)
    return controls * 20 > len(sample)


def _is_prose(text: str) -> bool:
    """Say whether a text has no two lines in a row with as many delimiters, and no header that we know."""
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()][:TOP]
    if lines and recognised(lines[:1], Columns()):
        return False
    return not any(
        first.count(mark) == second.count(mark) > (mark == ",")
        for first, second in pairwise(lines)
        for mark in _DELIMITERS
    )


def _delimiter(text: str, columns: Columns) -> str:
    """Return the delimiter with which the first rows name most fields, else are widest."""
    first = text[:10].lower()
    if first.startswith("sep=") and first[4:5] in _DELIMITERS:
        return first[4]
    return max(_DELIMITERS, key=lambda mark: _fitness(text[:_SAMPLE], mark, columns))


def _fitness(sample: str, mark: str, columns: Columns) -> tuple[int, int]:
    rows = []
    try:
        rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=mark), TOP))
    except csv.Error:
        return 0, 0
    return max((recognised(row, columns) for row in rows), default=0), max(map(len, rows), default=0)


def _rows(text: str, mark: str) -> Iterator[Row]:
    """Yield the rows with their numbers. Raises FileError `bad_row` where quotes do not close."""
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    number = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise FileError("bad_row", row=number + 1, reason="quotes") from None
        number += 1
        yield number, row
