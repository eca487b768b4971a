# SPDX-License-Identifier: MIT
"""How the visit of a source can end: a value for each, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from veille.errors import SourceError
from veille.model import About, Item, Validators
from veille.nouns import field, noun


@noun
class Fetched:
    """Read, even if nothing in it is new.

    `moved_to` is the permanent address now in force, if any; `wait` how long the server or the feed wishes
    to be left alone.
    """

    name: str
    items: tuple[Item, ...]
    about: About
    cursor: Mapping[str, str]
    validators: Validators
    moved_to: str | None
    fetched_at: datetime
    wait: timedelta | None
    gap: bool | None = None
    """Whether something older may be missing; None: the source cannot tell."""


@noun
class Unchanged:
    """The server said 304, or sent the body it sent last time."""

    name: str
    validators: Validators
    moved_to: str | None
    fetched_at: datetime
    wait: timedelta | None


@noun
class Failed:
    """Not read, or not to the end: `items` were read before. `retry_after` is what the server asked for."""

    name: str
    error: SourceError
    fetched_at: datetime
    items: tuple[Item, ...] = ()
    about: About = field(default_factory=About)
    cursor: Mapping[str, str] = field(default_factory=dict)
    retry_after: timedelta | None = None
    moved_to: str | None = None


@noun
class Skipped:
    """Not tried in this run: its time was over, or the host asked us to wait."""

    name: str


Outcome = Fetched | Unchanged | Failed | Skipped
