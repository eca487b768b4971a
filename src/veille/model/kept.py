# SPDX-License-Identifier: MIT
"""What is kept: documents, brands, the mentions of one in the other, and what is remembered between two runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from veille.nouns import field, noun


class Channel(StrEnum):
    """Type of media (type de média)."""

    NEWS = "news"
    BLOG = "blog"
    FORUM = "forum"
    SOCIAL = "social"
    REVIEW = "review"
    VIDEO = "video"
    CODE = "code"
    WIKI = "wiki"
    OFFICIAL = "official"
    NEWSLETTER = "newsletter"
    PAGE = "page"


class Role(StrEnum):
    """Why a brand is watched."""

    OWN = "own"
    COMPETITOR = "competitor"
    TOPIC = "topic"


class Ownership(StrEnum):
    """Earned media, or the brand's own."""

    EARNED = "earned"
    OWNED = "owned"


class Verdict(StrEnum):
    """Is the mention really about the brand?"""

    KEPT = "kept"
    DOUBTFUL = "doubtful"
    REJECTED = "rejected"


class Place(StrEnum):
    """The part of a document that holds a hit, best first."""

    TITLE = "title"
    TEXT = "text"
    URL = "url"
    AUTHOR = "author"
    LINK = "link"


@noun
class Sighting:
    """One source showed us a document (provenance)."""

    source: str
    channel: Channel
    seen_at: datetime
    native_id: str | None = None


@noun
class Document:
    """One published thing, clean, whoever showed it to us.

    `id` is the short public hash of `identity`. `published` and `updated` are what the author says,
    `first_seen` is ours: three different things, kept apart for evidence.
    """

    id: str
    identity: str
    url: str | None
    host: str | None
    title: str
    text: str
    first_seen: datetime
    sightings: tuple[Sighting, ...]
    author: str | None = None
    author_url: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    language_confidence: float | None = None
    language_from: str | None = None
    links: tuple[str, ...] = ()
    parent: str | None = None
    thread: str | None = None
    reach: int | None = None
    engagement: Mapping[str, int] = field(default_factory=dict)
    whole: bool | None = None
    """Whether the text is all that was published, or an excerpt of it."""
    content_hash: str = ""

    @property
    def moment(self) -> datetime:
        """When it counts: publication date, else first seen."""
        return self.published or self.first_seen

    @property
    def first_sighting(self) -> Sighting:
        """The earliest sighting, ties by source name."""
        return min(self.sightings, key=lambda sighting: (sighting.seen_at, sighting.source))

    @property
    def source(self) -> str:
        return self.first_sighting.source

    @property
    def channel(self) -> Channel:
        return self.first_sighting.channel


@noun
class Brand:
    """What is watched; see the watch file for the meaning of each field."""

    name: str
    role: Role = Role.OWN
    aliases: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    query: str | None = None
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    case_sensitive: bool = False
    typos: bool = False
    keep_above: float = 0.5
    reject_below: float = 0.2
    examples_yes: tuple[str, ...] = ()
    examples_no: tuple[str, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    """The named queries that `query` uses, directly or through others: name and text, sorted."""


@noun
class Span:
    """Where a hit stands: characters [start, end) of that part of the document, as shown."""

    place: Place
    start: int
    end: int


@noun
class Reason:
    """One thing that moved the relevance: a code of `reasons.*` and the word that did it."""

    code: str
    word: str | None = None
    weight: float = 0.0


@noun
class Mention:
    """One brand found in one document, with the extract that shows it and why it is believed.

    `fingerprint` is that of the brand definition which made it (see steps/match.py).
    """

    document: str
    brand: str
    terms: tuple[str, ...]
    spans: tuple[Span, ...]
    verbatim: str
    where: Place
    ownership: Ownership
    relevance: float
    reasons: tuple[Reason, ...]
    verdict: Verdict
    fingerprint: str


class Tone(StrEnum):
    """Towards the brand, as a person says it."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class FollowUp(StrEnum):
    """Follow-up of a mention by a person (statut)."""

    TODO = "todo"
    DONE = "done"


@noun
class Decision:
    """What people said of one mention, kept for ever: it wins over what is computed. None: nothing was said.

    `verdict` is KEPT or REJECTED.
    """

    document: str
    brand: str
    verdict: Verdict | None = None
    status: FollowUp | None = None
    assignee: str | None = None
    tone: Tone | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    decided_at: datetime


@noun
class Answer:
    """A document that a person said is, or is not, about a brand: what a filter learns from."""

    document: Document
    kept: bool


@noun
class Learned:
    """What the answers of a person taught about one brand: weights of hashed features, and from how many answers."""

    brand: str
    answers: int
    weights: Mapping[int, float]


@noun
class Validators:
    """What makes the next request conditional, per request url; `digest` is a hash of the last body read."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None


@noun
class Holder:
    """A process that holds a lease: `started` tells it from a later process with the same number."""

    machine: str
    pid: int
    started: str
