# SPDX-License-Identifier: MIT
"""The tables and views, as a list of migrations; the only module that needs sqlite-utils, loaded when one is due.

A migration is never edited once released: a change is a new one at the end of MIGRATIONS, and the number of
migrations is the `user_version` of a database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import ForeignKey

from veille.store.sqlite.layout import APPLICATION_ID

Migration = Callable[[Any], None]


def apply(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Run the migrations this database lacks, inside the caller's transaction."""
    # Views read JSON functions of SQLite's own; nobody's plug-ins have business in this file.
    database = Database(connection, execute_plugins=False, strict=True)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for migration in migrations[version:]:
        migration(database)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _belongs(table: str, column: str = "row") -> list[ForeignKey]:
    # A document whose day changes gets another row number, and all that hangs on it follows.
    return [ForeignKey(table, column, "documents", "row", on_delete="CASCADE", on_update="CASCADE")]


def _first(database: Any) -> None:
    _documents(database)
    _sightings(database)
    _mentions(database)
    _schedule(database)
    database.create_view("documents_view", DOCUMENTS_VIEW)
    database.create_view("mentions_view", MENTIONS_VIEW)


def _documents(database: Any) -> None:
    database["documents"].create(
        {
            "row": int,  # days since 1970 of `moment` * 1,000,000 + n: full text is then cut by date for free
            "id": str,
            "identity": str,
            "url": str,
            "host": str,
            "title": str,
            "author": str,
            "author_url": str,
            "author_words": str,
            "published": str,
            "updated": str,
            "first_seen": str,
            "moment": str,
            "language": str,
            "language_confidence": float,
            "language_from": str,
            "links": str,
            "parent": str,
            "thread": str,
            "reach": int,
            "engagement": str,
            "content_hash": str,
            "source": str,  # this and `channel` are those of the first sighting
            "channel": str,
        },
        pk="row",
        not_null={
            "id",
            "identity",
            "title",
            "first_seen",
            "moment",
            "links",
            "engagement",
            "source",
            "channel",
        },
    )
    database["documents"].create_index(["id"], unique=True)
    database["documents"].create_index(["host"])


def _sightings(database: Any) -> None:
    """What each source showed, the texts, and the index of their words."""
    database["texts"].create(
        {"row": int, "text": str}, pk="row", not_null={"text"}, foreign_keys=_belongs("texts")
    )
    database["sightings"].create(
        {
            "row": int,
            "source": str,
            "channel": str,
            "seen_at": str,
            "native_id": str,
            "content_hash": str,  # of what this source last showed: equal means nothing to do
            "version": str,  # what it showed, as JSON; NULL while it is the only source
        },
        pk=("row", "source"),
        not_null={"channel", "seen_at", "content_hash"},
        foreign_keys=_belongs("sightings"),
    )
    database["sightings"].create_index(["source", "row", "seen_at"])
    database.execute(
        "CREATE VIRTUAL TABLE words USING fts5(title, body, joined_title, joined_body, content='', tokenize='ascii')"
    )
    database["purged"].create({"id": str}, pk="id")


def _mentions(database: Any) -> None:
    database["mentions"].create(
        {
            "id": int,
            "document": int,
            "brand": str,
            "slug": str,
            "terms": str,
            "spans": str,
            "verbatim": str,
            "place": str,
            "ownership": str,
            "relevance": float,
            "reasons": str,
            "verdict": str,
            "fingerprint": str,
        },
        pk="id",
        not_null={"document", "brand", "slug", "verbatim", "place", "ownership", "relevance", "verdict"},
        foreign_keys=_belongs("mentions", "document"),
    )
    database["mentions"].create_index(["document", "brand"], unique=True)
    database["mentions"].create_index(["brand", "document"])
    database["mentions"].create_index(["brand", "fingerprint"])
    database["brands"].create({"name": str, "fingerprint": str}, pk="name", not_null={"fingerprint"})
    database["daily"].create(
        {  # how many mentions were purged: by the hour, so that any timezone can still cut its days
            "hour": str,
            "brand": str,
            "channel": str,
            "host": str,
            "verdict": str,
            "ownership": str,
            "count": int,
        },
        pk=("hour", "brand", "channel", "host", "verdict", "ownership"),
        not_null={"count"},
    )


def _schedule(database: Any) -> None:
    database["sources"].create(
        {
            "name": str,
            "position": int,
            "configured": int,
            "kind": str,
            "url": str,
            "host": str,
            "channel": str,
            "every": int,
            "fingerprint": str,
            "etag": str,
            "last_modified": str,
            "digest": str,
            "cursor": str,
            "moved_to": str,
            "next_due": str,
            "wait_until": str,
            "last_attempt": str,
            "first_success": str,
            "last_success": str,
            "last_error": str,
            "last_error_facts": str,
            "failing_since": str,
            "failures": int,
            "stopped": int,
            "rights": str,
        },
        pk="name",
        not_null={"position", "configured", "kind", "url", "host", "channel", "every", "fingerprint"},
        defaults={"failures": 0, "stopped": 0},
    )
    database["leases"].create(
        {"host": str, "token": str, "machine": str, "pid": int, "started": str, "expires": str},
        pk="host",
        not_null={"token", "machine", "pid", "started", "expires"},
    )
    database["meta"].create({"key": str, "value": str}, pk="key", not_null={"value"})


