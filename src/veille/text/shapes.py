# SPDX-License-Identifier: MIT
"""What each character does in a text: letter, mark, link or nothing, one character for one character.

Text of Western Europe has tables that give one byte for each character; all other text an exact one.
"""

from __future__ import annotations

import re
import unicodedata

from veille.text.folding import APOSTROPHES, among, fold, ignorable

DASHES = "-‐‑‒–−﹣－"
_SPACES = " \u00a0\u202f\u2009"
# Scripts whose characters are words of their own, as ranges of code points.
_KANA_AND_HAN = ((0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x9FFF),
                 (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF))  # fmt: skip


def _shape(char: str) -> str:
    """Say what a character does in a text: a, A letters; h a word by itself; m attached; ; nothing."""
    if char in APOSTROPHES:
        return "'"
    if char in DASHES:
        return "-"
    if char in _SPACES:
        return " "
    if char in "#@_.":
        return char
    if unicodedata.category(char)[0] == "M" or ignorable(char):
        return "m"
    return _letter(char) if char.isalnum() else ";"


def _letter(char: str) -> str:
    folded = fold(char)
    if not folded.isalnum():
        return "m" if folded and unicodedata.combining(folded[0]) else ";"
    if among(folded[0], _KANA_AND_HAN):
        return "h"
    return "A" if char.isupper() or char.istitle() else "a"


class _Shapes(dict[int, str]):
    """A table for str.translate that fills itself, and starts anew before it grows large."""

    def __missing__(self, code: int) -> str:
        if len(self) > 20_000:  # noqa: PLR2004 - far more characters than any honest text has
            self.clear()
        self[code] = shape = _shape(chr(code))
        return shape


SHAPES = _Shapes()
LETTERS_ONLY = {ord(shape): "a" if shape in "aAm" else " " for shape in "aAmh-' ;#@_."}

_ODD = 0xFF  # in the quick table: this character needs the exact path
_PAIRS = {"oe": 0xC1, "ae": 0xC2, "ss": 0xC3}


def _quick_tables() -> tuple[bytes, bytes]:
    folds, shapes = bytearray(), bytearray()
    for byte in range(256):
        char = bytes([byte]).decode("cp1252", "replace")
        shape = _shape(char)
        folded = fold(char) if shape in "aA" else {"'": "'", "-": "-", "m": "\xff"}.get(shape, " ")
        shapes += shape.encode()
        folds.append(_PAIRS.get(folded) or (ord(folded) if len(folded) == 1 and folded.isascii() else _ODD))
    return bytes(folds), bytes(shapes)


QUICK_FOLD, QUICK_SHAPE = _quick_tables()
SWELLS = re.compile("[\xc1\xc2\xc3]")
_CP1252 = frozenset(bytes(range(256)).decode("cp1252", "ignore"))


def western(text: str) -> bytes | None:
    """Return the text with one byte for each character, or None if that would lose a word."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        text = text.replace("\u202f", "\u00a0").replace("\u2011", "-")
    if any(SHAPES[ord(char)] != ";" for char in set(text) - _CP1252):
        return None
    return text.encode("cp1252", "replace")


def swell(text: str) -> str:
    return text.replace("\xc1", "oe").replace("\xc2", "ae").replace("\xc3", "ss")
