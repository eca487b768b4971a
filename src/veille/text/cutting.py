# SPDX-License-Identifier: MIT
"""The words of a text of any script with their places, however often they come back folded once."""

from __future__ import annotations

import re
from typing import NamedTuple

from veille.text.forms import fold_word, remembered
from veille.text.lookalikes import latin_twin
from veille.text.shapes import FOLDS

ELISIONS = frozenset("l d j m t s n c qu jusqu lorsqu puisqu quoiqu".split())

_RUN = re.compile("[aAm]+|h+(?!m)|hm*")


class Word(NamedTuple):
    """A folded word and the characters [start, end) of the text it stands for."""

    token: str
    start: int
    end: int


Placed = tuple[str, int, int]
"""What a Word is, made in a third of the time: a text may hold tens of thousands."""


def words_of(shape: str, seen: str) -> tuple[list[str], list[Placed], list[Word]]:
    """Return all words; those that are not elided, with their places; and the Latin words some look like."""
    every: list[str] = []
    kept: list[Placed] = []
    twins: list[Word] = []
    known: dict[str, str] = {}
    alike: dict[str, str] = {}
    for match in _RUN.finditer(shape):
        start, end = match.span()
        written = seen[start:end]
        if end - start > 1 and shape[end - 1] == "h":
            cut = _characters(written, start)
            every += [token for token, _, _ in cut]
            kept += cut
            continue
        token = known.get(written)
        if token is None:
            token = known[written] = remembered(written)
            if end - start > 1 and (twin := latin_twin(written, token)):
                alike[written] = twin
        every.append(token)
        if token and not (token in ELISIONS and _elided(shape, start, end)):
            kept.append((token, start, end))
            if written in alike:
                twins.append(Word(alike[written], start, end))
    return every, kept, twins


def _characters(written: str, start: int) -> list[Placed]:
    """Return the characters of a run each of which is a word by itself."""
    folded = written.translate(FOLDS)
    if len(folded) == len(written):
        numbers = range(start, start + len(written))
        return list(zip(folded, numbers, range(start + 1, start + 1 + len(written)), strict=True))
    tokens = ((fold_word(char), at) for at, char in enumerate(written, start))
    return [(token, at, at + 1) for token, at in tokens if token]


def _elided(shape: str, start: int, end: int) -> bool:
    return shape.startswith("'", end) and not shape.endswith("'", 0, start)
