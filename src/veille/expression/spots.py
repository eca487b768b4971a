# SPDX-License-Identifier: MIT
"""Which words of a part of a document the operands of NEAR, and the words of "a b"~3, take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from veille.expression.forms import distinct, find_in_links, fitting
from veille.expression.nodes import Cased, Fuzzy, Leaf, Near, Node, Or, Regex, Term, Wild, Within
from veille.expression.positions import Spot, Wanted, near, within
from veille.expression.regex import find_regex
from veille.expression.subject import Counted, Subject
from veille.expression.terms import find_linked, letters, present
from veille.model import Place

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


def close(leaf: Near | Within, subject: Subject, place: Place) -> Iterator[Spot]:
    """Yield the words that stand near one another, as it is asked."""
    if isinstance(leaf, Within):
        wanted = apart(leaf, subject, place)
        return within(wanted, leaf.distance) if wanted else iter(())
    return _near(leaf, subject, place) if _may_stand(leaf, subject, place) else iter(())


def _near(leaf: Near, subject: Subject, place: Place) -> Iterator[Spot]:
    left = spots(leaf.left, subject, place)
    right = spots(leaf.right, subject, place) if left else []
    return near(left, right, leaf.distance, ordered=leaf.ordered)


def apart(leaf: Within, subject: Subject, place: Place) -> list[Wanted]:
    """Return where each word of a phrase stands, and how often it is wanted; nothing when one is missing."""
    if not all(present(term, subject.reading(place)) for term in leaf.terms):
        return []
    wanted: list[Wanted] = [
        (spots(term, subject, place), times) for term, times in Counter(leaf.terms).items()
    ]
    return wanted if all(len(found) >= times for found, times in wanted) else []


def _may_stand(node: Node, subject: Subject, place: Place) -> bool:
    """Say whether an operand could be found; False is sure, and cheap."""
    match node:
        case Or():
            return any(_may_stand(part, subject, place) for part in node.parts)
        case Term():
            return place in node.places and present(node, subject.reading(place))
        case Cased():
            return _may_stand(node.term, subject, place)
        case Near():
            return _may_stand(node.left, subject, place) and _may_stand(node.right, subject, place)
        case _:
            return True


def spots(node: Node, subject: Subject, place: Place) -> list[Spot]:
    """Return the words that an operand of NEAR takes, sorted: they are found once in a document.

    A group that asks for several things is in many pairs, and a NEAR is asked for its truth, then for its hits.
    """
    # A word may be written many times in a query, and then counts once.
    same = (node.written, node.singles, node.sequences, node.part) if isinstance(node, Term) else id(node)
    known = subject.spots.get((same, place))
    if known is None:
        known = subject.spots[same, place] = node, _spots(node, subject, place)
    return known[1]


def _spots(node: Node, subject: Subject, place: Place) -> list[Spot]:
    if isinstance(node, Or):
        return sorted({one for part in node.parts for one in spots(part, subject, place)})
    assert isinstance(node, Leaf), "the parser lets nothing else stand there"
    if place not in places(node):
        return []
    match node:
        case Near():  # what must be there was looked for from the outermost one
            return sorted({*_near(node, subject, place)})
        case Within():
            return sorted({*close(node, subject, place)})
        case Cased():
            return _as_written(node, subject, place)
        case Regex():
            found = find_regex(node, subject.reading(place))
            return sorted(_touched(found, node.written, subject.counted(place)))
        case _:
            return _words(node, subject, place)


def _words(leaf: Term | Wild | Fuzzy, subject: Subject, place: Place) -> list[Spot]:
    part = subject.counted(place)
    if isinstance(leaf, Term):
        if not present(leaf, part.reading):
            return []
        numbers = [*_of_term(leaf, part)]
        linked = [*find_linked(leaf, part.reading)]
    else:
        words = (
            distinct(subject, place).alike(leaf) if isinstance(leaf, Fuzzy) else fitting(leaf, part.numbers)
        )
        numbers = [(number, number) for word in words for number in part.numbers[word]]
        linked = [*find_in_links(leaf, subject, place)]
    # What is a word and also a joined form (L'Oréal) is one place, as wide as it is.
    found: dict[tuple[int, int], Spot] = {place: (*place, -1, -1, leaf.written) for place in numbers}
    for spot in _touched(linked, leaf.written, part):
        found[spot[:2]] = spot
    return sorted(found.values())


def _touched(found: Iterable[tuple[int, int]], written: str, part: Counted) -> Iterator[Spot]:
    for start, end in found:
        yield (*part.touched(start, end), start, end, written)


def _of_term(term: Term, part: Counted) -> Iterator[tuple[int, int]]:
    numbers = part.numbers
    alone = [word for word in numbers if word.startswith(term.singles)] if term.prefix else term.singles
    for word in alone:
        for number in numbers.get(word, ()):
            yield number, number
    for sequence in term.sequences:
        for first in _of_sequence(sequence, part, prefix=term.prefix):
            yield first, first + len(sequence) - 1


def _of_sequence(sequence: tuple[str, ...], part: Counted, *, prefix: bool) -> Iterator[int]:
    whole = [*(sequence[:-1] if prefix else sequence)]
    for first in part.numbers.get(sequence[0], ()):
        after = part.words[first : first + len(sequence)]
        if (
            after[: len(whole)] == whole
            and len(after) == len(sequence)
            and after[-1].startswith(sequence[-1])
        ):
            yield first


def _as_written(cased: Cased, subject: Subject, place: Place) -> list[Spot]:
    part, text = subject.counted(place), subject.reading(place).text
    found = []
    for spot in _words(cased.term, subject, place):
        start, end = characters(spot, part)
        if letters(text[start:end]) == cased.letters:
            found.append((*spot[:4], cased.written))
    return found


def characters(spot: Spot, part: Counted) -> tuple[int, int]:
    """Return the characters of a part that a spot is."""
    first, last, start, end, _ = spot
    return (start, end) if start >= 0 else part.span(first, last)
