# SPDX-License-Identifier: MIT
"""Where one leaf of a query stands in a document: the same question for words of every form."""

from __future__ import annotations

from collections.abc import Iterator

from veille.expression.forms import find_form
from veille.expression.nodes import Cased, Fuzzy, Leaf, Near, Regex, Term, Wild, Within
from veille.expression.positions import closes
from veille.expression.regex import find_regex
from veille.expression.spots import apart, characters, close, places
from veille.expression.subject import Hit, Subject
from veille.expression.terms import find, letters, present
from veille.model import Place
from veille.text import Reading


def stands(leaf: Leaf, subject: Subject) -> bool:
    """Say whether a leaf is found in one of the parts in which it is looked for."""
    return any(_stands(leaf, subject, place) for place in places(leaf))


def _stands(leaf: Leaf, subject: Subject, place: Place) -> bool:
    match leaf:
        case Within():
            wanted = apart(leaf, subject, place)
            return bool(wanted) and closes(wanted, leaf.distance)
        case Near():
            return any(True for _ in close(leaf, subject, place))
        case _:
            return any(True for _ in _found(leaf, subject, place))


def found_in(leaf: Leaf, subject: Subject) -> Iterator[Hit]:
    """Yield where a leaf stands, as shown; places may overlap and come twice."""
    for place in places(leaf):
        if isinstance(leaf, Near | Within):
            part = subject.counted(place)
            for spot in close(leaf, subject, place):
                yield Hit(spot[-1], place, *characters(spot, part))
        else:
            for start, end in _found(leaf, subject, place):
                yield Hit(leaf.written, place, start, end)


def _found(
    leaf: Term | Cased | Wild | Fuzzy | Regex, subject: Subject, place: Place
) -> Iterator[tuple[int, int]]:
    match leaf:
        case Term():
            return find(leaf, subject.reading(place))
        case Cased():
            return _as_written(leaf, subject.reading(place))
        case Wild() | Fuzzy():
            return find_form(leaf, subject, place)
        case Regex():
            return find_regex(leaf, subject.reading(place))


def _as_written(cased: Cased, reading: Reading) -> Iterator[tuple[int, int]]:
    if present(cased.term, reading):
        for start, end in find(cased.term, reading):
            if letters(reading.text[start:end]) == cased.letters:
                yield start, end
