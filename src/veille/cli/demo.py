# SPDX-License-Identifier: MIT
"""`veille demo`: the whole job in two seconds, without network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from veille.cli.deliver import deliver
from veille.cli.options import CsvFlag, FormatOption, JsonFlag, OutputOption
from veille.cli.shape import Shape
from veille.cli.tree import Command, session_of

if TYPE_CHECKING:
    from veille.watch.demo import Visited

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Command)
def demo(
    context: typer.Context,
    *,
    format: FormatOption = None,  # noqa: A002 - the option's name
    json: JsonFlag = False,
    csv: CsvFlag = False,
    output: OutputOption = None,
) -> None:
    """Collect the sample world at each of its instants, then show its weekly report."""
    import tempfile
    from pathlib import Path

    from veille.watch.demo import collect, watching
    from veille.watch.report import Ordered, report

    session = session_of(context)
    words = session.words
    shape = Shape(format=format, json=json, csv=csv, output=output)
    _ = shape.chosen  # what cannot be written is said before the work, not after

    def tell(visited: Visited) -> None:
        counts = visited.tallied
        facts = {"count": counts.new, "mentions": counts.mentions, "sources": counts.due}
        session.say(words("demo.visit", day=f"{visited.at:%Y-%m-%d}", **facts))

    session.say(words("demo.intro"))
    with tempfile.TemporaryDirectory(prefix="veille-demo-") as folder:
        loaded = collect(Path(folder), tell=tell)
        with watching(loaded) as watch:
            made = report(watch, Ordered())
            deliver(session, made, shape, words=words, zone=loaded.timezone)
    session.say(words("demo.next"))
