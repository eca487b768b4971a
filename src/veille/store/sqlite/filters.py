# SPDX-License-Identifier: MIT
"""What filters learn from: the answers of people, the weights made of them, and whose are out of date."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from veille.model import Answer, Learned, Verdict
from veille.store.decisions import ANSWERS, Unlearned
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import documents, written

_ANSWERS = """
SELECT d.row, x.verdict FROM decisions x JOIN documents d ON d.id = x.document
WHERE x.brand = ? AND x.verdict = ? ORDER BY x.decided_at DESC, x.document LIMIT ?
"""
_SAMPLE = """
SELECT d.row, x.verdict FROM decisions x JOIN documents d ON d.id = x.document
WHERE x.brand = ? AND x.verdict IS NOT NULL ORDER BY x.document LIMIT ?
"""
_ANSWERED = """
SELECT count(*) FROM decisions x JOIN documents d ON d.id = x.document
WHERE x.brand = ? AND x.verdict IS NOT NULL
"""
_NOTE = """
INSERT INTO filters(brand, revision) VALUES (?, 1) ON CONFLICT(brand) DO UPDATE SET revision = revision + 1
"""
_LEARN = """
INSERT INTO filters(brand, answers, weights, unrated) VALUES (?, ?, ?, 1)
ON CONFLICT(brand) DO UPDATE SET answers = excluded.answers, weights = excluded.weights,
  unrated = unrated OR weights IS NOT excluded.weights
RETURNING unrated
"""
_LEARNED = "SELECT brand, answers, weights FROM filters WHERE weights IS NOT NULL ORDER BY brand"
_STATES = "SELECT brand, revision, settled, fingerprint FROM filters WHERE revision > 0 ORDER BY brand"
_SETTLE = "UPDATE filters SET settled = ?, fingerprint = ?, unrated = 0 WHERE brand = ?"


def note(connection: Connection, brands: Sequence[str]) -> None:
    """Note that the answers for these brands changed, inside the caller's transaction."""
    connection.executemany(_NOTE, [(brand,) for brand in brands])


def answered(connection: Connection, brand: str) -> int:
    """See Decisions.answered."""
    with connection.read():
        return int(connection.one(_ANSWERED, (brand,)))


def answers(connection: Connection, brand: str, sample: int | None) -> list[Answer]:
    """See Decisions.answers."""
    with connection.read():
        asked = (
            [(_ANSWERS, (brand, verdict, ANSWERS)) for verdict in (Verdict.KEPT, Verdict.REJECTED)]
            if sample is None
            else [(_SAMPLE, (brand, sample))]
        )
        these = [row for sql, parameters in asked for row in connection.execute(sql, parameters)]
        kept = {row: verdict == Verdict.KEPT for row, verdict in these}
        found = zip(kept, documents(connection, list(kept), text=True), strict=True)
        told = [Answer(document=document, kept=kept[row]) for row, document in found]
    return sorted(told, key=lambda answer: answer.document.id)


def learned(connection: Connection) -> dict[str, Learned]:
    """See Decisions.learned."""
    with connection.read():
        found = connection.execute(_LEARNED).fetchall()
    return {
        brand: Learned(
            brand=brand, answers=count, weights={int(key): w for key, w in json.loads(weights).items()}
        )
        for brand, count, weights in found
    }


def unlearned(connection: Connection, fingerprints: Mapping[str, str]) -> list[Unlearned]:
    """See Decisions.unlearned."""
    with connection.read():
        found = connection.execute(_STATES).fetchall()
    return [
        Unlearned(brand=brand, revision=revision)
        for brand, revision, settled, fingerprint in found
        if brand in fingerprints and (settled, fingerprint) != (revision, fingerprints[brand])
    ]


def learn(connection: Connection, brand: str, learned: Learned | None) -> bool:
    """See Decisions.learn."""
    weights = None if learned is None else written({str(key): w for key, w in learned.weights.items()})
    with connection.write():
        unrated = connection.one(_LEARN, (brand, learned.answers if learned else None, weights))
    return bool(unrated)


def settle(connection: Connection, unlearned: Unlearned, fingerprint: str) -> None:
    """See Decisions.settle."""
    with connection.write():
        connection.execute(_SETTLE, (unlearned.revision, fingerprint, unlearned.brand))
