# SPDX-License-Identifier: MIT
"""What every kind of source is: a frozen dataclass that asks with Requests and reads Responses, without I/O.

One file of this folder is one kind. Its fields are its options in sources.toml, its docstring, `label` and
`example` are its documentation; `kind = "lobsters"` finds the module `lobsters` here, else the entry point
of that name in the group `veille.sources`.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from veille.model import Channel, Page, Request, Response
from veille.nouns import field, metadata, noun

COMMON_KEYS = frozenset(
    {"name", "kind", "channel", "every", "headers", "tags", "text", "timeout", "max_bytes"}
)
"""Keys of every `[[source]]`: no kind may have an option of that name."""

BRANDS = "@brands"
"""The query that stands for one search for each brand, made of its name and aliases."""


@noun
class State:
    """What a source is told when it asks.

    `cursor` is what the pages of earlier visits handed back. `since` is the last successful visit (None: there
    was none); when `back` is set, it is the instant that a person asked to look back to (`fetch --since`), and
    the source pages on until there, whatever its cursor says. `brands` has the names of each brand that a
    search for `@brands` is about.
    """

    cursor: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    back: bool = False
    brands: tuple[tuple[str, ...], ...] = ()


_NO_DEFAULT = object()


def option(
    *, fr: str, en: str, default: Any = _NO_DEFAULT, example: object = None, secret: bool = False
) -> Any:
    """Declare one option of a kind, said in a few words of each language.

    A `secret` one is written as `env:NAME` or `file:PATH`, is revealed for the visit alone, and is hidden
    wherever an address is stored or shown.
    """
    given = {} if default is _NO_DEFAULT else {"default": default}
    # A noun takes the field of either; whoever uses @dataclass has loaded dataclasses, and we need not (20 ms).
    make = sys.modules["dataclasses"].field if "dataclasses" in sys.modules else field
    return make(repr=not secret, metadata=told(fr=fr, en=en, example=example, secret=secret), **given)


def told(*, fr: str, en: str, example: object = None, secret: bool = False) -> Mapping[str, object]:
    """Return what an option's field says about it."""
    return {"help": {"fr": fr, "en": en}, "example": example, "secret": secret}


class BadOption(ValueError):
    """Raised by `__post_init__` against options, in words of both languages; a bare ValueError has one text for both."""

    def __init__(self, *, fr: str, en: str) -> None:
        super().__init__(en)
        self.said = {"fr": fr, "en": en}


class MissingOption(ValueError):
    """Raised by `__post_init__` when none of several options is given and one must be."""

    def __init__(self, *names: str) -> None:
        super().__init__(f"{', '.join(names)}: at least one")
        self.said = {"fr": " ou ".join(names), "en": " or ".join(names)}


def secrets_of(kind: type[Source]) -> tuple[str, ...]:
    """Return the names of a kind's secret options."""
    return tuple(name for name, told in metadata(kind).items() if told.get("secret"))


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
    terms: ClassVar[Mapping[str, str]] = {}
    """What its user should know of limits and terms of use, one or two sentences in each language."""
    gap: ClassVar[timedelta | None] = None
    """Least time between two requests to its host, when it wants more than the watch file's."""
    looks_back: ClassVar[bool] = False
    """Whether it can be asked for documents of the past (`fetch --since`): it then heeds `State.back`."""
    opaque_links: ClassVar[bool] = False
    """Whether the addresses of its items lead nowhere that a program may read (redirections of a search engine)."""

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:  # noqa: ARG003 - for kinds that know some
        """Return the options that make this kind read what stands at an address; None: it is no such address.

        `veille sources add` asks each kind before it looks for a feed, and reads what was made before it
        proposes it: an address that only looks right may be claimed.
        """
        return None

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
    pages: bool = False
    """Whether the page behind each new item is read too (`text = "page"`)."""
    brands: tuple[tuple[str, ...], ...] = ()
    """The names of each brand, for a source that searches for `@brands`."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What its secret options stand for, during a visit: never to be stored or shown."""
    timeout: timedelta | None = None
    max_bytes: int | None = None

    @property
    def first_request(self) -> Request:
        """The request that names its origin: headers go there only, and the lease is of its host."""
        return next(iter(self.source.requests(State(brands=self.brands))))

    @property
    def url(self) -> str:
        """The address of its first request; nothing when it cannot even ask: its visit will say why."""
        try:
            return self.first_request.url
        except Exception:  # noqa: BLE001 - a plug-in may fail in any way, and the others must be read
            return ""
