# SPDX-License-Identifier: MIT
"""The two lines that show where a query is wrong."""

from __future__ import annotations

import unicodedata

from veille.errors import QueryError

_AROUND = 60  # columns shown on each side of the caret
_WIDE = frozenset("WF")


def caret(error: QueryError) -> str:
    """Return the line of the query that holds the error, and a caret under the place."""
    column = max(0, min(error.column, len(error.query)))
    start = error.query.rfind("\n", 0, column) + 1
    end = error.query.find("\n", start)
    line, column = error.query[start : end if end >= 0 else None], column - start
    before, after = line[:column], line[column:]
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:]
    if len(after) > _AROUND:
        after = after[:_AROUND] + "…"
    before, after = _plain(before), _plain(after)
    return f"{before}{after}\n{' ' * sum(map(_width, before))}^"


def _plain(text: str) -> str:
    """Return a text that a terminal shows as it is: no tab, no control, nothing that turns it round."""
    return "".join(
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else " " for char in text
    )


def _width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1
