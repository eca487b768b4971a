# SPDX-License-Identifier: MIT
"""Who works on what: leases that end by themselves, and at once with the process that held them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime

from veille.model import Holder
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import stamp

_PUT = "INSERT INTO leases(host, token, machine, pid, started, expires) VALUES (?, ?, ?, ?, ?, ?)"


class Leases:
    """The leases of one store, as one process sees them; each method runs inside its caller's transaction."""

    def __init__(self, connection: Connection, holder: Holder, alive: Callable[[Holder], bool]) -> None:
        self._connection = connection
        self._holder = holder
        self._alive = alive

    def end_dead(self, now: datetime) -> None:
        """End the leases that are over, and those that died with their process."""
        self._connection.execute("DELETE FROM leases WHERE expires <= ?", (stamp(now),))
        held = self._connection.execute(
            "SELECT DISTINCT machine, pid, started FROM leases WHERE machine = ?", (self._holder.machine,)
        ).fetchall()
        for machine, pid, started in held:
            if not self._alive(Holder(machine=machine, pid=pid, started=started)):
                self._connection.execute(
                    "DELETE FROM leases WHERE machine = ? AND pid = ? AND started = ?",
                    (machine, pid, started),
                )

    def held(self) -> set[str]:
        """Return what is leased now, by anybody."""
        return {row[0] for row in self._connection.execute("SELECT host FROM leases")}

    def holds(self, place: str, token: str) -> bool:
        """Say whether that lease is still ours."""
        return (
            self._connection.one("SELECT 1 FROM leases WHERE host = ? AND token = ?", (place, token))
            is not None
        )

    def take(self, places: Sequence[str], expires: datetime) -> str:
        """Lease what is free; return the token that proves it."""
        token = os.urandom(16).hex()
        us = self._holder
        rows = [(place, token, us.machine, us.pid, us.started, stamp(expires)) for place in places]
        self._connection.executemany(_PUT, rows)
        return token

    def renew(self, token: str, expires: datetime) -> bool:
        """Lengthen a lease; False when it is no longer ours."""
        sql = "UPDATE leases SET expires = ? WHERE token = ?"
        return self._connection.execute(sql, (stamp(expires), token)).rowcount > 0

    def end(self, token: str | None) -> None:
        """Give back all that a token holds."""
        self._connection.execute("DELETE FROM leases WHERE token = ?", (token,))
