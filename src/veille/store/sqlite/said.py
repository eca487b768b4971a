# SPDX-License-Identifier: MIT
"""Turns what a query asks of a mention into SQL over `mentions m` and its `documents d`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from veille.expression.nodes import Attribute, Measured
from veille.expression.subject import Facts
from veille.store.sqlite.conditions import Bounds, Condition, all_of, exactly
from veille.text import slug

FACTS = "m.slug, m.verdict, m.relevance, m.tone, m.status, m.tags"
"""What `facts` reads."""

_COLUMNS = {"brand": "m.slug", "tone": "m.tone", "status": "m.status", "verdict": "m.verdict"}
_ENGAGEMENT = (
    "(SELECT CASE WHEN count(*) THEN total(value) END FROM json_each(d.engagement) "
    "WHERE key IN ('likes', 'shares', 'replies') AND value IS NOT NULL)"
)
_MEASURES = {"relevance": "m.relevance", "reach": "d.reach", "engagement": _ENGAGEMENT}


def facts(values: Sequence[Any]) -> Facts:
    """Read the values of FACTS."""
    brand, verdict, relevance, tone, status, tags = values
    return Facts(
        brand=brand,
        verdict=verdict,
        relevance=relevance,
        tone=tone,
        status=status,
        tags=tuple(slug(tag) for tag in json.loads(tags)),
    )


def attribute(node: Attribute, tags: Sequence[str]) -> Bounds:
    """Return the SQL of a brand, tone, status, verdict, tag or story; `tags` are all there are, as written."""
    if node.name == "story":  # no mention has one in this layout
        return exactly("1" if node.value is None else "0")
    if node.name == "tag":
        return _tag(node, tags)
    column = _COLUMNS[node.name]
    if node.value is None:
        return exactly(f"{column} IS NULL")
    if node.prefix:
        return exactly(f"substr(coalesce({column}, ''), 1, ?) = ?", len(node.value), node.value)
    return exactly(f"coalesce({column}, '') = ?", node.value)


def _tag(node: Attribute, tags: Sequence[str]) -> Bounds:
    if node.value is None:
        return exactly("m.tags = '[]'")
    named = [tag for tag in tags if _is(slug(tag), node)]
    if not named:
        return exactly("0")
    chosen = json.dumps(named, ensure_ascii=False)
    return exactly(
        "EXISTS (SELECT 1 FROM json_each(m.tags) t WHERE t.value IN (SELECT value FROM json_each(?)))", chosen
    )


def _is(found: str, node: Attribute) -> bool:
    assert node.value is not None
    return found.startswith(node.value) if node.prefix else found == node.value


def measured(node: Measured) -> Bounds:
    """Return the SQL of a relevance, reach or engagement between two figures."""
    column = _MEASURES[node.name]
    if not node.known:
        return exactly(f"{column} IS NULL")
    parts = [Condition(f"{column} IS NOT NULL")]
    if node.least is not None:
        parts.append(Condition(f"{column} {'>' if node.above else '>='} ?", (node.least,)))
    if node.most is not None:
        parts.append(Condition(f"{column} {'<' if node.below else '<='} ?", (node.most,)))
    condition = Condition(f"coalesce({all_of(parts).sql}, 0)", all_of(parts).parameters)
    return Bounds(condition, condition)
