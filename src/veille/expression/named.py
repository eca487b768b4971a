# SPDX-License-Identifier: MIT
"""Queries with a name, `[queries]` of the watch file, which others use as `@name`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from veille.errors import QueryError
from veille.expression.lex import Kind, lex
from veille.text import fold

TAIL = ",;:!.…'’`/"
"""Signs at the end of a word that are none of it."""


class Queries:
    """The named queries that may be used, those now being read within one another, and how many words so far, `open` of them not known exactly."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.trail: list[str] = []
        self.leaves = 0
        self.open = {"fuzzy": 0, "wild": 0}


def named(text: str, queries: Mapping[str, str]) -> str | None:
    """Return the name of the query that `@name` stands for, whatever its case, or None: it is an account."""
    if not text.startswith(("@", "＠")):
        return None
    bare = text[1:]
    if bare in queries:
        return bare
    wanted = fold(bare)
    return next((name for name in queries if fold(name) == wanted), None)


def queries_used(query: str, queries: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the names and texts of the queries that one uses, directly or through others, sorted.

    What cannot be read counts as far as it goes.
    """
    used: dict[str, str] = {}
    waiting = [query]
    while waiting:
        for name in _mentioned(waiting.pop(), queries):
            if name not in used:
                used[name] = queries[name]
                waiting.append(queries[name])
    return tuple(sorted(used.items()))


def _mentioned(query: str, queries: Mapping[str, str]) -> Iterator[str]:
    try:
        for token in lex(query):
            name = named(token.text.rstrip(TAIL), queries) if token.kind is Kind.WORD else None
            if name is not None:
                yield name
    except QueryError:
        return
