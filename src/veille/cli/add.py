# SPDX-License-Identifier: MIT
"""`veille add`: one document by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from veille.cli.deliver import deliver
from veille.cli.options import JsonFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, session_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Command)
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", show_default=False)],
    *,
    text: Annotated[str, typer.Option("--text", metavar="-|FILE", show_default=False)],
    title: Annotated[str | None, typer.Option("--title", metavar="T", show_default=False)] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="A", show_default=False)] = None,
    published: Annotated[str | None, typer.Option("--published", metavar="D", show_default=False)] = None,
    channel: Annotated[str, typer.Option("--channel", metavar="C", show_default=False)] = "page",
    json: JsonFlag = False,
) -> None:
    """Store a text and its mentions."""
    from veille.cli.channels import channel_named
    from veille.model import Summary
    from veille.watch.add import Typed
    from veille.watch.add import add as store

    session = session_of(context)
    media = channel_named(channel, session.words)
    content = session.world.stdin.read() if text == "-" else _read(text)
    with session.watch("create") as watch:
        typed = Typed(url=url, text=content, title=title, author=author, published=published, channel=media)
        document, saved = store(watch, typed)
        words = session.words_of(watch.config)
    record = {"document": document.id, "new": saved.new, "updated": saved.updated, "mentions": saved.mentions}
    if json:
        deliver(session, Summary(kind="add", record=record), Shape(json=True), words=words)
        return
    key = "cli.added" if saved.new or saved.updated else "cli.added_known"
    session.say(words(key, count=saved.mentions, document=document.id))


def _read(name: str) -> str:
    from pathlib import Path

    from veille.importers._decoded import decoded
    from veille.watch.brought import content

    return decoded(content(Path(name)))
