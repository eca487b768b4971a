# SPDX-License-Identifier: MIT
"""Where a brand stands in a document: in its title and text, its address, its author, its links."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from veille.expression import Subject
from veille.expression.evaluate import found, holds
from veille.expression.nodes import And, Author, Node, Or, Site, Url
from veille.expression.terms import find, letters
from veille.model import Place
from veille.steps.match.definition import Definition, Needle, spelt
from veille.steps.match.sites import written
from veille.steps.match.typos import Speller
from veille.text import fold

NEAR = 10
"""Words between which an `exclude` word takes a hit away."""

MOST = 1_000
"""Places of one form in one part that are told: a page that says a name ten thousand times is not read so often."""

READ = (Place.TITLE, Place.TEXT)


class Hit(NamedTuple):
    """A form of a brand at a place; start and end count characters of title or text, else they are 0.

    `code` names the reason it is believed, `strong` says that no homonym can be meant. `written` is what stands
    there in the place of the form, when that is misspelt.
    """

    form: str
    place: Place
    start: int = 0
    end: int = 0
    code: str = "term"
    strong: bool = False
    dropped_by: str | None = None
    written: str | None = None


class Found(NamedTuple):
    """The hits of a brand in a document, and what its query asks for beside them."""

    hits: list[Hit]
    required: list[Hit]


def hits(definition: Definition, subject: Subject) -> list[Hit]:
    """Return all hits of a brand in a document, the longest where some overlap, those to drop marked."""
    return look(definition, subject).hits


def look(definition: Definition, subject: Subject) -> Found:
    """Return the hits of a brand, and apart from them the words of its query that are not its name."""
    own = [*_named(definition, subject), *_linked(definition, subject)]
    ruled, required = _parted(definition, [*_ruled(definition, subject)], own, subject)
    read = [*ruled, *own]
    standing = _apart([hit for hit in read if hit.place in READ and hit.end])
    if definition.speller is not None:
        standing = _with_misspelt(standing, _misspelt(definition, definition.speller, subject))
    beside = [hit for hit in read if not hit.end]
    against = _without_excluded(standing, definition.exclude, subject)
    return Found([*against, *beside, *around(definition, subject)], _apart(required))


def _parted(
    definition: Definition, ruled: list[Hit], own: Sequence[Hit], subject: Subject
) -> tuple[list[Hit], list[Hit]]:
    """Part what the query found into hits and what it asks for beside them: where a name stands, names alone hit."""
    standing = [hit for hit in ruled if hit.end]
    names = [hit for hit in standing if definition.naming.tells(hit.form, _shown(hit, subject))]
    if names or (own and definition.naming.terms):
        told = frozenset(names)
        return [hit for hit in ruled if not hit.end or hit in told], [
            hit for hit in standing if hit not in told
        ]
    return ruled, []


def _shown(hit: Hit, subject: Subject) -> str:
    return subject.reading(hit.place).text[hit.start : hit.end]


def _named(definition: Definition, subject: Subject) -> Iterator[Hit]:
    for needle in definition.needles:
        code = "handle" if needle.account else "term"
        for place in READ:
            reading = subject.reading(place)
            for start, end in islice(find(needle.term, reading), MOST):
                if (
                    not definition.brand.case_sensitive
                    or needle.account
                    or _same(reading.text[start:end], needle)
                ):
                    yield Hit(needle.form, place, start, end, code, needle.account)


def _linked(definition: Definition, subject: Subject) -> Iterator[Hit]:
    for site in definition.sites:
        for place in READ:
            for start, end in islice(written(site, subject.reading(place)), MOST):
                yield Hit(site.form, place, start, end, "domain", strong=True)


def _same(written: str, needle: Needle) -> bool:
    """Compare letters and digits as written: signs between them are the same thing, capitals are not."""
    return letters(written) == letters(needle.form)


# --- typing errors ----------------------------------------------------------------------------------------


def _misspelt(definition: Definition, speller: Speller, subject: Subject) -> Iterator[Hit]:
    """Yield the names with a typing error in at least one word, none of them in an account or an address."""
    for place in READ:
        reading = subject.reading(place)
        wrong = speller.misspelt(reading.vocabulary)
        meant = {word for words in wrong.values() for word in words}
        names = [
            (needle.form, name)
            for needle in definition.misspelt
            for name in spelt(needle)
            if not meant.isdisjoint(name)
            and all(word in meant or word in reading.vocabulary for word in name)
        ]
        words = reading.line.split() if names else []
        for form, name in names:
            for first in islice(_runs(name, words, wrong), MOST):
                start, end = reading.extent(first, first + len(name) - 1)
                if not _addressed(reading.text, start, end):
                    yield Hit(form, place, start, end, "typo", written=reading.text[start:end])


def _runs(name: Sequence[str], words: Sequence[str], wrong: Mapping[str, Sequence[str]]) -> Iterator[int]:
    """Yield where words follow each other as those of a name do, some of them misspelt."""
    likely = [{wanted, *(word for word, meant in wrong.items() if wanted in meant)} for wanted in name]
    for at in [at for at, word in enumerate(words) if word in likely[0]]:
        there = tuple(words[at : at + len(name)])
        as_meant = len(there) == len(name) and all(
            word in others for word, others in zip(there, likely, strict=True)
        )
        if as_meant and there != name:
            yield at


def _addressed(text: str, start: int, end: int) -> bool:
    """Say whether words are part of an account, a hashtag or an address."""
    if text[start - 1 : start] in {"@", "#", "_", "/", "."} or text[end : end + 1] in {"@", "_"}:
        return True
    return text[end : end + 1] in {".", "/"} and text[end + 1 : end + 2].isalnum()


def _with_misspelt(standing: list[Hit], misspelt: Iterator[Hit]) -> list[Hit]:
    """Add what is misspelt where no name stands as it should be written."""
    taken = {(hit.place, at) for hit in standing for at in (hit.start, hit.end - 1)}
    added = [
        hit
        for hit in _apart(list(misspelt))
        if taken.isdisjoint((hit.place, at) for at in range(hit.start, hit.end))
    ]
    return _apart([*standing, *added]) if added else standing


def _ruled(definition: Definition, subject: Subject) -> Iterator[Hit]:
    if definition.rule is None or not holds(definition.rule.root, subject):
        return
    standing = [
        Hit(hit.written, hit.place, hit.start, hit.end)
        for hit in islice(found(definition.rule.root, subject), MOST * 10)
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
    """Mark the hits near an `exclude` word, links aside: they have one meaning only.

    Words are counted through the title, then on through the text.
    """
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
        linked = hit.code == "domain"
        yield hit if linked else hit._replace(dropped_by=_nearest(skipped + first, skipped + last, against))


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
