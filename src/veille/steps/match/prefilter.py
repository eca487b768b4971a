# SPDX-License-Identifier: MIT
"""Which brands could be in a document at all: told from its words, so that a thousand names cost as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.expression import Subject
from veille.model import Document
from veille.steps.match.definition import Definition
from veille.steps.match.hits import READ, author_names, host_of, hosts_above
from veille.text import Reading

_FEW = 60  # up to so many words it is quicker to search each than to make a set of the text's


class Prefilter:
    """Knows the brands by the words, hosts and accounts that give them away."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self._always: set[int] = set()
        self._by_word: dict[str, set[int]] = {}
        self._by_host: dict[str, set[int]] = {}
        self._by_account: dict[str, set[int]] = {}
        for number, definition in enumerate(definitions):
            self._add(number, definition)
        self._words = frozenset(self._by_word)
        self._signed = any(word[0] in "＠＃" for word in self._words)
        # A joined form begins with a pair of words: all beginnings of what is looked for.
        self._stems = frozenset(word[:end] for word in self._words for end in range(2, len(word) + 1))

    def _add(self, number: int, definition: Definition) -> None:
        triggers = definition.triggers
        if triggers is None:
            self._always.add(number)
        for words, known in (
            (triggers or (), self._by_word),
            (definition.domains, self._by_host),
            (definition.handles, self._by_account),
        ):
            for word in words:
                known.setdefault(word, set()).add(number)

    def candidates(self, subject: Subject) -> list[int]:
        """Return the numbers of the brands that may be there, in their order."""
        found = set(self._always)
        for place in READ:
            for word in self._seen(subject.reading(place)):
                found |= self._by_word[word]
        for numbers in self._beside(subject.document):
            found |= numbers
        return sorted(found)

    def _seen(self, reading: Reading) -> Iterator[str]:
        line = f" {reading.rough} "
        if len(self._words) <= _FEW:
            yield from (word for word in self._words if f" {word} " in line)
        else:
            yield from self._words.intersection(line.split())
        if (self._signed and ("@" in reading.text or "#" in reading.text)) or not self._stems.isdisjoint(
            reading.hints
        ):
            yield from self._words.intersection(reading.links.split())

    def _beside(self, document: Document) -> Iterator[set[int]]:
        if self._by_host:
            for host in {document.host or "", *map(host_of, document.links)}:
                yield from (self._by_host[name] for name in hosts_above(host) if name in self._by_host)
        if self._by_account:
            for name in author_names(document.author, document.author_url):
                yield self._by_account.get(name, set())
