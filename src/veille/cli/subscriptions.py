# SPDX-License-Identifier: MIT
"""What `veille sources import` and `export` do once their command line is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from veille.cli.deliver import deliver
from veille.cli.session import Session
from veille.cli.shape import Shape

if TYPE_CHECKING:
    from veille.i18n import Words
    from veille.watch.subscriptions import Imported


def take(session: Session, file: Path, *, check: bool, keep_dead: bool, json: bool) -> None:
    """Add the feeds of an OPML file to the watch file, and say what became of each part of it."""
    from veille.model import Row, Summary
    from veille.watch.network import opened_network
    from veille.watch.subscriptions import imported, taken, visited

    config = session.config()
    words = session.words_of(config)
    found = taken(config, file)
    rows: tuple[Row, ...] = ()
    if check:
        with opened_network(config) as network:
            rows = visited(config, network, found, now=lambda: datetime.now(UTC), keep_dead=keep_dead)
    done = imported(config, found, rows)
    if json:
        deliver(session, Summary(kind="sources_import", record=_record(done)), Shape(json=True), words=words)
        return
    if rows:
        deliver(session, done.listing(), Shape(), words=words, zone=config.timezone)
    for line in _told(done, words, config.path.name):
        session.say(line)


def _record(done: Imported) -> dict[str, object]:
    return {
        "added": done.added,
        "known": done.known,
        "repeated": done.repeated,
        "unusable": list(done.unusable),
        "left_out": done.left_out,
        "requests": done.added,
        "requests_a_day": done.requests_a_day,
        "visited": list(done.visited),
    }


def _told(done: Imported, words: Words, file: str) -> Iterator[str]:
    facts = {"count": done.added, "known": done.known, "repeated": done.repeated}
    yield words("cli.imported", **facts, unreadable=len(done.unusable), file=file)
    if done.visited:
        yield f"  {words('cli.imported_left_out', count=done.left_out)}"
    if done.added:
        yield f"  {words('cli.imported_cost', count=done.added, day=done.requests_a_day)}"
    yield from (f"  {words('cli.imported_unusable', what=one)}" for one in done.unusable)


def give(session: Session, output: Path | None) -> None:
    """Write the feeds of the watch file as OPML, and name the sources that are none."""
    from veille.watch.subscriptions import exported

    config = session.config()
    done = exported(config)
    if output is None:
        session.world.write(done.content)
    else:
        from veille.machine.files import write_atomically

        write_atomically(output, [done.content])
    if done.left_out:
        names = ", ".join(done.left_out)
        session.say(session.words_of(config)("cli.export_left_out", count=len(done.left_out), names=names))
