# SPDX-License-Identifier: MIT
"""The nouns that flow between the stages; frozen, keyword-built, and importing nothing of ours.

Times are aware and UTC. What is not known is None, never 0 and never an empty string.
"""

from __future__ import annotations

from veille.model.asked import About, Item, Page, Request, Response
from veille.model.kept import (
    Answer,
    Brand,
    Channel,
    Decision,
    Document,
    FollowUp,
    Holder,
    Learned,
    Mention,
    Ownership,
    Place,
    Reason,
    Role,
    Sighting,
    Span,
    Tone,
    Validators,
    Verdict,
)
from veille.model.shown import Column, Figure, Listing, Period, Report, Row, Section, Sentence, Summary, Unit

__all__ = [
    "About",
    "Answer",
    "Brand",
    "Channel",
    "Column",
    "Decision",
    "Document",
    "Figure",
    "FollowUp",
    "Holder",
    "Item",
    "Learned",
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
    "Tone",
    "Unit",
    "Validators",
    "Verdict",
]
