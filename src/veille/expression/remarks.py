# SPDX-License-Identifier: MIT
"""What is worth knowing of a query beside its meaning: what of it does nothing, and what it can never do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from veille.expression.nodes import And, Node, Or, Term, Wild, nodes, positive
from veille.expression.soundness import never, short_terms
from veille.expression.telling import bare, sentence
from veille.model import Sentence

MOST = 200
"""Parts of one group that are compared with one another."""


def remarks(root: Node, *, zone: tzinfo) -> tuple[Sentence, ...]:
    """Return what to know of a query, the gravest first; nothing is said that is not sure."""
    return (*_of_whole(root), *once(_of_groups(root, zone)), *_of_words(root))


def once(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield what is said, without saying anything twice."""
    said: list[Sentence] = []
    for one in sentences:
        if one not in said:
            said.append(one)
            yield one


def _of_whole(root: Node) -> Iterator[Sentence]:
    if never(root):
        yield Sentence(key="telling.notes.never")
    elif any(never(part) for group in nodes(root) if isinstance(group, Or) for part in group.parts[:MOST]):
        yield Sentence(key="telling.notes.dead_branch")
    if not positive(root):
        yield Sentence(key="telling.notes.only_negative")


def _of_groups(root: Node, zone: tzinfo) -> Iterator[Sentence]:
    for group in nodes(root):
        if isinstance(group, And | Or):
            yield from _useless(group, zone)


def _useless(group: And | Or, zone: tzinfo) -> Iterator[Sentence]:
    """Yield what of a group changes nothing: said twice, or implied by what stands beside it."""
    parts = [bare(part) for part in group.parts[:MOST]]
    for at, part in enumerate(parts):
        if part in parts[:at]:
            yield Sentence(key="telling.notes.twice", facts={"what": sentence(part, zone=zone)})
        elif isinstance(part, And | Or) and type(part) is not type(group):
            for one in parts:
                if one in part.parts:
                    yield Sentence(key="telling.notes.absorbed", facts={"what": sentence(one, zone=zone)})
    if isinstance(group, Or):
        yield from _covered(parts, zone)


def _covered(parts: list[Node], zone: tzinfo) -> Iterator[Sentence]:
    prefixes = [part for part in parts if isinstance(part, Term) and part.prefix and not part.sequences]
    for part in parts:
        if not isinstance(part, Term) or part.sequences:
            continue
        for wide in prefixes:
            if wide != part and wide.part in {None, part.part} and _begin(part, wide):
                facts = {"wide": sentence(wide, zone=zone), "narrow": sentence(part, zone=zone)}
                yield Sentence(key="telling.notes.covered", facts=facts)


def _begin(narrow: Term, wide: Term) -> bool:
    return all(any(form.startswith(beginning) for beginning in wide.singles) for form in narrow.singles)


def _of_words(root: Node) -> Iterator[Sentence]:
    short = short_terms(root)
    if short:
        facts = {"words": ", ".join(short), "count": len(short)}
        yield Sentence(key="telling.notes.short", facts=facts)
    if any(isinstance(node, Term | Wild) for node in nodes(root)):
        yield Sentence(key="telling.notes.folded")
