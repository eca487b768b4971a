# SPDX-License-Identifier: MIT
"""`veille sources`: list, add, check, try, show, new, repair, import, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import urls
from veille.cli.asking import agrees, answer
from veille.cli.deliver import deliver
from veille.cli.options import CsvFlag, FormatOption, JsonFlag, OutputOption, YesFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, Group, session_of
from veille.errors import Exit, UsageError

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from veille.cli.session import Session
    from veille.config import Config
    from veille.i18n import Words
    from veille.model import Listing, Row
    from veille.watch.discover import Attempt
    from veille.watch.kinds import Described
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
    """Find what reads an address, a feed of it or another kind of source, and write it into the watch file."""
    from veille.cli.channels import channel_named
    from veille.config import check_options
    from veille.watch.network import opened_network
    from veille.watch.sources import already, name_for, proposal

    session = session_of(context)
    config = session.config()
    words = session.words_of(config)
    if name is not None and " ".join(name.split()) in {source.name for source in config.sources}:
        raise UsageError("name_taken", source=name)
    media = str(channel_named(channel, words)) if channel is not None else None
    given = {"name": name, "channel": media, "every": every, "tags": tag or None}
    options: dict[str, object] = {key: value for key, value in given.items() if value is not None}
    check_options(config, options)
    with opened_network(config) as network:
        found = proposal(network, url, kinds=True)
    chosen = _choose(session, found, words, ask=not yes and not json)
    if chosen is None:
        _tell_tried(session, found, words, json=json, added=None)
        return Exit.DONE if found.feeds else Exit.FAILED
    known = already(config, chosen)
    if known is not None:
        raise UsageError("already_watched", source=known, url=urls.mask(chosen.url))
    # A kind may have an option of the name of ours (the tags of Mastodon): what reads the address stays.
    table = {**options, "name": name or name_for(config, chosen), **chosen.table}
    table = {key: table[key] for key in ("name", *chosen.table, *options)}
    _write(session, config, table, found, words, json=json)
    return Exit.DONE


def _write(
    session: Session, config: Config, table: dict[str, object], found: Proposal, words: Words, *, json: bool
) -> None:
    from veille.config import checker
    from veille.machine.watchfile import append_source

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
        title = feed.title or ("-" if feed.source is None else feed.kind)
        facts = {"title": title, "url": urls.mask(feed.url), "count": items}
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
        shown = {key: _masked(value) for key, value in added.items()} if added else None
        record: Row = {"tried": list(found.rows()), "added": shown}
        deliver(session, Summary(kind="sources_add", record=record), Shape(json=True), words=words)
        return
    rows = found.rows()
    if found.feeds and not session.verbose:
        rows = tuple(row for row in rows if row["feed"])
    deliver(session, Listing(kind="tried", columns=TRIED, rows=rows), Shape(), words=words)
    if not found.feeds:
        _tell_no_feed(session, found, words)


def _masked(value: object) -> object:
    """Hide the secret of an address that was added: some have one in their path."""
    return urls.mask(value) if isinstance(value, str) and "://" in value else value


def _tell_no_feed(session: Session, found: Proposal, words: Words) -> None:
    """Say why: the address or the service did not answer, or nothing that was tried is a feed."""
    from veille.cli.failures import lines

    address = urls.mask(found.attempts[0].url)
    if found.failure is not None:
        found.failure.facts.setdefault("source", address)
        for line in lines(found.failure, words):
            session.world.say(line)
        return
    session.world.say(f"veille: {words('cli.no_feed.what')} [no_feed]")
    session.world.say(f"  {words('cli.hint')} {words('cli.no_feed.todo', url=address)}")


@app.command(cls=Command)
def check(
    context: typer.Context, names: Names = None, *, json: JsonFlag = False, csv: CsvFlag = False
) -> int:
    """Visit the sources: alive, dead, moved, terms of use. Leaves with 3 when one is not well."""
    from veille.questions import Health
    from veille.watch.network import opened_network
    from veille.watch.pacing import last_asked
    from veille.watch.sources import named
    from veille.watch.trying import checked

    session = session_of(context)
    config = session.config()
    words = session.words_of(config)
    chosen = named(config, tuple(names or ()))
    with session.watch("read") as watch:
        asked = last_asked(watch)
    with opened_network(config) as network:
        listing = checked(config, network, chosen, now=_now, words=words, asked=asked)
    shape = Shape(json=json, csv=csv)
    if shape.chosen == "table":
        _tell_checked(session, listing, words, zone=config.timezone)
    else:
        deliver(session, listing, shape, words=words, zone=config.timezone)
    return Exit.DONE if all(row["state"] == Health.OK for row in listing.rows) else Exit.PARTIAL


def _tell_checked(session: Session, listing: Listing, words: Words, *, zone: tzinfo) -> None:
    """Show a person the states as a table, and below it what is long: remedies, rights, terms of use."""
    deliver(session, _short(listing), Shape(), words=words, zone=zone)
    for row in listing.rows:
        if row["code"]:
            _put(session, f"✗ {row['name']}{words('cli.colon')} {row['message']} [{row['code']}]")
            _put(session, f"{words('cli.hint')} {row['hint']}", indent="  ")
    for row in listing.rows:
        for said in (row["rights"], row["terms_of_use"]):
            if said:
                _put(session, f"§ {row['name']}{words('cli.colon')} {said}")


def _short(listing: Listing) -> Listing:
    """Return a listing without the columns that are too long for a table on a screen."""
    from veille.model import Listing
    from veille.watch.trying import LONG

    short = tuple(column for column in listing.columns if column.key not in LONG)
    return Listing(kind=listing.kind, columns=short, rows=listing.rows, notes=listing.notes)


def _put(session: Session, text: str, *, indent: str = "") -> None:
    from veille.renderers._inert import line

    session.world.write(f"{indent}{line(text)}\n".encode("utf-8", "replace"))


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


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
    from veille.config import source_from
    from veille.config.queries import meant
    from veille.watch.network import opened_network
    from veille.watch.trying import trial_of, tried

    session = session_of(context)
    given = dict(_pair(option) for option in options or ())
    config = session.config_or_defaults()
    source = source_from(kind, {name: str(value) for name, value in meant(given, config.queries).items()})
    watched = trial_of(config, source, kind=kind)
    with opened_network(config) as network:
        trial = tried(config, network, watched, _now)
    if trial.listing.rows or trial.error is None:
        words = session.words_of(config)
        deliver(session, trial.listing, Shape(json=json, csv=csv), words=words, zone=config.timezone)
    if trial.error is not None:
        trial.error.facts.setdefault("source", kind)
        raise trial.error


def _readers_words(session: Session) -> Words:
    """Return the words of the watch file's language; a file that is missing or wrong is no matter here."""
    from veille.errors import ConfigError

    try:
        return session.words_of(session.config())
    except ConfigError:
        return session.words


