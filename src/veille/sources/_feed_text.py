# SPDX-License-Identifier: MIT
"""Turns the bytes of a feed into XML or JSON text that a parser can read, whatever their author did to them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from veille.errors import ParseError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"), (b"<\x00r\x00", "utf-16-le"))
# Text encodings only: Python also knows codecs that inflate, decode or execute escapes.
_CHARSETS = re.compile(
    r"utf-8|ascii|cp125\d|cp(?:437|850|866|874|932|949|950)|iso8859-\d+|koi8-[rut]|mac-[a-z0-9]+|big5|big5hkscs|gb2312|gbk"
    r"|gb18030|euc_jp|euc_kr|shift_jis(?:_2004)?|iso2022_(?:jp|kr).*|tis-620|utf-(?:16|32)(?:-[lb]e)?"
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_UNDECODABLE = re.compile("[\udc80-\udcff]+")

_DECLARATION = re.compile(r"<\?xml\s[^>]*>")
_ROOT = re.compile(r"<\?xml\s|<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,64})|([0-9]{1,64}));?")
_PROLOG = re.compile(r"<[A-Za-z]")

_MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")


def decode(body: bytes, headers: Mapping[str, str]) -> str:
    """Return the text of an answer.

    A byte order mark decides; then bytes that are valid UTF-8 are UTF-8, whatever is declared (a wrong
    declaration is common, valid UTF-8 by chance is not); else as the HTTP header says, else the XML
    declaration, else windows-1252.
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    declared = _charset(headers.get("content-type", ""), body)
    if declared.startswith("iso2022"):  # seven-bit, hence always valid UTF-8 as well
        return body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(declared, body)


def _charset(content_type: str, body: bytes) -> str:
    wide = next((charset for start, charset in _WIDE if body.startswith(start)), None)
    if wide:
        return wide
    header, declared = _HEADER.search(content_type), _DECLARED.search(body, 0, 2048)
    names = (header[1] if header else "", declared[1].decode("ascii") if declared else "")
    return next((charset for name in names if (charset := _known(name))), "cp1252")


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if found in {"iso8859-1", "ascii"}:
        return "cp1252"  # what everybody means by it, WHATWG's Encoding standard included
    return found if _CHARSETS.fullmatch(found) else None


def _decode_as(charset: str, body: bytes) -> str:
    if charset in {"utf-8", "cp1252"}:
        # Mostly UTF-8 with some other bytes, or Latin-1 altogether: either way, each stray byte is windows-1252.
        text = body.decode(
            "utf-8" if charset == "utf-8" or _mostly_utf8(body) else charset, "surrogateescape"
        )
        return _UNDECODABLE.sub(_as_windows, text)
    return body.decode(charset, "replace")


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "surrogateescape")
    stray = sum(map(len, _UNDECODABLE.findall(text)))
    return sum(map(len, _NOT_ASCII.findall(text))) - stray > stray


def _as_windows(found: re.Match[str]) -> str:
    return found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def xml(text: str) -> str:
    """Return XML that expat reads: no junk before the prolog, no impossible character, declared as UTF-8.

    Raises ParseError `parse` when the document declares entities of its own: their expansion is unbounded.
    """
    start = _ROOT.search(text, 0, 8192)
    text = text[start.start() :] if start else text.lstrip()
    text = _DECLARATION.sub("", text, count=1) if text.startswith("<?xml") else text
    root = _PROLOG.search(text)
    if "<!ENTITY" in text[: root.start() if root else 8192].upper():
        raise ParseError("parse", reason="entities")
    text = _ILLEGAL.sub("", text)
    if "&#" in text:
        text = _REFERENCE.sub(_possible, text)
    return f'<?xml version="1.0" encoding="utf-8"?>{text}'


def _possible(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    code = int(digits, 16 if found[1] else 10)
    if code < 32:  # noqa: PLR2004 - control characters
        return found[0] if code in (9, 10, 13) else ""
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF or code & 0xFFFE == 0xFFFE:  # noqa: PLR2004 - no characters
        return "\ufffd"
    return found[0]


def repair(text: str) -> str:
    """Undo text encoded twice ("dÃ©jÃ " is déjà), only when all of it reads as UTF-8 once undone."""
    if text.isascii() or not _MOJIBAKE.search(text):
        return text
    try:
        return b"".join(map(_byte, text)).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _byte(character: str) -> bytes:
    # windows-1252 leaves five bytes undefined; those that encode twice pass them through as they are.
    return bytes((ord(character),)) if ord(character) < 256 else character.encode("cp1252")  # noqa: PLR2004
