# SPDX-License-Identifier: MIT
"""CSV by RFC 4180, and as Excel wants it in France."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import ClassVar

from veille.model import Listing, Report, Summary
from veille.renderers import _data, _flat
from veille.renderers.base import Look, Renderer


class Csv(Renderer):
    """Commas and stable keys; `--excel`: byte order mark, semicolons, all cells quoted."""

    suffix: ClassVar[str] = ".csv"

    def render(self, what: Listing | Report | Summary, look: Look) -> Iterator[bytes]:
        if look.excel:
            yield b"\xef\xbb\xbf"
        for cells in _flat.table(what, look):
            buffer = io.StringIO()
            if look.excel:
                writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            else:
                writer = csv.writer(buffer, lineterminator="\r\n")
            writer.writerow(cells)
            yield _data.encode(buffer.getvalue())
