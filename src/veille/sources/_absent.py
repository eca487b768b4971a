# SPDX-License-Identifier: MIT
"""Stands for a source whose plug-in does not load, so that it fails by its name and the others are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, NoReturn

from veille.errors import SourceError
from veille.model import Channel, Page, Request, Response
from veille.nouns import field, noun
from veille.sources.base import Source, State


@noun
class Absent(Source):
    """Fails at each visit with what was wrong with its plug-in."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Extension en défaut", "en": "Broken plug-in"}
    channel: ClassVar[Channel] = Channel.PAGE
    example: ClassVar[Mapping[str, object]] = {}

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - it never asks
        """Raise what was wrong."""
        self._fail()

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002 - it never reads
        """Raise what was wrong."""
        self._fail()

    def _fail(self) -> NoReturn:
        raise SourceError(self.code, **self.facts)
