# SPDX-License-Identifier: MIT
"""Tab-separated values, for cut, awk and the clipboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from veille.model import Listing, Report, Summary
from veille.renderers import _data, _flat, _inert
from veille.renderers.base import Look, Renderer


class Tsv(Renderer):
    """One line a row, no quotes: a tab or a line end within a cell becomes a space."""

    suffix: ClassVar[str] = ".tsv"

    def render(self, what: Listing | Report | Summary, look: Look) -> Iterator[bytes]:
        for cells in _flat.table(what, look):
            yield _data.encode("\t".join(_inert.line(cell) for cell in cells) + "\n")
