# SPDX-License-Identifier: MIT
"""Letters of other scripts that look like Latin ones, so that a name is found however it is disguised.

Facts of Unicode's list of confusable characters, for the letters that fonts draw alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from veille.text.folding import fold

# Drawn alike at first sight: words made of nothing else may be Latin ones, or words of their own script.
_TWINS = (
    ("АВЕКМНОРСТУХЅІЈԚԜҺԀӀҮ", "abekmhopctyxsijqwhdly"),
    ("аеорсухѕіјԛԝһԁӏү", "aeopcyxsijqwhdly"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx"),
    ("αονρικτυχγ", "aovpiktuxy"),
    ("օսհոցՕՍ", "ouhngou"),
    ("ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "abcdeghijklmprstvwz"),
    ("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijklmnoprstuvwxyz"),
    ("ⲞⲟⲢⲣⲤⲥⲔⲔⲘⲚⲦⲬ", "ooppcckkmntx"),
)
# Enough alike beside Latin letters only.
_COUSINS = (("вгкмнптьЬв", "brkmhntbbb"), ("βεημσωζ", "benuowz"))


def _table(*pairs: tuple[str, str]) -> dict[str, str]:
    return {one: latin for written, read in pairs for one, latin in zip(written, read, strict=True)}


_ALIKE = _table(*_TWINS)
_BESIDE_LATIN = _ALIKE | _table(*_COUSINS)
_SHORTEST, _LONGEST = 3, 60
_LATIN = re.compile("[a-z]")


@lru_cache(maxsize=4_096)
def _letter(char: str, *, beside_latin: bool) -> str | None:
    """Return the folded Latin letter that a character is, or looks like."""
    folded = char.lower() if char.isascii() else fold(char)
    if folded.isascii():
        return folded
    return (_BESIDE_LATIN if beside_latin else _ALIKE).get(unicodedata.normalize("NFKD", char)[0])


def _read(written: str, *, beside_latin: bool) -> str | None:
    read = []
    for char in written:
        letter = _letter(char, beside_latin=beside_latin)
        if letter is None:
            return None
        read.append(letter)
    return "".join(read)


def read_word(written: str) -> str:
    """Fold a word; letters that look like Latin ones are Latin among Latin ones: Оrange with a Cyrillic О."""
    token = fold(written)
    if token.isascii() or len(token) > _LONGEST or not _LATIN.search(token):
        return token
    return _read(written, beside_latin=True) or token


def latin_twin(written: str, token: str) -> str | None:
    """Return the Latin word that a word of another script, folded to `token`, looks like, if there is one."""
    if token.isascii() or not _SHORTEST <= len(token) <= _LONGEST:
        return None
    if _LATIN.search(token):
        return None
    return _read(written, beside_latin=False)


def as_latin(written: str) -> str:
    """Put Latin letters, small or capital as they are, in the place of those that look like them."""
    return written if written.isascii() else "".join(map(latin_letter, written))


def latin_letter(char: str) -> str:
    """Return the Latin letter, small or capital, that a character looks like, or itself."""
    latin = _BESIDE_LATIN.get(unicodedata.normalize("NFKD", char)[0])
    if latin is None:
        return char
    return latin.upper() if char.isupper() else latin
