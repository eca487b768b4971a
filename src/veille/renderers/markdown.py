# SPDX-License-Identifier: MIT
"""Markdown for people: what foreign text holds of Markdown or HTML is shown, never obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from veille.model import Listing, Report, Summary
from veille.renderers import _data, _inert, _layout
from veille.renderers.base import Look, Renderer


class Markdown(Renderer):
    """Headings, tables and quotes that CommonMark with tables reads."""

    suffix: ClassVar[str] = ".md"

    def render(self, what: Listing | Report | Summary, look: Look) -> Iterator[bytes]:
        blank = b""
        for block in _layout.blocks(what, look):
            text = _written(block)
            if text:
                yield blank + _data.encode(text + "\n")
                blank = b"\n"


def escaped(text: str) -> str:
    """Return text on one line in which nothing is Markdown or HTML."""
    return re.sub(r"[\\`*_{}\[\]|~$<>&]|:(?=//)|(?<=www)\.", _escape, _inert.line(text))


def opening(text: str) -> str:
    """Return such text for the beginning of a line, where it could open a heading, a list or a rule."""
    return re.sub(r"^([#+=:-]|[0-9]+(?=[.)]))", _escape_start, escaped(text).strip())


def _escape(found: re.Match[str]) -> str:
    entities = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    return entities.get(found[0], f"\\{found[0]}")


def _escape_start(found: re.Match[str]) -> str:
    start = found[0]
    return f"&#{ord(start[0])};{start[1:]}" if start[0].isdigit() else f"\\{start}"


def _written(block: _layout.Block) -> str:
    if isinstance(block, _layout.Heading):
        return f"{'#' * block.level} {opening(block.text)}"
    if isinstance(block, _layout.Lines):
        return "\n".join(f"- {opening(text)}" for text in block.texts)
    if isinstance(block, _layout.Grid):
        return _grid(block)
    return _card(block) if isinstance(block, _layout.Card) else ""


def _grid(grid: _layout.Grid) -> str:
    rows = [grid.titles, *grid.rows]
    lines = [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows]
    rule = f"| {' | '.join('--:' if right else ':--' for right in grid.right)} |"
    return "\n".join([lines[0], rule, *lines[1:]])


def _card(card: _layout.Card) -> str:
    head = opening(" · ".join(card.head))
    link = f"<{_inert.line(card.url)}>" if _inert.is_link(card.url) else opening(card.url)
    parts = [head, opening(card.title), _marked(card.verbatim), opening(card.note), link]
    return "\n".join(f"> {part}  " for part in parts if part)


def _marked(verbatim: str) -> str:
    """Keep the marks round the hits where they come in pairs; what stands between them is escaped."""
    first, *pieces = verbatim.split("**")
    if len(pieces) % 2:
        return opening(verbatim)
    written = [
        f"**{escaped(piece)}**" if number % 2 == 0 and piece.strip() else escaped(piece)
        for number, piece in enumerate(pieces)
    ]
    return (opening(first) + (" " if first[-1:].isspace() else "") + "".join(written)).strip()
