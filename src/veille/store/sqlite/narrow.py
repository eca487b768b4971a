# SPDX-License-Identifier: MIT
"""Turns a query into SQL over `documents d`: what its index can decide, it decides.

Each part of a query has two conditions: one that no answer fails (`upper`), and one that only answers pass
(`lower`). NOT exchanges them. Where they are the same the SQL is exact; else whoever asks verifies what `upper`
lets through with `expression.matches`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import compress
from typing import NamedTuple

from veille.expression import Expression
from veille.expression.evaluate import author_words, named
from veille.expression.nodes import (
    And,
    Author,
    Language,
    Media,
    Node,
    Not,
    Or,
    Site,
    Source,
    Term,
    Url,
    Window,
)
from veille.model import Place
from veille.nouns import noun
from veille.store.sqlite.rows import DAY_WIDTH, day_of, stamp

_DEEPEST = 6  # levels in one MATCH: the parser of full text has a stack of a hundred entries
MATCH = "d.row IN (SELECT rowid FROM words WHERE words MATCH ?)"
_COLUMNS = {
    None: ("{title body}", ""),
    Place.TITLE: ("{title}", "{title joined_title}"),
    Place.TEXT: ("{body}", "{body joined_body}"),
}
_SHOWN_BY = "EXISTS (SELECT 1 FROM sightings s WHERE s.row = d.row AND "
_NOT_ASCII = "s.source GLOB '*[^ -~]*'"


@noun
class Narrowed:
    """A condition over `documents d`; not `exact`: it lets more through than the query means.

    `match` is a full-text query of the words that a document should have, for ranking.
    """

    sql: str
    params: tuple[object, ...]
    exact: bool
    match: str | None


class _Condition(NamedTuple):
    sql: str
    params: tuple[object, ...] = ()


class _Bounds(NamedTuple):
    upper: _Condition
    lower: _Condition


class _Match(NamedTuple):
    text: str
    depth: int


def narrow(expression: Expression, *, sources: Sequence[str] | None = None) -> Narrowed:
    """Return the SQL of a query; with the names of all `sources` stored, `source:` is exact too."""
    bounds = _Narrowing(sources).bounds(expression.root)
    words = [_term(node).text for node in _wanted(expression.root)]
    return Narrowed(
        sql=bounds.upper.sql,
        params=bounds.upper.params,
        exact=bounds.upper == bounds.lower,
        match=" OR ".join(dict.fromkeys(words)) or None,
    )


class _Narrowing:
    def __init__(self, sources: Sequence[str] | None) -> None:
        self.sources = sources

    def bounds(self, node: Node) -> _Bounds:
        together = None if isinstance(node, Term) else _match(node)
        if together is not None:
            return _exact(MATCH, together.text)
        match node:
            case And() | Or():
                return self.several(node)
            case Not():
                inside = self.bounds(node.part)
                return _Bounds(_negated(inside.lower), _negated(inside.upper))
            case Source():
                return self.source(node)
            case Term():
                return _exact(MATCH, _term(node).text)
            case _:
                return _field(node)

    def several(self, node: And | Or) -> _Bounds:
        """Join parts, all those that full text decides as one."""
        kind = type(node)
        textual = [_match(part) is not None for part in node.parts]
        joined = _match(kind(tuple(compress(node.parts, textual)))) if sum(textual) > 1 else None
        bounds = [
            self.bounds(part)
            for part, alone in zip(node.parts, textual, strict=True)
            if joined is None or not alone
        ]
        if joined is not None:
            bounds.insert(0, _exact(MATCH, joined.text))
        word = "AND" if kind is And else "OR"
        return _Bounds(
            _join(word, [pair.upper for pair in bounds]), _join(word, [pair.lower for pair in bounds])
        )

    def source(self, node: Source) -> _Bounds:
        if self.sources is not None:
            names = [name for name in self.sources if named(node, name)]
            return _exact(f"{_SHOWN_BY}s.source IN ({', '.join('?' * len(names))}))", *names)
        # Names in ASCII hold the words as they are; of others only our own folding knows.
        pattern = f"%{'%'.join(node.words)}%"
        upper = _Condition(f"{_SHOWN_BY}(s.source LIKE ? OR {_NOT_ASCII}))", (pattern,))
        return _Bounds(upper, _Condition("0"))


def _exact(sql: str, *params: object) -> _Bounds:
    condition = _Condition(sql, params)
    return _Bounds(condition, condition)


def _negated(condition: _Condition) -> _Condition:
    return _Condition(f"NOT ({condition.sql})", condition.params)


def _join(word: str, conditions: Sequence[_Condition]) -> _Condition:
    """Join in pairs of pairs: SQLite refuses expressions a thousand levels deep."""
    if len(conditions) == 1:
        return conditions[0]
    middle = len(conditions) // 2
    left, right = _join(word, conditions[:middle]), _join(word, conditions[middle:])
    return _Condition(f"({left.sql} {word} {right.sql})", (*left.params, *right.params))


# --- full text --------------------------------------------------------------------------------------------


def _match(node: Node) -> _Match | None:
    """Return the full-text query that decides a part of a query alone, or None."""
    match node:
        case Term():
            return _term(node)
        case Or():
            return _alternatives([_match(part) for part in node.parts])
        case And():
            return _together(node)
        case Not(part=Not(part=inside)):
            return _match(inside)
        case _:
            return None


def _term(term: Term) -> _Match:
    in_line, in_both = _COLUMNS[term.part]
    found = [_words((single,), in_both, prefix=term.prefix) for single in term.singles]
    found += [_words(sequence, in_line, prefix=term.prefix) for sequence in term.sequences]
    return _Match(found[0] if len(found) == 1 else f"({' OR '.join(found)})", 1)


def _words(words: tuple[str, ...], columns: str, *, prefix: bool) -> str:
    quoted = " ".join(words).replace('"', '""')
    return f'{columns}{" : " if columns else ""}"{quoted}"{" *" if prefix else ""}'


def _alternatives(parts: Sequence[_Match | None]) -> _Match | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return _bounded(f"({' OR '.join(part.text for part in known)})", known)


def _together(node: And) -> _Match | None:
    """Words that must be there, less words that must not: full text has no NOT that stands alone."""
    wanted = [_match(part) for part in node.parts if not isinstance(part, Not)]
    unwanted = [_match(part.part) for part in node.parts if isinstance(part, Not)]
    known = [part for part in (*wanted, *unwanted) if part is not None]
    if not wanted or len(known) < len(node.parts):
        return None
    text = f"({' AND '.join(part.text for part in known[: len(wanted)])})"
    if unwanted:
        text = f"({text} NOT ({' OR '.join(part.text for part in known[len(wanted) :])}))"
    return _bounded(text, known)


def _bounded(text: str, parts: Iterable[_Match]) -> _Match | None:
    depth = 1 + max(part.depth for part in parts)
    return _Match(text, depth) if depth <= _DEEPEST else None


def _wanted(node: Node) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case And() | Or():
            for part in node.parts:
                yield from _wanted(part)
        case _:
            return


# --- fields -----------------------------------------------------------------------------------------------


def _field(node: Url | Site | Author | Media | Language | Window) -> _Bounds:
    # Columns that may be NULL are coalesced: NOT (NULL) would drop what it should let through.
    match node:
        case Url():
            return _any("instr(lower(coalesce(d.url, '')), ?) > 0", node.parts)
        case Site():
            below = f".{node.host}"
            return _exact(
                "(coalesce(d.host, '') = ? OR substr(coalesce(d.host, ''), ?) = ?)",
                node.host,
                -len(below),
                below,
            )
        case Author():
            return _any("instr(coalesce(d.author_words, ''), ?) > 0", author_words(node))
        case Media():
            return _exact(f"{_SHOWN_BY}s.channel = ?)", node.channel.value)
        case Language():
            return _exact("coalesce(d.language, '') || '-' LIKE ?", f"{node.code}-%")
        case Window():
            return _window(node.since, node.until)


def _any(sql: str, values: Sequence[str]) -> _Bounds:
    condition = _join("OR", [_Condition(sql, (value,)) for value in values])
    return _Bounds(condition, condition)


def _window(since: datetime | None, until: datetime | None) -> _Bounds:
    # The row number begins with the day: the index of rows cuts first, the moment decides.
    parts = [_Condition("1")]
    if since is not None:
        parts.append(_Condition("(d.row >= ? AND d.moment >= ?)", (day_of(since) * DAY_WIDTH, stamp(since))))
    if until is not None:
        parts.append(
            _Condition("(d.row < ? AND d.moment < ?)", ((day_of(until) + 1) * DAY_WIDTH, stamp(until)))
        )
    condition = _join("AND", parts)
    return _Bounds(condition, condition)
