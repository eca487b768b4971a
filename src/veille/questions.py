# SPDX-License-Identifier: MIT
"""What may be asked of a store, and the shape of its answers: the nouns that reports, watch and stores share.

Instants are aware UTC; windows are half-open [since, until). None means: all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from veille.expression import Expression
from veille.model import Channel, Ownership, Verdict
from veille.nouns import noun


class Status(StrEnum):
    """`--status` of search and mentions."""

    KEPT = "kept"
    DOUBTFUL = "doubtful"
    REJECTED = "rejected"
    TODO = "todo"
    DONE = "done"
    NONE = "none"
    ALL = "all"

    @classmethod
    def _missing_(cls, value: object) -> Status | None:
        """Understand the words of both languages, whatever their gender, number, case and accents."""
        from veille.i18n import LANGUAGES, Words

        names = {_root(Words(language)(f"words.{one}")): one for one in cls for language in LANGUAGES}
        names["tout"] = cls.ALL  # toutes
        return names.get(_root(str(value))) if value else None


def _root(word: str) -> str:
    from veille.text import slug

    return slug(word).rstrip("es")


@noun
class Filter:
    """Which mentions (or documents): None means all."""

    brands: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    where: Expression | None = None
    verdicts: tuple[Verdict, ...] | None = None
    ownership: tuple[Ownership, ...] | None = None
    status: Status | None = None


class Sort(StrEnum):
    BEST = "best"
    DATE = "date"


class By(StrEnum):
    """A way to slice numbers. `day` cuts at the instants of Query.days."""

    BRAND = "brand"
    DAY = "day"
    CHANNEL = "channel"
    HOST = "host"
    SOURCE = "source"
    AUTHOR = "author"


class Measure(StrEnum):
    """A number per slice. `volume` = kept and earned; the other two stand beside it, never in it."""

    VOLUME = "volume"
    DOUBTFUL = "doubtful"
    OWNED = "owned"
    DOCUMENTS = "documents"
    REACH = "reach"


@noun
class Day:
    """One local day as a half-open window of instants."""

    day: date
    since: datetime
    until: datetime


@noun
class Query:
    """A question to `tally`: slice by, measure, among these."""

    by: tuple[By, ...]
    measures: tuple[Measure, ...]
    filter: Filter
    days: tuple[Day, ...] = ()
    limit: int | None = None


@noun
class Tally:
    """One slice: its group (same order as Query.by; author is a pair of name and host) and its numbers."""

    group: tuple[str | None, ...]
    numbers: tuple[int | None, ...]


class Health(StrEnum):
    """State of a source in the coverage of a report."""

    OK = "ok"
    FAILING = "failing"
    SILENT = "silent"
    STOPPED = "stopped"
    NEVER = "never"


@noun
class SourceState:
    """What is known of a source: `sources list`, coverage, doctor."""

    name: str
    kind: str
    url: str
    host: str
    channel: Channel
    state: Health
    last_success: datetime | None
    last_attempt: datetime | None
    last_error: str | None
    """Code of the last attempt's failure; None when it succeeded."""
    last_error_facts: Mapping[str, object]
    failing_since: datetime | None
    moved_to: str | None
    stopped: bool
    rights: str | None
    documents: int
    documents_7d: int
    mentions_7d: int
    newest: datetime | None
    silent_days: int | None
    """Days without a new document, when that is longer than its habit; else None."""
    first_success: datetime | None
    next_due: datetime | None
    wait_until: datetime | None
    """Set when a server asked us to wait (Retry-After)."""
    gap: datetime | None = None
    """The last visit that may have missed something older than what it read."""
