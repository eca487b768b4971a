# SPDX-License-Identifier: MIT
"""Finds the known word that a mistyped one stands for."""

from __future__ import annotations

from collections.abc import Iterable

LIKELY = 65
"""Similarity, of 100, from which a suggestion helps more than it puzzles."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like `word`, None when none is like it; case does not count."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        word[:100], list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=LIKELY
    )
    return None if found is None else found[0]
