# SPDX-License-Identifier: MIT
"""What stands of what people said: the rows of decisions, and how they show on the rows of mentions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from veille.model import Decision, FollowUp, Mention, Tone, Verdict
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import CHUNK, instant, stamp, written

Key = tuple[str, str]
"""A document's public id and a brand."""

_FIELDS = ("verdict", "status", "assignee", "tone", "tags", "note", "decided_at")
_OF = """
SELECT document, brand, verdict, status, assignee, tone, tags, note, decided_at FROM decisions
WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document, brand
"""
_PUT = """
INSERT OR REPLACE INTO decisions(document, brand, verdict, status, assignee, tone, tags, note, decided_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_DELETE = "DELETE FROM decisions WHERE document = ? AND brand = ?"
_SHOW = """
UPDATE mentions SET decided = ?, status = ?, assignee = ?, tone = ?, tags = ?, note = ?,
  verdict = coalesce(?, computed)
WHERE document = (SELECT row FROM documents WHERE id = ?) AND brand = ?
"""
# Nobody keeps it any more, and the rule no longer finds it.
_DROP = """
DELETE FROM mentions
WHERE document = (SELECT row FROM documents WHERE id = ?) AND brand = ? AND computed IS NULL
"""


def of(connection: Connection, documents: Sequence[str]) -> dict[Key, Decision]:
    """Return what stands for the mentions of these documents."""
    found: dict[Key, Decision] = {}
    for start in range(0, len(documents), CHUNK):
        some = written(documents[start : start + CHUNK])
        for document, brand, *values in connection.execute(_OF, (some,)):
            found[document, brand] = _decision((document, brand), values)
    return found


def put(connection: Connection, decided: Mapping[Key, Decision | None]) -> None:
    """Make these decisions stand, None for none at all, and show them on the mentions that are there."""
    standing = {key: decision for key, decision in decided.items() if decision is not None}
    connection.executemany(_DELETE, decided.keys() - standing.keys())
    connection.executemany(_PUT, ((*key, *_values(decision)) for key, decision in standing.items()))
    unjudged = (key for key, decision in decided.items() if decision is None or decision.verdict is None)
    connection.executemany(_DROP, list(unjudged))
    connection.executemany(_SHOW, (_shown(key, decision) for key, decision in decided.items()))


def columns(mention: Mention, decision: Decision | None) -> tuple[object, ...]:
    """Return what a mention's row shows: verdict, computed, decided, status, assignee, tone, tags, note."""
    if decision is None:
        return mention.verdict, mention.verdict, 0, None, None, None, "[]", None
    return decision.verdict or mention.verdict, mention.verdict, *_said(decision)


def as_json(decision: Decision) -> str:
    """Write a decision down, so that an action can be taken back."""
    return written(dict(zip(_FIELDS, _values(decision), strict=True)))


def from_json(key: Key, said: str | None) -> Decision | None:
    """Read it back; None: nothing stood then."""
    if said is None:
        return None
    fields = json.loads(said)
    return _decision(key, [fields[name] for name in _FIELDS])


def record(decision: Decision, *, clock: bool) -> dict[str, object]:
    """Return one decision as `db export` writes it."""
    said: dict[str, object] = {
        "brand": decision.brand,
        "verdict": decision.verdict,
        "status": decision.status,
        "assignee": decision.assignee,
        "tone": decision.tone,
        "tags": list(decision.tags),
        "note": decision.note,
    }
    return said | {"decided_at": stamp(decision.decided_at)} if clock else said


def _shown(key: Key, decision: Decision | None) -> tuple[object, ...]:
    if decision is None:
        return 0, None, None, None, "[]", None, None, *key
    return *_said(decision), decision.verdict, *key


def _said(decision: Decision) -> tuple[object, ...]:
    return (
        int(decision.verdict is not None),
        decision.status,
        decision.assignee,
        decision.tone,
        written(list(decision.tags)),
        decision.note,
    )


def _values(decision: Decision) -> tuple[object, ...]:
    return (
        decision.verdict,
        decision.status,
        decision.assignee,
        decision.tone,
        written(list(decision.tags)),
        decision.note,
        stamp(decision.decided_at),
    )


def _decision(key: Key, values: Iterable[Any]) -> Decision:
    verdict, status, assignee, tone, tags, note, decided_at = values
    return Decision(
        document=key[0],
        brand=key[1],
        verdict=None if verdict is None else Verdict(verdict),
        status=None if status is None else FollowUp(status),
        assignee=assignee,
        tone=None if tone is None else Tone(tone),
        tags=tuple(json.loads(tags)),
        note=note,
        decided_at=instant(decided_at),
    )
