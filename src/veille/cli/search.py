# SPDX-License-Identifier: MIT
"""`veille search`: full text over what was collected."""

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
def search(
    context: typer.Context,
    query: Annotated[list[str], typer.Argument(metavar="QUERY", show_default=False)],
    *,
    brand: BrandsOption = None,
    week: WeekOption = None,
    month: MonthOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = None,
    sort: Annotated[Sort, typer.Option("--sort", show_default=False)] = Sort.DATE,
    status: StatusOption = None,
    format: FormatOption = None,  # noqa: A002 - the option's name
    json: JsonFlag = False,
    csv: CsvFlag = False,
    excel: ExcelFlag = False,
    output: OutputOption = None,
) -> None:
    """Search, and show."""
    asked = Asked(
        where=" ".join(query),
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
    show(session_of(context), "search", asked)
