# SPDX-License-Identifier: MIT
"""`veille query`: explain, translate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.deliver import deliver
from veille.cli.options import JsonFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, Group, session_of

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.i18n import Words
    from veille.watch.query import Explained, Translated
    from veille.wording import Wording

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True)

Query = Annotated[list[str], typer.Argument(metavar="QUERY", show_default=False)]


@app.command(cls=Command)
def explain(context: typer.Context, query: Query, *, json: JsonFlag = False) -> None:
    """Say in words what a query means."""
    from veille.model import Summary
    from veille.periods import local_day
    from veille.watch.query import explained
    from veille.wording import Wording

    session = session_of(context)
    config = session.config_or_defaults()
    found = explained(config, _asked(session, query), today=local_day(datetime.now(UTC), config.timezone))
    wording = Wording(session.words_of(config), config.timezone)
    if json:
        record = _explanation(found, wording)
        deliver(session, Summary(kind="query_explain", record=record), Shape(json=True), words=wording.words)
        return
    _write(session, "\n".join(_explained(found, wording)))


@app.command(cls=Command)
def translate(
    context: typer.Context,
    query: Query,
    *,
    from_: Annotated[str | None, typer.Option("--from", metavar="T", show_default=False)] = None,
    json: JsonFlag = False,
) -> None:
    """Put a query of another tool into our language."""
    from veille.model import Summary
    from veille.watch.query import translated

    session = session_of(context)
    words = session.words
    found = translated(from_, _asked(session, query))
    if json:
        record = _translation(found, words)
        deliver(session, Summary(kind="query_translate", record=record), Shape(json=True), words=words)
        return
    for line in _lost(found, words):
        session.say(line)
    _write(session, found.translation.query)


def _asked(session: Session, query: Sequence[str]) -> str:
    """Return the query; `-` reads it from standard input."""
    return session.world.stdin.read().strip() if list(query) == ["-"] else " ".join(query)


def _write(session: Session, text: str) -> None:
    from veille.renderers._inert import block

    session.world.write(f"{block(text)}\n".encode())


def _explained(found: Explained, wording: Wording) -> Iterator[str]:
    for told in found.meaning:
        yield f"{'  ' * told.depth}{wording.say(told.sentence)}"
    if found.notes:
        yield ""
    for note in found.notes:
        yield f"{wording.words('cli.note')} {wording.say(note)}"


def _explanation(found: Explained, wording: Wording) -> dict[str, object]:
    meaning = [{"depth": told.depth, "text": wording.say(told.sentence)} for told in found.meaning]
    notes = [wording.say(note) for note in found.notes]
    return {"query": found.query, "meaning": meaning, "notes": notes, "rule": found.rule}


def _lost(found: Translated, words: Words) -> Iterator[str]:
    """Yield what was lost, each with a caret under its place."""
    from veille.errors import QueryError
    from veille.expression import caret
    from veille.watch.query import told

    losses = found.translation.losses
    if losses:
        yield words("dialects.told", label=found.label[words.language], count=len(losses))
    for loss in losses:
        place = QueryError(loss.code, query=found.query, column=loss.column)
        yield from (f"  {line}" for line in caret(place).splitlines())
        yield f"  {told(loss, words)}"


def _translation(found: Translated, words: Words) -> dict[str, object]:
    from veille.watch.query import told

    losses = [
        {"text": loss.written, "column": loss.column, "code": loss.code, "message": told(loss, words)}
        for loss in found.translation.losses
    ]
    return {"from": found.dialect, "query": found.translation.query, "losses": losses}
