# SPDX-License-Identifier: MIT
"""Reads the bytes of an export as text: what spreadsheets and vendors write, with and without a byte order mark."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096


def decoded(body: bytes) -> str:
    """Return the text of a file: by its mark, as UTF-16 where every other byte is zero, UTF-8, windows-1252."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    sample = body[:_SAMPLE]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) > 1 and sample[first::2].count(0) > len(sample) / 3:
            return body.decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def beginning_of(body: bytes) -> str:
    """Return the beginning of a file as text; a character cut at its end does no harm."""
    return decoded(body[: len(body) // 2 * 2]) if b"\0" in body else body.decode("utf-8-sig", "replace")
