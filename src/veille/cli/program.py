# SPDX-License-Identifier: MIT
"""The program as its parser of command lines knows it: the global options, and below them the commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from veille.cli import front
from veille.cli.session import Session, begin
from veille.cli.tree import Root, session_of
from veille.i18n import LANGUAGES

app = typer.Typer(cls=Root, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=True)


def _version(wanted: bool) -> None:
    if wanted:
        front.version()
        raise typer.Exit


def _language(value: str | None) -> str | None:
    if value is not None and value not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES))
    return value


@app.callback(invoke_without_command=True)
def veille(
    context: typer.Context,
    *,
    config: Annotated[str | None, typer.Option(metavar="F", show_default=False)] = None,
    db: Annotated[str | None, typer.Option(metavar="F", show_default=False)] = None,
    lang: Annotated[str | None, typer.Option(metavar="fr|en", show_default=False, callback=_language)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", show_default=False)] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", show_default=False)] = False,
    debug: Annotated[bool, typer.Option("--debug", show_default=False)] = False,
    no_color: Annotated[bool, typer.Option("--no-color", show_default=False)] = False,
    version: Annotated[  # noqa: ARG001 - the callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, show_default=False)
    ] = False,
) -> None:
    """Read the global options into a Session."""
    context.obj = begin(
        session_of(context).world,
        config=config,
        db=db,
        lang=lang,
        quiet=quiet,
        verbose=verbose,
        debug=debug,
        no_color=no_color,
    )
    if context.invoked_subcommand is None:
        from veille.cli.welcome import welcome

        welcome(context)


def parse(arguments: Sequence[str], session: Session) -> Any:
    """Read the arguments and run the command they name; the result is its exit code, None for done."""
    command: Any = typer.main.get_command(app)
    try:
        return command.main(args=list(arguments), prog_name="veille", standalone_mode=False, obj=session)
    except SystemExit as leaving:  # what the parser makes of a closed pipe
        if isinstance(leaving.__context__, BrokenPipeError):
            raise leaving.__context__ from None
        raise
