# SPDX-License-Identifier: MIT
"""What the full-text index is asked for a part of a query: its words, in its columns, in its own syntax."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from veille.expression.nodes import And, Cased, Fuzzy, Near, Node, Not, Or, Regex, Term, Wild, Within
from veille.model import Place
from veille.nouns import replace, value

Open = Wild | Fuzzy
"""What words of the index may or may not be."""

Expand = Callable[[Open], Sequence[str] | None]
"""Returns the words of the index that answer, None when they are too many."""

_DEEPEST = 6  # levels in one MATCH: the parser of full text has a stack of a hundred entries
_NO_WORD = "－"  # a sign that stands within accounts, never alone
_PLACES = (Place.TITLE, Place.TEXT)
_IN_LINE = {None: "{title body}", Place.TITLE: "{title}", Place.TEXT: "{body}"}
_IN_BOTH = {None: "", Place.TITLE: "{title joined_title}", Place.TEXT: "{body joined_body}"}


@value
class Phrases:
    """A question to the full-text index, and how deep its parentheses go."""

    text: str
    depth: int = 1


_NOWHERE = Phrases(f'"{_NO_WORD}"')


class Asking:
    """Puts parts of queries to the index whose words `expand` knows."""

    def __init__(self, expand: Expand) -> None:
        self._expand = expand

    def exact(self, node: Node) -> Phrases | None:
        """Return the question that decides a part of a query alone, or None."""
        match node:
            case Term():
                return _term(node)
            case Wild() | Fuzzy():
                return self._opened(node, node.part)
            case Or():
                return _either([self.exact(part) for part in node.parts])
            case And():
                return self._together(node)
            case Not(part=Not(part=inside)):
                return self.exact(inside)
            case _:
                return None

    def _together(self, node: And) -> Phrases | None:
        """Words that must be there, less words that must not: full text has no NOT that stands alone."""
        wanted = [self.exact(part) for part in node.parts if not isinstance(part, Not)]
        unwanted = [self.exact(part.part) for part in node.parts if isinstance(part, Not)]
        known = [part for part in (*wanted, *unwanted) if part is not None]
        if not wanted or len(known) < len(node.parts):
            return None
        text = f"({' AND '.join(part.text for part in known[: len(wanted)])})"
        if unwanted:
            text = f"({text} NOT ({' OR '.join(part.text for part in known[len(wanted) :])}))"
        return _bounded(text, known)

    def needed(self, node: Cased | Within | Near) -> Phrases | None:
        """Return a question that every document answers in which something stands in one part; or None."""
        return _either([self._in(node, place) for place in _PLACES])

    def _in(self, node: Node, place: Place) -> Phrases | None:
        """Return what must be true of this part of a document for a node to stand in it; None: nothing known."""
        if isinstance(node, Term | Wild | Fuzzy | Regex | Within) and node.part not in {None, place}:
            return _NOWHERE
        match node:
            case Term():
                return _term(replace(node, part=place))
            case Cased():
                return self._in(node.term, place)
            case Wild() | Fuzzy():
                return self._opened(node, place)
            case Near():
                return _all([self._in(node.left, place), self._in(node.right, place)])
            case And(parts=parts) | Within(terms=parts):
                return _all([self._in(part, place) for part in parts])
            case Or():
                return _either([self._in(part, place) for part in node.parts])
            case _:
                return None

    def _opened(self, node: Open, part: Place | None) -> Phrases | None:
        found = self._expand(node)
        if found is None:
            return None
        return _terms(found, _IN_BOTH[part])

    def ranking(self, node: Node) -> str | None:
        """Return the words that the best answers have, whatever else is asked."""
        return " OR ".join(dict.fromkeys(part.text for part in self._wanted(node))) or None

    def _wanted(self, node: Node) -> Iterator[Phrases]:
        match node:
            case Term():
                yield _term(node)
            case Wild() | Fuzzy():
                opened = self._opened(node, node.part)
                yield from [] if opened is None else [opened]
            case Cased():
                yield _term(node.term)
            case Near():
                yield from self._wanted(node.left)
                yield from self._wanted(node.right)
            case And(parts=parts) | Or(parts=parts) | Within(terms=parts):
                for part in parts:
                    yield from self._wanted(part)
            case _:
                return


def _term(term: Term) -> Phrases:
    in_line, in_both = _IN_LINE[term.part], _IN_BOTH[term.part]
    found = [_words((single,), in_both, prefix=term.prefix) for single in term.singles]
    found += [_words(sequence, in_line, prefix=term.prefix) for sequence in term.sequences]
    return Phrases(found[0] if len(found) == 1 else f"({' OR '.join(found)})")


def _terms(words: Sequence[str], columns: str) -> Phrases:
    if not words:
        return _NOWHERE
    alternatives = " OR ".join(_words((word,), "", prefix=False) for word in words)
    return Phrases(f"({columns} : ({alternatives}))" if columns else f"({alternatives})", 2)


def _words(words: tuple[str, ...], columns: str, *, prefix: bool) -> str:
    quoted = " ".join(words).replace('"', '""')
    return f'{columns}{" : " if columns else ""}"{quoted}"{" *" if prefix else ""}'


def _either(parts: Sequence[Phrases | None]) -> Phrases | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    possible = [part for part in known if part != _NOWHERE] or [_NOWHERE]
    return possible[0] if len(possible) == 1 else _bounded(_join("OR", possible), possible)


def _all(parts: Sequence[Phrases | None]) -> Phrases | None:
    """Join what is known of parts that must all be there."""
    known = [part for part in parts if part is not None]
    if not known:
        return None
    if _NOWHERE in known:
        return _NOWHERE
    return known[0] if len(known) == 1 else _bounded(_join("AND", known), known)


def _join(word: str, parts: Iterable[Phrases]) -> str:
    return f"({f' {word} '.join(part.text for part in parts)})"


def _bounded(text: str, parts: Iterable[Phrases]) -> Phrases | None:
    depth = 1 + max(part.depth for part in parts)
    return Phrases(text, depth) if depth <= _DEEPEST else None
