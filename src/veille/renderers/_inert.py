# SPDX-License-Identifier: MIT
"""Foreign text made harmless: nothing a server sends can move a cursor, turn text round or break a line."""

from __future__ import annotations

import re
from functools import cache


@cache
def _dangerous() -> re.Pattern[str]:
    """Controls (C0 but for tab and line feed, DEL, C1), bidi controls, line separators, BOM, tags, surrogates."""
    bidi = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    return re.compile(
        f"[\x00-\x08\x0b-\x1f\x7f-\x9f{bidi}\u2028\u2029\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
    )


def _replacement(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return "\n" if character in "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029" else ""


def block(text: str) -> str:
    """Return the text without dangerous characters; every kind of line end becomes a line feed."""
    if text.isprintable():  # most are, and none of the dangerous ones is
        return text
    return _dangerous().sub(_replacement, text.replace("\r\n", "\n"))


def line(text: str) -> str:
    """Return the text on one line, without dangerous characters."""
    return block(text).replace("\n", " ").replace("\t", " ")


def is_link(url: str) -> bool:
    """Say whether an address may be made clickable: http(s), and nothing that could end a link."""
    return re.fullmatch(r"https?://[^\s<>\"'`\\\x00-\x1f\x7f-\x9f]+", line(url), re.IGNORECASE) is not None
