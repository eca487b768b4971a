# SPDX-License-Identifier: MIT
"""`veille init`: a first watch file, by questions at a terminal, by flags elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.asking import answer
from veille.cli.tree import Command, session_of
from veille.errors import UsageError

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.i18n import Words
    from veille.watch.discover import Attempt
    from veille.watch.init import Answers

app = typer.Typer(add_completion=False, rich_markup_mode=None)

TEMPLATES = ("pme", "ville", "agence")


@app.command(cls=Command)
def init(
    context: typer.Context,
    *,
    brand: Annotated[list[str] | None, typer.Option("--brand", metavar="N", show_default=False)] = None,
    site: Annotated[list[str] | None, typer.Option("--site", metavar="URL", show_default=False)] = None,
    template: Annotated[
        str | None, typer.Option("--template", metavar="pme|ville|agence", show_default=False)
    ] = None,
) -> None:
    """Write sources.toml."""
    from veille.config.starter import distinct
    from veille.watch.init import free, write

    session = session_of(context)
    words = session.words
    if template is not None and template not in TEMPLATES:
        raise UsageError("bad_choice", value=template, known=", ".join(TEMPLATES))
    path = free(Path(session.config_path or session.world.environ.get("VEILLE_CONFIG") or "sources.toml"))
    flags = bool(brand or site or template)
    answers = (
        _flags(session, brand or [], site or [], template)
        if flags or not session.world.asks
        else _ask(session)
    )
    feeds = _feeds(session, answers, words)
    write(path, answers, feeds)
    facts = {"count": len(distinct(answers.brands)), "feeds": len(feeds)}
    session.say(words("init.written", file=str(path), **facts))
    session.say(words("init.blind"))
    session.say(words("init.next"))


def _flags(session: Session, brands: list[str], sites: list[str], template: str | None) -> Answers:
    from veille.watch.init import Answers

    return Answers(
        brands=tuple({"name": name} for name in brands),
        sites=tuple(sites),
        template=template,
        language=session.words.language,
    )


def _ask(session: Session) -> Answers:
    """Ask the few things that matter; every question has a default."""
    from veille.watch.init import Answers

    words = session.words
    name = next(iter(_names(session, "brand", several=False)), "")
    table: dict[str, object] = {"name": name} if name else {}
    others = _names(session, "aliases")
    table |= {"aliases": [one for one in others if not one.startswith("@")]}
    table |= {"handles": [one for one in others if one.startswith("@")]}
    table |= {"exclude": _names(session, "exclude")}
    competitors = _names(session, "competitors")
    sites = _list(answer(session, words("init.ask.sites")))
    brands = [{key: value for key, value in table.items() if value}] if name else []
    brands += [{"name": one, "role": "competitor"} for one in competitors]
    return Answers(brands=tuple(brands), sites=tuple(sites), language=words.language)


def _names(session: Session, question: str, *, several: bool = True) -> list[str]:
    """Ask until every name may stand in a text; an empty line is none."""
    from veille.config.starter import is_name

    while True:
        said = answer(session, session.words(f"init.ask.{question}"))
        names = _list(said) if several else [said] if said else []
        wrong = next((name for name in names if not is_name(name)), None)
        if wrong is None:
            return names
        session.world.say(session.words("init.ask.not_a_name", text=wrong))


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _feeds(session: Session, answers: Answers, words: Words) -> list[Attempt]:
    if not answers.sites:
        return []
    from veille.config import defaults
    from veille.watch.init import feeds_of
    from veille.watch.network import opened_network

    with opened_network(defaults()) as network:
        found, without = feeds_of(network, answers.sites)
    for site in without:
        session.say(words("init.no_feed", site=site))
    return found
