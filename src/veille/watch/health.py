# SPDX-License-Identifier: MIT
"""The state of each source of the watch file: what the store knows, and « never » for those it has not met."""

from __future__ import annotations

from veille import urls
from veille.questions import Health, SourceState
from veille.sources.base import Watched
from veille.watch import Watch


def states(watch: Watch) -> tuple[SourceState, ...]:
    """Return one state for each configured source, in the order of the watch file, and for no other."""
    known = {state.name: state for state in watch.store.schedule.states(watch.now())}
    return tuple(known.get(source.name) or _never(source) for source in watch.config.sources)


def _never(source: Watched) -> SourceState:
    return SourceState(
        name=source.name,
        kind=source.kind,
        url=source.url,
        host=urls.server(source.url) or "",
        channel=source.channel,
        state=Health.NEVER,
        last_success=None,
        last_attempt=None,
        last_error=None,
        last_error_facts={},
        failing_since=None,
        moved_to=None,
        stopped=False,
        rights=None,
        documents=0,
        documents_7d=0,
        mentions_7d=0,
        newest=None,
        silent_days=None,
        first_success=None,
        next_due=None,
        wait_until=None,
    )
