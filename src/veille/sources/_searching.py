# SPDX-License-Identifier: MIT
"""Makes the searches of a source: one for each brand when it searches for `@brands`, else what its user wrote."""

from __future__ import annotations

from collections.abc import Callable

from veille.sources.base import BRANDS, State

_LONGEST = 400


def quoted(name: str) -> str:
    """Return a name as the exact phrase that most services understand."""
    return '"' + name.replace('"', " ").strip() + '"'


def searches(
    query: str,
    state: State,
    *,
    either: str | None = None,
    quote: Callable[[str], str] = quoted,
    longest: int = _LONGEST,
) -> tuple[str, ...]:
    """Return what to search for, in the service's syntax, each once.

    `either` is what the service writes between alternatives (" OR "): a brand's names then make one search, or
    more where one would be longer than the service takes. Without it each name is a search of its own.
    """
    if query != BRANDS:
        return (query,)
    found: list[str] = []
    for names in state.brands:
        found += _of_brand([quote(name) for name in names], either, longest)
    return tuple(dict.fromkeys(one for one in found if one))


def _of_brand(names: list[str], either: str | None, longest: int) -> list[str]:
    if either is None:
        return names
    joined: list[str] = []
    for name in names:
        if joined and len(joined[-1]) + len(either) + len(name) <= longest:
            joined[-1] += either + name
        else:
            joined.append(name)
    return joined
