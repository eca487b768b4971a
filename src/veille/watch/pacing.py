# SPDX-License-Identifier: MIT
"""Carries the patience that slow services ask for from one command to the next."""

from __future__ import annotations

import time
from collections.abc import Mapping

from veille.net.guard import host_of
from veille.watch import Watch


def last_asked(watch: Watch) -> Mapping[str, float]:
    """Return when each host of a source that wants long gaps was last asked, on the monotonic clock."""
    now, clock = watch.now(), time.monotonic()
    slow = {one.name: host_of(one.url) for one in watch.config.sources if type(one.source).gap}
    asked: dict[str, float] = {}
    for state in watch.store.schedule.states(now) if slow else ():
        if state.name in slow and state.last_attempt and state.last_attempt <= now:
            at = clock - (now - state.last_attempt).total_seconds()
            asked[slow[state.name]] = max(at, asked.get(slow[state.name], at))
    return asked
