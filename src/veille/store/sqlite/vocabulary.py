# SPDX-License-Identifier: MIT
"""What a database holds that a query may name in part: words of its index, names of sources, tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from veille.expression.forms import fitting
from veille.expression.nodes import Fuzzy, Wild
from veille.patterns import pattern
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.nearby import END, Nearby
from veille.store.sqlite.phrases import Open

MOST = 2_000
"""Words that a query is widened to, in all; beyond, reading the documents costs less."""

LONG = 30
"""Times that a query may go through most of the words: each takes a tenth of a second to some seconds."""

# A table of this connection alone, of which a database opened for reading knows nothing.
_OPEN = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, row)"
_FROM = "SELECT term FROM temp.vocabulary WHERE term >= ?"
_WORDS = "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ?"
_AS_LONG = "SELECT term FROM temp.vocabulary WHERE length(term) BETWEEN ? AND ?"
_SOURCES = "SELECT DISTINCT source FROM sightings"
_TAGS = "SELECT DISTINCT t.value FROM mentions m, json_each(m.tags) t WHERE m.tags <> '[]'"
_HEAD = pattern("[^*?]*")
_BATCH = 10_000
_PATIENCE = 20  # words passed by in the time of one look-up


class Vocabulary:
    """The words and names of one database, each asked for when a query first needs it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._answers: dict[Open, tuple[str, ...] | None] = {}
        self._most, self._long = MOST, LONG

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
        head = _HEAD.match(node.pattern) if isinstance(node, Wild) else None
        begins = "" if head is None else head[0]
        self._long -= not begins
        if self._long < 0:
            return None
        self._connection.execute(_OPEN)
        found: list[str] = []
        for words in self._likely(node, begins):
            found += fitting(node, words)
            if len(found) > self._most:
                return None
        self._most -= len(found)
        return tuple(found)

    def _likely(self, node: Open, begins: str) -> Iterator[Sequence[str]]:
        """Yield words of the index, some at a time, among them all that answer."""
        if isinstance(node, Wild):
            return self._read(_WORDS, begins, begins + END)
        if node.edits == 1:
            return self._near(node)
        return self._read(_AS_LONG, len(node.word) - node.edits, len(node.word) + node.edits)

    def _read(self, asked: str, *parameters: object) -> Iterator[Sequence[str]]:
        cursor = self._connection.execute(asked, parameters)
        while rows := cursor.fetchmany(_BATCH):
            yield [row[0] for row in rows]

    def _near(self, node: Fuzzy) -> Iterator[Sequence[str]]:
        """Look only where such a word can stand: a few hundred look-ups instead of all words.

        With two edits the look-ups are so many that reading all words costs less.
        """
        nearby = Nearby(node.word, node.edits)
        start = ""
        while start < END:
            passed = 0
            for (word,) in self._connection.execute(_FROM, (start,)):
                passed += word < start
                if passed > _PATIENCE:
                    break
                if word >= start:
                    near, start = nearby.following(word)
                    if near:
                        yield (word,)
            else:
                return
