# SPDX-License-Identifier: MIT
"""The one tree of errors, so that every failure has a stable code, an exit code and words for its reader.

    VeilleError
    ├── ConfigError        sources.toml is missing, unreadable or wrong (all its problems at once)
    ├── UsageError         a command was asked for something that cannot be
    ├── QueryError         a query is wrong, at a column
    ├── SourceError        a source could not be read
    │   ├── FetchError     ... because of the network, the server or a rule of ours
    │   └── ParseError     ... because its answer makes no sense
    ├── StoreError         the database is locked, damaged, foreign, full...
    ├── FileError          another file could not be read or written
    └── PluginError        a kind is unknown or claimed twice

An error carries a code and facts, never a sentence: i18n puts `errors.<code>` into the reader's language at
the edge, what happened first, what to do second.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import ClassVar

from veille.nouns import noun


class Exit(IntEnum):
    """What a command tells the shell; the table is in README.md."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    ALERT = 4
    BUSY = 75
    INTERRUPTED = 130
    TERMINATED = 143


class VeilleError(Exception):
    """Any failure that veille foresaw; `code` is stable, `facts` fill its message."""

    exit_code: ClassVar[Exit] = Exit.FAILED

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self.facts.items())
        return f"{self.code} ({facts})" if facts else self.code

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross from the parse worker to us: rebuild from code and facts.
        return _rebuild, (type(self), self.code, self.facts)


def _rebuild(kind: type[VeilleError], code: str, facts: dict[str, object]) -> VeilleError:
    return kind(code, **facts)


@noun
class Problem:
    """One thing wrong in the watch file.

    `where` names the table ("[[source]] Vie publique"), `code` and `facts` give `config.<code>` its words.
    """

    line: int | None
    where: str
    code: str
    facts: dict[str, object]


class ConfigError(VeilleError):
    """The watch file cannot be used."""

    exit_code = Exit.USAGE

    def __init__(self, code: str, *, problems: Sequence[Problem] = (), **facts: object) -> None:
        super().__init__(code, **facts)
        self.problems = tuple(problems)


class UsageError(VeilleError):
    """The command line asks for something that cannot be."""

    exit_code = Exit.USAGE


class QueryError(VeilleError):
    """A query is wrong; `column` counts characters from 0 in `query`."""

    exit_code = Exit.USAGE

    def __init__(self, code: str, *, query: str, column: int, **facts: object) -> None:
        super().__init__(code, query=query, column=column, **facts)
        self.query = query
        self.column = column


class SourceError(VeilleError):
    """A source could not be read; the code is one of the `fetch --json` codes."""

    @property
    def status(self) -> int | None:
        status = self.facts.get("status")
        return status if isinstance(status, int) else None


class FetchError(SourceError):
    """The network, the server, or a rule of ours stood in the way."""


class ParseError(SourceError):
    """The answer is not what the kind of source reads."""


class StoreError(VeilleError):
    """The database refused; code `locked` leaves with exit 75."""


class StoreBusy(StoreError):
    """Another process holds the database longer than we wait."""

    exit_code = Exit.BUSY


class LeaseLost(StoreError):
    """Another run took over this work; nothing was written."""


class FileError(VeilleError):
    """A file of the user's could not be read or written."""


class PluginError(VeilleError):
    """A plug-in is unknown, broken or claimed by two packages."""

    exit_code = Exit.USAGE
