# SPDX-License-Identifier: MIT
"""The options that several commands share, declared once; their help is in the catalogues, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veille.cli.shape import Format
from veille.questions import Status

FormatOption = Annotated[Format | None, typer.Option("--format", "-f", show_default=False)]
JsonFlag = Annotated[bool, typer.Option("--json", show_default=False)]
CsvFlag = Annotated[bool, typer.Option("--csv", show_default=False)]
ExcelFlag = Annotated[bool, typer.Option("--excel", show_default=False)]


def _named(path: Path | None) -> Path | None:
    """A file called - is standard output, as everywhere."""
    return None if path == Path("-") else path


OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", show_default=False, callback=_named),
]

BrandsOption = Annotated[list[str] | None, typer.Option("--brand", metavar="B", show_default=False)]
WeekOption = Annotated[str | None, typer.Option("--week", metavar="2026-W47|last", show_default=False)]
MonthOption = Annotated[str | None, typer.Option("--month", metavar="2026-10|last", show_default=False)]
SinceOption = Annotated[str | None, typer.Option("--since", metavar="D", show_default=False)]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="D", show_default=False)]
StatusOption = Annotated[
    Status | None, typer.Option("--status", parser=Status, metavar="|".join(Status), show_default=False)
]
"""The parser of choices knows their names alone; `Status` knows the words of both languages too."""

LimitOption = Annotated[int | None, typer.Option("--limit", min=0, metavar="N", show_default=False)]
DryRunFlag = Annotated[bool, typer.Option("--dry-run", show_default=False)]
YesFlag = Annotated[bool, typer.Option("--yes", "-y", show_default=False)]
