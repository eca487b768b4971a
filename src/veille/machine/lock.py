# SPDX-License-Identifier: MIT
"""Lets one process at a time change a file: the others wait, for a while."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from veille.errors import FileError
from veille.machine.files import file_error

PATIENCE = 10.0
"""How many seconds a command waits for another one to finish its edit."""

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_PAUSE = 0.02


@contextmanager
def held(path: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the right to change a file until the block ends; the file itself need not be there.

    What is locked is a file beside it, because the file itself is replaced by an edit. The system gives the
    lock back when its process ends, however it ends.

    Raises FileError: `file_busy` (facts path, seconds) after so many seconds, and those of write_atomically.
    """
    beside = path.with_name(f".{path.name[:100]}.lock")
    until = time.monotonic() + patience
    try:
        while (handle := _taken(beside)) is None:
            if time.monotonic() > until:
                raise FileError("file_busy", path=str(path), seconds=f"{patience:g}")
            time.sleep(_PAUSE)
    except OSError as error:
        raise file_error(error, path) from error
    try:
        yield
    finally:
        # While it is still held: whoever gets this one then sees that it is no longer there (see _taken).
        with suppress(OSError):
            beside.unlink()
        os.close(handle)


def _taken(beside: Path) -> int | None:
    """Return the lock file, open and locked; None if another process has it."""
    handle = os.open(beside, _FLAGS, 0o600)
    if _locked(handle) and _is_there(handle, beside):
        return handle
    os.close(handle)
    return None


def _is_there(handle: int, beside: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), beside.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _locked(handle: int) -> bool:
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _locked(handle: int) -> bool:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
