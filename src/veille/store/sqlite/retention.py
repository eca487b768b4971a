# SPDX-License-Identifier: MIT
"""Deletes old documents, keeping how many mentions there were: the only thing here that cannot be fetched again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from veille.store.sqlite import fulltext
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import CHUNK, documents, stamp, written

# What a person kept, tagged, noted or has to do is not ours to delete.
_OLDEST = """
SELECT row FROM documents d WHERE first_seen < ? AND NOT EXISTS (
  SELECT 1 FROM decisions x WHERE x.document = d.id
  AND (x.verdict = 'kept' OR x.status = 'todo' OR x.tags <> '[]' OR x.note IS NOT NULL))
ORDER BY first_seen, id LIMIT ?
"""
_COUNT = """
INSERT INTO daily(hour, brand, channel, host, verdict, ownership, count)
SELECT substr(d.moment, 1, 13) || ':00:00Z', m.brand, d.channel, coalesce(d.host, ''), m.verdict, m.ownership,
  count(*)
FROM mentions m JOIN documents d ON d.row = m.document
WHERE d.row IN (SELECT value FROM json_each(?))
GROUP BY 1, 2, 3, 4, 5, 6
ON CONFLICT(hour, brand, channel, host, verdict, ownership) DO UPDATE SET count = count + excluded.count
"""
# A feed that never drops old items would bring a purged document back as new: its id is remembered.
_REMEMBER = """
INSERT OR IGNORE INTO purged(id) SELECT id FROM documents WHERE row IN (SELECT value FROM json_each(?))
"""
_DELETE = "DELETE FROM documents WHERE row IN (SELECT value FROM json_each(?))"


def purge(connection: Connection, before: datetime) -> int:
    """See Upkeep.purge."""
    gone = 0
    with connection.durable():
        while True:
            with connection.write():
                found = connection.execute(_OLDEST, (stamp(before), CHUNK)).fetchall()
                _delete(connection, [row[0] for row in found])
            if not found:
                return gone
            gone += len(found)


def _delete(connection: Connection, rows: Sequence[int]) -> None:
    fulltext.forget(connection, list(zip(rows, documents(connection, rows, text=True), strict=True)))
    for sql in (_COUNT, _REMEMBER, _DELETE):
        connection.execute(sql, (written(list(rows)),))
