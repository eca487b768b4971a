# SPDX-License-Identifier: MIT
"""One word, one joined form, one account: how it is folded, and how it is looked for among the letters of a text."""

from __future__ import annotations

import re
from functools import lru_cache

from veille.text.lookalikes import read_word

SIGNS = {"#": "＃", "@": "＠", "_": "＿", ".": "．", "-": "－"}
"""Signs that stand inside an account's name, as letters that no tokenizer cuts at."""


def fold_word(written: str) -> str:
    """Fold a word; what has no letter or digit is none."""
    token = read_word(written)
    return token if any(map(str.isalnum, token)) else ""


_remembered = lru_cache(maxsize=16_384)(fold_word)


def remembered(written: str) -> str:
    """Fold a word as `fold_word` does; usual ones, which come back, at once."""
    return _remembered(written) if len(written) <= 40 else fold_word(written)  # noqa: PLR2004


@lru_cache(maxsize=4_096)
def spread(form: str) -> re.Pattern[str]:
    """Return what finds the letters of a form, signs between them or not."""
    return re.compile(" ?".join(form))


@lru_cache(maxsize=16_384)
def distinct(form: str) -> bool:
    """Say whether a form cannot overlap itself, so that its places can be counted."""
    return not any(form.endswith(form[:size]) for size in range(1, len(form)))


def signed(written: str) -> str:
    """Return the form under which `@account`, `@account@host` or `#hashtag` stands among joined forms."""
    return "".join(SIGNS.get(char, char) for char in read_word(written))
