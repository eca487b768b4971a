# SPDX-License-Identifier: MIT
"""Regular expressions of queries: RE2 runs them, in time linear in the text, or refuses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from veille.expression.nodes import Regex
from veille.patterns import pattern

if TYPE_CHECKING:
    from veille.text import Reading

MOST = 1_000
"""Places of one expression in one text."""

_WORK = 50_000_000
"""Characters that may be looked at for all of them: for each, RE2 may go on to the end of the text."""

_MEMORY = 8 << 20
_LARGEST = 50_000  # instructions
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "?")

# RE2 takes \w and \s for ASCII alone: é would be no letter, and the space before « € » none.
_PIECE = pattern(r"\\Q.*?(?:\\E|$)|\\.|\[:\^?[a-z]+:\]|\[\^?\]?|\]|[^\\\[\]]+", re.DOTALL)
_LETTER, _SPACE = r"\p{L}\p{M}\p{N}_", r"\s\p{Z}"
_WIDER = {r"\w": f"[{_LETTER}]", r"\W": f"[^{_LETTER}]", r"\s": f"[{_SPACE}]", r"\S": f"[^{_SPACE}]"}
_WIDER_IN_CLASS = {r"\w": _LETTER, r"\s": _SPACE}


@lru_cache(maxsize=256)
def compiled(written: str) -> Any:
    """Return an expression ready to search. Raises ValueError with RE2's own reason."""
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _MEMORY
    try:
        re2.compile(written, options)  # what is refused is told as it was written
        found = re2.compile(_widened(written), options)
    except UnicodeEncodeError as cause:
        raise ValueError("invalid UTF-8") from cause
    except re2.error as cause:
        reason = cause.args[0]
        raise ValueError(
            reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        ) from cause
    if found.programsize > _LARGEST:
        raise ValueError("pattern too large")
    return found


def _widened(written: str) -> str:
    """Return an expression whose letters and spaces are those of every script."""
    pieces, inside = [], False  # of a class, in which [ is a bracket
    for match in _PIECE.finditer(written):
        piece = match[0]
        if piece[0] == "\\":
            piece = (_WIDER_IN_CLASS if inside else _WIDER).get(piece, piece)
        elif piece == "]":
            inside = False
        elif piece[0] == "[" and not piece.startswith("[:"):
            inside = not (inside and piece.endswith("]"))
        pieces.append(piece)
    return "".join(pieces)


def find_regex(node: Regex, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where an expression stands in a text, as shown; never an empty place, nor more than a text can bear."""
    text, count, work = _whole(reading.text), 0, 0
    for match in compiled(node.pattern).finditer(text):
        start, end = match.span()
        if start < end:
            yield start, end
            count += 1
        work += len(text) - start
        if count >= MOST or work > _WORK:
            return


def _whole(text: str) -> str:
    """Return a text that UTF-8 can say, character for character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text
