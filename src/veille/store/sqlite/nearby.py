# SPDX-License-Identifier: MIT
"""Where in sorted words those may stand that few edits make of one word, so that the others are stepped over."""

from __future__ import annotations

from typing import NamedTuple

END = "\U0010ffff"
"""After all words."""

_NEXT = "\x01"  # before any letter: a word with it added is the next that can be


class _State(NamedTuple):
    """How far some letters are from each beginning of the word: with the last one, and one letter before."""

    before: list[int]
    now: list[int]
    letter: str


class Nearby:
    """The words at most `edits` letters added, lost, changed or swapped with the next away from `word`."""

    def __init__(self, word: str, edits: int) -> None:
        self._word = word
        self._edits = edits
        self._letters = sorted(set(word))
        self._first = _State([edits + 1] * (len(word) + 1), list(range(len(word) + 1)), "")

    def following(self, found: str) -> tuple[bool, str]:
        """Say whether a word is near, and from where on the next one may stand."""
        states = [self._first]
        for letter in found:
            state = self._step(states[-1], letter)
            if not self._lives(state):
                return False, self._after(found, states)
            states.append(state)
        return states[-1].now[-1] <= self._edits, found + _NEXT

    def _step(self, state: _State, letter: str) -> _State:
        """Return the distances with one more letter: a column of optimal string alignment."""
        word, before, now = self._word, state.before, state.now
        after = [now[0] + 1]
        for at in range(1, len(word) + 1):
            distance = min(now[at] + 1, after[at - 1] + 1, now[at - 1] + (word[at - 1] != letter))
            if at > 1 and word[at - 1] == state.letter and word[at - 2] == letter:
                distance = min(distance, before[at - 2] + 1)
            after.append(distance)
        return _State(now, after, letter)

    def _lives(self, state: _State) -> bool:
        """Say whether some word that begins so may be near; a swap may still mend what came before."""
        return min(state.now) <= self._edits or min(state.before) < self._edits

    def _after(self, found: str, states: list[_State]) -> str:
        """Return the first beginning after that of `found` which lives, where the last of the states did."""
        for at in range(len(states) - 1, -1, -1):
            state = states[at]
            if min(state.now) < self._edits:
                return found[:at] + chr(ord(found[at]) + 1)
            for letter in self._letters:
                if letter > found[at] and self._lives(self._step(state, letter)):
                    return found[:at] + letter
        return END
