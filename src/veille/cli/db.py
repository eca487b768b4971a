# SPDX-License-Identifier: MIT
"""`veille db`: info, backup, check, export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.deliver import deliver
from veille.cli.failures import lines
from veille.cli.options import JsonFlag, OutputOption
from veille.cli.shape import Shape
from veille.cli.tree import Command, Group, session_of
from veille.errors import Exit, StoreError

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.watch import Watch

_MOMENTS = ("oldest", "newest", "collected_since", "last_success")

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command(cls=Command)
def info(context: typer.Context, *, json: JsonFlag = False) -> None:
    """Show where the database is and what it holds."""
    from veille.model import Summary
    from veille.wording import moment_of

    session = session_of(context)
    with session.watch("read") as watch:
        record = dict(watch.store.upkeep.info())
        if watch.blank:
            record |= {"path": str(watch.config.database), "bytes": 0}
        record |= {key: moment_of(record[key]) for key in _MOMENTS if record.get(key)}
        summary = Summary(kind="db_info", record=record)
        words = session.words_of(watch.config)
        deliver(session, summary, Shape(json=json), words=words, zone=watch.config.timezone)


@app.command(cls=Command)
def backup(
    context: typer.Context, target: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]
) -> None:
    """Write one consistent copy."""
    session = session_of(context)
    with session.watch("read") as watch:
        watch.store.upkeep.backup(target)
        words = session.words_of(watch.config)
    session.say(words("cli.written", file=str(target)))


@app.command(cls=Command)
def check(context: typer.Context, *, json: JsonFlag = False) -> int:
    """Look for damage; leave with 3 when there is some."""
    session = session_of(context)
    try:
        return _checked(session, json=json)
    except StoreError as error:
        if error.code != "damaged":
            raise
        # So damaged that it cannot even be opened: that is what was asked, not a failure of the command.
        for line in lines(error, session.words):
            session.world.say(line)
        return Exit.PARTIAL


def _checked(session: Session, *, json: bool) -> int:
    from veille.model import Summary

    with session.watch("read") as watch:
        problems = watch.store.upkeep.check()
        words = session.words_of(watch.config)
        said = [words(f"db.problems.{one['code']}", **_facts(one)) for one in problems]
        if json:
            record = {"ok": not problems, "problems": list(problems)}
            deliver(session, Summary(kind="db_check", record=record), Shape(json=True), words=words)
            return Exit.PARTIAL if problems else Exit.DONE
        for line in said:
            session.world.say(f"✗ {line}")
        if not problems:
            session.world.write((words("cli.db_good", count=watch.store.documents.count()) + "\n").encode())
    return Exit.PARTIAL if problems else Exit.DONE


def _facts(problem: object) -> dict[str, object]:
    facts = problem["facts"] if isinstance(problem, dict) else {}
    return facts if isinstance(facts, dict) else {}


@app.command(cls=Command)
def export(
    context: typer.Context,
    *,
    output: OutputOption = None,
    no_clock: Annotated[bool, typer.Option("--no-clock", show_default=False)] = False,
) -> None:
    """Write all documents as JSON lines, ordered by public id."""
    session = session_of(context)
    with session.watch("read") as watch:
        lines = _lines(watch, clock=not no_clock)
        if output is None:
            for line in lines:
                session.world.write(line)
            return
        from veille.machine.files import write_atomically

        write_atomically(output, lines)


def _lines(watch: Watch, *, clock: bool) -> Iterator[bytes]:
    import json

    for row in watch.store.upkeep.export(clock=clock):
        yield (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8", "replace")
