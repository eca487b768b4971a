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

# The shape and the folded form of each byte of text in Windows-1252, which has one for each character of Western
# Europe. They are what _shape and fold say (a test holds it), written out: to make them took 3 ms of every start.
# In folded forms \xff says that the exact path is needed, and \xc1, \xc2, \xc3 stand for oe, ae, ss.
QUICK_SHAPE = (
    b";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;; ;;#;;;';;;;;-.;aaaaaaaaaa;;;;;;"
    b"@AAAAAAAAAAAAAAAAAAAAAAAAAA;;;;_'aaaaaaaaaaaaaaaaaaaaaaaaaa;;;;;"
    b";;;a;;;;a;A;A;A;;'';;;-;;;a;a;aA ;;;;;;;;;a;;m;;;;aa'a;;;aa;;;;;"
    b"AAAAAAAAAAAAAAAAAAAAAAA;AAAAAAAaaaaaaaaaaaaaaaaaaaaaaaa;aaaaaaaa"
)
QUICK_FOLD = (
    b"                                       '     -  0123456789      "
    b" abcdefghijklmnopqrstuvwxyz     'abcdefghijklmnopqrstuvwxyz     "
    b"   \xff    \xff s \xc1 z  ''   -   s \xc1 zy          a  \xff    23'\xff   1o     "
    b"aaaaaa\xc2ceeeeiiii\xffnooooo ouuuuy\xff\xc3aaaaaa\xc2ceeeeiiii\xffnooooo ouuuuy\xffy"
)
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
