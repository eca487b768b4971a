# SPDX-License-Identifier: MIT
"""Words and names as they may stand in a text, and where they stand: the one rule that search and match share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from veille import patterns
from veille.expression.nodes import Term
from veille.model import Place
from veille.text import Reading, signed, words
from veille.text.folding import DISCS
from veille.text.lookalikes import as_latin

SIGNS = ("#", "@", "＃", "＠")
"""With these accounts and hashtags begin."""

LONGEST_JOINED = 4
"""A phrase of so many words may also stand as one word."""

_SHORTEST_JOINED = 3  # H&M is not hm
_DISCS = {first + at: chr(ord("A") + at) for first in DISCS for at in range(26)}
_ACCOUNT = patterns.pattern(r"@\w+(?:[.@-]\w+)*|#\w+")


def term(written: str, *, prefix: bool = False, part: Place | None = None, column: int = 0) -> Term | None:
    """Return a word, name or phrase as it may stand in a text; None when it holds no word at all."""
    reading = Reading(written)
    tokens = tuple(reading.line.split())
    if not tokens:
        return None
    singles = [tokens[0]] if len(tokens) == 1 else []
    if len(tokens) <= LONGEST_JOINED:
        joined = ("".join(tokens), reading.solid)
        singles += [form for form in joined if len(form) >= _SHORTEST_JOINED]
    sequences = [tokens] if len(tokens) > 1 else []
    if len(tokens) == 1 and not prefix:
        sequences += _humps(written)
    return Term(
        written=f"{written}*" if prefix else written,
        sequences=tuple(sequences),
        singles=tuple(dict.fromkeys(singles)),
        prefix=prefix,
        part=part,
        column=column,
    )


def account(written: str, *, prefix: bool = False, part: Place | None = None, column: int = 0) -> Term | None:
    """Return `@account`, `@account@host` or `#hashtag`, the sign required; None when it is not one."""
    written = written.replace("＠", "@").replace("＃", "#")
    if not _ACCOUNT.fullmatch(written):
        return None
    shown = f"{written}*" if prefix else written
    return Term(written=shown, singles=(signed(written),), prefix=prefix, part=part, column=column)


def _humps(written: str) -> list[tuple[str, ...]]:
    """Cut LaPoste where capitals say so: it is also La Poste."""
    if not any(before.islower() and after.isupper() for before, after in pairwise(written)):
        return []
    token = words(written)[0]
    name = written[token.start : token.end]
    cuts = [at for at in range(1, len(name)) if name[at - 1].islower() and name[at].isupper()]
    pieces = [name[start:end] for start, end in zip([0, *cuts], [*cuts, len(name)], strict=True)]
    tokens = [word.token for piece in pieces for word in words(piece)]
    return [tuple(tokens)] if len(tokens) == len(pieces) and 1 < len(pieces) <= LONGEST_JOINED else []


def present(term: Term, reading: Reading) -> bool:
    """Say whether a term stands somewhere in a text."""
    end = "" if term.prefix else " "
    line = reading.line
    if any(f" {single}{end}" in line for single in term.singles):
        return True
    if any(pattern(sequence, prefix=term.prefix).search(line) for sequence in _possible(term, reading)):
        return True
    return any(True for single in term.singles for _ in reading.linked(single, prefix=term.prefix))


def find(term: Term, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where a term stands in a text, as shown; places may overlap and come twice."""
    for sequence in term.sequences:
        if reading.may_hold(sequence[:-1] if term.prefix else sequence):
            for match in pattern(sequence, prefix=term.prefix).finditer(reading.line):
                yield reading.span(match.start() + 1, match.end())
    for single in term.singles:
        if not reading.lacks(single):
            for match in pattern((single,), prefix=term.prefix).finditer(reading.line):
                yield reading.span(match.start() + 1, match.end())
            yield from reading.linked(single, prefix=term.prefix)


def find_linked(term: Term, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where a term stands in a text as a joined form, or with its sign."""
    for single in term.singles:
        yield from reading.linked(single, prefix=term.prefix)


def letters(text: str) -> str:
    """Return the letters and digits of a text in their case; signs between them are the same thing.

    Letters of another width or style are the plain ones, those that look like Latin ones are Latin.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", as_latin(text.translate(_DISCS)))
    return "".join(filter(str.isalnum, text))


def _possible(term: Term, reading: Reading) -> Iterator[tuple[str, ...]]:
    return (words for words in term.sequences if reading.may_hold(words[:-1] if term.prefix else words))


@lru_cache(maxsize=16_384)
def pattern(sequence: tuple[str, ...], *, prefix: bool) -> re.Pattern[str]:
    """Return what finds these words in a line of a Reading."""
    found = " " + " +".join(map(re.escape, sequence))
    return re.compile(found + ("[^ ]*" if prefix else "(?= )"))
