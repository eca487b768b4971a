# SPDX-License-Identifier: MIT
"""JSON lines: one object a line, for jq and for streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from veille.model import Listing, Report, Summary
from veille.renderers import _data
from veille.renderers.base import Look, Renderer


class JsonLines(Renderer):
    """Rows only; those of a report of several sections say which section they are of."""

    suffix: ClassVar[str] = ".jsonl"

    def render(self, what: Listing | Report | Summary, look: Look) -> Iterator[bytes]:  # noqa: ARG002 - data looks alike everywhere
        for record in _data.records(what):
            yield _data.encode(_data.dumps(record) + "\n")
