# SPDX-License-Identifier: MIT
"""Extracts: the words around the hits of a text, as published, with the hits marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

WIDTH = 240
"""Characters of an extract."""

_STAR = "∗"  # looks like the star that marks hits, and is another character


def verbatim(text: str, spans: Sequence[tuple[int, int]], width: int = WIDTH) -> str:
    """Return an extract around the first hits, as published, with `**` around each hit in it.

    It is cut between words, with an ellipsis where it is; line ends become spaces. Stars that are not ours
    are replaced where they could be taken for a mark.
    """
    hits = _merged(text, spans)
    first, last = _window(text, hits, max(width, 20))
    pieces, at = [], first
    for start, end in hits:
        if start < last:
            pieces += [text[at:start], text[start : min(end, last)]]
            at = min(end, last)
    pieces.append(text[at:last])
    marked = "".join(_marked(pieces)).strip()
    return f"{'…' if text[:first].strip() else ''}{marked}{'…' if text[last:].strip() else ''}"


def _merged(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(len(text), end)) for start, end in spans):
        if start >= end or not text[start:end].strip():
            continue
        if merged and start <= merged[-1][1]:  # marks that touch would be one run of four stars
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _window(text: str, hits: Sequence[tuple[int, int]], width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    start, end = hits[0] if hits else (0, 0)
    end = min(end, start + width)
    # A third of the free room before the first hit; a hit near the end gives its room back to what precedes.
    first = max(0, min(start - (width - (end - start)) // 3, len(text) - width))
    last = min(len(text), first + width)
    if first and not text[first - 1].isspace():
        gap = re.compile(r"\s").search(text, first, start)
        first = gap.end() if gap else first
    if last < len(text) and not text[last].isspace():
        border = max(
            (at for at in range(last - 1, max(end, last - 60) - 1, -1) if text[at].isspace()), default=last
        )
        last = border
    return first, last


def _marked(pieces: Sequence[str]) -> Iterator[str]:
    """Put marks around every second piece, and no other double star anywhere."""
    for number, piece in enumerate(pieces):
        flat = re.sub(r"\s+", " ", piece)
        if number % 2:
            yield f"**{flat.replace('*', _STAR)}**"
            continue
        if "**" in flat:
            flat = re.sub(r"\*{2,}", lambda stars: _STAR * len(stars[0]), flat)
        if number and flat.startswith("*"):
            flat = _STAR + flat[1:]
        if number < len(pieces) - 1 and flat.endswith("*"):
            flat = flat[:-1] + _STAR
        yield flat
