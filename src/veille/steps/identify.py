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
from veille.steps.normalise import LINKS, digest, normalise

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
    groups: dict[str, list[Document]] = {}
    for identity, document in named:
        precise = f"{identity} {_apart(document)}" if identity in shared else identity
        groups.setdefault(precise, []).append(document)
    return tuple(
        replace(_merged(group), identity=identity, id=short(identity)) for identity, group in groups.items()
    )


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


def _merged(versions: Sequence[Document]) -> Document:
    """Keep the fullest version, whatever their order, with the earliest date, all links and the highest counts."""
    if len(versions) == 1:
        return versions[0]
    versions = sorted(versions, key=_fullness, reverse=True)
    merged = replace(
        versions[0],
        published=min((one.published for one in versions if one.published), default=None),
        updated=max((one.updated for one in versions if one.updated), default=None),
        author=next((one.author for one in versions if one.author), None),
        author_url=next((one.author_url for one in versions if one.author_url), None),
        links=tuple(sorted({link for one in versions for link in one.links})[:LINKS]),
        engagement=_most([one.engagement for one in versions]),
    )
    return replace(merged, content_hash=digest(merged))


def _fullness(document: Document) -> tuple[int, int, str, str, str]:
    return len(document.text), len(document.title), document.text, document.title, document.content_hash


def _most(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    names = sorted({name for one in counts for name in one})
    return {name: max(one[name] for one in counts if name in one) for name in names}
