# SPDX-License-Identifier: MIT
"""The options that several commands share, declared once; their help is in the catalogues, by name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from veille.nouns import noun


class Format(StrEnum):
    """`--format` of lists and reports."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"


FormatOption = Annotated[Format | None, typer.Option("--format", "-f", show_default=False)]
JsonFlag = Annotated[bool, typer.Option("--json", show_default=False)]
CsvFlag = Annotated[bool, typer.Option("--csv", show_default=False)]
ExcelFlag = Annotated[bool, typer.Option("--excel", show_default=False)]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", show_default=False)]

BrandsOption = Annotated[list[str] | None, typer.Option("--brand", metavar="B", show_default=False)]
WeekOption = Annotated[str | None, typer.Option("--week", metavar="2026-W47|last", show_default=False)]
MonthOption = Annotated[str | None, typer.Option("--month", metavar="2026-10|last", show_default=False)]
SinceOption = Annotated[str | None, typer.Option("--since", metavar="D", show_default=False)]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="D", show_default=False)]
LimitOption = Annotated[int | None, typer.Option("--limit", min=0, metavar="N", show_default=False)]
DryRunFlag = Annotated[bool, typer.Option("--dry-run", show_default=False)]
YesFlag = Annotated[bool, typer.Option("--yes", "-y", show_default=False)]


SCREENFUL = 20


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
        """Return the name of the renderer: an option, else the file's suffix, else the table."""
        if self.json:
            return "json"
        if self.csv or (self.excel and self.format is None):
            return "csv"
        if self.format is not None:
            return str(self.format)
        return _by_suffix(self.output) if self.output is not None else "table"

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
    if found is None:
        from veille.errors import UsageError

        raise UsageError("unknown_suffix", file=path.name, known=", ".join(suffixes))
    return found
