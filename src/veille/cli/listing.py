# SPDX-License-Identifier: MIT
"""What `search` and `mentions` do once their command line is read, whoever read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from veille.cli.deliver import deliver
from veille.cli.session import Session
from veille.cli.shape import Format, Shape
from veille.nouns import noun
from veille.questions import Sort, Status


@noun
class Asked:
    """The command line: each field is the option of that name; the words of `search` are its `where`."""

    where: str | None = None
    brand: Sequence[str] | None = None
    week: str | None = None
    month: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    sort: Sort = Sort.DATE
    status: Status | None = None
    format: Format | None = None
    json: bool = False
    csv: bool = False
    excel: bool = False
    output: Path | None = None


def show(session: Session, command: str, asked: Asked) -> None:
    """Find documents (`search`) or mentions (`mentions`), and show them."""
    from veille.watch.search import Wanted, mentions, search
    from veille.watch.when import When

    find = search if command == "search" else mentions
    shape = Shape(format=asked.format, json=asked.json, csv=asked.csv, excel=asked.excel, output=asked.output)
    with session.watch("read") as watch:
        wanted = Wanted(
            query=asked.where,
            brands=tuple(asked.brand or ()),
            when=When(week=asked.week, month=asked.month, since=asked.since, until=asked.until),
            status=asked.status,
            limit=shape.limit(asked.limit, shows=session.world.shows),
            sort=asked.sort,
        )
        listing = find(watch, wanted)
        deliver(session, listing, shape, words=session.words_of(watch.config), zone=watch.config.timezone)
