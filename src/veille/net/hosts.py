# SPDX-License-Identifier: MIT
"""Who may be sent next: a line of waiting visits per host, so many at once, so far apart."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    """What stands in a line: it knows its host, and the least gap it wants there."""

    @property
    def host(self) -> str: ...
    @property
    def gap(self) -> float: ...


W = TypeVar("W", bound=Waiting)


@dataclass(slots=True)
class _Line(Generic[W]):
    visits: deque[W] = field(default_factory=deque)
    busy: int = 0
    last: float | None = None
    rests_until: float = 0.0

    def due(self) -> float:
        paced = 0.0 if self.last is None else self.last + self.visits[0].gap
        return max(paced, self.rests_until)


class Hosts(Generic[W]):
    """The lines of all hosts; times are on the monotonic clock."""

    def __init__(self, *, per_host: int) -> None:
        self._per_host = per_host
        self._lines: dict[str, _Line[W]] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._numbers = 0
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    def add(self, visit: W, *, first: bool = False) -> None:
        """Put a visit at the end of its host's line; at the head when it is under way already."""
        line = self._lines.setdefault(visit.host, _Line())
        if first:
            line.visits.appendleft(visit)
        else:
            line.visits.append(visit)
        self._waiting += 1
        self._call(visit.host, line)

    def take(self, now: float) -> W | None:
        """Return the visit to send now, if any is due; its host is busy until `finished`."""
        while self._heap and self._heap[0][0] <= now:
            _, _, host = heappop(self._heap)
            line = self._lines[host]
            if not line.visits or line.busy >= self._per_host:
                continue
            if line.due() > now:
                self._call(host, line)
                continue
            line.busy += 1
            line.last = now
            self._waiting -= 1
            visit = line.visits.popleft()
            self._call(host, line)
            return visit
        return None

    def next_due(self) -> float | None:
        """Return when it is worth asking `take` again, None if only `finished` can change anything."""
        return self._heap[0][0] if self._heap else None

    def finished(self, host: str, at: float) -> None:
        """Say that a request to that host ended: the gap counts from there."""
        line = self._lines[host]
        line.busy -= 1
        line.last = at
        self._call(host, line)

    def asked(self, host: str, at: float) -> None:
        """Say that an earlier run asked that host something then."""
        self._lines.setdefault(host, _Line()).last = at

    def rest(self, host: str, until: float) -> None:
        """Leave that host alone until then."""
        line = self._lines[host]
        line.rests_until = max(line.rests_until, until)
        self._call(host, line)

    def drain(self, host: str | None = None) -> list[W]:
        """Take out all that still waits, for one host or for all."""
        lines = list(self._lines.values()) if host is None else [self._lines[host]]
        found = [visit for line in lines for visit in line.visits]
        for line in lines:
            line.visits.clear()
        self._waiting -= len(found)
        return found

    def _call(self, host: str, line: _Line[W]) -> None:
        if line.visits and line.busy < self._per_host:
            self._numbers += 1
            heappush(self._heap, (line.due(), self._numbers, host))