def _pair(option: str) -> tuple[str, str]:
    key, sign, value = option.partition("=")
    if not sign:
        raise UsageError("not_a_pair", text=option)
    return key.strip(), value.strip()


@app.command(cls=Command)
def show(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", show_default=False)] = None,
    *,
    json: JsonFlag = False,
    csv: CsvFlag = False,
) -> None:
    """Say what a kind of source is, its options and its terms; without a kind, which kinds there are."""
    from veille.watch.kinds import described, listing

    session = session_of(context)
    words, shape = _readers_words(session), Shape(json=json, csv=csv)
    if kind is None:
        kinds = listing(words)
        deliver(session, _short(kinds) if shape.chosen == "table" else kinds, shape, words=words)
        return
    found = described(kind, words)
    if shape.chosen == "table":
        _tell_kind(session, found, words)
    else:
        deliver(session, found.options, shape, words=words)


def _tell_kind(session: Session, kind: Described, words: Words) -> None:
    from veille.watch.kinds import typed

    for line in (kind.label, kind.about):
        if line:
            _put(session, line)
    _put(session, words("cli.kind.channel", channel=kind.channel))
    _put(session, words("cli.kind.looks_back" if kind.looks_back else "cli.kind.no_past"))
    if kind.terms:
        _put(session, f"§ {kind.terms}")
    session.world.write(b"\n")
    deliver(session, typed(kind.options), Shape(), words=words)
    session.world.write(f"\n{kind.example}\n".encode())


@app.command(cls=Command)
def new(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", show_default=False)],
) -> None:
    """Write a kind of source of your own, with its test, as a package to install."""
    from veille.watch.new_kind import write

    session = session_of(context)
    written = write(Path(), kind)
    for path in written:
        session.say(f"✓ {path}")
    session.say(session.words("cli.new_kind", kind=kind, folder=str(written[0].parent)))


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
            rows.append(repair_row(one, words, written=agreed))
    notes = (Sentence(key="cli.repaired", facts={"count": len(rows)}),)
    listing = Listing(kind="sources_repair", columns=REPAIR, rows=tuple(rows), notes=notes)
    deliver(session, listing, Shape(json=json), words=words)


@app.command("import", cls=Command)
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="OPML", show_default=False)],
    *,
    check: Annotated[bool, typer.Option("--check", show_default=False)] = False,
    keep_dead: Annotated[bool, typer.Option("--keep-dead", show_default=False)] = False,
    json: JsonFlag = False,
) -> None:
    """Add the feeds of an OPML file to the watch file."""
    from veille.cli.subscriptions import take

    take(session_of(context), file, check=check, keep_dead=keep_dead, json=json)


@app.command(cls=Command)
def export(context: typer.Context, *, output: OutputOption = None) -> None:
    """Write the feeds of the watch file as OPML."""
    from veille.cli.subscriptions import give

    give(session_of(context), output)
