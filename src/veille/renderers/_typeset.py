# SPDX-License-Identifier: MIT
"""Plain text set in columns: widths as a terminal counts them, bars and curves of block characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import category, east_asian_width

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEVELS = "▁▂▃▄▅▆▇█"
_BAR = 16
_LONGEST_CURVE = 62
"""Days of two months; longer curves are drawn by groups of days."""


def width(text: str) -> int:
    """Return how many columns a terminal needs: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def padded(text: str, columns: int, *, right: bool) -> str:
    """Return the text filled with blanks to that width."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def columns(titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[str]:
    """Yield lines of cells under their titles, nothing cut, two blanks between columns."""
    table = [titles, *rows] if any(titles) else [*rows]
    widths = [max(width(row[number]) for row in table) for number in range(len(titles))]
    for row in table:
        cells = (
            padded(cell, columns, right=side) for cell, columns, side in zip(row, widths, right, strict=True)
        )
        yield "  ".join(cells).rstrip()


def bar(share: float) -> str:
    """Return a bar for a share of 1."""
    whole, part = divmod(round(max(0.0, min(1.0, share)) * _BAR * 8), 8)
    return "█" * whole + _EIGHTHS[part].strip()


def curve(values: Sequence[int]) -> str:
    """Return a line of blocks, one a day, the highest for the most."""
    size = -(-len(values) // _LONGEST_CURVE) or 1
    sums = [sum(values[start : start + size]) for start in range(0, len(values), size)]
    top = max(sums, default=0)
    return "".join(_LEVELS[-(-7 * value // top) if top else 0] for value in sums)
