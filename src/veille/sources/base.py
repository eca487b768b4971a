# SPDX-License-Identifier: MIT
"""What every kind of source is: a frozen dataclass that asks with Requests and reads Responses, without I/O.

One file of this folder is one kind. Its fields are its options in sources.toml, its docstring, `label` and
`example` are its documentation; `kind = "lobsters"` finds the module `lobsters` here, else the entry point
of that name in the group `veille.sources`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from veille.model import Channel, Page, Request, Response
from veille.nouns import field, noun


@noun
class State:
    """What a source is told when it asks: where the last successful run stopped, and how far back to go."""

    cursor: str | None = None
    since: datetime | None = None


_NO_DEFAULT = object()


def option(help_key: str, *, default: Any = _NO_DEFAULT, example: object = None) -> Any:
    """Declare one option of a kind: `help_key` is looked up as `sources.options.<help_key>`."""
    import dataclasses

    given = {} if default is _NO_DEFAULT else {"default": default}
    return dataclasses.field(metadata=told(help_key, example), **given)


def told(help_key: str, example: object) -> Mapping[str, object]:
    """Return what an option's field says about it."""
    return {"help": help_key, "example": example}


class Source(ABC):
    """One kind of source. Called by net/ (requests, parse), config (fields) and the docs (label, example).

    `parse` may raise ParseError; anything else it raises is a bug of ours. Both methods are pure: same input,
    same output, no I/O, so that they can be replayed, tested without network and run in a limited process.
    """

    label: ClassVar[Mapping[str, str]]
    """What it is, in each language: {"fr": ..., "en": ...}."""
    channel: ClassVar[Channel]
    """The channel of its documents, unless the watch file says otherwise."""
    example: ClassVar[Mapping[str, object]]
    """Options that work, as in sources.toml."""
    gap: ClassVar[timedelta | None] = None
    """Least time between two requests to its host, when it wants more than the watch file's."""

    @abstractmethod
    def requests(self, state: State) -> Iterable[Request]:
        """Return the first Requests of a visit."""

    @abstractmethod
    def parse(self, response: Response, state: State) -> Page:
        """Read one answer."""


@noun
class Watched:
    """One `[[source]]` of the watch file: a source and how it is watched."""

    name: str
    kind: str
    source: Source
    channel: Channel
    every: timedelta = timedelta(minutes=60)
    headers: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    timeout: timedelta | None = None
    max_bytes: int | None = None

    @property
    def first_request(self) -> Request:
        """The request that names its origin: headers go there only, and the lease is of its host."""
        return next(iter(self.source.requests(State())))

    @property
    def url(self) -> str:
        return self.first_request.url
