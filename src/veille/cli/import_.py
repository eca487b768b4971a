# SPDX-License-Identifier: MIT
"""`veille import`: documents from an export, a mail folder, bookmarks or a saved page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.deliver import deliver
from veille.cli.options import DryRunFlag, JsonFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, session_of
from veille.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veille.i18n import Words
    from veille.watch.importing import Imported

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Command)
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    *,
    preset: Annotated[str | None, typer.Option("--preset", metavar="P", show_default=False)] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", metavar="K=V", show_default=False)] = None,
    dates: Annotated[str | None, typer.Option("--dates", metavar="dmy|mdy", show_default=False)] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="NAME", show_default=False)] = None,
    channel: Annotated[str | None, typer.Option("--channel", metavar="C", show_default=False)] = None,
    dry_run: DryRunFlag = False,
    json: JsonFlag = False,
) -> None:
    """Store the documents of a file and their mentions, all of them or none."""
    from veille.model import Channel, Summary
    from veille.watch.importing import Asked, importing

    session = session_of(context)
    if channel is not None and channel not in list(Channel):
        raise UsageError("bad_choice", value=channel, known=", ".join(Channel))
    asked = Asked(
        path=file,
        preset=preset,
        named=_named(map_ or ()),
        source=source,
        channel=Channel(channel) if channel else None,
        order=dates,
    )
    with session.watch("read" if dry_run else "create") as watch:
        done = importing(watch, asked, dry_run=dry_run)
        words = session.words_of(watch.config)
    if json:
        deliver(session, Summary(kind="import", record=done.record()), Shape(json=True), words=words)
        return
    for line in _told(done, words):
        session.say(line)


def _named(pairs: Sequence[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not value.strip():
            raise UsageError("not_a_pair", text=pair)
        named[key.strip()] = value.strip()
    return named


def _told(done: Imported, words: Words) -> Iterator[str]:
    """Yield what a person is told: what was read, what it changed, what was left out and why."""
    if done.saved is None:
        yield words(
            "cli.import_dry", read=len(done.read.found), documents=done.documents, mentions=done.mentions
        )
    else:
        facts = {"new": done.saved.new, "updated": done.saved.updated, "mentions": done.mentions}
        yield words("cli.import_done", read=len(done.read.found), source=done.source, **facts)
    if done.read.columns:
        pairs = ", ".join(f"{field} = {column}" for field, column in done.read.columns.items())
        yield f"  {words('cli.import_columns', columns=pairs)}"
    for why, count in sorted(done.read.skipped.items()):
        yield f"  {words(f'cli.skipped.{why}', count=count)}"
