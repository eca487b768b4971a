# SPDX-License-Identifier: MIT
"""Which brands could be in a document at all: told from its words, so that a thousand names cost as one.

A document is looked at as bytes, without being read. All that a Reading finds is seen: its words; its joined
forms, from the side of what is looked for (a joined form begins with a word of the text and ends with one, and its
letters follow each other in it); its accounts. What the bytes cannot tell is read.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from veille.expression import Subject
from veille.model import Document
from veille.steps.match.definition import Definition, spelt
from veille.steps.match.hits import READ, author_names, host_of, hosts_above
from veille.steps.match.triggers import Trigger
from veille.steps.match.typos import edits
from veille.text import Glance
from veille.text.forms import SIGNS

_SIGN_OF = {ord(shown): sign for sign, shown in SIGNS.items()}
_HEAD = 4
"""Letters by which the beginnings of words are told apart first."""
_FEW, _PAIR = 12, 3
"""So many joined forms are looked for at once; more only if they begin, with so many letters, as linked words do."""
_COMMON = frozenset(
    b"l d c s n m j t qu a y la le les de des du un une et en au aux ce se sa si ne on ou il me te re tu ma pas par "
    b"que qui sur est son ses i o the to of in is it an at be by for and or no so we he us".split()
)
_HOSTS = 20_000

Named = list[tuple[int, tuple[bytes, ...]]]


class Prefilter:
    """Knows the brands by the words, hosts and accounts that give them away."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self._always: set[int] = set()
        self._by_word: dict[bytes, Named] = {}
        self._by_form: dict[bytes, list[int]] = {}
        self._by_start: dict[bytes, list[int]] = {}
        self._by_piece: dict[bytes, list[int]] = {}
        self._by_account: dict[bytes, list[int]] = {}
        self._by_host: dict[str, set[int]] = {}
        self._by_author: dict[str, set[int]] = {}
        self._misspelt = _Misspelt(definitions)
        for number, definition in enumerate(definitions):
            self._add(number, definition)
        self._ends = _ends(self._by_form, self._by_start)
        self._by_head: dict[bytes, list[bytes]] = {}
        for form in dict.fromkeys((*self._by_form, *self._by_start)):
            for size in {2, len(form[:_PAIR])}:
                self._by_head.setdefault(form[:size], []).append(form)
        self._keys = frozenset(self._by_word).union(self._ends)
        self._heads: dict[bytes, list[bytes]] = {}
        for start in self._by_start:
            self._heads.setdefault(start[:_HEAD], []).append(start)
        self._head_sizes = sorted({len(head) for head in self._heads})
        known = (self._by_word, self._by_start, self._by_piece, self._by_account)
        self._foreign = any(not word.isascii() for words in known for word in words)
        self._hosts: dict[str, frozenset[int]] = {}

    def _add(self, number: int, definition: Definition) -> None:
        triggers = definition.triggers
        if triggers is None:
            self._always.add(number)
        for trigger in triggers or ():
            self._watch(number, trigger)
        for names, known in ((definition.domains, self._by_host), (definition.handles, self._by_author)):
            for name in names:
                known.setdefault(name, set()).add(number)

    def _watch(self, number: int, trigger: Trigger) -> None:
        word = _bytes(trigger.word)
        if word[:1] in b"@#":
            whole = word if trigger.kind == "form" else word + b"*"
            self._by_account.setdefault(whole, []).append(number)
        elif trigger.kind == "start":
            self._by_start.setdefault(word, []).append(number)
        elif trigger.kind == "piece":
            self._by_piece.setdefault(word, []).append(number)
        else:
            self._by_word.setdefault(word, []).append((number, tuple(map(_bytes, trigger.others))))
            if trigger.kind == "form":
                self._by_form.setdefault(word, []).append(number)

    def candidates(self, subject: Subject) -> list[int]:
        """Return the numbers of the brands that may be there, in their order."""
        document = subject.document
        found = set(self._always)
        if self._keys or self._by_account or self._by_piece:
            seen = Glance(document.title, document.text)
            if seen.clear and not (seen.foreign and self._foreign):
                self._glance(seen, found)
            else:
                self._read(subject, found)
        self._beside(document, found)
        return sorted(found)

    # --- without reading ----------------------------------------------------------------------------------

    def _glance(self, seen: Glance, found: set[int]) -> None:
        words = seen.words()
        keys = self._keys.intersection(words)
        if keys:
            for word in keys & self._by_word.keys():
                found.update(_all_there(self._by_word[word], seen.line))
            self._join(keys & self._ends.keys(), seen, found)
        if self._heads:
            self._begin(words, seen.line, found)
        if self._by_account:
            self._name(seen.signed(), found)
        if self._by_piece:
            self._hold(seen.solid, found)
        if self._misspelt:
            found.update(self._misspelt.among(words))

    def _join(self, seen_ends: Iterable[bytes], seen: Glance, found: set[int]) -> None:
        ends = list(map(self._ends.__getitem__, seen_ends))
        if sum(map(len, ends)) <= _FEW:
            likely: Iterable[bytes] = itertools.chain.from_iterable(ends)
        else:
            likely = self._linked(seen.pairs())
        for form in likely:
            if form in seen.solid:
                found.update(self._by_form.get(form, ()))
                found.update(self._by_start.get(form, ()))

    def _linked(self, pairs: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the forms that begin as linked words do, or may be a part of them."""
        for pair in pairs:
            for form in self._by_head.get(pair[:_PAIR], ()):
                if form.startswith(pair) or (pair.startswith(form) and form in self._by_start):
                    yield form

    def _begin(self, words: Iterable[bytes], line: bytes, found: set[int]) -> None:
        different = set(words)
        for size in self._head_sizes:
            for head in self._heads.keys() & {word[:size] for word in different}:
                for start in self._heads[head]:
                    if b" " + start in line:
                        found.update(self._by_start[start])

    def _hold(self, line: bytes, found: set[int]) -> None:
        for piece, numbers in self._by_piece.items():
            if piece in line:
                found.update(numbers)

    def _name(self, signed: Iterable[bytes], found: set[int]) -> None:
        for name in signed:
            found.update(self._by_account.get(name, ()))
            for start, numbers in self._by_account.items():
                if start.endswith(b"*") and name.startswith(start[:-1]):
                    found.update(numbers)

    # --- by reading ---------------------------------------------------------------------------------------

    def _read(self, subject: Subject, found: set[int]) -> None:
        """Find what bytes cannot tell: names in other scripts, letters that are several."""
        words: set[bytes] = set()
        links: set[bytes] = set()
        for place in READ:
            reading = subject.reading(place)
            words.update(map(_bytes, reading.vocabulary))
            links.update(map(_bytes, reading.links.split()))
        self._name((link for link in links if link[:1] in b"@#"), found)
        every = words | links
        for word in every & self._by_word.keys():
            found.update(number for number, others in self._by_word[word] if words.issuperset(others))
        line = b" %b " % b" ".join(every)
        self._begin(every, line, found)
        self._hold(line, found)
        if self._misspelt:
            found.update(self._misspelt.among(words))

    # --- beside the text ----------------------------------------------------------------------------------

    def _beside(self, document: Document, found: set[int]) -> None:
        if self._by_host:
            if document.host:
                found.update(self._on(document.host))
            for link in document.links:
                found.update(self._on(_quick_host(link)))
        if self._by_author:
            for name in author_names(document.author, document.author_url):
                found.update(self._by_author.get(name, ()))

    def _on(self, host: str) -> frozenset[int]:
        known = self._hosts.get(host)
        if known is None:
            if len(self._hosts) >= _HOSTS:
                self._hosts.clear()
            above = (self._by_host.get(name, ()) for name in hosts_above(host))
            known = self._hosts[host] = frozenset(number for numbers in above for number in numbers)
        return known


class _Misspelt:
    """The brands that are found with typing errors, by the words that are misspelt."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self._speller = next((one.speller for one in definitions if one.speller), None)
        self._by_word: dict[str, Named] = {}
        for number, definition in enumerate(definitions):
            for name in (name for needle in definition.misspelt for name in spelt(needle)):
                for word in filter(edits, name):
                    others = tuple(_bytes(other) for other in name if other != word)
                    self._by_word.setdefault(word, []).append((number, others))
        self._judged: set[bytes] = set()
        self._wrong: dict[bytes, tuple[list[bytes], Named]] = {}

    def __bool__(self) -> bool:
        return self._speller is not None

    def among(self, words: Collection[bytes]) -> Iterator[int]:
        """Yield the numbers of the brands of whose names some words are misspellings."""
        assert self._speller is not None
        different = set(words)
        unknown = different - self._judged
        if unknown:
            if len(self._judged) > 100_000:  # noqa: PLR2004 - so many words no language has in use
                self._judged.clear()
                self._wrong.clear()
            written = {word.decode("utf-8", "replace"): word for word in unknown}
            for wrong, names in self._speller.misspelt(written).items():
                brands = [named for name in names for named in self._by_word[name]]
                self._wrong[written[wrong]] = [_bytes(name) for name in names], brands
            self._judged |= unknown
        wrongs = [self._wrong[word] for word in self._wrong.keys() & different]
        there = different.union(*(names for names, _ in wrongs))
        for _, brands in wrongs:
            for number, others in brands:
                if there.issuperset(others):
                    yield number


def _all_there(named: Named, line: bytes) -> Iterator[int]:
    for number, others in named:
        if not others or all(b" %b " % other in line for other in others):
            yield number


def _bytes(word: str) -> bytes:
    return word.translate(_SIGN_OF).encode("utf-8", "surrogatepass")


def _ends(forms: Mapping[bytes, object], starts: Mapping[bytes, object]) -> dict[bytes, list[bytes]]:
    """Map the words with which joined forms end, or begin, whichever are rarer, to the forms.

    Of a form that may go on the end is not known.
    """
    found: dict[bytes, list[bytes]] = {}
    for form in dict.fromkeys((*forms, *starts)):
        if not form.isascii():
            continue
        first, last = [form[:at] for at in range(1, len(form))], [form[at:] for at in range(1, len(form))]
        for end in first if form in starts or _commonness(first) < _commonness(last) else last:
            found.setdefault(end, []).append(form)
    return found


def _commonness(words: Iterable[bytes]) -> int:
    return sum(word in _COMMON or len(word) == 1 for word in words)


def _quick_host(link: str) -> str:
    """Return the host of most addresses at once, of odd ones as `host_of` does."""
    pieces = link.split("/", 3)
    host = pieces[2].removeprefix("www.") if len(pieces) > 2 and not pieces[1] else ""  # noqa: PLR2004
    plain = host.islower() and host.replace(".", "").replace("-", "").isalnum() and pieces[0].endswith(":")
    return host if plain else host_of(link)
