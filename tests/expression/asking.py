# SPDX-License-Identifier: MIT
"""What tests of the query language ask with: short documents, and queries of one fixed day."""

from __future__ import annotations

from datetime import UTC, datetime

from veille import expression
from veille.model import Channel, Document, Place, Sighting

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEEN = (Sighting(source="Vie publique", channel=Channel.NEWS, seen_at=NOW),)


def document(text="", title="", **fields):
    """Return a document with that text."""
    given = {"url": None, "host": None, "sightings": SEEN, **fields}
    return Document(id="d", identity="i", first_seen=NOW, title=title, text=text, **given)


def parse(query, **options):
    """Read a query."""
    return expression.parse(query, today=NOW.date(), zone=UTC, **options)


def found(query, text="", title="", *, facts=None, queries=None, **fields):
    """Say whether a text answers a query."""
    wanted = parse(query, queries=queries or {})
    return expression.matches(wanted, expression.subject(document(text, title, **fields)), facts)


def marked(query, text, place=Place.TEXT):
    """Return the pieces of a text that a query marks in it."""
    subject = expression.subject(document(text) if place is Place.TEXT else document(title=text))
    spans = expression.hits(parse(query), subject)
    return [text[span.start : span.end] for span in spans if span.place is place]
