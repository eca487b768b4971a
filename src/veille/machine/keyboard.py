# SPDX-License-Identifier: MIT
"""Reads single keys at a terminal, without Enter, and leaves the terminal as it was whatever happens."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

_LONGEST_KEY = 32
"""Bytes that one key may send: those of an arrow begin with Escape."""

Key = Callable[[], str]
"""Returns the next key; what is asked for is shown by then, so that nothing typed before counts."""


@contextmanager
def keys(stream: TextIO) -> Iterator[tuple[Key, Callable[[], None]]]:
    """Yield what waits for the next key, and what forgets all keys typed so far.

    A key is its character, the empty text at the end of input; Ctrl-C interrupts as everywhere.
    """
    if sys.platform == "win32":
        yield _pressed_on_windows, _forget_on_windows
    else:
        yield from _by_termios(stream)


if sys.platform == "win32":

    def _pressed_on_windows() -> str:
        import msvcrt

        key = msvcrt.getwch()
        if key == "\x03":
            raise KeyboardInterrupt
        # Function keys and arrows come in two parts.
        return key + msvcrt.getwch() if key in "\x00\xe0" else key

    def _forget_on_windows() -> None:
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()

else:

    def _by_termios(stream: TextIO) -> Iterator[tuple[Key, Callable[[], None]]]:
        import termios
        import tty

        file = stream.fileno()
        before = termios.tcgetattr(file)

        def pressed() -> str:
            return os.read(file, _LONGEST_KEY).decode("utf-8", "replace")

        try:
            tty.setcbreak(file, termios.TCSADRAIN)
            yield pressed, lambda: termios.tcflush(file, termios.TCIFLUSH)
        finally:
            termios.tcsetattr(file, termios.TCSADRAIN, before)
