# SPDX-License-Identifier: MIT
"""Competitors that are named beside a brand: who stands between its rivals is seldom a fruit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.model import Brand, Role
from veille.steps.match.scene import Scene
from veille.text import words


class Rivals:
    """The names of all brands by their first word, so that looking for a thousand costs as for one."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self._by_word: dict[str, list[tuple[tuple[str, ...], str, Brand]]] = {}
        for brand in brands:
            if brand.role is not Role.TOPIC:
                for form in (brand.name, *brand.aliases):
                    tokens = tuple(word.token for word in words(form))
                    if tokens:
                        self._by_word.setdefault(tokens[0], []).append((tokens, form, brand))

    def near(self, brand: Brand, scene: Scene) -> Iterator[str]:
        """Yield the forms of competitors that stand within ten words of a hit."""
        if brand.role is Role.TOPIC:
            return
        own = {tuple(word.token for word in words(form)) for form in (brand.name, *brand.aliases)}
        for word, at in scene.near.items():
            for tokens, form, other in self._by_word.get(word, ()):
                there = tuple(scene.words[at : at + len(tokens)]) == tokens
                if there and tokens not in own and Role.COMPETITOR in {brand.role, other.role}:
                    yield form
