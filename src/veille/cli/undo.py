# SPDX-License-Identifier: MIT
"""`veille undo`: takes back the latest label."""

from __future__ import annotations

import typer

from veille.cli.deliver import deliver
from veille.cli.options import CsvFlag, JsonFlag
from veille.cli.saying import told, told_brands, told_learning
from veille.cli.shape import Shape
from veille.cli.tree import Command, session_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Command)
def undo(context: typer.Context, *, json: JsonFlag = False, csv: CsvFlag = False) -> None:
    """Take back the latest label that was not taken back yet."""
    from veille.watch.label import listing, title
    from veille.watch.label import undo as take_back
    from veille.wording import Wording

    session, shape = session_of(context), Shape(json=json, csv=csv)
    with session.watch("write") as watch:
        words, zone = session.words_of(watch.config), watch.config.timezone
        undone, taught = take_back(watch)
        if shape.chosen != "table":
            deliver(session, listing(watch, undone.mentions if undone else ()), shape, words=words, zone=zone)
        if undone is None:
            session.say(words("cli.undo.nothing"))
        elif shape.chosen == "table":
            count, at = len(undone.mentions), Wording(words, zone).time(undone.at)
            what = told(undone.said, words, count) or words("cli.undo.several")
            facts = {"what": what, "at": at, "brands": told_brands(watch, undone.mentions, words)}
            session.say(words("cli.undo.done", count=count, title=title(watch, undone.mentions[0]), **facts))
            if undone.left:
                session.say(words("cli.undo.left", count=undone.left))
            told_learning(session, watch, taught, words)
