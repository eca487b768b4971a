# SPDX-License-Identifier: MIT
"""Starts a command: the single place that catches errors, and the exit codes they give."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from veille.cli.arguments import hoist, peek
from veille.cli.front import understood
from veille.cli.session import Session
from veille.cli.world import World
from veille.errors import Exit, FileError, VeilleError
from veille.i18n import LANGUAGES, Words

FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EROFS})
"""What a disk or a device says that takes no more of our output."""


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
    try:
        with _signals():
            outcome = _obeyed(ordered, session)
    except VeilleError as error:
        return _failed(error, session, ordered)
    except _Terminated:
        return Exit.TERMINATED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return _pipe_closed()
    except Exception as error:  # noqa: BLE001 - the one place where a bug of ours is told as such
        if isinstance(error, OSError) and error.errno in FULL:
            return _failed(FileError("output", reason=error.strerror or ""), session, ordered)
        return _unforeseen(error, session, ordered)
    return int(outcome or 0)


def _obeyed(arguments: Sequence[str], session: Session) -> Any:
    plain = understood(arguments, session.world)
    if plain is not None:
        return plain()
    from veille.cli.program import parse

    return parse(arguments, session)


def _words(session: Session, arguments: Sequence[str]) -> Words:
    """The words of an error: as asked, else the locale's, else the watch file's, under cron too."""
    if session.language or session.world.locale():
        return session.words
    from veille.config.language import language_of

    return Words(language_of(peek(arguments, "--config"), session.world.environ) or "en")


def _failed(error: VeilleError, session: Session, arguments: Sequence[str]) -> int:
    from veille.cli.failures import lines

    for line in lines(error, _words(session, arguments)):
        session.world.say(line)
    if "--debug" in arguments:
        _traceback(session.world)
    return error.exit_code


def _unforeseen(error: Exception, session: Session, arguments: Sequence[str]) -> int:
    """Tell of a usage error of the parser, or of a bug of ours."""
    from veille.cli.failures import usage_lines

    world, words = session.world, _words(session, arguments)
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
    """Turn SIGTERM and SIGHUP into an exception while a command runs, so that what is open gets closed."""

    def __enter__(self) -> None:
        import signal

        self._before: dict[int, Any] = {}
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            # Only the main thread may; and what `nohup` made deaf stays so.
            with suppress(ValueError):
                if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._stop)

    def __exit__(self, *_: object) -> None:
        import signal

        for number, before in self._before.items():
            signal.signal(number, before)

    @staticmethod
    def _stop(_number: int, _frame: object) -> None:
        raise _Terminated
