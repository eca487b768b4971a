# SPDX-License-Identifier: MIT
"""Where a brand stands in a document: in its title and text, its address, its author, its links."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from veille.expression import Subject
from veille.expression.evaluate import found, holds
from veille.expression.nodes import And, Author, Node, Or, Site, Url
from veille.expression.terms import find
from veille.model import Place
from veille.steps.match.definition import Definition, Needle
from veille.text import fold

NEAR = 10
"""Words between which an `exclude` word takes a hit away."""

READ = (Place.TITLE, Place.TEXT)


class Hit(NamedTuple):
    """A form of a brand at a place; start and end count characters of title or text, else they are 0.

    `code` names the reason it is believed, `strong` says that no homonym can be meant.
    """

    form: str
    place: Place
    start: int = 0
    end: int = 0
    code: str = "term"
    strong: bool = False
    dropped_by: str | None = None


def hits(definition: Definition, subject: Subject) -> list[Hit]:
    """Return all hits of a brand in a document, the longest where some overlap, those to drop marked."""
    read = [*_ruled(definition, subject), *_named(definition, subject)]
    standing = _apart([hit for hit in read if hit.place in READ and hit.end])
    beside = [hit for hit in read if not hit.end]
    return [*_without_excluded(standing, definition.exclude, subject), *beside, *around(definition, subject)]


def _named(definition: Definition, subject: Subject) -> Iterator[Hit]:
    for needle in definition.needles:
        code = "handle" if needle.account else "term"
        for place in READ:
            reading = subject.reading(place)
            for start, end in find(needle.term, reading):
                if (
                    not definition.brand.case_sensitive
                    or needle.account
                    or _same(reading.text[start:end], needle)
                ):
                    yield Hit(needle.form, place, start, end, code, needle.account)


def _same(written: str, needle: Needle) -> bool:
    """Compare letters and digits as written: signs between them are the same thing, capitals are not."""
    return _letters(written) == _letters(needle.form)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))


def _ruled(definition: Definition, subject: Subject) -> Iterator[Hit]:
    if definition.rule is None or not holds(definition.rule.root, subject):
        return
    standing = [
        Hit(hit.written, hit.place, hit.start, hit.end) for hit in found(definition.rule.root, subject)
    ]
    yield from standing or _fielded(definition.rule.root, subject)
    if not standing and not any(_fielded(definition.rule.root, subject)):
        yield Hit(definition.rule.query, Place.TITLE if subject.document.title else Place.TEXT)


def _fielded(node: Node, subject: Subject) -> Iterator[Hit]:
    match node:
        case And() | Or():
            for part in node.parts:
                yield from _fielded(part, subject)
        case Url() | Site() if holds(node, subject):
            yield Hit(node.written, Place.URL)
        case Author() if holds(node, subject):
            yield Hit(node.written, Place.AUTHOR)
        case _:
            return


def _apart(hits: list[Hit]) -> list[Hit]:
    """Keep the longest of hits that overlap; of equal ones the account, then the first configured."""
    kept: list[Hit] = []
    for hit in sorted(
        hits, key=lambda hit: (hit.place is not Place.TITLE, hit.start, -hit.end, not hit.strong)
    ):
        last = kept[-1] if kept else None
        if last is None or last.place is not hit.place or hit.start >= last.end:
            kept.append(hit)
        elif hit.end - hit.start > last.end - last.start:
            kept[-1] = hit
    return kept


# --- what speaks against a hit ----------------------------------------------------------------------------


def _without_excluded(hits: list[Hit], exclude: Sequence[Needle], subject: Subject) -> Iterator[Hit]:
    """Mark the hits near an `exclude` word; words are counted through the title, then on through the text."""
    found = (
        [(place, at, word) for place in READ for at, word in _against(exclude, subject, place)]
        if hits
        else []
    )
    if not found:
        yield from hits
        return
    starts = {place: subject.reading(place).starts() for place in READ}
    before = {Place.TITLE: 0, Place.TEXT: len(starts[Place.TITLE])}
    against = sorted((before[place] + bisect_right(starts[place], at) - 1, word) for place, at, word in found)
    for hit in hits:
        here, skipped = starts[hit.place], before[hit.place]
        first, last = bisect_right(here, hit.start) - 1, bisect_left(here, hit.end) - 1
        yield hit._replace(dropped_by=_nearest(skipped + first, skipped + last, against))


def _against(exclude: Sequence[Needle], subject: Subject, place: Place) -> list[tuple[int, str]]:
    reading = subject.reading(place)
    return [(start, needle.form) for needle in exclude for start, _ in find(needle.term, reading)]


def _nearest(first: int, last: int, against: Sequence[tuple[int, str]]) -> str | None:
    at = bisect_left(against, (first - NEAR, ""))
    return against[at][1] if at < len(against) and against[at][0] <= last + NEAR else None


# --- beside the text --------------------------------------------------------------------------------------


def around(definition: Definition, subject: Subject) -> Iterator[Hit]:
    """Yield the hits in address, author and links: no homonym can be meant there."""
    document = subject.document
    if definition.domains:
        own = _configured(document.host, definition.domains)
        if own is not None:
            yield Hit(own, Place.URL, code="own_site", strong=True)
        linked = (_configured(host_of(link), definition.domains) for link in document.links)
        for domain in dict.fromkeys(domain for domain in linked if domain is not None):
            yield Hit(domain, Place.LINK, code="domain", strong=True)
    if definition.handles:
        names = (
            name for name in author_names(document.author, document.author_url) if name in definition.handles
        )
        for name in dict.fromkeys(definition.handles[name] for name in names):
            yield Hit(name, Place.AUTHOR, code="own_account", strong=True)


def author_names(author: str | None, author_url: str | None) -> Iterator[str]:
    """Yield the account names under which an author may be configured."""
    if author:
        yield fold(author.strip().lstrip("@＠"))
    if author_url:
        path = author_url.partition("?")[0].partition("#")[0].partition("://")[2].rstrip("/")
        host, slash, rest = path.partition("/")
        account = fold(rest.rpartition("/")[2].lstrip("@＠"))
        if slash and account:
            yield account
            yield f"{account}@{fold(host).removeprefix('www.')}"


def host_of(link: str) -> str:
    """Return the host of a clean address, without `www.` and port."""
    rest = link.partition("://")[2]
    for end in "/?#":
        rest = rest.partition(end)[0]
    return rest.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")


def hosts_above(host: str) -> Iterator[str]:
    """Yield a host and all that it is below: blog.x.fr, x.fr, fr."""
    while host:
        yield host
        host = host.partition(".")[2]


def _configured(host: str | None, domains: dict[str, str]) -> str | None:
    return next((domains[name] for name in hosts_above(host or "") if name in domains), None)
