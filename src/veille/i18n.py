# SPDX-License-Identifier: MIT
"""Every word a user reads, in French and English, looked up by a stable key.

A key is `area.name` or `area.name.part`; the area is a file of `locale/<language>/`, read when first needed.
Catalogues are plain JSON: keys instead of English sentences, because errors and reports travel as codes and
facts, and because no compile step stands between a translator and the result (docs/decisions/0002).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from veille.nouns import value
from veille.patterns import pattern

LANGUAGES = ("fr", "en")

_ELIDING = pattern(r"\b([dD]|[qQ]u)e \{(\w+)\}")
_VOWELS = frozenset("aeiouàâäéèêëîïôöùûüœæAEIOUÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ")
_FOLDER = f"{__file__.removesuffix('i18n.py')}locale"


@lru_cache(maxsize=64)
def _area(language: str, area: str) -> Mapping[str, Any]:
    # importlib.resources would cost each start 7 ms; wheels are unpacked, so files are files.
    with open(f"{_FOLDER}/{language}/{area}.json", encoding="utf-8") as file:  # noqa: PTH123
        loaded: Mapping[str, Any] = json.load(file)
    return loaded


def plural(language: str, count: float) -> str:
    """Return the plural category: French says one for 0 and 1, English for 1 alone (Unicode CLDR)."""
    if language == "fr":
        return "one" if abs(count) < 2 else "other"  # noqa: PLR2004 - 1.9 is singular in French
    return "one" if count == 1 else "other"


def _elided(message: str, facts: Mapping[str, object]) -> str:
    """Write « d’Orange », « qu’Orange » where a message says "de {brand}": a name may begin with a vowel."""
    if "e {" not in message:
        return message

    def cut(found: re.Match[str]) -> str:
        name = str(facts.get(found[2], ""))
        return f"{found[1]}’{{{found[2]}}}" if name[:1] in _VOWELS else found[0]

    return _ELIDING.sub(cut, message)


@value
class Words:
    """The words of one language.

    `Words("fr")("errors.timeout.what", host="x.fr")` fills a message. A message with plural forms is a map of
    `one` and `other`, chosen by the fact `count`.
    """

    language: str

    def __call__(self, key: str, /, **facts: object) -> str:
        """Return the message of that key; KeyError if the catalogue lacks it (a bug, held by a test)."""
        message = self.find(key)
        if message is None:
            raise KeyError(key)
        if isinstance(message, Mapping):
            count = facts.get("count", 0)
            assert isinstance(count, int | float)
            message = message[plural(self.language, count)]
        written = {name: self.write(value) for name, value in facts.items()}
        text = str(message)
        return (_elided(text, written) if self.language == "fr" else text).format(**written)

    def has(self, key: str) -> bool:
        """Say whether the catalogue holds that key."""
        return self.find(key) is not None

    def find(self, key: str) -> str | Mapping[str, str] | None:
        area, _, rest = key.partition(".")
        try:
            node: Any = _area(self.language, area)
        except FileNotFoundError:
            return None
        for part in rest.split("."):
            if not isinstance(node, Mapping) or part not in node:
                return None
            node = node[part]
        return node  # type: ignore[no-any-return]

    def failure(self, code: str, facts: Mapping[str, object]) -> str:
        """Return the key of a failure's words: those of its `case` where the facts name one, else of its code."""
        case = f"errors.cases.{facts.get('case')}"
        return case if self.has(f"{case}.what") else f"errors.{code}"

    def write(self, value: object) -> object:
        """Write numbers as this language does; everything else is left to the caller."""
        if isinstance(value, Mapping):
            return value.get(self.language, value)  # a text that brings both its languages
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        return self.number(value)

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number: 12 345,6 in French (narrow no-break space), 12,345.6 in English."""
        written = f"{value:,.{decimals}f}"
        if self.language == "fr":
            return written.replace(",", "\u202f").replace(".", ",").replace("-", "\u2212")
        return written.replace("-", "\u2212")
