# SPDX-License-Identifier: MIT
"""In which shape a result is wanted: format, file, how many rows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from veille.cli import later
from veille.errors import UsageError
from veille.nouns import noun

SCREENFUL = 20


class Format(StrEnum):
    """`--format` of lists and reports."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"


_OTHERS = frozenset({".xlsx", ".xls", ".ods", ".pdf", ".html", ".htm", ".docx"})
"""Suffixes that promise what no option makes: a file under one of them would not open."""


@noun
class Shape:
    """How the result is wanted."""

    format: Format | None = None
    json: bool = False
    csv: bool = False
    excel: bool = False
    output: Path | None = None

    @property
    def chosen(self) -> str:
        """Return the name of the renderer: an option, else the file's suffix, else the table.

        Raises UsageError `format_clash`, `unknown_suffix`.
        """
        named = {name for name, asked in (("json", self.json), ("csv", self.csv or self.excel)) if asked}
        if len(named | ({str(self.format)} if self.format else set())) > 1:
            raise UsageError("format_clash")
        said = "json" if self.json else "csv" if self.csv else str(self.format or "")
        if self.output is not None and (not said or self.output.suffix.lower() in _OTHERS):
            return _by_suffix(self.output)
        return said or ("csv" if self.excel else "table")

    def limit(self, asked: int | None, *, shows: bool) -> int | None:
        """Return how many rows: as asked, else 20 on a terminal and all of them in data."""
        if asked is not None:
            return asked
        on_screen = shows and self.output is None and self.chosen == "table"
        return SCREENFUL if on_screen else None


def _by_suffix(path: Path) -> str:
    suffixes = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".md": "markdown"}
    suffixes |= {".markdown": "markdown", ".txt": "table"}
    found = suffixes.get(path.suffix.lower())
    if path.suffix.lower().removeprefix(".") in later.FORMATS:
        raise UsageError("later", name=path.suffix, known=", ".join(suffixes))
    if found is None:
        raise UsageError("unknown_suffix", file=path.name, known=", ".join(suffixes))
    return found
