# SPDX-License-Identifier: MIT
"""Says which items are the same document, from the item and its feed alone, never from what came before."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from veille import urls
from veille.model import About, Channel, Document, Item
from veille.steps.normalise import digest, normalise

_ID = 12
_ENOUGH_WITHOUT_IDS = 3


def documents(
    items: Iterable[Item],
    *,
    about: About,
    source: str,
    channel: Channel,
    seen_at: datetime,
    base: str | None,
) -> tuple[Document, ...]:
    """Return the Documents of one answer, clean and identified, each once, in the order of the answer.

    An item with neither title nor text nor address is dropped. Called by watch for every answer of every source.
    """
    clean = [
        (item, document)
        for item in items
        if (
            document := normalise(
                item, about=about, source=source, channel=channel, seen_at=seen_at, base=base
            )
        )
    ]
    own = {key for link in (about.link, base) if link and (key := urls.key(link))}
    named = [(_identity(item, document, own), document) for item, document in clean]
    shared = _shared(named)
    kept: dict[str, Document] = {}
    for identity, document in named:
        if identity in shared:
            identity = f"{identity} {_apart(document)}"  # noqa: PLW2901 - the same identity, made precise
        document = replace(document, identity=identity, id=short(identity))  # noqa: PLW2901
        kept[identity] = _merged(kept[identity], document) if identity in kept else document
    return tuple(kept.values())


def short(identity: str) -> str:
    """Return the public id of an identity: twelve letters and digits of its hash."""
    hashed = hashlib.sha256(identity.encode("utf-8", "replace")).digest()
    return b32encode(hashed[:10]).decode("ascii")[:_ID].lower()


def _identity(item: Item, document: Document, own: set[str]) -> str:
    """What the kind says, else the canonical address unless it is a front page or the feed's own, else the rest."""
    if item.identity:
        return _key(item.identity) or item.identity
    key = _key(document.url)
    if key and key not in own and document.url and not urls.front_page(document.url):
        return key
    sighting = document.sightings[0]
    if sighting.native_id:
        return f"{sighting.source} {sighting.native_id}"
    return f"{sighting.source} {_title_and_day(document)}"


def _key(url: str | None) -> str | None:
    return urls.key(urls.unwrap(url)) if url else None


def _title_and_day(document: Document) -> str:
    day = document.published.date().isoformat() if document.published else ""
    said = f"{document.title or document.text}\n{day}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _apart(document: Document) -> str:
    return document.sightings[0].native_id or _title_and_day(document)


def _shared(named: Sequence[tuple[str, Document]]) -> set[str]:
    """Return the identities that several different items of this answer share, such as replies on one page.

    Different native ids and different content tell two items apart; without ids it takes three titles, since a
    feed may list an article twice.
    """
    groups: Mapping[str, list[Document]] = defaultdict(list)
    for identity, document in named:
        groups[identity].append(document)
    return {identity for identity, group in groups.items() if len(group) > 1 and _differ(group)}


def _differ(group: Sequence[Document]) -> bool:
    contents = {(document.title, document.text) for document in group}
    natives = {document.sightings[0].native_id for document in group} - {None}
    if len(natives) > 1:
        return len(contents) > 1
    return not natives and len({document.title for document in group}) >= _ENOUGH_WITHOUT_IDS


def _merged(one: Document, other: Document) -> Document:
    """Keep the fuller of two versions, the same whichever came first, with the earliest date and all counts."""
    best, rest = sorted((one, other), key=_fullness, reverse=True)
    merged = replace(
        best,
        published=min(filter(None, (one.published, other.published)), default=None),
        updated=max(filter(None, (one.updated, other.updated)), default=None),
        author=best.author or rest.author,
        author_url=best.author_url or rest.author_url,
        links=tuple(sorted({*one.links, *other.links})),
        engagement=_most(one.engagement, other.engagement),
    )
    return replace(merged, content_hash=digest(merged))


def _fullness(document: Document) -> tuple[int, int, str, str, str]:
    return len(document.text), len(document.title), document.text, document.title, document.content_hash


def _most(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in sorted({*one, *other})}
