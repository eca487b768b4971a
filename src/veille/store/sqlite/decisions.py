# SPDX-License-Identifier: MIT
"""The decisions of a SQLite store: one method for each verb, each verb in a module that is loaded when it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from veille.model import Answer, Decision, Learned
from veille.store.decisions import Labelled, Mark, Undone, Unlearned
from veille.store.sqlite.connection import Connection


class SqliteDecisions:
    """See Decisions in store/decisions.py."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def label(self, marks: Sequence[Mark], *, at: datetime, dry_run: bool = False) -> Labelled:
        """See Decisions.label."""
        from veille.store.sqlite import labelling

        return labelling.label(self._connection, marks, at, dry_run=dry_run)

    def undo(self) -> Undone | None:
        """See Decisions.undo."""
        from veille.store.sqlite import labelling

        return labelling.undo(self._connection)

    def of(self, documents: Sequence[str]) -> Sequence[Decision]:
        """See Decisions.of."""
        from veille.store.sqlite import standing

        with self._connection.read():
            return list(standing.of(self._connection, sorted(documents)).values())

    def answered(self, brand: str) -> int:
        """See Decisions.answered."""
        from veille.store.sqlite import filters

        return filters.answered(self._connection, brand)

    def answers(self, brand: str, *, sample: int | None = None) -> Sequence[Answer]:
        """See Decisions.answers."""
        from veille.store.sqlite import filters

        return filters.answers(self._connection, brand, sample)

    def learned(self) -> Mapping[str, Learned]:
        """See Decisions.learned."""
        from veille.store.sqlite import filters

        return filters.learned(self._connection)

    def unlearned(self, fingerprints: Mapping[str, str]) -> Sequence[Unlearned]:
        """See Decisions.unlearned."""
        from veille.store.sqlite import filters

        return filters.unlearned(self._connection, fingerprints)

    def learn(self, brand: str, learned: Learned | None) -> bool:
        """See Decisions.learn."""
        from veille.store.sqlite import filters

        return filters.learn(self._connection, brand, learned)

    def settle(self, unlearned: Unlearned, fingerprint: str) -> None:
        """See Decisions.settle."""
        from veille.store.sqlite import filters

        filters.settle(self._connection, unlearned, fingerprint)
