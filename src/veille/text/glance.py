# SPDX-License-Identifier: MIT
"""A text looked at without reading it: the words it may hold, as bytes, for those who look into many texts.

Whatever word or joined form of letters A to Z a Reading of the text holds, a Glance of it does too; it may seem to
hold more. A text that cannot be told so is not `clear`, and must be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import add
from typing import NamedTuple

from veille.text.lookalikes import latin_letter
from veille.text.shapes import ALONE, DROPPED, QUICK_FOLD, QUICK_SHAPE, SEVERAL, western


def _table(kept: bytes) -> bytes:
    """Fold letters, keep some signs, and make a space of all else."""
    table = bytearray(QUICK_FOLD.replace(b"'", b" ").replace(b"-", b" "))
    table[ALONE[0]] = ord(" ")
    for sign in kept:
        table[sign] = sign
    return bytes(table)


def _cased() -> bytes:
    """Keep capitals, hyphens, dots and spaces; apostrophes link as hyphens do; all else is a line end."""
    table = bytearray(b"\n" * 256)
    for byte, (shape, folded) in enumerate(zip(QUICK_SHAPE, QUICK_FOLD, strict=True)):
        letter = chr(folded)
        if shape in b"aA":
            table[byte] = ord(letter.upper() if shape == ord("A") and letter.isascii() else letter)
        elif shape in b"'-. ":
            table[byte] = ord("-") if shape == ord("'") else shape
    return bytes(table)


class _Code(NamedTuple):
    """What the bytes of a text become: its words; with signs; with capitals and links; and which are not seen."""

    letters: bytes
    signs: bytes
    cased: bytes
    dropped: bytes


def _without_controls(table: bytes, blank: bytes) -> bytes:
    return table[:0x80] + blank * 0x20 + table[0xA0:]


_WESTERN = _Code(_table(b""), _table(b"#@_.-"), _cased(), DROPPED)
# Latin-1 is as Windows-1252 is, but for thirty-two controls; most texts are in it, and are encoded at once.
_LATIN_1 = _Code(
    _without_controls(_WESTERN.letters, b" "),
    _without_controls(_WESTERN.signs, b" "),
    _without_controls(_WESTERN.cased, b"\n"),
    b"\xad",
)
_CAPITALS = re.compile(rb"([A-Z\xc1\xc2\xff][^ \n.-]*)(?= ([A-Z\xc1\xc2\xff][^ \n.-]*))")
_INITIALS = re.compile(rb"\.([^ \n.-])(?![^ \n.-])")
_BODY = rb"[a-z0-9_\xc1-\xc3\xff]+"
_SIGNED = re.compile(rb"#%b|@%b(?:[.@-]%b)*" % (_BODY, _BODY, _BODY))


class _Latin(dict[int, str]):
    """A table for str.translate that fills itself: letters that look like Latin ones become Latin."""

    def __missing__(self, code: int) -> str:
        if len(self) > 20_000:  # noqa: PLR2004
            self.clear()
        self[code] = letter = latin_letter(chr(code))
        return letter


_LATIN = _Latin()


class Glance:
    """The words of the parts of a text, those of other scripts left out: `line` with spaces between them and at both ends."""

    __slots__ = ("_code", "_data", "_solid", "foreign", "line")

    def __init__(self, *parts: str) -> None:
        try:
            self._data = b"\n".join([part.replace("’", "'").encode("latin-1") for part in parts])
            self._code = _LATIN_1
        except UnicodeEncodeError:
            self._data = b"\n".join(map(western, parts))
            self._code = _WESTERN
        line = self._data.translate(self._code.letters, self._code.dropped)
        self.foreign = b"\xff" in line or ALONE in self._data
        if self.foreign:
            self._data = b"\n".join([western(part.translate(_LATIN)) for part in parts])
            self._code = _WESTERN
            line = self._data.translate(_WESTERN.letters, DROPPED)
        self.line = b" %b " % _swell(line)
        self._solid: bytes | None = None

    @property
    def clear(self) -> bool:
        return SEVERAL not in self._data

    def words(self) -> list[bytes]:
        return self.line.split()

    @property
    def solid(self) -> bytes:
        """All words as one: what is not in it is no joined form."""
        if self._solid is None:
            self._solid = self.line.replace(b" ", b"")
        return self._solid

    def pairs(self) -> set[bytes]:
        """Return the words that are linked, two as one: every joined form is one of these or begins with one."""
        cased = self._data.translate(self._code.cased, self._code.dropped)
        pairs = {left + right for left, right in _CAPITALS.findall(cased)}
        pairs.update(
            cased[match.start() - 1 : match.start()] + match[1] for match in _INITIALS.finditer(cased)
        )
        pieces = cased.replace(b"\n", b" ").replace(b".", b" ").split(b"-")
        lefts = [piece[piece.rfind(b" ") + 1 :] for piece in pieces]
        rights = [piece.partition(b" ")[0] for piece in pieces[1:]]
        pairs.update(map(add, lefts, rights))
        return set(_swell(b" ".join(pairs).lower()).split())

    def signed(self) -> Iterator[bytes]:
        """Yield the accounts and hashtags, with their signs."""
        if b"@" not in self._data and b"#" not in self._data:
            return
        line = _swell(self._data.translate(self._code.signs, self._code.dropped))
        for match in _SIGNED.finditer(line):
            written = match[0]
            yield written
            host = written.find(b"@", 1)
            if host > 0:
                yield written[:host]


def _swell(line: bytes) -> bytes:
    return line.replace(b"\xc1", b"oe").replace(b"\xc2", b"ae").replace(b"\xc3", b"ss")
