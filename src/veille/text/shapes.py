# SPDX-License-Identifier: MIT
"""What each character does in a text: letter, mark, link or nothing, one character for one character.

Text of Western Europe has tables that give one byte for each character; all other text an exact one.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from veille.text.folding import APOSTROPHES, DISCS, among, fold, ignorable

DASHES = "-‐‑‒–−﹣－"
_SPACES = " \u00a0\u202f\u2009"
# Scripts whose characters are words of their own, as ranges of code points.
_KANA_AND_HAN = ((0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x9FFF),
                 (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF))  # fmt: skip
# Latin letters in circles and squares, white on black too; not those that make flags.
_LETTERS_IN_FRAMES = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), *((first, first + 25) for first in DISCS))


def _shape(char: str) -> str:
    """Say what a character does in a text: a, A letters; h a word by itself; m attached; i not seen; ; nothing."""
    if char in APOSTROPHES:
        return "'"
    if char in DASHES:
        return "-"
    if char in _SPACES:
        return " "
    if char in "#@_.":
        return char
    if unicodedata.category(char)[0] == "M" or ignorable(char):
        return "m" if fold(char) else "i"
    return _letter(char) if char.isalnum() or among(char, _LETTERS_IN_FRAMES) else ";"


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


class _Folds(dict[int, str]):
    """A table for str.translate that fills itself: how each character by itself is folded."""

    def __missing__(self, code: int) -> str:
        if len(self) > 20_000:  # noqa: PLR2004
            self.clear()
        self[code] = folded = fold(chr(code))
        return folded


SHAPES = _Shapes()
FOLDS = _Folds()
LETTERS_ONLY = {ord(shape): "a" if shape in "aAm" else " " for shape in "aAmh-' ;#@_."}

# The shape and the folded form of each byte of text in Windows-1252, which has one for each character of Western
# Europe. They are what _shape and fold say (a test holds it), written out: to make them took 3 ms of every start.
# In folded forms \xff says that the exact path is needed, and \xc1, \xc2, \xc3 stand for oe, ae, ss.
QUICK_SHAPE = (
    b";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;; ;;#;;;';;;;;-.;aaaaaaaaaa;;;;;;"
    b"@AAAAAAAAAAAAAAAAAAAAAAAAAA;;;;_'aaaaaaaaaaaaaaaaaaaaaaaaaa;;;;;"
    b";;;a;;;;a;A;A;A;;'';;;-;;;a;a;aA ;;;;;;;;;a;;i;;;;aa'a;;;aa;;;;;"
    b"AAAAAAAAAAAAAAAAAAAAAAA;AAAAAAAaaaaaaaaaaaaaaaaaaaaaaaa;aaaaaaaa"
)
QUICK_FOLD = (
    b"                                       '     -  0123456789      "
    b" abcdefghijklmnopqrstuvwxyz     'abcdefghijklmnopqrstuvwxyz     "
    b"   \xff    \xff s \xc1\xffz\xff\xff''   -   s \xc1 zy          a       23'\xff   1o     "
    b"aaaaaa\xc2ceeeeiiii\xffnooooo ouuuuy\xff\xc3aaaaaa\xc2ceeeeiiii\xffnooooo ouuuuy\xffy"
)
SWELLS = re.compile("[\xc1\xc2\xc3]")

_UNSEEN, _FOREIGN, _ALONE, _SEVERAL = "\x81", "\x8d", "\x8f", "\x90"
"""Bytes without a character in Windows-1252: nothing that is seen; a letter of another script; one that is a word
by itself; a letter that is folded to several (ﬁ: fi)."""
DROPPED = _UNSEEN.encode("latin-1") + b"\xad"
FOREIGN, ALONE, SEVERAL = _FOREIGN.encode("latin-1"), _ALONE.encode("latin-1"), _SEVERAL.encode("latin-1")


class _Bytes(dict[int, str]):
    """A table for str.translate that fills itself: for each character the one whose number is its byte."""

    def __missing__(self, code: int) -> str:
        if len(self) > 20_000:  # noqa: PLR2004
            self.clear()
        self[code] = byte = _byte(chr(code))
        return byte


def _byte(char: str) -> str:
    try:
        return char.encode("cp1252").decode("latin-1")
    except UnicodeEncodeError:
        shape = SHAPES[ord(char)]
    if shape in "aAm":
        folded = fold(char)
        if len(folded) == 1 and folded.isascii():
            return folded.upper() if shape == "A" else folded
        return _SEVERAL if any(one.isascii() for one in folded) else _FOREIGN
    return {" ": "\xa0", ";": "?", "i": _UNSEEN, "h": _ALONE}.get(shape, shape)


BYTES = _Bytes()
_AHEAD = 12
"""Characters that are read with one that is foreign: where there is one there are more."""


def _nearest(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError), "it is asked for by `western` alone"
    piece = error.object[error.start : error.end + _AHEAD].translate(BYTES)
    return piece.encode("latin-1"), error.start + len(piece)


codecs.register_error("veille.western", _nearest)


def western(text: str) -> bytes:
    """Return the text with one byte for each character; FOREIGN, ALONE and SEVERAL are what is not Western."""
    return text.encode("cp1252", "veille.western")


def swell(text: str) -> str:
    return text.replace("\xc1", "oe").replace("\xc2", "ae").replace("\xc3", "ss")
