# SPDX-License-Identifier: MIT
"""Turns a query into SQL over `documents d`, and `mentions m`: what the store can decide, it decides.

Each part of a query has two conditions: one that no answer fails (`upper`), and one that only answers pass
(`lower`). NOT exchanges them. Where they are the same the SQL is exact; else whoever asks verifies what `upper`
lets through with `expression.matches`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import compress

from veille.expression import Expression
from veille.expression.evaluate import author_words, named
from veille.expression.nodes import (
    And,
    Attribute,
    Author,
    Cased,
    Field,
    Language,
    Measured,
    Media,
    Near,
    Node,
    Not,
    Or,
    Regex,
    Site,
    Source,
    Url,
    Window,
    Within,
)
from veille.model import Place
from veille.nouns import noun
from veille.store.sqlite.conditions import (
    UNKNOWN,
    Bounds,
    Condition,
    at_most,
    exactly,
    joined,
    opposite,
    together,
)
from veille.store.sqlite.literals import needed
from veille.store.sqlite.phrases import Asking
from veille.store.sqlite.rows import DAY_WIDTH, day_of, stamp
from veille.store.sqlite.said import attribute, measured
from veille.store.sqlite.vocabulary import Vocabulary

MATCH = "d.row IN (SELECT rowid FROM words WHERE words MATCH ?)"
_HOLDING = {
    Place.TITLE: "instr(lower(d.title), ?) > 0",
    Place.TEXT: "EXISTS (SELECT 1 FROM texts t WHERE t.row = d.row AND instr(lower(t.text), ?) > 0)",
}
_SHOWN_BY = "EXISTS (SELECT 1 FROM sightings s WHERE s.row = d.row AND "


@noun
class Narrowed:
    """A condition over `documents d` (and `mentions m`); not `exact`: it lets more through than the query means.

    `match` is a full-text query of the words that a document should have, for ranking.
    """

    condition: Condition
    exact: bool
    match: str | None


def narrow(expression: Expression, vocabulary: Vocabulary, *, mention: bool) -> Narrowed:
    """Return the SQL of a query; with `mention`, asked of a document and its mention `m`, else of one without."""
    narrowing = _Narrowing(vocabulary, mention=mention)
    bounds = narrowing.bounds(expression.root)
    return Narrowed(
        condition=bounds.upper, exact=bounds.exact, match=narrowing.asking.ranking(expression.root)
    )


class _Narrowing:
    def __init__(self, vocabulary: Vocabulary, *, mention: bool) -> None:
        self.vocabulary = vocabulary
        self.mention = mention
        self.asking = Asking(vocabulary.answering)

    def bounds(self, node: Node) -> Bounds:
        phrases = self.asking.exact(node)
        if phrases is not None:
            return exactly(MATCH, phrases.text)
        match node:
            case And() | Or():
                return self.several(node)
            case Not():
                return opposite(self.bounds(node.part))
            case Attribute() | Measured():
                return self.of_mention(node)
            case Source():
                names = [name for name in self.vocabulary.sources if named(node, name)]
                return exactly(f"{_SHOWN_BY}s.source IN ({', '.join('?' * len(names))}))", *names)
            case Url() | Site() | Author() | Media() | Language() | Window():
                return _field(node)
            case _:
                return self.read(node)

    def read(self, node: Node) -> Bounds:
        """Return what rules a document out, where only its text can tell."""
        if isinstance(node, Regex):
            return _holding(node)
        words = self.asking.needed(node) if isinstance(node, Cased | Within | Near) else None
        return UNKNOWN if words is None else at_most(Condition(MATCH, (words.text,)))

    def several(self, node: And | Or) -> Bounds:
        """Join parts, all those that full text decides as one."""
        kind = type(node)
        textual = [self.asking.exact(part) is not None for part in node.parts]
        phrases = self.asking.exact(kind(tuple(compress(node.parts, textual)))) if sum(textual) > 1 else None
        bounds = [
            self.bounds(part)
            for part, alone in zip(node.parts, textual, strict=True)
            if phrases is None or not alone
        ]
        if phrases is not None:
            bounds.insert(0, exactly(MATCH, phrases.text))
        return together("AND" if kind is And else "OR", bounds)

    def of_mention(self, node: Attribute | Measured) -> Bounds:
        if not self.mention:
            return exactly("0")
        return attribute(node, self.vocabulary.tags) if isinstance(node, Attribute) else measured(node)


def _holding(node: Regex) -> Bounds:
    """Let those be read that have letters which the expression cannot do without."""
    letters = needed(node.pattern)
    if letters is None:
        return UNKNOWN
    parts = (Place.TITLE, Place.TEXT) if node.part is None else (node.part,)
    return at_most(joined("OR", [Condition(_HOLDING[part], (letters,)) for part in parts]))


def _field(node: Field) -> Bounds:
    # Columns that may be NULL are coalesced: NOT (NULL) would drop what it should let through.
    match node:
        case Url():
            return _any("instr(lower(coalesce(d.url, '')), ?) > 0", node.parts)
        case Site():
            below = f".{node.host}"
            return exactly(
                "(coalesce(d.host, '') = ? OR substr(coalesce(d.host, ''), ?) = ?)",
                node.host,
                -len(below),
                below,
            )
        case Author():
            return _any("instr(coalesce(d.author_words, ''), ?) > 0", author_words(node))
        case Media():
            return exactly(f"{_SHOWN_BY}s.channel = ?)", node.channel.value)
        case Language():
            return exactly("coalesce(d.language, '') || '-' LIKE ?", f"{node.code}-%")
        case Window():
            return _window(node.since, node.until)
        case _:
            return UNKNOWN


def _any(sql: str, values: Sequence[str]) -> Bounds:
    condition = joined("OR", [Condition(sql, (value,)) for value in values])
    return Bounds(condition, condition)


def _window(since: datetime | None, until: datetime | None) -> Bounds:
    # The row number begins with the day: the index of rows cuts first, the moment decides.
    parts = []
    if since is not None:
        parts.append(Condition("(d.row >= ? AND d.moment >= ?)", (day_of(since) * DAY_WIDTH, stamp(since))))
    if until is not None:
        parts.append(
            Condition("(d.row < ? AND d.moment < ?)", ((day_of(until) + 1) * DAY_WIDTH, stamp(until)))
        )
    condition = joined("AND", parts)
    return Bounds(condition, condition)
