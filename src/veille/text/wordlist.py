# SPDX-License-Identifier: MIT
"""Says whether a word is one of French or English, so that no word of the language is taken for a typing error.

The words stand in words.bin as an xor filter: each word has a stamp of eight bits and three slots, and the three
together are its stamp. One unknown word in 256 is taken for a known one; a known one never for an unknown.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

FILE = "words.bin"
LEAST = 4
"""Letters of the shortest word that is listed: shorter ones are not asked for."""


@cache
def _filter() -> bytes:
    from importlib.resources import files

    return (files("veille.text") / FILE).read_bytes()


def is_word(word: str) -> bool:
    """Say whether a folded word of four letters or more is French or English; no text is a word of neither."""
    known = _filter()
    first, second, third = places(word, len(known) // 3)
    return known[first] ^ known[second] ^ known[third] == stamp(word)


def places(word: str, size: int) -> tuple[int, int, int]:
    """Return the three slots of a word, one in each third of the filter."""
    number = _number(word)
    return (
        (number & 0xFFFFFFFF) % size,
        size + (number >> 32 & 0xFFFFFFFF) % size,
        2 * size + (number >> 64 & 0xFFFFFFFF) % size,
    )


def stamp(word: str) -> int:
    """Return the eight bits by which a word is known."""
    return _number(word) >> 96 & 0xFF


def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=13).digest(), "little")
