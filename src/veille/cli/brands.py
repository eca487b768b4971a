# SPDX-License-Identifier: MIT
"""`veille brands`: list, add, show, test, explain, rematch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.deliver import deliver
from veille.cli.options import BrandsOption, CsvFlag, DryRunFlag, JsonFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, Group, session_of
from veille.errors import Exit

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.model import Listing
    from veille.watch import Watch

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="[BRAND]...", show_default=False)]


def _show(session: Session, watch: Watch, listing: Listing, shape: Shape) -> None:
    deliver(session, listing, shape, words=session.words_of(watch.config), zone=watch.config.timezone)


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
    name: Annotated[str, typer.Argument(metavar="BRAND", show_default=False)],
    *,
    json: JsonFlag = False,
) -> None:
    """Show one brand as configured."""
    from veille.model import Summary
    from veille.watch.brands import definition
    from veille.watch.search import brand_names

    session = session_of(context)
    with session.watch("read") as watch:
        (found,) = brand_names(watch, (name,))
        brand = next(brand for brand in watch.config.brands if brand.name == found)
        summary = Summary(kind="brand", record=definition(brand))
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
    line = append_brand(config.path, table, check=checker(config))
    words = session.words_of(config)
    session.say(words("cli.brand_added", brand=" ".join(name.split()), line=line, file=config.path.name))


@app.command("test", cls=Command)
def run_examples(
    context: typer.Context, names: Names = None, *, json: JsonFlag = False, csv: CsvFlag = False
) -> int:
    """Run the examples; leave with 3 when one fails."""
    from veille.watch.brands import test_listing, tested

    session = session_of(context)
    with session.watch("read") as watch:
        examples = tested(watch, tuple(names or ()))
        _show(session, watch, test_listing(examples), Shape(json=json, csv=csv))
    return Exit.DONE if all(example.passed for example in examples) else Exit.PARTIAL


@app.command(cls=Command)
def explain(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOC", show_default=False)],
    *,
    brand: BrandsOption = None,
    json: JsonFlag = False,
) -> None:
    """Say why a document is, or is not, a mention."""
    from veille.watch.brands import explained

    session = session_of(context)
    with session.watch("read") as watch:
        _show(session, watch, explained(watch, document, tuple(brand or ())), Shape(json=json))


@app.command(cls=Command)
def rematch(
    context: typer.Context, names: Names = None, *, dry_run: DryRunFlag = False, json: JsonFlag = False
) -> None:
    """Apply changed rules to what is stored."""
    from veille.watch.brands import rematched

    session = session_of(context)
    with session.watch("read" if dry_run else "write") as watch:
        _show(session, watch, rematched(watch, tuple(names or ()), dry_run=dry_run), Shape(json=json))
