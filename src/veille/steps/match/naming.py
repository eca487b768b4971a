# SPDX-License-Identifier: MIT
"""Which words of a brand's query are its name: the others only have to be there beside it.

« orange AND (fibre OR livebox) » speaks of Orange where « orange » stands, and of nobody where « fibre » does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from veille.expression.forms import fitting
from veille.expression.nodes import And, Cased, Fuzzy, Near, Node, Or, Regex, Term, Wild, Within
from veille.expression.terms import term
from veille.model import Brand
from veille.nouns import noun, replace
from veille.text import Reading

_EMPTY = frozenset(
    "a an and at au aux by d da das de del den der des di do dos du e el en et for from in l la las le les lo los "
    "of on or ou par pour s sur the to un una und une van von y".split()
)
"""Words that name nothing: La Poste and the first half of « la fibre » have none in common."""

Words = frozenset[str]


@noun
class Naming:
    """The names of a brand, and the words of its query that are among them.

    `whole` maps the forms of names in one word to their letters before the last word (La Poste: laposte, 2).
    """

    terms: frozenset[str] = frozenset()
    """Words, as the query has them, that are the name wherever they stand."""
    names: frozenset[Words] = frozenset()
    parts: frozenset[Words] = frozenset()
    alone: frozenset[str] = frozenset()
    """Words that are the name by themselves: Lenoir of Biscuiterie Lenoir."""
    whole: tuple[tuple[str, int], ...] = ()
    handles: frozenset[str] = frozenset()

    def tells(self, written: str, found: str) -> bool:
        """Say whether words of the query, or what a regular expression found, are the name."""
        return written in self.terms or (
            written.startswith("/") and self._say([tuple(Reading(found).line.split())])
        )

    def meant(self, leaf: Node) -> bool:
        """Say whether a leaf of a query is the name wherever it stands."""
        match leaf:
            case Term():
                return self._term(leaf)
            case Cased():
                return self._term(leaf.term)
            case Wild():
                return self._wild(leaf)
            case Fuzzy():
                return bool(fitting(leaf, [*dict(self.whole), *self.alone, *self.handles]))
            case _:
                return False

    def _term(self, leaf: Term) -> bool:
        if leaf.prefix and any(self._goes_on(single) for single in map(_bare, leaf.singles)):
            return True
        cuts = [*leaf.sequences, *((single,) for single in leaf.singles), *map(_account, leaf.singles)]
        if leaf.prefix:
            cuts = [whole for cut in cuts if len(cut) > 1 for whole in self._ended(cut)]
        return self._say(cuts)

    def _say(self, cuts: Iterable[tuple[str, ...]]) -> bool:
        """Say whether some words are a name: among the words of one, or all words of one among them."""
        known = dict(self.whole).keys() | self.handles
        for cut in cuts:
            said = _carrying(cut)
            if "".join(cut) in known or any(name <= said for name in self.names):
                return True
            if not said.isdisjoint(self.alone) and any(said <= part for part in self.parts):
                return True
        return False

    def _ended(self, cut: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield some words with what the last of them may begin: "la pos*" is La Poste."""
        yield cut
        for word in frozenset[str]().union(*self.parts):
            if word.startswith(cut[-1]):
                yield (*cut[:-1], word)

    def _goes_on(self, stem: str) -> bool:
        """Say whether a name of one word begins so, or a word that is the name by itself is this one.

        biscuit* names no Biscuiterie Lenoir.
        """
        reaches = any(form.startswith(stem) and len(stem) > head for form, head in self.whole)
        return stem in self.alone or stem in self.handles or reaches

    def _wild(self, leaf: Wild) -> bool:
        letters = leaf.pattern.replace("*", "")
        if letters == leaf.pattern:
            return bool(fitting(leaf, [*dict(self.whole), *self.alone, *self.handles]))
        return letters in self.alone or any(
            len(letters) > head for form, head in self.whole if fitting(leaf, (form,))
        )


def naming(brand: Brand, root: Node) -> Naming:
    """Return what is the name of a brand in its query."""
    forms = [found for form in (brand.name, *brand.aliases, *brand.people) for found in _forms(form)]
    handles = [found for handle in brand.handles for found in _forms(_local(handle))]
    parts = frozenset(_carrying(cut) for found in forms for cut in _cuts(found))
    cores = [_core(part, parts) for part in parts]
    known = Naming(
        names=parts | {_carrying(cut) for found in handles for cut in _cuts(found)},
        parts=parts,
        alone=frozenset[str]().union(*cores),
        whole=tuple(sorted({pair for found in forms for pair in _whole(found)})),
        handles=frozenset(single for found in handles for single in found.singles),
    )
    return replace(known, terms=frozenset(written for leaf, written in _leaves(root) if known.meant(leaf)))


def names_first(node: Node, known: Naming) -> Node:
    """Return a query in which names come first: of a text too full of hits those are looked at."""
    if not isinstance(node, And | Or):
        return node
    parts = [names_first(part, known) for part in node.parts]
    return type(node)(tuple(sorted(parts, key=lambda part: not _has_name(part, known))))


def _has_name(node: Node, known: Naming) -> bool:
    return any(written in known.terms for _, written in _leaves(node))


def _leaves(root: Node) -> Iterator[tuple[Node, str]]:
    """Yield the leaves that must or may be there, as their hits name them."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        match node:
            case And() | Or():
                waiting += node.parts
            case Near():
                waiting += (node.left, node.right)
            case Within():
                waiting += node.terms
            case Term() | Cased() | Wild() | Fuzzy() | Regex():
                yield node, node.written
            case _:  # what must not be there, and fields
                continue


def _core(part: Words, parts: Iterable[Words]) -> Words:
    """Return the words of a name that are it by themselves: of Orange Bank, beside Orange, « bank » is none."""
    shorter = [other for other in parts if other < part]
    return frozenset[str]().union(*shorter) if shorter else part


def _forms(form: str) -> Iterator[Term]:
    found = term(form.lstrip("@#＠＃"))
    if found is not None:
        yield found


def _cuts(found: Term) -> tuple[tuple[str, ...], ...]:
    return found.sequences or tuple((single,) for single in found.singles[:1])


def _whole(found: Term) -> Iterator[tuple[str, int]]:
    """Yield the forms of a name in one word; of La Poste, « poste » too."""
    for cut in _cuts(found):
        carrying = _carrying(cut)
        for single in found.singles:
            yield single, max(len(single) - len(cut[-1]), 0)
        if len(carrying) == 1:
            yield from ((word, 0) for word in carrying)


def _carrying(cut: Iterable[str]) -> Words:
    words = frozenset(cut)
    return words - _EMPTY or words


def _local(handle: str) -> str:
    return handle.strip().lstrip("@＠").partition("@")[0]


def _bare(single: str) -> str:
    """Return an account without its sign and its host."""
    return single.lstrip("＠＃").partition("＠")[0]


def _account(single: str) -> tuple[str, ...]:
    return tuple(Reading(_bare(single)).line.split())
