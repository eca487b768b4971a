# SPDX-License-Identifier: MIT
"""Starts a command: the single place that catches errors, and the exit codes they give."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from veille.cli.arguments import hoist, peek
from veille.cli.front import understood
from veille.cli.session import Session
from veille.cli.world import World
from veille.errors import Exit, VeilleError
from veille.i18n import LANGUAGES, Words


def __getattr__(name: str) -> Any:
    if name == "app":  # loads the parser, which the commands served by the front do without
        from veille.cli.program import app

        return app
    raise AttributeError(name)


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
            outcome = _obeyed(ordered, session)
    except VeilleError as error:
        return _failed(error, world, words, ordered)
    except _Terminated:
        return Exit.TERMINATED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return _pipe_closed()
    except Exception as error:  # noqa: BLE001 - the one place where a bug of ours is told as such
        return _unforeseen(error, world, words, ordered)
    return int(outcome or 0)


def _obeyed(arguments: Sequence[str], session: Session) -> Any:
    plain = understood(arguments, session.world)
    if plain is not None:
        return plain()
    from veille.cli.program import parse

    return parse(arguments, session)


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

        self._before: Any = None
        with suppress(ValueError):  # only the main thread may
            self._before = signal.signal(signal.SIGTERM, self._stop)

    def __exit__(self, *_: object) -> None:
        import signal

        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)

    @staticmethod
    def _stop(_number: int, _frame: object) -> None:
        raise _Terminated
