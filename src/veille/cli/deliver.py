# SPDX-License-Identifier: MIT
"""Takes a result to its reader: through a renderer, to the terminal, a pipe or a file."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from veille import plugins
from veille.cli.session import Session
from veille.cli.shape import Shape
from veille.i18n import Words
from veille.model import Listing, Report, Summary
from veille.renderers.base import Look, Renderer
from veille.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

FOOTER = "cli.footer."


def deliver(
    session: Session,
    what: Listing | Report | Summary,
    shape: Shape,
    *,
    words: Words,
    zone: tzinfo = UTC,
) -> None:
    """Render and write; what only a person wants to know goes to standard error."""
    renderer = plugins.load("renderers", shape.chosen, Renderer)()  # type: ignore[type-abstract]
    on_screen = shape.output is None and session.world.shows and shape.chosen == "table"
    look = Look(
        words=words,
        zone=zone,
        width=session.world.width if on_screen else None,
        color=on_screen and session.world.color(wanted=session.color),
        links=False,
        excel=shape.excel,
    )
    chunks = renderer.render(what, look)
    if shape.output is not None:
        _to_file(session, shape.output, b"".join(chunks), words)
    else:
        for chunk in chunks:
            session.world.write(chunk)
    if isinstance(what, Listing):
        # How many there are is talk for a person; why there is nothing, and what is stale, is for everyone.
        everyone = session.world.talks or not what.rows
        said = (note for note in what.notes if everyone or not note.key.startswith(FOOTER))
        for note in said:
            session.say(Wording(words, zone).say(note))


def _to_file(session: Session, path: Path, content: bytes, words: Words) -> None:
    from veille.machine.files import write_atomically

    write_atomically(path, [content])
    if session.world.talks:
        session.say(words("cli.written", file=str(path)))
