# SPDX-License-Identifier: MIT
"""What any text that a rule or a name is found in must hold: one of a few words, told without reading it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from veille.expression.nodes import And, Cased, Near, Node, Or, Term, Wild, Within

_LEAST = 3
"""Letters from which the beginning of a word tells more than the longest piece of it."""

Kind = Literal["form", "word", "start", "piece"]


class Trigger(NamedTuple):
    """A word of a text, `others` with it; "form": or a joined form; "start": how one begins; "piece": holds."""

    kind: Kind
    word: str
    others: tuple[str, ...] = ()


Triggers = frozenset[Trigger]


def of_term(term: Term) -> Triggers:
    """Return what gives a term away."""
    if not term.prefix:
        forms = (Trigger("form", single) for single in term.singles)
        return frozenset((*forms, *map(_rarest, term.sequences)))
    starts = (Trigger("start", single) for single in term.singles)
    return frozenset((*starts, *(_rarest(sequence[:-1]) for sequence in term.sequences)))


def of_host(term: Term) -> Triggers:
    """Return what gives the host of an address away: its last word stands in many, another one tells more."""
    return frozenset(_rarest(words[:-1] or words, words) for words in term.sequences)


def of_rule(node: Node) -> Triggers | None:
    """Return what gives a rule away, None if that cannot be said: every document must then be looked at."""
    match node:
        case Term():
            return of_term(node)
        case Cased():
            return of_term(node.term)
        case Wild():
            return _of_wild(node)
        case And():
            return _fewest([of_rule(part) for part in node.parts])
        case Near():
            return _fewest([of_rule(node.left), of_rule(node.right)])
        case Within():
            return _fewest([of_term(term) for term in node.terms])
        case Or():
            return _all_of([of_rule(part) for part in node.parts])
        case _:
            return None


def _rarest(sequence: tuple[str, ...], whole: tuple[str, ...] = ()) -> Trigger:
    """Take the longest word as the one that gives a phrase away; all those of the `whole` one are there."""
    word = max(sequence, key=len)
    return Trigger("word", word, tuple(other for other in whole or sequence if other != word))


def _of_wild(node: Wild) -> Triggers | None:
    pieces = re.split(r"[*?]+", node.pattern)
    if len(pieces[0]) >= _LEAST:
        return frozenset({Trigger("start", pieces[0])})
    longest = max(pieces, key=len)
    return frozenset({Trigger("piece", longest)}) if len(longest) > 1 else None


def _fewest(parts: list[Triggers | None]) -> Triggers | None:
    """Of parts that must all be there, take the one that says most."""
    return min((part for part in parts if part is not None), key=_commonness, default=None)


def _commonness(triggers: Triggers) -> tuple[bool, int, int]:
    shortest = min((len(trigger.word) for trigger in triggers), default=0)
    return any(trigger.kind == "piece" for trigger in triggers), len(triggers), -shortest


def _all_of(parts: list[Triggers | None]) -> Triggers | None:
    known = [part for part in parts if part is not None]
    return frozenset().union(*known) if len(known) == len(parts) else None
