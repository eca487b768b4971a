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
from veille.errors import FileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veille.i18n import Words
    from veille.watch.importing import Imported

_COLUMNS_TOLD = 30

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
    from veille.cli.channels import channel_named
    from veille.model import Summary
    from veille.watch.importing import Asked, importing

    session = session_of(context)
    asked = Asked(
        path=file,
        preset=preset,
        named=_named(map_ or ()),
        source=source,
        channel=channel_named(channel, session.words) if channel is not None else None,
        order=dates,
    )
    with session.watch("read" if dry_run else "create") as watch:
        words = session.words_of(watch.config)
        try:
            done = importing(watch, asked, dry_run=dry_run)
        except FileError as error:
            for line in _faults(error, words):
                session.world.say(line)
            raise
    if json:
        deliver(session, Summary(kind="import", record=done.record()), Shape(json=True), words=words)
        return
    for line in _told(done, words):
        session.say(line)
    if channel is None and done.only_pages:
        session.say(words("cli.import_channel"))


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
    left_out = sum(done.left_out.values())
    facts: dict[str, object] = {"read": done.rows, "left_out": left_out, "mentions": done.mentions}
    if done.saved is None:
        yield words("cli.import_dry", **facts, documents=done.documents)
    else:
        facts |= {"new": done.saved.new, "updated": done.saved.updated, "known": done.known}
        yield words("cli.import_done", **facts, source=done.source)
    if done.read.columns:
        pairs = ", ".join(f"{field} = {column}" for field, column in done.read.columns.items())
        yield f"  {words('cli.import_columns', columns=pairs)}"
    if done.read.columns_left_out:
        yield f"  {words('cli.import_columns_left_out', **_unused(done.read.columns_left_out))}"
    for why, count in done.left_out.items():
        yield f"  {words(f'cli.skipped.{why}', count=count)}"


def _unused(columns: Sequence[str]) -> dict[str, object]:
    more = ", …" if len(columns) > _COLUMNS_TOLD else ""
    return {"columns": ", ".join(columns[:_COLUMNS_TOLD]) + more, "example": columns[0]}


def _faults(error: FileError, words: Words) -> Iterator[str]:
    """Yield a line for each of the first faults of a file that has several."""
    from veille.cli.failures import in_words

    faults: Sequence[dict[str, object]] = error.facts.get("faults", ())  # type: ignore[assignment]
    for fault in faults:
        key = "cli.fault.cell" if fault["column"] else "cli.fault.row"
        yield f"  {words(key, **in_words(fault, words))}"
    if faults and error.facts["more"]:
        yield f"  {words('cli.fault.more', count=error.facts['more'])}"
