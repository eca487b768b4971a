# SPDX-License-Identifier: MIT
"""Keeps a source's secrets out of what its service answers: some write what they were asked with into their links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from typing import TypeVar
from urllib.parse import unquote, unquote_plus

from veille.errors import SourceError
from veille.model import About, Item
from veille.nouns import noun, replace, required
from veille.urls import HIDDEN

T = TypeVar("T", Item, About)


@noun
class Discretion:
    """What is never to be stored or shown, and how it is taken out."""

    secrets: tuple[str, ...] = ()

    def tells(self, text: str) -> bool:
        """Say whether a text holds a secret, as it is or as addresses and HTML spell it."""
        return any(secret in spelt for secret in self.secrets for spelt in _spellings(text))

    def without(self, told: T) -> T:
        """Return an item, or what an answer says of itself, without the texts that tell a secret."""
        if not self.secrets:
            return told
        changes: dict[str, object] = {}
        for name in required(type(told)):
            said = getattr(told, name)
            if isinstance(said, str) and self.tells(said):
                changes[name] = None
            elif isinstance(said, tuple) and any(map(self.tells, said)):
                changes[name] = tuple(one for one in said if not self.tells(one))
        return replace(told, **changes) if changes else told

    def cursor(self, cursor: Mapping[str, str]) -> Mapping[str, str]:
        """Return a cursor without the places that tell a secret: they are read again."""
        if not self.secrets:
            return cursor
        return {key: place for key, place in cursor.items() if not (self.tells(key) or self.tells(place))}

    def error(self, error: SourceError) -> SourceError:
        """Return a failure with the facts hidden that tell a secret."""
        facts = {
            name: HIDDEN if isinstance(fact, str) and self.tells(fact) else fact
            for name, fact in error.facts.items()
        }
        return error if facts == error.facts else type(error)(error.code, **facts)


def _spellings(text: str) -> Iterator[str]:
    yield text
    plain = unescape(text) if "&" in text else text
    if plain != text:
        yield plain
    if "%" in plain or "+" in plain:
        yield unquote(plain)
        yield unquote_plus(plain)
