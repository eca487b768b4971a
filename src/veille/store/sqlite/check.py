# SPDX-License-Identifier: MIT
"""Looks for what is wrong in a database: damage of the file, and broken promises between its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from veille.errors import StoreBusy, StoreError
from veille.store.sqlite.connection import Connection

_PROMISES = {
    "unindexed": "SELECT count(*) FROM documents WHERE row NOT IN (SELECT id FROM words_docsize)",
    "index_orphan": "SELECT count(*) FROM words_docsize WHERE id NOT IN (SELECT row FROM documents)",
    "no_text": "SELECT count(*) FROM documents WHERE row NOT IN (SELECT row FROM texts)",
    "no_sighting": "SELECT count(*) FROM documents WHERE row NOT IN (SELECT row FROM sightings)",
    "wrong_day": (
        "SELECT count(*) FROM documents WHERE row NOT BETWEEN "
        "strftime('%s', date(moment)) / 86400 * 1000000 AND strftime('%s', date(moment)) / 86400 * 1000000 + 999999"
    ),
    "no_extract": "SELECT count(*) FROM mentions WHERE verbatim = ''",
    "bad_json": (
        "SELECT count(*) FROM mentions WHERE NOT "
        "(json_valid(terms) AND json_valid(spans) AND json_valid(reasons) AND json_valid(tags))"
    ),
    "decision_orphan": (
        "SELECT count(*) FROM decisions WHERE document NOT IN (SELECT id FROM documents) "
        "AND document NOT IN (SELECT id FROM purged)"
    ),
    "decision_malformed": (
        "SELECT count(*) FROM decisions WHERE NOT (json_valid(tags) "
        "AND coalesce(verdict, 'kept') IN ('kept', 'rejected') AND coalesce(status, 'todo') IN ('todo', 'done') "
        "AND coalesce(tone, 'neutral') IN ('positive', 'neutral', 'negative'))"
    ),
    "decision_unheard": (
        "SELECT count(*) FROM mentions m JOIN documents d ON d.row = m.document "
        "LEFT JOIN decisions x ON x.document = d.id AND x.brand = m.brand "
        "WHERE m.verdict IS NOT coalesce(x.verdict, m.computed) OR m.status IS NOT x.status "
        "OR m.tone IS NOT x.tone OR m.tags IS NOT coalesce(x.tags, '[]')"
    ),
    "purged_yet_there": "SELECT count(*) FROM documents WHERE id IN (SELECT id FROM purged)",
}


def check(connection: Connection) -> list[Mapping[str, object]]:
    """See Upkeep.check."""
    try:
        with connection.read():
            return [*_damage(connection), *_orphans(connection), *_broken_promises(connection)]
    except StoreBusy:
        raise
    except StoreError as error:
        return [{"code": "damaged", "facts": {"detail": str(error.facts.get("reason", error.code))}}]


def _damage(connection: Connection) -> Iterator[Mapping[str, object]]:
    for (line,) in connection.execute("PRAGMA quick_check"):
        if line != "ok":
            yield {"code": "damaged", "facts": {"detail": line}}


def _orphans(connection: Connection) -> Iterator[Mapping[str, object]]:
    counts: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        counts[table, parent] = counts.get((table, parent), 0) + 1
    for (table, parent), count in sorted(counts.items()):
        yield {"code": "orphan", "facts": {"table": table, "parent": parent, "count": count}}


def _broken_promises(connection: Connection) -> Iterator[Mapping[str, object]]:
    for code, question in _PROMISES.items():
        count = connection.one(question)
        if count:
            yield {"code": code, "facts": {"count": count}}
