# SPDX-License-Identifier: MIT
"""The columns of mentions and of documents, in the order that JSON, CSV and the SQL views promise."""

from __future__ import annotations

from veille.model import Column, Document, Row, Unit
from veille.store.base import DocumentRow, MentionRow

MENTION: tuple[Column, ...] = (
    Column(key="id"),
    Column(key="document"),
    Column(key="brand"),
    Column(key="title"),
    Column(key="url", unit=Unit.URL),
    Column(key="host"),
    Column(key="source"),
    Column(key="channel", unit=Unit.WORD),
    Column(key="ownership", unit=Unit.WORD),
    Column(key="author"),
    Column(key="published", unit=Unit.TIME),
    Column(key="first_seen", unit=Unit.TIME),
    Column(key="language"),
    Column(key="tone", unit=Unit.WORD),
    Column(key="tone_score", unit=Unit.SCORE),
    Column(key="relevance", unit=Unit.RATIO),
    Column(key="verdict", unit=Unit.WORD),
    Column(key="decided", unit=Unit.FLAG),
    Column(key="status", unit=Unit.WORD),
    Column(key="tags", unit=Unit.LIST),
    Column(key="story"),
    Column(key="copies", unit=Unit.COUNT),
    Column(key="engagement", unit=Unit.MAP),
    Column(key="reach", unit=Unit.COUNT),
    Column(key="verbatim"),
    Column(key="terms", unit=Unit.LIST),
    Column(key="where", unit=Unit.WORD),
    Column(key="assignee"),
    Column(key="note"),
)

# In `search` without --brand, `brand` is a list.
DOCUMENT: tuple[Column, ...] = tuple(
    Column(key="brand", unit=Unit.LIST) if column.key == "brand" else column for column in MENTION
)


def mention_row(found: MentionRow) -> Row:
    """Return one mention as a row of MENTION."""
    mention = found.mention
    return {
        **_common(found.document),
        "id": found.id,
        "brand": mention.brand,
        "ownership": mention.ownership,
        "tone": found.tone,
        "tone_score": found.tone_score,
        "relevance": mention.relevance,
        "verdict": mention.verdict,
        "decided": found.decided,
        "status": found.status,
        "tags": list(found.tags),
        "story": found.story,
        "copies": found.copies,
        "verbatim": mention.verbatim,
        "terms": list(mention.terms),
        "where": mention.where,
        "assignee": found.assignee,
        "note": found.note,
    }


def document_row(found: DocumentRow) -> Row:
    """Return one document as a row of DOCUMENT; what only a mention has is null."""
    return {
        **{column.key: None for column in DOCUMENT},
        **_common(found.document),
        "id": found.document.id,
        "brand": list(found.brands),
        "verbatim": found.verbatim,
    }


def _common(document: Document) -> Row:
    return {
        "document": document.id,
        "title": document.title or None,
        "url": document.url,
        "host": document.host,
        "source": document.source,
        "channel": document.channel,
        "author": document.author,
        "published": document.published,
        "first_seen": document.first_seen,
        "language": document.language,
        "engagement": dict(document.engagement),
        "reach": document.reach,
    }
