# SPDX-License-Identifier: MIT
"""What a translated query must find and must not: the query of the other tool, and texts it is meant for."""

from __future__ import annotations

from datetime import UTC, datetime

from veille import plugins
from veille.dialects.base import Dialect
from veille.expression import matches, parse, subject
from veille.model import Channel, Document, Sighting

SEEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def document(text, **given):
    """Return a document of that text, published on a site, by somebody."""
    known = {"title": "", "url": "https://www.lemonde.fr/economie/article/rappel", "author": "Anne Duval"}
    known |= {"host": "www.lemonde.fr", "language": "fr", "published": SEEN} | given
    sighting = Sighting(source="Le Monde", channel=Channel.NEWS, seen_at=SEEN)
    return Document(id="a", identity="a", text=text, first_seen=SEEN, sightings=(sighting,), **known)


def translate(dialect, query):
    """Return the translation of a query."""
    return plugins.load("dialects", dialect, Dialect)().translate(query)


def finds(dialect, query, text, **given):
    """Say whether the translation of a query finds a text."""
    expression = parse(translate(dialect, query).query, today=SEEN.date(), zone=UTC)
    return matches(expression, subject(document(text, **given)))


def reasons(dialect, query):
    """Return what was lost, as (what stood there, code, why)."""
    losses = translate(dialect, query).losses
    return [(loss.written, loss.code, loss.facts["why"]) for loss in losses]