DOCUMENTS_VIEW = """
SELECT d.id AS id, d.id AS document,
  (SELECT json_group_array(brand) FROM
    (SELECT brand FROM mentions WHERE document = d.row AND verdict <> 'rejected' ORDER BY brand)) AS brand,
  d.title AS title, d.url AS url, d.host AS host, d.source AS source, d.channel AS channel,
  NULL AS ownership, d.author AS author, d.published AS published, d.first_seen AS first_seen,
  d.language AS language, NULL AS tone, NULL AS tone_score, NULL AS relevance, NULL AS verdict,
  NULL AS decided, NULL AS status, NULL AS tags, NULL AS story, NULL AS copies,
  d.engagement AS engagement, d.reach AS reach, NULL AS verbatim, NULL AS terms, NULL AS "where"
FROM documents d
"""

MENTIONS_VIEW = """
SELECT d.id || '.' || m.slug AS id, d.id AS document, m.brand AS brand,
  d.title AS title, d.url AS url, d.host AS host, d.source AS source, d.channel AS channel,
  m.ownership AS ownership, d.author AS author, d.published AS published, d.first_seen AS first_seen,
  d.language AS language, NULL AS tone, NULL AS tone_score, m.relevance AS relevance, m.verdict AS verdict,
  'false' AS decided, NULL AS status, '[]' AS tags, NULL AS story, NULL AS copies,
  d.engagement AS engagement, d.reach AS reach, m.verbatim AS verbatim, m.terms AS terms,
  m.place AS "where"
FROM mentions m JOIN documents d ON d.row = m.document
"""


def _whole_texts(database: Any) -> None:
    """Tell excerpts from whole texts, remember the pages to read behind them, and where news may be missing."""
    database["documents"].add_column("whole", int)
    database["sources"].add_column("gap_at", str)
    database["sources"].add_column(
        "fresh", int, not_null_default=0
    )  # it is asked for other things than before
    database["pages"].create(
        {
            "row": int,
            "tries": int,
            "due": str,  # when to read it; NULL: it was read, or never will be
            "error": str,
            "said": str,  # what the page says, as JSON
        },
        pk="row",
        not_null={"tries"},
        foreign_keys=_belongs("pages"),
    )
    database["pages"].create_index(["due"])


def _decisions(database: Any) -> None:
    """Keep what people say of mentions, the way back, and what filters learn; mentions show what holds."""
    _people_say(database)
    mentions = database["mentions"]
    mentions.add_column(
        "computed", str
    )  # what the filter says; `verdict` is what holds. NULL: no longer found
    mentions.add_column("decided", int, not_null_default=0)
    for name in ("status", "assignee", "tone"):
        mentions.add_column(name, str)
    mentions.add_column("tags", str, not_null_default="[]")
    mentions.add_column("note", str)
    database.execute("UPDATE mentions SET computed = verdict")
    database.execute(
        "CREATE INDEX idx_mentions_status ON mentions(status, document) WHERE status IS NOT NULL"
    )
    columns = ", m.assignee AS assignee, m.note AS note"
    view = MENTIONS_VIEW.replace("NULL AS tone,", "m.tone AS tone,").replace("'[]' AS tags", "m.tags AS tags")
    view = view.replace("'false' AS decided", "iif(m.decided, 'true', 'false') AS decided")
    view = view.replace("NULL AS status", "m.status AS status").replace('AS "where"', 'AS "where"' + columns)
    database.create_view("mentions_view", view, replace=True)
    view = DOCUMENTS_VIEW.replace('AS "where"', 'AS "where", NULL AS assignee, NULL AS note')
    database.create_view("documents_view", view, replace=True)


def _people_say(database: Any) -> None:
    said = {"verdict": str, "status": str, "assignee": str, "tone": str, "tags": str, "note": str}
    database["decisions"].create(  # by the public id, since a document may go and come back
        {"document": str, "brand": str, **said, "decided_at": str},
        pk=("document", "brand"),
        not_null={"tags", "decided_at"},
    )
    database["decisions"].create_index(["brand", "verdict"])
    database["actions"].create(
        {"id": int, "at": str, "said": str, "undone": int},
        pk="id",
        not_null={"at", "said", "undone"},
        defaults={"undone": 0},
    )
    database["earlier"].create(  # what a decision was before an action, as JSON; NULL: there was none
        {"action": int, "document": str, "brand": str, "said": str}, pk=("action", "document", "brand")
    )
    database["filters"].create(
        {
            "brand": str,
            "revision": int,  # how often the answers of people changed
            "settled": int,  # the revision that the filter knows, and the definition it was made under
            "fingerprint": str,
            "answers": int,
            "weights": str,
            "unrated": int,  # whether mentions may be rated by other weights than these
        },
        pk="brand",
        not_null={"revision", "unrated"},
        defaults={"revision": 0, "unrated": 0},
    )


MIGRATIONS: tuple[Migration, ...] = (_first, _whole_texts, _decisions)
