# SPDX-License-Identifier: MIT
"""`veille brands`: list, add, show, test, review, explain, rematch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.deliver import deliver
from veille.cli.options import BrandsOption, CsvFlag, DryRunFlag, JsonFlag, LimitOption
from veille.cli.shape import Shape
from veille.cli.tree import Command, Group, session_of
from veille.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veille.cli.session import Session
    from veille.model import Listing, Sentence
    from veille.watch import Watch
    from veille.watch.examples import Example
    from veille.watch.rematch import Change

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="[BRAND]...", show_default=False)]
Name = Annotated[str, typer.Argument(metavar="BRAND", show_default=False)]


def _show(session: Session, watch: Watch, listing: Listing, shape: Shape) -> None:
    deliver(session, listing, shape, words=session.words_of(watch.config), zone=watch.config.timezone)


def _say(session: Session, watch: Watch, sentences: Iterable[Sentence]) -> None:
    from veille.wording import Wording

    wording = Wording(session.words_of(watch.config), watch.config.timezone)
    for sentence in sentences:
        session.say(wording.say(sentence))


def _write(session: Session, watch: Watch, sentences: Iterable[Sentence]) -> None:
    """Write lines that are the result itself."""
    from veille.model import Summary

    told = Summary(kind="brands", record={}, sentences=tuple(sentences))
    if told.sentences:
        deliver(session, told, Shape(), words=session.words_of(watch.config), zone=watch.config.timezone)


@app.command("list", cls=Command)
def list_(context: typer.Context, *, json: JsonFlag = False, csv: CsvFlag = False) -> None:
    """List the brands."""
    from veille.watch.brands import listing

    session = session_of(context)
    with session.watch("read") as watch:
        _show(session, watch, listing(watch), Shape(json=json, csv=csv))


@app.command(cls=Command)
def show(
    context: typer.Context,
    name: Name,
    *,
    json: JsonFlag = False,
) -> None:
    """Show one brand as configured."""
    from veille.model import Summary
    from veille.watch.brands import brand_of, definition

    session = session_of(context)
    with session.watch("read") as watch:
        summary = Summary(kind="brand", record=definition(brand_of(watch, name)))
        deliver(session, summary, Shape(json=json), words=session.words_of(watch.config))


@app.command(cls=Command)
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)],
    *,
    role: Annotated[str, typer.Option("--role", metavar="own|competitor|topic", show_default=False)] = "own",
    alias: Annotated[list[str] | None, typer.Option("--alias", metavar="A", show_default=False)] = None,
    handle: Annotated[list[str] | None, typer.Option("--handle", metavar="@H", show_default=False)] = None,
    domain: Annotated[list[str] | None, typer.Option("--domain", metavar="D", show_default=False)] = None,
    person: Annotated[list[str] | None, typer.Option("--person", metavar="P", show_default=False)] = None,
    near: Annotated[list[str] | None, typer.Option("--context", metavar="W", show_default=False)] = None,
    exclude: Annotated[list[str] | None, typer.Option("--exclude", metavar="W", show_default=False)] = None,
    query: Annotated[str | None, typer.Option("--query", metavar="Q", show_default=False)] = None,
    typos: Annotated[bool, typer.Option("--typos", show_default=False)] = False,
) -> None:
    """Write a brand into the watch file."""
    from veille.config import checker
    from veille.machine.watchfile import append_brand

    session = session_of(context)
    config = session.config()
    table: dict[str, object] = {"name": name}
    if role != "own":
        table["role"] = role
    lists = {"aliases": alias, "handles": handle, "domains": domain, "people": person}
    lists |= {"context": near, "exclude": exclude}
    table |= {key: list(values) for key, values in lists.items() if values}
    if query is not None:
        table["query"] = query
    if typos:
        table["typos"] = True
    line = append_brand(config.path, table, check=checker(config))
    words = session.words_of(config)
    session.say(words("cli.brand_added", brand=" ".join(name.split()), line=line, file=config.path.name))


@app.command("test", cls=Command)
def run_examples(
    context: typer.Context, names: Names = None, *, json: JsonFlag = False, csv: CsvFlag = False
) -> int:
    """Run the examples, then compare with what a person decided; leave with 3 when an example fails."""
    from veille.watch.examples import tested

    session = session_of(context)
    with session.watch("read") as watch:
        examples = tested(watch, tuple(names or ()))
        wanted = tuple(dict.fromkeys(_configured(watch, names)))
        if json:
            _test_data(session, watch, examples, wanted)
        else:
            _test_shown(session, watch, examples, wanted, csv=csv)
    return Exit.DONE if all(example.passed for example in examples) else Exit.PARTIAL


def _configured(watch: Watch, names: list[str] | None) -> tuple[str, ...]:
    from veille.watch.search import brand_names

    return brand_names(watch, tuple(names or ()))


def _test_data(session: Session, watch: Watch, examples: list[Example], wanted: tuple[str, ...]) -> None:
    from veille.model import Summary
    from veille.watch import examples as of_examples
    from veille.watch import quality
    from veille.watch.soundness import doubts, of_changed

    names = wanted or tuple(brand.name for brand in watch.config.brands)
    record = {
        "passed": all(example.passed for example in examples),
        "examples": list(of_examples.listing(examples).rows),
        "quality": [quality.record(one) for one in quality.qualities(watch, wanted)],
        "warnings": [doubt.record for doubt in (*doubts(watch, wanted), *of_changed(watch, names))],
    }
    words = session.words_of(watch.config)
    deliver(session, Summary(kind="brands_test", record=record), Shape(json=True), words=words)


def _test_shown(
    session: Session, watch: Watch, examples: list[Example], wanted: tuple[str, ...], *, csv: bool
) -> None:
    from veille.watch import examples as of_examples
    from veille.watch import quality
    from veille.watch.soundness import doubts, of_changed

    names = wanted or tuple(brand.name for brand in watch.config.brands)
    rows = of_examples.listing(examples, wanted)
    _show(session, watch, rows if csv else of_examples.told(rows), Shape(csv=csv))
    if not csv:
        found = quality.qualities(watch, wanted)
        if found and examples:
            session.world.write(b"\n")
        _show(session, watch, quality.listing(found), Shape())
    found_doubts = (*doubts(watch, wanted), *of_changed(watch, names))
    _say(session, watch, (doubt.sentence for doubt in found_doubts))


@app.command(cls=Command)
def review(context: typer.Context, name: Name, *, limit: LimitOption = None, json: JsonFlag = False) -> None:
    """Ask about the least sure mentions, one key each."""
    from veille.watch.brands import brand_of
    from veille.watch.review import listing

    session = session_of(context)
    if json:
        with session.watch("read") as watch:
            _show(session, watch, listing(watch, brand_of(watch, name), limit), Shape(json=True))
        return
    if not session.world.asks:
        with session.watch("read") as watch:
            raise UsageError("review_unattended", brand=brand_of(watch, name).name)
    from veille.cli.reviewing import sitting

    with session.watch("write") as watch:
        sitting(session, watch, brand_of(watch, name), limit)


@app.command(cls=Command)
def explain(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOC", show_default=False)],
    *,
    brand: BrandsOption = None,
    json: JsonFlag = False,
) -> None:
    """Say why a document is, or is not, a mention."""
    from veille.watch.explain import absent, explained, listing, sentences

    session = session_of(context)
    with session.watch("read") as watch:
        found = explained(watch, document, tuple(brand or ()))
        if json:
            _show(session, watch, listing(found), Shape(json=True))
        else:
            _write(session, watch, sentences(found))
        _say(session, watch, absent(found))


@app.command(cls=Command)
def rematch(
    context: typer.Context, names: Names = None, *, dry_run: DryRunFlag = False, json: JsonFlag = False
) -> None:
    """Apply changed rules to what is stored."""
    from veille.model import Sentence
    from veille.watch.rematch import listing, rematched

    session = session_of(context)
    with session.watch("read" if dry_run else "write") as watch:
        with _counted(session, watch) as progress:
            changes, moved = rematched(watch, tuple(names or ()), dry_run=dry_run, progress=progress)
        if json:
            _show(session, watch, listing(changes), Shape(json=True))
            return
        for change in changes:
            _show_change(session, watch, change, dry_run=dry_run)
        if moved:
            _say(session, watch, [Sentence(key="cli.label.relearned", facts={"count": moved})])
        elif not changes:
            _say(session, watch, [Sentence(key="cli.rematched.nothing")])


@contextmanager
def _counted(session: Session, watch: Watch) -> Iterator[Callable[[], None]]:
    """Show how many documents were matched again, to a person who waits."""
    if session.quiet or not session.world.talks:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    plain = not session.color or bool(session.world.environ.get("NO_COLOR"))
    columns = (TextColumn("{task.completed}/{task.total}"), BarColumn(), TextColumn("{task.description}"))
    console = Console(file=session.world.stderr, no_color=plain, markup=False)
    with Progress(*columns, console=console, transient=True) as bar:
        said = session.words_of(watch.config)("cli.rematched.progress")
        task = bar.add_task(said, total=watch.store.documents.count())
        yield lambda: bar.advance(task)


def _show_change(session: Session, watch: Watch, change: Change, *, dry_run: bool) -> None:
    from veille.model import Sentence
    from veille.watch.rematch import SHOWN, cards, outlook, summary

    _write(session, watch, [summary(change, dry_run=dry_run)])
    made = change.made
    for key, ids, glimpses in (
        ("gained", made.gained, made.shown_gained),
        ("lost", made.lost, made.shown_lost),
    ):
        if glimpses:
            facts = {"count": len(ids), "shown": min(SHOWN, len(glimpses))}
            some = "some" if len(ids) > SHOWN else "all"
            _write(session, watch, [Sentence(key=f"cli.rematched.{key}_{some}", facts=facts)])
            _show(session, watch, cards(glimpses), Shape())
    _write(session, watch, outlook(change))
    _say(session, watch, (doubt.sentence for doubt in change.doubts))
