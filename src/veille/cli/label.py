# SPDX-License-Identifier: MIT
"""`veille label`: a person's word on mentions, kept for ever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veille.cli.asking import agrees
from veille.cli.deliver import deliver
from veille.cli.options import (
    BrandsOption,
    CsvFlag,
    DryRunFlag,
    JsonFlag,
    MonthOption,
    SinceOption,
    UntilOption,
    WeekOption,
    YesFlag,
)
from veille.cli.saying import told, told_brands, told_learning
from veille.cli.shape import Shape
from veille.cli.tones import tone_named
from veille.cli.tree import Command, session_of
from veille.errors import UsageError
from veille.nouns import noun

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.i18n import Words
    from veille.store.decisions import Mark
    from veille.watch import Watch
    from veille.watch.label import Said
    from veille.watch.search import Wanted

app = typer.Typer(add_completion=False, rich_markup_mode=None)

MANY = 100
"""More mentions than this at once, and a person is asked first."""


@noun
class Asked:
    """Which mentions are meant, and how that is to be done and told."""

    ids: tuple[str, ...]
    wanted: Wanted
    dry_run: bool
    yes: bool
    shape: Shape


def _flag(name: str) -> Any:
    return typer.Option(f"--{name}", show_default=False)


@app.command(cls=Command)
def label(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", show_default=False)] = None,
    *,
    keep: Annotated[bool, _flag("keep")] = False,
    reject: Annotated[bool, _flag("reject")] = False,
    todo: Annotated[bool, _flag("todo")] = False,
    done: Annotated[bool, _flag("done")] = False,
    assign: Annotated[str | None, typer.Option("--assign", metavar="N", show_default=False)] = None,
    tone: Annotated[str | None, typer.Option("--tone", metavar="T", show_default=False)] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", metavar="T", show_default=False)] = None,
    untag: Annotated[list[str] | None, typer.Option("--untag", metavar="T", show_default=False)] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="N", show_default=False)] = None,
    story: Annotated[bool, _flag("story")] = False,
    where: Annotated[str | None, typer.Option("--where", metavar="QUERY", show_default=False)] = None,
    brand: BrandsOption = None,
    week: WeekOption = None,
    month: MonthOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    dry_run: DryRunFlag = False,
    yes: YesFlag = False,
    json: JsonFlag = False,
    csv: CsvFlag = False,
) -> None:
    """Write what a person says of mentions."""
    from veille.watch.label import Said
    from veille.watch.search import Wanted
    from veille.watch.when import When

    session = session_of(context)
    when = When(week=week, month=month, since=since, until=until)
    asked = Asked(
        ids=tuple(ids or ()),
        wanted=Wanted(query=where, brands=tuple(brand or ()), when=when),
        dry_run=dry_run,
        yes=yes,
        shape=Shape(json=json, csv=csv),
    )
    said = Said(
        keep=keep,
        reject=reject,
        todo=todo,
        done=done,
        assignee=assign,
        tone=tone_named(tone, session.words),
        tags=tuple(tag or ()),
        untags=tuple(untag or ()),
        note=note,
        story=story,
    )
    _label(session, said, asked)


def _label(session: Session, said: Said, asked: Asked) -> None:
    from veille.watch import label as verb

    _check(asked)
    mark = verb.mark(said)
    with session.watch("read" if asked.dry_run else "write") as watch:
        words = session.words_of(watch.config)
        marks = _marks(watch, mark, asked)
        if not marks:
            _none(session, watch, asked, words)
        elif asked.dry_run or _agreed(session, watch, marks, asked, words):
            _done(session, watch, marks, asked, words)
        else:
            session.say(words("cli.label.refused"))


def _none(session: Session, watch: Watch, asked: Asked, words: Words) -> None:
    """Say that no mention is meant, and what of the query may be why; in data it is an empty list."""
    from veille.watch.label import listing
    from veille.watch.search import doubts
    from veille.wording import Wording

    session.say(words("cli.label.none"))
    for doubt in doubts(watch, asked.wanted):
        session.say(Wording(words).say(doubt))
    if asked.shape.chosen != "table":
        deliver(session, listing(watch, ()), asked.shape, words=words, zone=watch.config.timezone)


def _marks(watch: Watch, mark: Mark, asked: Asked) -> tuple[Mark, ...]:
    from veille.watch import label as verb

    if not asked.ids:
        return verb.of_query(watch, mark, asked.wanted)
    if asked.wanted.brands:
        return verb.of_brands(watch, mark, asked.ids, asked.wanted.brands)
    return verb.of_ids(watch, mark, asked.ids)


def _check(asked: Asked) -> None:
    """Mentions are named by their ids and brands, or by a query and what narrows it."""
    wanted = asked.wanted
    if asked.ids and wanted.query is not None:
        raise UsageError("label_both")
    if wanted.query is None and (wanted.when.given or (wanted.brands and not asked.ids)):
        raise UsageError("label_where_only")
    if not asked.ids and wanted.query is None:
        raise UsageError("label_names_nothing")


def _agreed(session: Session, watch: Watch, marks: Sequence[Mark], asked: Asked, words: Words) -> bool:
    """Many mentions at once are worth a question, where there is somebody to ask."""
    from veille.watch.label import preview

    if asked.yes or not session.world.asks:
        return True
    count = len(preview(watch, marks).mentions)
    if count <= MANY:
        return True
    said = told(marks[0], words, count)
    return agrees(session, words("cli.label.sure", count=count, what=said), words, unless_said=False)


def _done(session: Session, watch: Watch, marks: Sequence[Mark], asked: Asked, words: Words) -> None:
    from veille.watch.label import label as write
    from veille.watch.label import listing, preview

    labelled, taught = (preview(watch, marks), None) if asked.dry_run else write(watch, marks)
    if asked.shape.chosen != "table":
        rows = listing(watch, labelled.mentions)
        deliver(session, rows, asked.shape, words=words, zone=watch.config.timezone)
        return
    reached = len(labelled.mentions)
    key = "dry" if asked.dry_run else "done" if labelled.changed else "nothing"
    facts = {"what": told(marks[0], words, reached), "brands": told_brands(watch, labelled.mentions, words)}
    session.say(words(f"cli.label.{key}", count=reached, **facts))
    if 0 < labelled.changed < reached:
        session.say(words("cli.label.already", count=reached - labelled.changed))
    if taught is not None:
        told_learning(session, watch, taught, words)
