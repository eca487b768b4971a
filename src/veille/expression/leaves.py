# SPDX-License-Identifier: MIT
"""Where one leaf of a query stands in one part of a document: the same question for words of every form."""

from __future__ import annotations

from collections.abc import Iterator

from veille.expression.forms import find_fuzzy, find_wild
from veille.expression.nodes import Cased, Fuzzy, Leaf, Near, Regex, Term, Wild, Within
from veille.expression.positions import closes
from veille.expression.regex import find_regex
from veille.expression.spots import apart, characters, close
from veille.expression.subject import Subject
from veille.expression.terms import find, letters, present
from veille.model import Place
from veille.text import Reading


def stands(leaf: Leaf, subject: Subject, place: Place) -> bool:
    """Say whether a leaf is found in a part."""
    match leaf:
        case Term():
            return present(leaf, subject.reading(place))
        case Within():
            wanted = apart(leaf, subject, place)
            return bool(wanted) and closes(wanted, leaf.distance)
        case Near():
            return any(True for _ in close(leaf, subject, place))
        case _:
            return any(True for _ in _found(leaf, subject.reading(place)))


def found_in(leaf: Leaf, subject: Subject, place: Place) -> Iterator[tuple[str, int, int]]:
    """Yield how each place of a leaf is written in the query, and its characters; some may come twice."""
    if isinstance(leaf, Near | Within):
        part = subject.counted(place)
        for spot in close(leaf, subject, place):
            yield spot[-1], *characters(spot, part)
    else:
        for start, end in _found(leaf, subject.reading(place)):
            yield leaf.written, start, end


def _found(leaf: Term | Cased | Wild | Fuzzy | Regex, reading: Reading) -> Iterator[tuple[int, int]]:
    match leaf:
        case Term():
            return find(leaf, reading)
        case Cased():
            return _as_written(leaf, reading)
        case Wild():
            return find_wild(leaf, reading)
        case Fuzzy():
            return find_fuzzy(leaf, reading)
        case Regex():
            return find_regex(leaf, reading)


def _as_written(cased: Cased, reading: Reading) -> Iterator[tuple[int, int]]:
    if present(cased.term, reading):
        for start, end in find(cased.term, reading):
            if letters(reading.text[start:end]) == cased.letters:
                yield start, end
