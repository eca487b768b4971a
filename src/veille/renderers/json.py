# SPDX-License-Identifier: MIT
"""JSON, in the shapes that scripts rely on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from veille.model import Listing, Report, Summary
from veille.renderers import _data
from veille.renderers.base import Look, Renderer


class Json(Renderer):
    """A list of objects, one a line; a report or a record is one indented object."""

    suffix: ClassVar[str] = ".json"

    def render(self, what: Listing | Report | Summary, look: Look) -> Iterator[bytes]:  # noqa: ARG002 - data looks alike everywhere
        if isinstance(what, Report):
            yield _data.encode(_data.dumps(_data.report(what), indent=1) + "\n")
        elif isinstance(what, Summary):
            yield _data.encode(_data.dumps(next(iter(_data.records(what))), indent=1) + "\n")
        else:
            yield from _rows(what)


def _rows(what: Listing) -> Iterator[bytes]:
    before = "["
    for record in _data.records(what):
        yield _data.encode(f"{before}\n{_data.dumps(record)}")
        before = ","
    yield b"[]\n" if before == "[" else b"\n]\n"
