# SPDX-License-Identifier: MIT
"""Regular expressions of queries: RE2 runs them, in time linear in the text, or refuses them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from veille.expression.nodes import Regex

if TYPE_CHECKING:
    from veille.text import Reading

MOST = 1_000
"""Places of one expression in one text: each costs a look at the rest of its line."""

_MEMORY = 1 << 20
_SURROGATES = dict.fromkeys(range(55296, 57344), "?")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """Return an expression ready to search. Raises ValueError with RE2's own reason."""
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as cause:
        reason = cause.args[0] if isinstance(cause, re2.error) else "invalid UTF-8"
        raise ValueError(
            reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        ) from cause


def find_regex(node: Regex, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where an expression stands in a text, as shown; never an empty place, nor more than MOST."""
    return islice(_places(node, reading.text), MOST)


def _places(node: Regex, text: str) -> Iterator[tuple[int, int]]:
    for match in compiled(node.pattern).finditer(_whole(text)):
        start, end = match.span()
        if start < end:
            yield start, end


def _whole(text: str) -> str:
    """Return a text that UTF-8 can say, character for character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text
