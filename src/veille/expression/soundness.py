# SPDX-License-Identifier: MIT
"""Tells what is suspect in a rule before it meets a text: words too short to mean anything, clauses at odds.

It may overlook a rule that is unsound, and never accuses one that is not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from veille.expression.nodes import (
    And,
    Attribute,
    Cased,
    Language,
    Measured,
    Near,
    Node,
    Not,
    Or,
    Site,
    Term,
    Window,
    Within,
)
from veille.expression.terms import present, term
from veille.nouns import replace
from veille.text import Reading

SHORT = 2
"""Letters of a word that stands everywhere."""

_MOST_CASES = 300
"""Alternatives that are compared; a rule of more is not looked into."""


def is_short(form: str) -> bool:
    """Say whether a name is of one or two letters; an ideogram counts for two, accounts and hashtags never do."""
    if form.lstrip().startswith(("@", "#", "＠", "＃")):
        return False
    wide = ("W", "F")
    letters = [2 if unicodedata.east_asian_width(one) in wide else 1 for one in form if one.isalnum()]
    return 0 < sum(letters) <= SHORT


def own_words(names: Iterable[str], exclude: Iterable[str]) -> Iterator[str]:
    """Yield the words that speak against a brand and stand in its own names: they take all its hits away."""
    readings = [Reading(name) for name in names]
    for word in exclude:
        sign = term(word.removesuffix("*"), prefix=word.endswith("*"))
        if sign is not None and any(present(sign, reading) for reading in readings):
            yield word


def short_terms(node: Node) -> tuple[str, ...]:
    """Return the words of one or two letters that a rule takes without asking for anything else.

    Those of `hp OR {IF}`, none of `hp AND printer`.
    """
    return tuple(dict.fromkeys(_short(node) or ()))


def _short(node: Node) -> list[str] | None:
    """Return the short words that are enough for a node to hold; None: it asks for more than that."""
    match node:
        case Term() | Cased():
            return [node.written] if is_short(node.written.strip('"{}')) else None
        case Or():
            found = [_short(part) or [] for part in node.parts]
            return [word for words in found for word in words] or None
        case And():
            asked = [part for part in node.parts if not isinstance(part, Not)]
            return _all(_short(part) for part in asked)
        case Near():
            return _all((_short(node.left), _short(node.right)))
        case Within():
            return _all(_short(term) for term in node.terms)
        case _:
            return None


def _all(parts: Iterator[list[str] | None] | tuple[list[str] | None, ...]) -> list[str] | None:
    found = list(parts)
    known = [words for words in found if words is not None]
    return [word for words in known for word in words] if len(known) == len(found) else None


# --- clauses at odds --------------------------------------------------------------------------------------


class _Literal(NamedTuple):
    """A leaf that must be there, or must not."""

    node: Node
    wanted: bool


_Case = frozenset[_Literal]


def never(node: Node) -> bool:
    """Say whether no text can ever match: `a -a`, `lang:fr lang:en`, `site:a.fr site:b.fr`, a date in no time."""
    cases = _cases(node, wanted=True)
    return cases is not None and all(map(_at_odds, cases))


def _cases(node: Node, *, wanted: bool) -> list[_Case] | None:
    """Return the ways in which a node may hold, or not hold; None: too many."""
    match node:
        case Not():
            return _cases(node.part, wanted=not wanted)
        case And() | Or():
            parts = [_cases(part, wanted=wanted) for part in node.parts]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            return _product(known) if isinstance(node, And) is wanted else _sum(known)
        case _:
            return [frozenset({_Literal(_bare(node), wanted)})]


def _sum(parts: list[list[_Case]]) -> list[_Case] | None:
    found = [case for part in parts for case in part]
    return found if len(found) <= _MOST_CASES else None


def _product(parts: list[list[_Case]]) -> list[_Case] | None:
    found: list[_Case] = [frozenset()]
    for part in parts:
        if len(found) * len(part) > _MOST_CASES:
            return None
        found = [case | other for case in found for other in part]
    return found


def _bare(node: Node) -> Node:
    """Return a leaf without what only says where it was written."""
    return replace(node, written="", column=0) if isinstance(node, Term) else node


def _at_odds(case: _Case) -> bool:
    return any(map(_empty, case)) or any(_exclude(one, other) for one, other in combinations(case, 2))


def _empty(literal: _Literal) -> bool:
    node = literal.node
    return literal.wanted and isinstance(node, Window) and _disjoint(node, node)


def _exclude(one: _Literal, other: _Literal) -> bool:
    if one.wanted and other.wanted:
        return _apart(one.node, other.node)
    if one.wanted is other.wanted:
        return False
    wanted, unwanted = (one.node, other.node) if one.wanted else (other.node, one.node)
    return wanted == unwanted or (
        # What stands neither in title nor in text does not stand in the title.
        isinstance(wanted, Term)
        and isinstance(unwanted, Term)
        and unwanted.part is None
        and replace(wanted, part=None) == unwanted
    )


def _apart(one: Node, other: Node) -> bool:
    match one, other:
        case Language(), Language():
            return one.code != other.code
        case Site(), Site():
            return not (_below(one.host, other.host) or _below(other.host, one.host))
        case Window(), Window():
            return _disjoint(one, other)
        case Attribute(), Attribute():
            return one.name == other.name and _differ(one, other)
        case Measured(), Measured():
            return one.name == other.name and _beyond(one, other)
        case _:
            return False


def _differ(one: Attribute, other: Attribute) -> bool:
    """Say whether no mention has both of these; tags it may have several of."""
    if one.prefix or other.prefix or one.value == other.value:
        return False
    return one.name != "tag" or None in {one.value, other.value}


def _beyond(one: Measured, other: Measured) -> bool:
    if not (one.known and other.known):
        return one.known is not other.known
    pairs = ((one.most, other.least), (other.most, one.least))
    return any(most is not None and least is not None and most < least for most, least in pairs)


def _below(host: str, above: str) -> bool:
    return host == above or host.endswith(f".{above}")


def _disjoint(one: Window, other: Window) -> bool:
    starts = [window.since for window in (one, other) if window.since is not None]
    ends = [window.until for window in (one, other) if window.until is not None]
    return bool(starts and ends) and max(starts) >= min(ends)
