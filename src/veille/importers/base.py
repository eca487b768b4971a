# SPDX-License-Identifier: MIT
"""What every importer is: it recognises a file by its beginning, and copies what stands in it into Items.

An importer is pure: bytes in, Items out. It copies and does not clean, as a source does; dates stay as they are
written, for the watch knows in which time zone they are meant.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from veille.model import Channel, Item
from veille.nouns import field, noun

FIELDS = (
    *("url", "title", "text", "author", "author_url", "published", "language"),
    *("likes", "shares", "replies", "views", "reach"),
    *("source", "channel", "id", "parent", "thread", "site"),
)
"""What a column may be said to hold, by the names people know."""


@noun
class Columns:
    """Which column holds what: by a preset, and by what a person says (field to name of a column)."""

    preset: str | None = None
    named: Mapping[str, str] = field(default_factory=dict)


@noun
class Fault:
    """Why a row cannot be read; `reason` is a key of `errors.reasons`, rows are counted as a spreadsheet does."""

    row: int
    reason: str
    column: str | None = None
    value: str | None = None


@noun
class Found:
    """One thing found in a file, and in which row; its own source and channel where the file says them."""

    row: int
    item: Item
    source: str | None = None
    channel: Channel | None = None


@noun
class Read:
    """What a file holds.

    `skipped` counts what was left out on purpose, by a key of `cli.skipped`; `more_faults` counts those of a file
    that has too many to tell each; `columns_left_out` are columns that mean nothing to us.
    """

    found: tuple[Found, ...] = ()
    faults: tuple[Fault, ...] = ()
    more_faults: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    columns_left_out: tuple[str, ...] = ()
    channel: Channel = Channel.PAGE


class Importer(ABC):
    """One format of files. Made without arguments; called by watch.importing, in a limited process."""

    label: ClassVar[str]
    """The format by the name it has in every language, such as `CSV`."""

    columns: ClassVar[bool] = False
    """Whether it has columns, so that presets and --map mean something."""

    @abstractmethod
    def sure(self, name: str, beginning: bytes) -> int:
        """Say how surely a file is of this format: 0 it is not, the highest wins. `name` is in lower case."""

    @abstractmethod
    def read(self, body: bytes, columns: Columns) -> Read:
        """Read a whole file.

        Raises FileError `not_readable`, `no_columns`, `texts_missing`, UsageError `no_such_column`,
        `missing_extra`; a row that is wrong is a Fault.
        """
