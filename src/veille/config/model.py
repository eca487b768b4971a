# SPDX-License-Identifier: MIT
"""What a watch file means once it is read: frozen, complete, and the only configuration anything else sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from veille.config.values import Duration
from veille.config.vault import Vault
from veille.errors import Problem
from veille.model import Brand
from veille.nouns import field, noun
from veille.sources.base import Watched


@noun
class FetchLimits:
    """How much is asked of the network, of each host, and of our own patience: the table `[fetch]`."""

    concurrency: int = 32
    per_host: int = 1
    gap: timedelta = timedelta(seconds=1)
    timeout: timedelta = timedelta(seconds=30)
    max_bytes: int = 10 * 1024 * 1024
    max_time: timedelta = timedelta(minutes=10)
    allow_private: tuple[str, ...] = ()
    proxy: str | None = None
    """As written: `config.proxy(config)` gives the address."""


@noun
class Config:
    """A watch file without fault; `warnings` tell what deserves a look."""

    path: Path
    database: Path
    timezone: tzinfo
    language: str | None = None
    languages: tuple[str, ...] = ("fr", "en")
    contact: str | None = None
    retention: Duration | None = None
    fetch: FetchLimits = field(default_factory=FetchLimits)
    brands: tuple[Brand, ...] = ()
    queries: Mapping[str, str] = field(default_factory=dict)
    """The named queries, as written."""
    sources: tuple[Watched, ...] = ()
    warnings: tuple[Problem, ...] = ()
    vault: Vault = field(repr=False)

    def retention_before(self, now: datetime) -> datetime | None:
        """Return the instant before which documents are purged; None keeps all."""
        return self.retention.before(now) if self.retention else None
