# SPDX-License-Identifier: MIT
"""`veille report`: figures of a period, the last complete week by default."""

from __future__ import annotations

from typing import Annotated

import typer

from veille.cli.deliver import deliver
from veille.cli.options import (
    BrandsOption,
    CsvFlag,
    ExcelFlag,
    FormatOption,
    JsonFlag,
    MonthOption,
    OutputOption,
    SinceOption,
    UntilOption,
    WeekOption,
)
from veille.cli.shape import Shape
from veille.cli.tree import Command, session_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Command)
def report(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", show_default=False)] = "weekly",
    *,
    brand: BrandsOption = None,
    week: WeekOption = None,
    month: MonthOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    vs: Annotated[
        str, typer.Option("--vs", metavar="previous|last-year|none", show_default=False)
    ] = "previous",
    title: Annotated[str | None, typer.Option("--title", metavar="T", show_default=False)] = None,
    doubtful: Annotated[bool, typer.Option("--doubtful", show_default=False)] = False,
    owned: Annotated[bool, typer.Option("--owned", show_default=False)] = False,
    format: FormatOption = None,  # noqa: A002 - the option's name
    json: JsonFlag = False,
    csv: CsvFlag = False,
    excel: ExcelFlag = False,
    output: OutputOption = None,
) -> None:
    """Count, and show."""
    from veille.watch.report import Ordered, versus
    from veille.watch.report import report as make
    from veille.watch.search import stale
    from veille.watch.when import When

    session = session_of(context)
    ordered = Ordered(
        name=name.replace("-", "_"),
        brands=tuple(brand or ()),
        when=When(week=week, month=month, since=since, until=until),
        versus=versus(vs),
        doubtful=doubtful,
        owned=owned,
        title=title,
    )
    shape = Shape(format=format, json=json, csv=csv, excel=excel, output=output)
    with session.watch("read") as watch:
        made = make(watch, ordered)
        deliver(session, made, shape, words=session.report_words(watch.config), zone=watch.config.timezone)
        for note in stale(watch):
            session.say(session.words_of(watch.config)(note.key, **note.facts))
