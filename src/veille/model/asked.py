# SPDX-License-Identifier: MIT
"""What a source asks for and what it reads: requests, answers, and the items in them, copied and not cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from veille.nouns import field, noun


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
