# SPDX-License-Identifier: MIT
"""`veille mentions`: mentions as rows."""

from __future__ import annotations

from typing import Annotated

import typer

from veille.cli.listing import Asked, show
from veille.cli.options import (
    BrandsOption,
    CsvFlag,
    ExcelFlag,
    FormatOption,
    JsonFlag,
    LimitOption,
    MonthOption,
    OutputOption,
    SinceOption,
    StatusOption,
    UntilOption,
    WeekOption,
)
from veille.cli.tree import Command, session_of
from veille.questions import Sort

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Command)
def mentions(
    context: typer.Context,
    *,
    brand: BrandsOption = None,
    week: WeekOption = None,
    month: MonthOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    where: Annotated[str | None, typer.Option("--where", metavar="QUERY", show_default=False)] = None,
    status: StatusOption = None,
    limit: LimitOption = None,
    sort: Annotated[Sort, typer.Option("--sort", show_default=False)] = Sort.DATE,
    format: FormatOption = None,  # noqa: A002 - the option's name
    json: JsonFlag = False,
    csv: CsvFlag = False,
    excel: ExcelFlag = False,
    output: OutputOption = None,
) -> None:
    """List, and show."""
    asked = Asked(
        where=where,
        brand=brand,
        week=week,
        month=month,
        since=since,
        until=until,
        limit=limit,
        sort=sort,
        status=status,
        format=format,
        json=json,
        csv=csv,
        excel=excel,
        output=output,
    )
    show(session_of(context), "mentions", asked)
