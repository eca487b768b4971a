# SPDX-License-Identifier: MIT
"""`veille demo`: the whole job on the bundled sample world, with no network, in a temporary folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from veille import config, demo
from veille.net.engine import Pace
from veille.net.workshop import Workshop
from veille.nouns import noun
from veille.watch import Watch, opened
from veille.watch.fetch import Run, fetch
from veille.watch.network import Network
from veille.watch.tallied import Tallied


@noun
class Visited:
    """One run of fetch in the sample world."""

    at: datetime
    tallied: Tallied


def collect(folder: Path, *, tell: Callable[[Visited], None]) -> config.Config:
    """Write the sample watch file into the folder and fetch at each of its instants; return its Config."""
    world = demo.world()
    path = folder / "sources.toml"
    path.write_text(world.watch_file, encoding="utf-8")
    loaded = config.load(path, environ={})
    with Workshop(workers=1) as workshop:
        for instant in world.visits:
            tell(_visit(loaded, instant, workshop))
    return loaded


@contextmanager
def watching(loaded: config.Config) -> Iterator[Watch]:
    """Open the sample watch for reading, its clock at its last instant."""
    with opened(loaded, mode="read", now=lambda: demo.world().now) as watch:
        yield watch


def _visit(loaded: config.Config, instant: datetime, workshop: Workshop) -> Visited:
    pace = Pace(
        concurrency=4,
        per_host=4,
        gap=timedelta(0),
        timeout=timedelta(seconds=5),
        max_bytes=loaded.fetch.max_bytes,
    )
    network = Network(send=demo.Answers(instant).send, parse=workshop.parse, run=workshop.run, pace=pace)
    with opened(loaded, mode="create", now=lambda: instant) as watch:
        run = Run(watch=watch, network=network, started=instant, everything=True)
        return Visited(at=instant, tallied=fetch(run))
