# SPDX-License-Identifier: MIT
"""What readers take as the same: case, accents, ligatures, apostrophes, full width, what is not shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

APOSTROPHES = "'’‘‛′`´ʼ＇՚ꞌ"

_MARKS_IN_A_ROW = 30  # normalisation is quadratic on longer runs (UAX 15, stream-safe text)
_ONE_LETTER = str.maketrans("øłđħıŧ", "oldhit") | {ord("œ"): "oe", ord("æ"): "ae", ord("ʼ"): "'"}
# Small capitals, letters of phonetics, and white letters on black discs and squares, drawn as the Latin ones are.
_ONE_LETTER |= str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢɑɡɩʋȷ", "abcdefghijklmnopqrstuvwyzagivj")
DISCS = (0x1F150, 0x1F170)
"""Where the black discs and squares with the letters A to Z begin."""
_ONE_LETTER |= {first + at: chr(ord("a") + at) for first in DISCS for at in range(26)}
_ONE_APOSTROPHE = dict.fromkeys(map(ord, APOSTROPHES), "'")
# Code points that no one sees, as ranges, first and last.
_INVISIBLE = ((0xAD, 0xAD), (0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164),
              (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0000, 0xE0FFF))  # fmt: skip


def fold(text: str) -> str:
    """Fold what French readers take as the same: `fold("L’Œuvre ÉTÉ") == "l'oeuvre ete"`."""
    if text.isascii():
        return text.lower().translate(_ONE_APOSTROPHE) if "`" in text else text.lower()
    text = unicodedata.normalize("NFKD", _stream_safe(text)).casefold()
    text = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", text.translate(_KEPT))


class _Kept(dict[int, str]):
    """A table for str.translate that fills itself: what stays of each character, and starts anew before it grows large."""

    def __missing__(self, code: int) -> str:
        if len(self) > 20_000:  # noqa: PLR2004 - far more characters than any honest text has
            self.clear()
        char = chr(code)
        kept = "" if _dropped(char) else char.translate(_ONE_LETTER).translate(_ONE_APOSTROPHE)
        self[code] = kept
        return kept


_KEPT = _Kept()


def _dropped(char: str) -> bool:
    if char.isascii():
        return False
    # Classes 7 to 9 (nukta, kana voicing, virama) and 0 (vowel signs) make other letters, not accents.
    return unicodedata.combining(char) not in {0, 7, 8, 9} or ignorable(char)


def ignorable(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Me"} or among(char, _INVISIBLE)


def among(char: str, ranges: Sequence[tuple[int, int]]) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in ranges)


def _stream_safe(text: str) -> str:
    if len(text) <= _MARKS_IN_A_ROW:
        return text
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)
