# SPDX-License-Identifier: MIT
"""The pages behind headlines: which are to be read, by which run, and what they said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from veille.errors import LeaseLost
from veille.model import Channel, Document, Holder
from veille.nouns import replace
from veille.store.base import MatchAll, PageRead, Saved, Unread
from veille.store.merge import merged
from veille.store.sqlite import leases
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import optional_instant, optional_stamp, stamp, written

PLACE = "(pages)"
"""What is leased: no host can have that name."""

_NOT_WORD = re.compile(r"[\W_]+")
_TELLING = 60
"""Letters of an excerpt that are looked for."""

_ASK = """
INSERT OR IGNORE INTO pages(row, tries, due) SELECT row, 0, ? FROM documents
WHERE id IN (SELECT value FROM json_each(?)) AND url IS NOT NULL AND whole IS NOT 1
"""
_DUE = "FROM pages p JOIN documents d ON d.row = p.row WHERE p.due <= ? AND d.whole IS NOT 1 AND d.url IS NOT NULL"
_WAITING = f"SELECT d.id, d.url, d.channel, p.tries {_DUE} ORDER BY p.due, d.id LIMIT ?"
_COUNT = f"SELECT count(*) {_DUE}"
_SAID = "SELECT said FROM pages WHERE row = ? AND said IS NOT NULL"
_READ = "UPDATE pages SET tries = tries + 1, due = ?, error = ?, said = ? WHERE row = ?"


def ask(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Note that the pages of these documents are to be read, unless they were, or their text is whole."""
    connection.execute(_ASK, (stamp(now), written(list(ids))))


def article(connection: Connection, row: int, versions: Mapping[str, Document]) -> Document | None:
    """Return what the page of a document says as one more version of it; None if it was not read.

    What its sources show goes before it, all of them together: it does not matter which of them asked.
    """
    said = connection.one(_SAID, (row,))
    if said is None:
        return None
    shown = merged(list(versions.values()))
    fields = json.loads(said)
    return replace(
        shown,
        title=shown.title or fields["title"],
        text=_with_excerpt(shown.text, fields["text"]),
        author=shown.author or fields["author"],
        published=shown.published or optional_instant(fields["published"]),
        language=shown.language or fields["language"],
        language_from=shown.language_from or ("declared" if fields["language"] else None),
        whole=fields["whole"],
        engagement={},
    )


def _with_excerpt(excerpt: str, text: str) -> str:
    """Put the excerpt first when the text does not hold it: a brand may be named in the standfirst alone."""
    gist = _NOT_WORD.sub("", excerpt).casefold()[:_TELLING]
    held = not gist or gist in _NOT_WORD.sub("", text).casefold()
    return text if held else f"{excerpt}\n\n{text}"


class SqlitePages:
    """See Pages in store/base.py."""

    def __init__(self, connection: Connection, holder: Holder, alive: Callable[[Holder], bool]) -> None:
        self._connection = connection
        self._leases = leases.Leases(connection, holder, alive)

    def claim(self, now: datetime, lease: timedelta) -> str | None:
        """See Pages.claim."""
        with self._connection.write():
            self._leases.end_dead(now)
            if PLACE in self._leases.held():
                return None
            return self._leases.take([PLACE], now + lease)

    def renew(self, token: str, now: datetime, lease: timedelta) -> None:
        """See Pages.renew."""
        with self._connection.write():
            if not self._leases.renew(token, now + lease):
                raise LeaseLost("lease_lost", source="")

    def release(self, token: str) -> None:
        """See Pages.release."""
        with self._connection.write():
            self._leases.end(token)

    def waiting(self, now: datetime, *, limit: int) -> Sequence[Unread]:
        """See Pages.waiting."""
        with self._connection.read():
            found = self._connection.execute(_WAITING, (stamp(now), limit)).fetchall()
        return [
            Unread(id=key, url=url, channel=Channel(channel), tries=tries)
            for key, url, channel, tries in found
        ]

    def count(self, now: datetime) -> int:
        """See Pages.count."""
        with self._connection.read():
            return int(self._connection.one(_COUNT, (stamp(now),)))

    def save(self, page: PageRead, match: MatchAll, *, token: str) -> Saved:
        """See Pages.save."""
        from veille.store.sqlite.save import Writing

        with self._connection.write():
            if not self._leases.holds(PLACE, token):
                raise LeaseLost("lease_lost", source="")
            row = self._connection.one("SELECT row FROM documents WHERE id = ?", (page.id,))
            if row is None:  # purged meanwhile
                return Saved()
            self._connection.execute(_READ, (optional_stamp(page.again), page.error, _said(page), row))
            if page.error is not None:
                return Saved()
            changed, found = Writing(self._connection, match, "").revise(row, {})
            return Saved(updated=int(changed), mentions=found)


def _said(page: PageRead) -> str | None:
    if page.error is not None:
        return None
    return written(
        {
            "title": page.title,
            "text": page.text,
            "author": page.author,
            "published": optional_stamp(page.published),
            "language": page.language,
            "whole": page.whole,
        }
    )
