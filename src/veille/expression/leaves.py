# SPDX-License-Identifier: MIT
"""Where one leaf of a query stands in one part of a document: the same question for words of every form."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from veille.expression.forms import find_fuzzy, find_wild
from veille.expression.nodes import Cased, Fuzzy, Leaf, Near, Node, Or, Regex, Term, Wild, Within
from veille.expression.positions import Spot, near, spot, within
from veille.expression.regex import find_regex
from veille.expression.subject import Subject
from veille.expression.terms import find, present
from veille.model import Place
from veille.text import Reading

PLACES = (Place.TITLE, Place.TEXT)


def places(leaf: Leaf) -> tuple[Place, ...]:
    """Return the parts in which a leaf is looked for."""
    match leaf:
        case Term():
            return leaf.places
        case Cased():
            return leaf.term.places
        case Near():
            return PLACES
        case _:
            return PLACES if leaf.part is None else (leaf.part,)


def stands(leaf: Leaf, subject: Subject, place: Place) -> bool:
    """Say whether a leaf is found in a part."""
    if isinstance(leaf, Term):
        return present(leaf, subject.reading(place))
    return any(True for _ in found_in(leaf, subject, place))


def found_in(leaf: Leaf, subject: Subject, place: Place) -> Iterator[tuple[str, int, int]]:
    """Yield how each place of a leaf is written in the query, and its characters; some may come twice."""
    match leaf:
        case Near() | Within():
            for one in _close(leaf, subject, place):
                yield one.written, one.start, one.end
        case _:
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
    for start, end in find(cased.term, reading):
        if letters(reading.text[start:end]) == cased.letters:
            yield start, end


def letters(text: str) -> str:
    """Return the letters and digits of a text as written: signs between them are the same thing."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))


def _close(leaf: Near | Within, subject: Subject, place: Place) -> Iterator[Spot]:
    if isinstance(leaf, Within):
        wanted = [(_spots(term, subject, place), times) for term, times in Counter(leaf.terms).items()]
        return (
            within(wanted, leaf.distance) if all(len(spots) >= times for spots, times in wanted) else iter(())
        )
    left = _spots(leaf.left, subject, place)
    right = _spots(leaf.right, subject, place) if left else []
    return near(left, right, leaf.distance, ordered=leaf.ordered)


def _spots(node: Node, subject: Subject, place: Place) -> list[Spot]:
    """Return the sorted places of an operand of Near, each once."""
    if isinstance(node, Or):
        return sorted({one for part in node.parts for one in _spots(part, subject, place)})
    assert isinstance(node, Leaf), "the parser lets nothing else stand in it"
    if place not in places(node):
        return []
    if isinstance(node, Near | Within):
        return sorted(set(_close(node, subject, place)))
    found = {*_found(node, subject.reading(place))}
    if not found:
        return []
    borders = subject.borders(place)
    return sorted(spot(start, end, node.written, borders) for start, end in found)
