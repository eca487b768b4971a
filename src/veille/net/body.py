# SPDX-License-Identifier: MIT
"""Reads a body within a limit, on the wire and unpacked, 64 KiB at a time: a bomb costs no memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from veille.errors import FetchError

STEP = 64 * 1024
_GZIP = {"gzip", "x-gzip"}
# Never asked for; other words in Content-Encoding ("utf-8") are a misunderstanding and mean nothing.
_UNWANTED = {"br", "zstd", "compress", "x-compress", "dcb", "dcz"}


def read(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Return the whole body, unpacked. Raises FetchError `too_large`, or `unavailable` when it is damaged."""
    parts: list[bytes] = []
    size = 0
    for part in _unpacked(chunks, encoding, limit):
        size += len(part)
        if size > limit:
            raise FetchError("too_large", limit=limit)
        parts.append(part)
    return b"".join(parts)


def beginning(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """Return the first bytes of a body that is not worth reading whole, whatever its state."""
    found = b""
    try:
        for part in _unpacked(chunks, encoding, most * 8):
            found += part[:most]
            if len(found) >= most:
                break
    except FetchError:
        pass
    return found[:most]


def _unpacked(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    layers = [word for word in (part.strip().lower() for part in encoding.split(",")) if word]
    packed = [word for word in layers if word in _GZIP | _UNWANTED | {"deflate"}]
    if len(packed) > 1 or any(word in _UNWANTED for word in packed):
        raise FetchError("unavailable", reason=f"content-encoding {encoding[:60]}")
    wire = _counted(chunks, limit)
    if not packed:
        return wire
    return _inflated(wire, "gzip" if packed[0] in _GZIP else "deflate")


def _counted(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise FetchError("too_large", limit=limit)
        yield chunk


def _inflated(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    inflater = None
    try:
        for chunk in chunks:
            inflater = inflater or _inflater(encoding, chunk)
            data = chunk
            while data and not inflater.eof:
                yield inflater.decompress(data, STEP)
                data = inflater.unconsumed_tail
    except zlib.error as cause:
        raise FetchError("unavailable", reason=f"{encoding}: {cause}") from cause
    if inflater is not None and not inflater.eof:
        raise FetchError("unavailable", reason=f"{encoding}: cut short")


def _inflater(encoding: str, first: bytes) -> zlib._Decompress:
    if encoding == "gzip":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    # "deflate" is zlib's format by the RFC and bare deflate by the habit of some servers.
    is_zlib = first[0] & 0x0F == 8 and (len(first) < 2 or int.from_bytes(first[:2], "big") % 31 == 0)  # noqa: PLR2004
    return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
