# SPDX-License-Identifier: MIT
"""Which brands could be in a document at all: told from its words, so that a thousand names cost as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.expression import Subject
from veille.model import Document
from veille.steps.match.definition import Definition
from veille.steps.match.hits import READ, author_names, host_of, hosts_above
from veille.text import Reading


class Prefilter:
    """Knows the brands by the words, hosts and accounts that give them away."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self._always: set[int] = set()
        self._by_word: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        self._by_host: dict[str, set[int]] = {}
        self._by_account: dict[str, set[int]] = {}
        for number, definition in enumerate(definitions):
            self._add(number, definition)
        self._words = frozenset(self._by_word)
        self._signed = any(word[0] in "＠＃" for word in self._words)
        # A joined form of three words begins with two of them: all beginnings of what is looked for.
        self._stems = frozenset(word[:end] for word in self._words for end in range(2, len(word)))

    def _add(self, number: int, definition: Definition) -> None:
        triggers = definition.triggers
        if triggers is None:
            self._always.add(number)
        for word, others in triggers or ():
            self._by_word.setdefault(word, []).append((number, others))
        for names, known in ((definition.domains, self._by_host), (definition.handles, self._by_account)):
            for name in names:
                known.setdefault(name, set()).add(number)

    def candidates(self, subject: Subject) -> list[int]:
        """Return the numbers of the brands that may be there, in their order."""
        found = set(self._always)
        for place in READ:
            reading = subject.reading(place)
            if not self._words:
                continue
            # Most texts hold none of the words: a set of theirs is made only when one does.
            seen = self._words.intersection(reading.rough())
            if seen:
                found.update(self._named_by(seen, reading.vocabulary))
            if self._linked(reading):
                found.update(self._named_by(self._words.intersection(reading.links.split()), frozenset()))
        for numbers in self._beside(subject.document):
            found |= numbers
        return sorted(found)

    def _named_by(self, seen: frozenset[str], words: set[str] | frozenset[str]) -> Iterator[int]:
        for word in seen:
            yield from (number for number, others in self._by_word[word] if words.issuperset(others))

    def _linked(self, reading: Reading) -> bool:
        if self._signed and ("@" in reading.text or "#" in reading.text):
            return True
        pairs, begun = reading.hints
        return not (self._words.isdisjoint(pairs) and self._stems.isdisjoint(begun))

    def _beside(self, document: Document) -> Iterator[set[int]]:
        if self._by_host:
            for host in {document.host or "", *map(host_of, document.links)}:
                yield from (self._by_host[name] for name in hosts_above(host) if name in self._by_host)
        if self._by_account:
            for name in author_names(document.author, document.author_url):
                yield self._by_account.get(name, set())
