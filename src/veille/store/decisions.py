# SPDX-License-Identifier: MIT
"""What a store keeps of what people say: marks, the way back, and what filters learned from them.

Docstrings say who calls and what may be raised, as in store/base.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from veille.model import Answer, Decision, FollowUp, Learned, Tone, Verdict
from veille.nouns import noun

ANSWERS = 4000
"""How many answers of each kind are learned from, at most."""


@noun
class Mark:
    """What a person says of one mention, or of all mentions of one document; None or empty: nothing new.

    `id` is a mention's or a document's (all its mentions that are not rejected), or a unique prefix of one.
    `verdict` is KEPT or REJECTED. `tags` are added to those it has, `untags` taken off (case and accents
    aside). `cleared` names what is to be unknown again: verdict, status, assignee, tone, note. `copies`: the
    mentions of the same brand in documents with the same text (without text: the same title) are marked too.
    """

    id: str
    verdict: Verdict | None = None
    status: FollowUp | None = None
    assignee: str | None = None
    tone: Tone | None = None
    tags: tuple[str, ...] = ()
    untags: tuple[str, ...] = ()
    note: str | None = None
    cleared: tuple[str, ...] = ()
    copies: bool = False


@noun
class Labelled:
    """What a label reached: the ids of all mentions it names, and how many are otherwise than before."""

    mentions: tuple[str, ...]
    changed: int


@noun
class Undone:
    """The action that was taken back: when it was made, what it said (`id` left empty), of which mentions.

    `left` is how many older actions can still be taken back.
    """

    at: datetime
    said: Mark
    mentions: tuple[str, ...]
    left: int


@noun
class Unlearned:
    """A brand whose filter does not know all that people said; `revision` counts the changes of its answers."""

    brand: str
    revision: int


class Decisions(Protocol):
    """What people say of mentions, kept for ever: by public document id and brand, whatever befalls the mention.

    Every write of a mention applies them: its verdict is the person's where there is one. A mention that a
    person kept stays stored even when the rule no longer finds it.
    """

    def label(self, marks: Sequence[Mark], *, at: datetime, dry_run: bool = False) -> Labelled:
        """Write what a person says, as one action, in one transaction. Called by watch.label.

        Where two marks name the same mention, the later one comes on top. A mention that is so already is
        left as it was, and an action that changes nothing is none. Raises StoreError `unknown_id`,
        `ambiguous_id`, `no_mention` (a document without any), before anything is written.
        """

    def undo(self) -> Undone | None:
        """Take back the latest action that was not taken back yet; None when there is none."""

    def of(self, documents: Sequence[str]) -> Sequence[Decision]:
        """Return what was said of the mentions of these documents (whole ids), ordered by document and brand."""

    def answered(self, brand: str) -> int:
        """Return how many documents a person kept or rejected for a brand that still exist."""

    def answers(self, brand: str, *, sample: int | None = None) -> Sequence[Answer]:
        """Return the documents, text included, that a person kept or rejected for a brand and that still exist.

        Ordered by public id; at most ANSWERS of each kind, the latest decided. With `sample` at most so many of
        all, whatever they say and whenever it was said: the first by public id, which is as good as by chance.
        """

    def learned(self) -> Mapping[str, Learned]:
        """Return what each brand's filter learned. Called by Watch.matcher."""

    def unlearned(self, fingerprints: Mapping[str, str]) -> Sequence[Unlearned]:
        """Return the brands, of these, whose answers or definition changed since their filter was settled."""

    def learn(self, brand: str, learned: Learned | None) -> bool:
        """Store what a brand's filter learned; None: it has nothing to go by (any more).

        Return whether the brand's mentions are to be rated again: the weights are others than they were rated by.
        """

    def settle(self, unlearned: Unlearned, fingerprint: str) -> None:
        """Note that the filter of a brand knows these answers, and that its mentions are rated by it.

        Called last, so that after a kill the brand is unlearned still. What was said meanwhile keeps it so.
        """
