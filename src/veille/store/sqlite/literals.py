# SPDX-License-Identifier: MIT
"""Letters that every match of a regular expression holds, so that most texts need not be read for it.

Only what is plain at a glance is used: groups are stepped over, and where a sign is not known there are none.
"""

from __future__ import annotations

from collections.abc import Iterator

from veille.patterns import pattern

SHORTEST = 3
"""Letters that tell texts apart."""

_TIMES = pattern(r"(?:[*+?]|\{[0-9]*,?[0-9]*\})\??")
_BORDERS = frozenset("bBdDwWsSAznrtfv")
_LITERAL = frozenset("abcdefghijlmnopqrtuvwxyz0123456789 -'\"_,;:!@#%&=<>~")
"""What is itself in every case; k and s are not: the signs for kelvin and long s are theirs too."""


class _UnknownError(ValueError):
    """A sign that is left alone."""


def needed(written: str) -> str | None:
    """Return the longest run of letters, lowered, that stands in all matches; None: nothing is sure."""
    try:
        runs = list(_runs(written))
    except _UnknownError:
        return None
    longest = max(runs, key=len, default="")
    return longest if len(longest) >= SHORTEST else None


def _runs(written: str) -> Iterator[str]:
    run, at = "", 0
    while at < len(written):
        end = _piece(written, at)
        times = _TIMES.match(written, end)
        letter = written[at:end].lower()
        sure = letter in _LITERAL
        if sure and (times is None or times[0][0] == "+"):
            run += letter
        if times is not None and _TIMES.match(written, times.end()):
            raise _UnknownError
        if not sure or times is not None:
            yield run
            run = ""
        at = end if times is None else times.end()
    yield run


def _piece(written: str, at: int) -> int:
    """Return where a letter, an escaped sign, a class or a group ends."""
    match written[at]:
        case "\\":
            if written[at + 1 : at + 2].isalnum() and written[at + 1] not in _BORDERS:
                raise _UnknownError
            return at + 2
        case "[":
            return _class(written, at)
        case "(":
            return _group(written, at)
        case "|" | ")":
            raise _UnknownError
        case _:
            return at + 1


def _class(written: str, at: int) -> int:
    end = at + 1
    if written.startswith(("]", "^]"), end):  # there a bracket is one of the letters
        raise _UnknownError
    while written[end : end + 1] != "]":
        if end >= len(written) or written[end] == "[":
            raise _UnknownError
        end += 2 if written[end] == "\\" else 1
    return end + 1


def _group(written: str, at: int) -> int:
    end = at + 1
    while written[end : end + 1] != ")":
        if end >= len(written) or written.startswith("\\Q", end):
            raise _UnknownError
        if written[end] in "([":
            end = _group(written, end) if written[end] == "(" else _class(written, end)
        else:
            end += 2 if written[end] == "\\" else 1
    return end + 1
