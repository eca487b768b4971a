# SPDX-License-Identifier: MIT
"""Writes what a person says of mentions, and takes it back, one action at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from veille.model import Decision, FollowUp, Tone, Verdict
from veille.nouns import replace
from veille.store.decisions import Labelled, Mark, Undone
from veille.store.sqlite import filters, naming, standing
from veille.store.sqlite.connection import Connection
from veille.store.sqlite.rows import instant, stamp, written
from veille.store.sqlite.standing import Key
from veille.text import slug

Standing = Mapping[Key, Decision | None]

_ACTION = "INSERT INTO actions(at, said) VALUES (?, ?) RETURNING id"
_EARLIER = "INSERT INTO earlier(action, document, brand, said) VALUES (?, ?, ?, ?)"
_LATEST = "SELECT id, at, said FROM actions WHERE NOT undone ORDER BY id DESC LIMIT 1"
_BEFORE = "SELECT document, brand, said FROM earlier WHERE action = ? ORDER BY document, brand"
_SET = ("verdict", "status", "assignee", "tone", "note")


def label(connection: Connection, marks: Sequence[Mark], at: datetime, *, dry_run: bool) -> Labelled:
    """See Decisions.label."""
    if dry_run:
        with connection.read():
            return _label(connection, marks, at)[0]
    with connection.durable(), connection.write():
        labelled, before, after = _label(connection, marks, at)
        if after:
            action = connection.one(_ACTION, (stamp(at), _written(marks)))
            _remember(connection, action, before)
            _settle(connection, before, after)
    return labelled


def undo(connection: Connection) -> Undone | None:
    """See Decisions.undo."""
    with connection.durable(), connection.write():
        latest = connection.execute(_LATEST).fetchone()
        if latest is None:
            return None
        action, at, said = latest
        rows = connection.execute(_BEFORE, (action,)).fetchall()
        restored = {(row[0], row[1]): standing.from_json((row[0], row[1]), row[2]) for row in rows}
        found = standing.of(connection, sorted({document for document, _ in restored}))
        _settle(connection, {key: found.get(key) for key in restored}, restored)
        connection.execute("UPDATE actions SET undone = 1 WHERE id = ?", (action,))
        left = connection.one("SELECT count(*) FROM actions WHERE NOT undone")
    names = tuple(f"{document}.{slug(brand)}" for document, brand in restored)
    return Undone(at=instant(at), said=_read(said), mentions=names, left=left)


def _label(
    connection: Connection, marks: Sequence[Mark], at: datetime
) -> tuple[Labelled, Standing, Standing]:
    """Return what a label reaches, and what stood and is to stand of the mentions it changes."""
    whole = naming.whole(connection, [mark.id for mark in marks])
    reached = [
        (mark, one)
        for mark in marks
        for one in ([whole[mark.id]] if mark.id in whole else naming.named(connection, mark.id))
    ]
    reached += _copies(connection, reached)
    mentions = sorted({one.id for _, one in reached})
    stood = standing.of(connection, sorted({one.document for _, one in reached}))
    stands: dict[Key, Decision | None] = dict(stood)
    for mark, one in reached:
        key = (one.document, one.brand)
        stands[key] = _said(mark, stands.get(key) or _nothing(key, at), at)
    after = {key: now for key, now in stands.items() if _differs(stood.get(key), now)}
    labelled = Labelled(mentions=tuple(mentions), changed=len(after))
    return labelled, {key: stood.get(key) for key in after}, after


def _copies(
    connection: Connection, reached: Sequence[tuple[Mark, naming.Named]]
) -> list[tuple[Mark, naming.Named]]:
    """Find the copies of what marks reach, with one look at the mentions of each brand for each thing said."""
    asked: dict[tuple[str, str], list[tuple[Mark, naming.Named]]] = {}
    for mark, one in reached:
        if mark.copies:
            asked.setdefault((one.brand, _written([mark])), []).append((mark, one))
    return [
        (same[0][0], copy)
        for (brand, _), same in asked.items()
        for copy in naming.copies(connection, brand, [one for _, one in same])
    ]


def _nothing(key: Key, at: datetime) -> Decision:
    return Decision(document=key[0], brand=key[1], decided_at=at)


def _said(mark: Mark, before: Decision, at: datetime) -> Decision | None:
    """Return what stands once this is said; None: nothing any more."""
    given = {name: getattr(mark, name) for name in _SET if getattr(mark, name) is not None}
    taken = dict.fromkeys(mark.cleared)
    now = replace(before, **{**given, **taken}, tags=_tags(mark, before.tags), decided_at=at)
    return now if any(getattr(now, name) is not None for name in _SET) or now.tags else None


def _tags(mark: Mark, before: Sequence[str]) -> tuple[str, ...]:
    """Add and take off tags; one that differs in case or accents alone is the same, as it was first written."""
    off = {slug(tag) for tag in mark.untags}
    tags = {slug(tag): tag for tag in (*reversed(mark.tags), *before)}
    return tuple(tags[key] for key in sorted(tags) if key not in off)


def _differs(before: Decision | None, after: Decision | None) -> bool:
    if before is None or after is None:
        return before is not after
    return replace(after, decided_at=before.decided_at) != before


def _remember(connection: Connection, action: int, before: Standing) -> None:
    rows = (
        (action, *key, None if decision is None else standing.as_json(decision))
        for key, decision in before.items()
    )
    connection.executemany(_EARLIER, rows)


def _settle(connection: Connection, before: Standing, after: Standing) -> None:
    """Make what was said stand, and note whose filter has something to learn from it."""
    standing.put(connection, after)
    changed = {key[1] for key, now in after.items() if _verdict(before[key]) != _verdict(now)}
    filters.note(connection, sorted(changed))


def _verdict(decision: Decision | None) -> Verdict | None:
    return decision.verdict if decision else None


def _written(marks: Sequence[Mark]) -> str:
    """Write down what was said, when one thing was said of all."""
    said = {written(_fields(mark)) for mark in marks}
    return said.pop() if len(said) == 1 else "{}"


def _fields(mark: Mark) -> dict[str, object]:
    named = {name: getattr(mark, name) for name in (*_SET, "tags", "untags", "cleared", "copies")}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in named.items() if one}


def _read(said: str) -> Mark:
    fields = json.loads(said)
    for name, kind in (("verdict", Verdict), ("status", FollowUp), ("tone", Tone), ("tags", tuple)):
        if name in fields:
            fields[name] = kind(fields[name])
    for name in ("untags", "cleared"):
        fields[name] = tuple(fields.get(name, ()))
    return Mark(id="", **fields)
