# SPDX-License-Identifier: MIT
"""What matching all documents again changes, brand by brand, as a store tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from veille.model import Verdict
from veille.nouns import field, noun


@noun
class Glimpse:
    """A mention that is gained or lost, as a person is shown it."""

    id: str
    title: str
    host: str | None
    moment: datetime
    verbatim: str
    verdict: Verdict = Verdict.KEPT


@noun
class Rematched:
    """What a new definition of one brand changes: mention ids gained and lost (rejected ones not counted).

    A mention that a person kept is never lost, unless its brand left the watch file; one that a person rejected
    is never gained.
    """

    brand: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    shown_gained: tuple[Glimpse, ...] = ()
    """Of those gained, at most 200: the sure ones first, of each the latest first; `shown_lost` alike."""
    shown_lost: tuple[Glimpse, ...] = ()
    gained_sure: int = 0
    """How many of those gained are kept, not doubtful; `lost_sure`: how many of those lost were."""
    lost_sure: int = 0
    now_kept: int = 0
    """Mentions that were doubtful and are kept, neither gained nor lost."""
    now_doubtful: int = 0
    """Mentions that were kept and are doubtful."""
    held: int = 0
    """Mentions that stand by a person's word alone: the rule does not find them, or rejects them."""
    examined: int = 0
    """How many documents were matched."""
    first: datetime | None = None
    """Moment of the earliest of them; `last` of the latest."""
    last: datetime | None = None
    weekly: Mapping[date, int] = field(default_factory=dict)
    """How many mentions there are now, kept or doubtful, by the UTC Monday of the week of their document."""
