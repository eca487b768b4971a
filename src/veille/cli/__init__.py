# SPDX-License-Identifier: MIT
"""The program: its global options, the single place that catches errors, and its exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from veille.cli.arguments import hoist, peek
from veille.cli.session import Session
from veille.cli.tree import Root, session_of
from veille.cli.world import World
from veille.errors import Exit, VeilleError
from veille.i18n import LANGUAGES, Words

app = typer.Typer(cls=Root, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=True)


def _version(wanted: bool) -> None:
    if wanted:
        from veille import __version__

        print(f"veille {__version__}")  # noqa: T201 - cli/ prints
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
    context.obj = Session(
        world=session_of(context).world,
        config_path=config,
        database=db,
        language=lang,
        quiet=quiet,
        verbose=verbose,
        debug=debug,
        color=not no_color,
    )
    if context.invoked_subcommand is None:
        from veille.cli.welcome import welcome

        welcome(context)


def run(arguments: Sequence[str], world: World | None = None) -> int:
    """Run one command; return its exit code. The only place that catches errors."""
    world = world or World()
    ordered = hoist(arguments)
    language = peek(ordered, "--lang")
    known = language if language in LANGUAGES else None
    session = Session(world=world, language=known)  # --help is answered before the options are read
    words = session.words
    try:
        with _signals():
            outcome = typer.main.get_command(app).main(
                args=ordered, prog_name="veille", standalone_mode=False, obj=session
            )
    except VeilleError as error:
        return _failed(error, world, words, ordered)
    except _Terminated:
        return Exit.TERMINATED
    except BrokenPipeError:
        return _pipe_closed()
    except Exception as error:  # noqa: BLE001 - the one place where a bug of ours is told as such
        return _unforeseen(error, world, words, ordered)
    return int(outcome or 0)


def _failed(error: VeilleError, world: World, words: Words, arguments: Sequence[str]) -> int:
    from veille.cli.failures import lines

    for line in lines(error, words):
        world.say(line)
    if "--debug" in arguments:
        _traceback(world)
    return error.exit_code


def _unforeseen(error: Exception, world: World, words: Words, arguments: Sequence[str]) -> int:
    """Tell of a usage error of the parser, or of a bug of ours."""
    from veille.cli.failures import usage_lines

    if hasattr(error, "format_message"):
        if type(error).__name__ == "NoArgsIsHelpError":
            world.say(str(error))
            return Exit.USAGE
        for line in usage_lines(error, words):
            world.say(line)
        return Exit.USAGE
    if type(error).__name__ == "Abort":
        return Exit.INTERRUPTED
    world.say(f"veille: {words('cli.bug.what', reason=f'{type(error).__name__}: {error}'[:300])} [internal]")
    world.say(f"  {words('cli.hint')} {words('cli.bug.todo')}")
    if "--debug" in arguments:
        _traceback(world)
    return Exit.FAILED


def _traceback(world: World) -> None:
    import traceback

    world.say(traceback.format_exc())


def _pipe_closed() -> int:
    # The reader of our output left (`veille search x | head`): that is no failure. Python would complain again
    # while flushing at exit, so standard output is pointed at nothing.
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.DONE


class _Terminated(BaseException):
    """SIGTERM arrived."""


class _signals:  # noqa: N801 - read as a statement: `with _signals():`
    """Turn SIGTERM into an exception for as long as a command runs, so that what is open gets closed."""

    def __enter__(self) -> None:
        import signal
        import threading

        self._before: Any = None
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGTERM, self._stop)

    def __exit__(self, *_: object) -> None:
        import signal

        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)

    @staticmethod
    def _stop(_number: int, _frame: object) -> None:
        raise _Terminated
