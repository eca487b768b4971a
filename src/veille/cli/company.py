# SPDX-License-Identifier: MIT
"""`veille company`: a company's public record, its latest mentions, and the way to watch it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.asking import agrees
from veille.cli.deliver import deliver
from veille.cli.options import JsonFlag, YesFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, session_of
from veille.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.config import Config
    from veille.directories.base import Companies, Company
    from veille.i18n import Words
    from veille.model import Listing
    from veille.watch.company import Proposed

app = typer.Typer(add_completion=False, rich_markup_mode=None)

DIRECTORY = "recherche_entreprises"
MENTIONS = 5
"""Mentions that end a sheet."""


@app.command(cls=Command)
def company(
    context: typer.Context,
    name: Annotated[list[str], typer.Argument(metavar="NAME", show_default=False)],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=25, metavar="N", show_default=False)] = 10,
    add: Annotated[bool, typer.Option("--add", show_default=False)] = False,
    yes: YesFlag = False,
    json: JsonFlag = False,
) -> None:
    """Look a company up, and add it to the watch file if asked."""
    from veille.watch.company import chosen

    session = session_of(context)
    asked = " ".join(name).strip()
    if not asked:
        raise UsageError("company_unnamed")
    config = _config(session, needed=add)
    found = _found(session, config, asked, limit)
    one = chosen(found, asked)
    if add and one is None:
        code = "company_several" if found.found else "company_unknown"
        raise UsageError(code, name=asked, count=found.total)
    mentions = None if one is None or config is None else _mentions(session, one)
    proposed = _proposed(config, one, asked) if add else None
    if not json:
        _show(session, config, found, one, mentions)
    written = proposed is not None and _written(session, config, proposed, yes=yes, quiet=json)
    if json:
        _data(session, asked, found, mentions, proposed if written else None)


def _config(session: Session, *, needed: bool) -> Config | None:
    """Read the watch file; a look at a register can do without one."""
    try:
        return session.config()
    except ConfigError as error:
        if needed or error.code != "no_watch_file":
            raise
        return None


def _found(session: Session, config: Config | None, asked: str, limit: int) -> Companies:
    from veille import plugins
    from veille.config import defaults
    from veille.directories.base import Directory
    from veille.watch.company import look_up
    from veille.watch.network import opened_network

    directory = plugins.load("directories", DIRECTORY, Directory)()  # type: ignore[type-abstract]
    with opened_network(config or defaults(session.world.environ)) as network:
        return look_up(network, directory, asked, limit=limit)


def _mentions(session: Session, one: Company) -> Listing:
    from veille.watch.company import mentioned

    with session.watch("read") as watch:
        return mentioned(watch, one, limit=MENTIONS)


def _words(session: Session, config: Config | None) -> Words:
    return session.words if config is None else session.words_of(config)


def _show(
    session: Session, config: Config | None, found: Companies, one: Company | None, mentions: Listing | None
) -> None:
    from datetime import UTC

    from veille.watch.company import matches, sheet

    words = _words(session, config)
    if one is None:
        deliver(session, matches(found), Shape(), words=words)
        return
    deliver(session, sheet(one), Shape(), words=words)
    if not one.public:
        session.say(words("cli.company.hidden"))
    if mentions is not None:
        session.world.write(f"\n{words('cli.company.mentions')}\n".encode())
        deliver(session, mentions, Shape(), words=words, zone=config.timezone if config else UTC)


def _data(
    session: Session, asked: str, found: Companies, mentions: Listing | None, added: Proposed | None
) -> None:
    from veille.model import Summary
    from veille.watch.company import record

    shown = {
        "query": asked,
        "total": found.total,
        "companies": [record(one) for one in found.found],
        "mentions": [] if mentions is None else list(mentions.rows),
        "added": None if added is None else {"brand": added.brand, "source": added.source},
    }
    deliver(session, Summary(kind="company", record=shown), Shape(json=True), words=session.words)


def _proposed(config: Config | None, one: Company | None, asked: str) -> Proposed | None:
    from veille.watch.company import proposal

    return None if config is None or one is None else proposal(config, one, asked)


def _written(session: Session, config: Config | None, proposed: Proposed, *, yes: bool, quiet: bool) -> bool:
    """Write what is proposed once a person agrees; say what there is already."""
    assert config is not None
    words = session.words_of(config)
    if proposed.brand is None:
        session.say(words("cli.company.brand_known"))
    if proposed.source is None:
        session.say(words("cli.company.source_known"))
    tables = {"brand": proposed.brand, "source": proposed.source}
    if not any(tables.values()):
        return False
    for kind, table in tables.items():
        if table is not None:
            session.say(words("cli.company.proposed", kind=kind, table=_as_text(table)))
    if not yes and (quiet or not agrees(session, words("cli.company.question"), words)):
        session.say(words("cli.company.unwritten"))
        return False
    _append(session, config, proposed, words)
    return True


def _append(session: Session, config: Config, proposed: Proposed, words: Words) -> None:
    from veille.config import checker
    from veille.machine.watchfile import append_brand, append_source

    file = config.path.name
    if proposed.brand is not None:
        line = append_brand(config.path, proposed.brand, check=checker(config))
        session.say(words("cli.brand_added", brand=proposed.brand["name"], line=line, file=file))
    if proposed.source is not None:
        line = append_source(config.path, proposed.source, check=checker(config))
        session.say(words("cli.source_added", source=proposed.source["name"], line=line, file=file))


def _as_text(table: object) -> str:
    assert isinstance(table, dict)
    shown = ((key, value) for key, value in table.items() if value)
    return " · ".join(
        f"{key} = {', '.join(value) if isinstance(value, list) else value}" for key, value in shown
    )
