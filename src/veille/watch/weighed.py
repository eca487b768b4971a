# SPDX-License-Identifier: MIT
"""Tells what each reason of a mention weighs, in points that add up, with words as the document writes them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from veille.model import Document, Figure, Mention, Reason, Sentence, Unit
from veille.nouns import replace
from veille.patterns import pattern
from veille.text import fold

_WORD = pattern(r"\w+")
_FOLDED = frozenset({"cue_for", "cue_against", "trade", "learned_for", "learned_against"})
"""Reasons whose words are told without capitals and accents."""

_READ = 5000
"""Words of a document among which a spelling is looked for."""


def weighed(mention: Mention, document: Document) -> Iterator[Sentence]:
    """Say what each reason weighs, and what they come to; what rounds to nothing is left out."""
    total = 0
    for reason in mention.reasons:
        points = round(100 * reason.weight)
        total += points
        if points:
            key = "weight_up" if points > 0 else "weight"
            facts = {"weight": _points(points), "reason": _said(_spelled(reason, document))}
            yield Sentence(key=f"cli.explain.{key}", facts=facts)
    come_to = {"sum": _points(total), "relevance": Figure(round(mention.relevance, 2), Unit.TEXT)}
    yield Sentence(key="cli.explain.sum", facts=come_to)
    yield Sentence(key="cli.explain.points")


def _points(hundredths: int) -> Figure:
    return Figure(hundredths / 100, Unit.TEXT)


def _said(reason: Reason) -> Sentence:
    return Sentence(key=f"reasons.{reason.code}", facts={"word": reason.word} if reason.word else {})


def _spelled(reason: Reason, document: Document) -> Reason:
    """Return a reason with its words as the document first writes them, where they stand there side by side."""
    wanted = _WORD.findall(fold(reason.word or "")) if reason.code in _FOLDED else []
    if not wanted:
        return reason
    for part in (document.title, document.text):
        there = list(islice(_WORD.finditer(part), _READ))
        folded = [fold(one[0]) for one in there]
        for at in range(len(there) - len(wanted) + 1):
            if folded[at : at + len(wanted)] == wanted:
                return replace(reason, word=part[there[at].start() : there[at + len(wanted) - 1].end()])
    return reason
