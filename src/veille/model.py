# SPDX-License-Identifier: MIT
"""The nouns that flow between the stages; frozen, keyword-built, and importing nothing of ours.

Times are aware and UTC. What is not known is None, never 0 and never an empty string.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from veille.nouns import field, noun, value


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


# --- what a source asks and reads -------------------------------------------------------------------------


@noun
class Request:
    """One HTTP request that a source wants made.

    `step` names it for sources of several steps; `page` says that robots.txt applies. `otherwise` is what to
    ask instead when this address refuses (4xx), is broken (5xx) or answers with something else. `case` names
    the words (`errors.cases`) that tell a person what to do when it refuses (400 to 403).
    """

    url: str
    method: str = "GET"
    params: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    step: str = ""
    page: bool = False
    otherwise: Request | None = None
    case: str = ""


@noun
class Response:
    """One answer, read whole and within limits.

    `url` is where it came from in the end; `moved_to` is set when every hop that led there was permanent
    (301, 308); header names are lower case; `peer` is the address connected to.
    """

    request: Request
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    peer: str | None = None
    moved_to: str | None = None


@noun
class Item:
    """One thing a source showed, copied and not cleaned: normalise does that, for all of them, in one place.

    `identity` is given only when the service has a better one than the address: what two instances, or two
    searches, show of one thing must be equal in it. `parent` and `thread` are native ids. `whole` says that
    the text is all that was published (True) or an excerpt or a headline of it (False). `site` is the address
    of who published it, when `url` is not theirs (a search engine's link).
    """

    url: str | None = None
    links: tuple[str, ...] = ()
    native_id: str | None = None
    identity: str | None = None
    title: str | None = None
    html: str | None = None
    text: str | None = None
    author: str | None = None
    author_url: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    parent: str | None = None
    thread: str | None = None
    engagement: Mapping[str, int] = field(default_factory=dict)
    audience: int | None = None
    whole: bool | None = None
    site: str | None = None


@noun
class About:
    """What an answer says of itself as a whole: a feed's title, own link, language, rights, wished pace."""

    title: str | None = None
    link: str | None = None
    language: str | None = None
    rights: str | None = None
    ttl: timedelta | None = None


@noun
class Page:
    """What a source read in one Response: items, the Requests to follow, and what to hand back next time.

    `cursor` has one entry for each thing followed (a search, an instance, a list): the entries of all pages of
    a visit are joined, those of pages that failed stay as they were. `gap` says that older items, not seen
    before, may be missing (True) or that none is (False); None leaves it to veille, which suspects a gap when a
    source that was read before shows nothing known. `again` wants the next answer read even if it is this one.
    `rest` is how long the service asks, in its answer, that its host be left alone.
    """

    items: tuple[Item, ...] = ()
    follow: tuple[Request, ...] = ()
    cursor: Mapping[str, str] = field(default_factory=dict)
    about: About = field(default_factory=About)
    gap: bool | None = None
    again: bool = False
    rest: timedelta | None = None


# --- what is kept -----------------------------------------------------------------------------------------


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
    keep_above: float = 0.5
    reject_below: float = 0.2
    examples_yes: tuple[str, ...] = ()
    examples_no: tuple[str, ...] = ()


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


# --- what is remembered between runs ------------------------------------------------------------------------


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


# --- what is shown ----------------------------------------------------------------------------------------


@noun
class Period:
    """Local dates of a report, `until` inclusive; `complete`: over, and collected from its first day."""

    since: date
    until: date
    complete: bool


class Unit(StrEnum):
    """How a value is written for people; data formats write it raw."""

    TEXT = "text"
    COUNT = "count"
    RATIO = "ratio"
    CHANGE = "change"
    SCORE = "score"
    DAY = "day"
    TIME = "time"
    URL = "url"
    FLAG = "flag"
    LIST = "list"
    MAP = "map"
    WORD = "word"


@noun
class Column:
    """A column: its stable English key, and the unit of its values.

    RATIO is in [0, 1] (24 %), CHANGE a signed ratio (+82 %), SCORE in [-1, 1], WORD a value of an enum that
    i18n translates as `words.<value>`, MAP and LIST are written as JSON in flat data.
    """

    key: str
    unit: Unit = Unit.TEXT


@value
class Figure:
    """A value with its unit, as a fact of a Sentence: Figure(0.82, Unit.CHANGE) is said "+82 %"."""

    value: object
    unit: Unit


@noun
class Sentence:
    """Something to say in words: a key of the catalogue and its facts; the renderer says it (see wording.py).

    A fact is a value, a Figure, a date, a value of an enum, or another Sentence.
    """

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


Row = Mapping[str, object]


@noun
class Section:
    """One part of a report: a table, sentences above it, notes below (formulas, limits).

    `chart` names how it may be drawn: "bars" over (label column, value column), "line" over days.
    """

    key: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()
    chart: str | None = None


@noun
class Report:
    """A report ready to be rendered."""

    report: str
    client: str | None
    period: Period
    previous: Period | None
    brands: tuple[str, ...]
    sections: tuple[Section, ...]
    title: str | None = None
    """What the person wants it called."""
    heading: str | None = None
    """The key in reports.titles of its title, when that is not the report's own."""
    compared: bool = True
    """Whether the previous period was collected, so that anything is compared with it."""


@noun
class Listing:
    """Rows of one kind: mentions, documents, sources, brands. `notes` go to the person, not into data."""

    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Sentence, ...] = ()


@noun
class Summary:
    """One record, such as the outcome of a fetch; `record` is what JSON shows."""

    kind: str
    record: Row
    sentences: tuple[Sentence, ...] = ()
