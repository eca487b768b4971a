# SPDX-License-Identifier: MIT
"""What every dialect is: the query language of another tool, put into ours with an account of what was lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from veille.nouns import field, noun

CHANGED = "changed"
"""It was translated by something near."""
LEFT_OUT = "left_out"
"""Nothing of ours is like it."""


@noun
class Loss:
    """What of a query could not be kept as it was.

    `written` stood at `column` of the query; `code` is `changed` or `left_out`. Its words are
    `dialects.<code>.<why>`, filled with `written` and the facts, or the fact `reason`: {"fr": ..., "en": ...}.
    """

    written: str
    column: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of its words."""
        return f"dialects.{self.code}.{self.facts.get('why', 'other')}"


@noun
class Translation:
    """A query of ours, which `expression.parse` accepts, and what was lost on the way, in its order."""

    query: str
    losses: tuple[Loss, ...] = ()


class Dialect(ABC):
    """The query language of one tool. Made without arguments; called by watch.query."""

    label: ClassVar[Mapping[str, str]]
    """The tool by its name, in each language."""
    example: ClassVar[str]
    """A query as people write it there."""

    @abstractmethod
    def translate(self, query: str) -> Translation:
        """Put a query into our language. Raises QueryError, whatever the text, and nothing else."""
