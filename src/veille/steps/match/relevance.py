# SPDX-License-Identifier: MIT
"""Is it about the brand? Simple rules over its hits, each leaving its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from veille.expression import Subject
from veille.expression.nodes import Term
from veille.expression.terms import present
from veille.model import Reason, Verdict
from veille.steps.match.definition import Definition
from veille.steps.match.hits import READ, Hit

PLAIN = 0.8
IN_CONTEXT = 0.9
OUT_OF_CONTEXT = 0.35
EXCLUDED = 0.05


class Rating(NamedTuple):
    """What the rules say of one brand in one document."""

    relevance: float
    verdict: Verdict
    reasons: tuple[Reason, ...]


def rate(definition: Definition, hits: Sequence[Hit], subject: Subject) -> Rating:
    """Rate hits, of which there is at least one."""
    standing = [hit for hit in hits if hit.dropped_by is None]
    if not standing:
        words = dict.fromkeys(hit.dropped_by for hit in hits)
        reasons = [Reason(code="exclude", word=word, weight=_round(EXCLUDED - PLAIN)) for word in words]
        return Rating(EXCLUDED, Verdict.REJECTED, (*_seen(hits), *reasons))
    relevance, reasons = _by_context(definition, standing, subject)
    return Rating(relevance, _verdict(definition, relevance), (*_seen(standing), *reasons))


def _seen(hits: Sequence[Hit]) -> list[Reason]:
    found = dict.fromkeys((hit.code, hit.form) for hit in hits)
    return [Reason(code=code, word=form, weight=PLAIN) for code, form in found]


def _by_context(definition: Definition, hits: Sequence[Hit], subject: Subject) -> tuple[float, list[Reason]]:
    if not definition.context:
        return PLAIN, []
    words = (needle.form for needle in definition.context if _stands(needle.term, subject))
    word = next(words, None)
    if word is not None:
        return IN_CONTEXT, [Reason(code="context", word=word, weight=_round(IN_CONTEXT - PLAIN))]
    if any(hit.strong for hit in hits):
        return IN_CONTEXT, []
    # Absent context makes doubt, never a rejection: recall is worth more than a tidy list.
    relevance = max(OUT_OF_CONTEXT, definition.brand.reject_below)
    return relevance, [Reason(code="no_context", weight=_round(relevance - PLAIN))]


def _stands(term: Term, subject: Subject) -> bool:
    return any(present(term, subject.reading(place)) for place in READ)


def _verdict(definition: Definition, relevance: float) -> Verdict:
    if relevance >= definition.brand.keep_above:
        return Verdict.KEPT
    return Verdict.REJECTED if relevance < definition.brand.reject_below else Verdict.DOUBTFUL


def _round(weight: float) -> float:
    return round(weight, 2)
