# SPDX-License-Identifier: MIT
"""The nouns that flow between the stages; frozen, keyword-built, and importing nothing of ours.

Times are aware and UTC. What is not known is None, never 0 and never an empty string.
"""

from __future__ import annotations

from veille.model.asked import About, Item, Page, Request, Response
from veille.model.kept import (
    Brand,
    Channel,
    Document,
    Holder,
    Mention,
    Ownership,
    Place,
    Reason,
    Role,
    Sighting,
    Span,
    Validators,
    Verdict,
)
from veille.model.shown import Column, Figure, Listing, Period, Report, Row, Section, Sentence, Summary, Unit

__all__ = [
    "About",
    "Brand",
    "Channel",
    "Column",
    "Document",
    "Figure",
    "Holder",
    "Item",
    "Listing",
    "Mention",
    "Ownership",
    "Page",
    "Period",
    "Place",
    "Reason",
    "Report",
    "Request",
    "Response",
    "Role",
    "Row",
    "Section",
    "Sentence",
    "Sighting",
    "Span",
    "Summary",
    "Unit",
    "Validators",
    "Verdict",
]
