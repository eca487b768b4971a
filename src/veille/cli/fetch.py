# SPDX-License-Identifier: MIT
"""`veille fetch`: collect what is due."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veille.cli.options import DryRunFlag, JsonFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, session_of
from veille.errors import Exit
from veille.nouns import noun

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.i18n import Words
    from veille.watch import Watch
    from veille.watch.fetch import Run
    from veille.watch.tallied import Tallied

MOST_NAMED = 5

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Command)
def fetch(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", show_default=False)] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", show_default=False)] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="D", show_default=False)] = None,
    max_time: Annotated[str | None, typer.Option("--max-time", metavar="T", show_default=False)] = None,
    full_text: Annotated[bool, typer.Option("--full-text", show_default=False)] = False,
    dry_run: DryRunFlag = False,
    json: JsonFlag = False,
) -> int:
    """Collect, store, and say what came of it."""
    session = session_of(context)
    names = tuple(sources or ())
    if dry_run:
        return _preview(session, names, everything=all_, json=json)
    with session.watch("create") as watch:
        words = session.words_of(watch.config)
        _warn(session, watch, words)
        if not watch.config.sources:
            session.say(words("cli.nothing.no_sources"))
        asked = Asked(names=names, everything=all_, since=since, max_time=max_time, full_text=full_text)
        tallied, seconds, run = _collect(session, watch, asked, words)
        _tell(session, tallied, run, seconds, words, json=json)
        return tallied.exit_code


@noun
class Asked:
    """What the command line asked."""

    names: tuple[str, ...]
    everything: bool
    since: str | None
    max_time: str | None
    full_text: bool


def _collect(session: Session, watch: Watch, asked: Asked, words: Words) -> tuple[Tallied, float, Run]:
    from veille.watch.fetch import Run
    from veille.watch.fetch import fetch as collect
    from veille.watch.network import opened_network
    from veille.watch.when import far_back, time_left

    started = time.monotonic()
    with opened_network(watch.config) as network, _progress(session, words) as progress:
        run = Run(
            watch=watch,
            network=network,
            started=watch.now(),
            names=asked.names,
            everything=asked.everything,
            deadline=started + time_left(asked.max_time, watch.config.fetch.max_time).total_seconds(),
            since=far_back(asked.since, today=watch.today, zone=watch.config.timezone),
            full_text=asked.full_text,
            progress=progress,
        )
        tallied = collect(run)
    return tallied, time.monotonic() - started, run


def _warn(session: Session, watch: Watch, words: Words) -> None:
    """Say what is dubious in the watch file, to a person only: cron stays silent."""
    if not session.world.talks:
        return
    from veille.config import wording

    for problem in watch.config.warnings:
        for line in wording(problem, words, watch.config.path):
            session.say(line)


def _tell(session: Session, tallied: Tallied, run: Run, seconds: float, words: Words, *, json: bool) -> None:
    from veille.cli.deliver import deliver
    from veille.watch.tallied import summary
    from veille.wording import Wording

    told = summary(tallied, started=run.started, finished=run.watch.now(), seconds=seconds, words=words)
    always = session.world.talks or session.verbose
    if json:
        deliver(session, told, Shape(json=True), words=words)
    elif always:
        wording = Wording(words, run.watch.config.timezone)
        for sentence in told.sentences:
            session.say(wording.say(sentence))
    _tell_failures(session, tallied, words, everyone=always)
    _tell_end(session, tallied, words, told=always)


def _tell_failures(session: Session, tallied: Tallied, words: Words, *, everyone: bool) -> None:
    """One line a failure on a terminal; under cron only what has failed for another whole day."""
    from veille.watch.tallied import told

    for failure in tallied.failures:
        if everyone or failure.newly_a_day or failure.error.code == "gone":
            days = failure.failing_for.days
            since = " " + words("cli.fetched.failing", count=days) if days else ""
            message, hint = told(failure, words)
            session.say(f"✗ {failure.source}{words('cli.colon')} {message} [{failure.error.code}]{since}")
            session.say(f"  {words('cli.hint')} {hint}")


def _tell_end(session: Session, tallied: Tallied, words: Words, *, told: bool) -> None:
    """Exits 1, 2 and 75 always print their two lines, once, and a run cut short says so."""
    if tallied.exit_code is Exit.FAILED and not (told and len(tallied.failures) == 1):
        _tell_all_failed(session, tallied, words)
    elif tallied.exit_code is Exit.BUSY:
        session.world.say(f"veille: {words('cli.fetched.held')} [held]")
        session.world.say(f"  {words('cli.hint')} {words('cli.fetched.held_todo')}")
    elif tallied.out_of_time:
        session.say(words("cli.fetched.out_of_time", count=tallied.skipped))


def _tell_all_failed(session: Session, tallied: Tallied, words: Words) -> None:
    """Say which failed and why, in two lines: the one cause and its remedy where there is one."""
    from veille.watch.tallied import told

    first = tallied.failures[0]
    codes = {failure.error.code for failure in tallied.failures}
    happened, remedy = told(first, words)
    if len(tallied.failures) == 1:
        line = f"{first.source}{words('cli.colon')} {happened} [{first.error.code}]"
    else:
        listed = ", ".join(
            f"{failure.source} [{failure.error.code}]" for failure in tallied.failures[:MOST_NAMED]
        )
        more = "…" if len(tallied.failures) > MOST_NAMED else ""
        line = f"{words('cli.fetched.all_failed', count=tallied.failed)}{words('cli.colon')} {listed}{more}"
    session.world.say(f"veille: {line}")
    session.world.say(
        f"  {words('cli.hint')} {remedy if len(codes) == 1 else words('cli.fetched.all_failed_todo')}"
    )


def _preview(session: Session, names: tuple[str, ...], *, everything: bool, json: bool) -> int:
    """`--dry-run`: what is due; no network, no write."""
    from veille.cli.deliver import deliver
    from veille.watch.fetch import preview
    from veille.watch.sources import due_listing

    with session.watch("read") as watch:
        listing = due_listing(watch, preview(watch, names=names, everything=everything))
        words = session.words_of(watch.config)
        deliver(session, listing, Shape(json=json), words=words, zone=watch.config.timezone)
    return Exit.DONE


@contextmanager
def _progress(session: Session, words: Words) -> Iterator[Callable[..., None]]:
    """Show a bar on a terminal; nothing elsewhere."""
    if session.quiet or not session.world.talks or session.verbose:
        yield _one_line_each(session) if session.verbose else lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    plain = not session.color or bool(session.world.environ.get("NO_COLOR"))
    console = Console(file=session.world.stderr, no_color=plain, markup=False)
    columns: tuple[Any, ...] = (
        TextColumn("{task.completed}/{task.total}"),
        BarColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def tell(done: int, due: int, _name: str, tallied: Tallied) -> None:
            reading = tallied.pages_asked
            if reading:
                said = words("cli.fetched.reading", count=tallied.pages + tallied.pages_failed, total=reading)
            else:
                said = words("cli.fetched.progress", count=tallied.new, mentions=tallied.mentions)
            bar.update(task, completed=done, total=due, description=said, visible=True)

        yield tell


def _one_line_each(session: Session) -> Callable[..., None]:
    def tell(done: int, due: int, name: str, _tallied: Tallied) -> None:
        if name:
            session.say(f"{done}/{due} {name}")

    return tell
