# SPDX-License-Identifier: MIT
"""`veille sources`: list, add, check, try, show, repair, import, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.asking import agrees, answer
from veille.cli.deliver import deliver
from veille.cli.options import CsvFlag, FormatOption, JsonFlag, OutputOption, YesFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, Group, session_of
from veille.errors import Exit, SourceError, UsageError

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.config import Config
    from veille.i18n import Words
    from veille.model import Row
    from veille.watch.discover import Attempt
    from veille.watch.sources import Proposal

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", show_default=False)]


@app.command("list", cls=Command)
def list_(
    context: typer.Context,
    *,
    format: FormatOption = None,  # noqa: A002 - the option's name
    json: JsonFlag = False,
    csv: CsvFlag = False,
) -> None:
    """List the sources and their health."""
    from veille.watch.sources import listing

    session = session_of(context)
    with session.watch("read") as watch:
        words = session.words_of(watch.config)
        shape = Shape(format=format, json=json, csv=csv)
        deliver(session, listing(watch), shape, words=words, zone=watch.config.timezone)


@app.command(cls=Command)
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", show_default=False)],
    *,
    name: Annotated[str | None, typer.Option("--name", metavar="N", show_default=False)] = None,
    channel: Annotated[str | None, typer.Option("--channel", metavar="C", show_default=False)] = None,
    every: Annotated[str | None, typer.Option("--every", metavar="T", show_default=False)] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", metavar="T", show_default=False)] = None,
    yes: YesFlag = False,
    json: JsonFlag = False,
) -> int:
    """Find the feed of any address and write it into the watch file."""
    from veille.config import check_options
    from veille.watch.network import opened_network
    from veille.watch.sources import name_for, proposal

    session = session_of(context)
    config = session.config()
    words = session.words_of(config)
    if name is not None and " ".join(name.split()) in {source.name for source in config.sources}:
        raise UsageError("name_taken", source=name)
    given = {"name": name, "channel": channel, "every": every, "tags": tag or None}
    options: dict[str, object] = {key: value for key, value in given.items() if value is not None}
    check_options(config, options)
    with opened_network(config) as network:
        found = proposal(network, url)
    chosen = _choose(session, found, words, ask=not yes and not json)
    if chosen is None:
        _tell_tried(session, found, words, json=json, added=None)
        return Exit.DONE if found.feeds else Exit.FAILED
    table = {"name": name_for(config, chosen), "kind": "feed", "url": chosen.url, **options}
    _write(session, config, table, found, words, json=json)
    return Exit.DONE


def _write(
    session: Session, config: Config, table: dict[str, object], found: Proposal, words: Words, *, json: bool
) -> None:
    from veille import urls
    from veille.config import checker
    from veille.machine.watchfile import append_source

    known = {urls.canonical(source.url): source.name for source in config.sources}
    already = known.get(urls.canonical(str(table["url"])))
    if already is not None:
        raise UsageError("already_watched", source=already, url=str(table["url"]))
    line = append_source(config.path, table, check=checker(config))
    _tell_tried(session, found, words, json=json, added=table)
    facts = {"source": table["name"], "line": line, "file": config.path.name}
    session.say(words("cli.source_added", **facts))


def _choose(session: Session, found: Proposal, words: Words, *, ask: bool) -> Attempt | None:
    """Return the feed to add: the first, or the one a person picks among several."""
    if not found.feeds:
        return None
    if not ask or not session.world.asks:
        return found.feeds[0]
    for number, feed in enumerate(found.feeds, start=1):
        items = len(feed.page.items) if feed.page else 0
        facts = {"title": feed.title or "-", "url": feed.url, "count": items}
        session.world.say(f"  {number}  {words('cli.feed_found', **facts)}")
    said = answer(session, words("cli.which_feed")) or "1"
    if said.isdecimal() and 1 <= int(said) <= len(found.feeds):
        return found.feeds[int(said) - 1]
    return None


def _tell_tried(
    session: Session, found: Proposal, words: Words, *, json: bool, added: dict[str, object] | None
) -> None:
    from veille.model import Listing, Summary
    from veille.watch.sources import TRIED

    if json:
        record: Row = {"tried": list(found.rows()), "added": added}
        deliver(session, Summary(kind="sources_add", record=record), Shape(json=True), words=words)
        return
    deliver(session, Listing(kind="tried", columns=TRIED, rows=found.rows()), Shape(), words=words)
    if not found.feeds:
        _tell_no_feed(session, found, words)


def _tell_no_feed(session: Session, found: Proposal, words: Words) -> None:
    """Say why: the address itself did not answer, or nothing that was tried is a feed."""
    from veille.cli.failures import lines

    error = found.attempts[0].error
    if len(found.attempts) == 1 and error is not None:
        error.facts.setdefault("source", found.attempts[0].url)
        for line in lines(error, words):
            session.world.say(line)
        return
    session.world.say(f"veille: {words('cli.no_feed.what')} [no_feed]")
    session.world.say(f"  {words('cli.hint')} {words('cli.no_feed.todo')}")


@app.command(cls=Command)
def check(
    context: typer.Context, names: Names = None, *, json: JsonFlag = False, csv: CsvFlag = False
) -> int:
    """Visit the sources: alive, dead, moved, terms of use. Leaves with 3 when one is not well."""
    from veille.questions import Health
    from veille.watch.network import opened_network
    from veille.watch.sources import checked

    session = session_of(context)
    with session.watch("read") as watch, opened_network(watch.config) as network:
        listing = checked(watch, network, tuple(names or ()))
        words = session.words_of(watch.config)
        deliver(session, listing, Shape(json=json, csv=csv), words=words, zone=watch.config.timezone)
    return Exit.DONE if all(row["state"] == Health.OK for row in listing.rows) else Exit.PARTIAL


@app.command("try", cls=Command)
def try_(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", show_default=False)],
    options: Annotated[list[str] | None, typer.Argument(metavar="[K=V]...", show_default=False)] = None,
    *,
    json: JsonFlag = False,
    csv: CsvFlag = False,
) -> None:
    """Visit a source without configuring it, and list what it brings."""
    from datetime import UTC, datetime

    from veille.config import source_from
    from veille.errors import ConfigError
    from veille.watch.network import opened_network
    from veille.watch.sources import tried

    session = session_of(context)
    given = dict(_pair(option) for option in options or ())
    source = source_from(kind, given)
    try:
        config = session.config()
    except ConfigError as error:
        if error.code != "no_watch_file":
            raise
        from veille.config import defaults

        config = defaults()
    with opened_network(config) as network:
        try:
            listing = tried(datetime.now(UTC).replace(microsecond=0), network, source, kind=kind)
        except SourceError as error:
            error.facts.setdefault("source", kind)
            raise
    deliver(session, listing, Shape(json=json, csv=csv), words=session.words_of(config), zone=config.timezone)


def _pair(option: str) -> tuple[str, str]:
    key, sign, value = option.partition("=")
    if not sign:
        raise UsageError("not_a_pair", text=option)
    return key.strip(), value.strip()


@app.command(cls=Command)
def show(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", show_default=False)],
    *,
    json: JsonFlag = False,
) -> None:
    """Say what a kind of source is, and its options."""
    from veille.watch.sources import options_of

    session = session_of(context)
    label, listing = options_of(kind, session.words)
    session.say(label)
    deliver(session, listing, Shape(json=json), words=session.words)


@app.command(cls=Command)
def repair(
    context: typer.Context, names: Names = None, *, yes: YesFlag = False, json: JsonFlag = False
) -> None:
    """Propose new addresses for sources that fail or moved."""
    from veille.config import checker
    from veille.machine.watchfile import set_source_url
    from veille.model import Listing, Sentence
    from veille.watch.network import opened_network
    from veille.watch.sources import REPAIR, repair_row, repairs

    session = session_of(context)
    rows = []
    with session.watch("read") as watch, opened_network(watch.config) as network:
        words = session.words_of(watch.config)
        path, check = watch.config.path, checker(watch.config)
        for one in repairs(watch, network, tuple(names or ())):
            agreed = one.found is not None and (
                yes
                or (
                    not json
                    and agrees(
                        session, words("cli.repair_question", source=one.source.name, url=one.found), words
                    )
                )
            )
            if agreed and one.found is not None:
                set_source_url(path, one.source.name, one.found, check=check)
            rows.append(repair_row(one, written=agreed))
    notes = (Sentence(key="cli.repaired", facts={"count": len(rows)}),)
    listing = Listing(kind="sources_repair", columns=REPAIR, rows=tuple(rows), notes=notes)
    deliver(session, listing, Shape(json=json), words=words)


@app.command("import", cls=Command)
def import_(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="OPML", show_default=False)]
) -> None:
    """Add the feeds of an OPML file to the watch file."""
    from veille.watch.subscriptions import imported

    session = session_of(context)
    config = session.config()
    done = imported(config, file)
    words = session.words_of(config)
    facts = {"count": done.added, "known": done.known, "unreadable": len(done.unusable)}
    session.say(words("cli.imported", **facts, file=config.path.name))
    for one in done.unusable:
        session.say(f"  {one}")


@app.command(cls=Command)
def export(context: typer.Context, *, output: OutputOption = None) -> None:
    """Write the feeds of the watch file as OPML."""
    from veille.watch.subscriptions import exported

    session = session_of(context)
    content = exported(session.config())
    if output is None:
        session.world.write(content)
        return
    from veille.machine.files import write_atomically

    write_atomically(output, [content])
