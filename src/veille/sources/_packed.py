# SPDX-License-Identifier: MIT
"""Unpacks answers that are gzip files of their own (sitemaps, archives of mail), within a limit."""

from __future__ import annotations

import zlib

from veille.errors import ParseError

MOST = 64 * 1024 * 1024
"""Bytes that one packed answer may hold."""


def unpacked(body: bytes) -> bytes:
    """Return what a gzip body holds, or the body itself when it is none.

    Raises ParseError `too_large`; `parse` when it is damaged from its start. A body cut short gives what it holds.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    found = b""
    while body.startswith(b"\x1f\x8b"):  # an archive may be several gzip files, one after the other
        inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            found += inflater.decompress(body, MOST + 1 - len(found))
        except zlib.error as cause:
            if found:
                return found
            raise ParseError("parse", reason="gzip") from cause
        if len(found) > MOST:
            raise ParseError("too_large", limit=MOST)
        body = inflater.unused_data
    return found
