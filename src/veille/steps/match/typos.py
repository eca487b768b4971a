# SPDX-License-Identifier: MIT
"""Which words of a text are a name with a typing error in it, and no word of any language or other name.

Candidates come first, by the letters that two words share when each loses one or two (symmetric deletion); the
few that are left are measured. A word is judged once: words come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from veille.text.wordlist import is_word

ONE, TWO = 5, 9
"""Letters from which a word may have one typing error, and two."""

_REMEMBERED = 100_000
_IN_ONE_TEXT = 4_000
"""Unknown words that are judged in one text: more is no honest text."""


def edits(word: str) -> int:
    """Return how many letters of a word may be wrong: added, lost, changed, or swapped with the next."""
    return 0 if len(word) < ONE else 1 if len(word) < TWO else 2


def tolerant(words: Sequence[str]) -> bool:
    """Say whether any of these words may be misspelt."""
    return any(map(edits, words))


class Speller:
    """Knows the words of names, and of which of them a word is a misspelling."""

    def __init__(self, names: Iterable[Sequence[str]], exact: Iterable[str]) -> None:
        words = {word for name in names for word in name if edits(word)}
        self._exact = frozenset(exact) | words
        self._deep = any(edits(word) > 1 for word in words)
        self._sizes = range(
            min(len(word) - edits(word) for word in words), max(len(word) + edits(word) for word in words) + 1
        )
        self._shortened: dict[str, list[str]] = {}
        for word in words:
            for shorter in _without(word, edits(word)):
                self._shortened.setdefault(shorter, []).append(word)
        self._meant: dict[str, tuple[str, ...]] = {}

    def misspelt(self, words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return those of some different words of a text that are misspellings, with what they may mean."""
        known = self._meant
        if len(known) > _REMEMBERED:
            known.clear()
        found = {}
        for word in self._judged(words):
            meant = known.get(word)
            if meant is None:
                meant = known[word] = self._judge(word)
            if meant:
                found[word] = meant
        return found

    def _judged(self, words: Iterable[str]) -> Iterable[str]:
        sizes = self._sizes
        likely = [word for word in words if len(word) in sizes]
        return likely if len(likely) <= _IN_ONE_TEXT else islice(sorted(likely), _IN_ONE_TEXT)

    def _judge(self, word: str) -> tuple[str, ...]:
        if word in self._exact:
            return ()
        depth = 2 if self._deep and len(word) >= TWO - 2 else 1
        shared = self._shortened.keys() & _without(word, depth)
        if not shared:
            return ()
        from rapidfuzz.distance import OSA

        likely = {name for shorter in shared for name in self._shortened[shorter]}
        meant = tuple(
            sorted(
                name
                for name in likely
                if _numbered(name, word) and OSA.distance(word, name, score_cutoff=edits(name)) <= edits(name)
            )
        )
        return () if not meant or is_word(word) else meant


def _without(word: str, depth: int) -> set[str]:
    """Return a word and all that is left of it without one letter, or two."""
    once = {word[:at] + word[at + 1 :] for at in range(len(word))}
    found = {word, *once}
    if depth > 1:
        for shorter in once:
            found.update([shorter[:at] + shorter[at + 1 :] for at in range(len(shorter))])
    return found


def _numbered(name: str, word: str) -> bool:
    """Say whether a digit of a word stands for a letter at most: another number is another thing, not an error."""
    wanted, there = _digits(name), _digits(word)
    return wanted == there or (not wanted and len(word) <= len(name))


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word)) if not word.isalpha() else ""
