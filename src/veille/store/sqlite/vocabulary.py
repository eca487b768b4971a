# SPDX-License-Identifier: MIT
"""What a database holds that a query may name in part: words of its index, names of sources, tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from veille.expression.forms import fitting
from veille.expression.nodes import Wild
from veille.patterns import pattern
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.phrases import Open

MOST = 2_000
"""Words that a query is widened to; beyond, reading the documents costs less."""

_OPEN = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, row)"
_SOURCES = "SELECT DISTINCT source FROM sightings"
_TAGS = "SELECT DISTINCT t.value FROM mentions m, json_each(m.tags) t WHERE m.tags <> '[]'"
_WORDS = "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?"
_HEAD = pattern("[^*?]*")
_LAST = "\U0010ffff"
_LONGEST = 100_000
_BATCH = 10_000


class Vocabulary:
    """The words and names of one database, each asked for when a query first needs it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._answers: dict[Open, tuple[str, ...] | None] = {}

    @cached_property
    def sources(self) -> Sequence[str]:
        """The names of all sources that showed a document."""
        return [row[0] for row in self._connection.execute(_SOURCES)]

    @cached_property
    def tags(self) -> Sequence[str]:
        """All tags of mentions, as written."""
        return [row[0] for row in self._connection.execute(_TAGS)]

    def answering(self, node: Open) -> Sequence[str] | None:
        """Return the words of the index that answer, None when they are too many."""
        if node not in self._answers:
            self._answers[node] = self._search(node)
        return self._answers[node]

    def _search(self, node: Open) -> tuple[str, ...] | None:
        found: list[str] = []
        for words in self._likely(node):
            found += fitting(node, words)
            if len(found) > MOST:
                return None
        return tuple(found)

    def _likely(self, node: Open) -> Iterator[list[str]]:
        """Yield the words of the index that begin as they must, or are about as long, some at a time."""
        self._connection.execute(_OPEN)
        if isinstance(node, Wild):
            head = _HEAD.match(node.pattern)
            assert head is not None
            asked = (head[0], head[0] + _LAST, 0, _LONGEST)
        else:
            asked = ("", _LAST, len(node.word) - node.edits, len(node.word) + node.edits)
        cursor = self._connection.execute(_WORDS, asked)
        while rows := cursor.fetchmany(_BATCH):
            yield [row[0] for row in rows]
