# SPDX-License-Identifier: MIT
"""Reads the posts of Bluesky's API; what they point at stands beside their text, by offsets in bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from veille import dates
from veille.model import Item
from veille.sources._json import at, counts, map_of, maps, number_of, text_of

_SITE = "https://bsky.app/profile"
_MOST_LINKS = 200
_WITHIN = frozenset(bytes([byte]) for byte in range(0x80, 0xC0))


def item(post: Mapping[str, Any]) -> Item | None:
    """Return a post as an Item; None for what is none (deleted, blocked)."""
    uri = text_of(post, "uri")
    url = page_of(uri)
    if url is None:
        return None
    record, author = map_of(post, "record"), map_of(post, "author")
    return Item(
        url=url,
        links=tuple(_links(record))[:_MOST_LINKS],
        native_id=uri,
        text=text_of(record, "text"),
        html=_html(record),
        author=text_of(author, "displayName") or _handle(author),
        author_url=_profile(author),
        published=_published(post),
        language=_language(record),
        parent=text_of(record, "reply", "parent", "uri"),
        thread=text_of(record, "reply", "root", "uri"),
        engagement=counts(
            likes=number_of(post, "likeCount"),
            shares=number_of(post, "repostCount"),
            replies=number_of(post, "replyCount"),
        ),
        audience=number_of(author, "followersCount"),
        whole=True,
    )


def _language(record: Mapping[str, Any]) -> str | None:
    """Return the language that a post says it is in; of several none is its own."""
    said = at(record, "langs")
    only = said[0] if isinstance(said, list) and len(said) == 1 else None
    return only if isinstance(only, str) else None


def page_of(uri: str | None) -> str | None:
    """Return the page of a post (`at://DID/app.bsky.feed.post/KEY`), None for any other record."""
    scheme, _, rest = (uri or "").partition("://")
    parts = rest.split("/")
    if scheme != "at" or len(parts) != 3 or parts[1] != "app.bsky.feed.post":  # noqa: PLR2004 - who, what, which
        return None
    return f"{_SITE}/{parts[0]}/post/{parts[2]}" if parts[0] and parts[2] else None


def _handle(author: Mapping[str, Any]) -> str | None:
    handle = text_of(author, "handle")
    return None if handle == "handle.invalid" else handle


def _profile(author: Mapping[str, Any]) -> str | None:
    name = _handle(author) or text_of(author, "did")
    return f"{_SITE}/{name}" if name else None


def _published(post: Mapping[str, Any]) -> str | None:
    """Return when it was written: what its author's machine says, unless the server had seen it before that."""
    said, seen = text_of(post, "record", "createdAt"), text_of(post, "indexedAt")
    written, indexed = dates.parse(said), dates.parse(seen)
    if written is None or (indexed is not None and indexed < written):
        return seen
    return said


def _links(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a post points at: links in its text, the previewed page, the quoted post."""
    embed = map_of(record, "embed")
    found = (
        *(link for _, _, link in _facets(record)),
        text_of(embed, "external", "uri"),
        text_of(embed, "media", "external", "uri"),
        page_of(text_of(embed, "record", "uri")),
        page_of(text_of(embed, "record", "record", "uri")),
    )
    yield from dict.fromkeys(one for one in found if one)


def _facets(record: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    """Return (start, end, link) of the parts of a text that point somewhere, in order; offsets count bytes."""
    found = []
    for facet in maps(at(record, "facets")):
        start, end = number_of(facet, "index", "byteStart"), number_of(facet, "index", "byteEnd")
        link = next((link for feature in maps(at(facet, "features")) if (link := _target(feature))), None)
        if link and start is not None and end is not None and start < end:
            found.append((start, end, link))
    return sorted(found)


def _target(feature: Mapping[str, Any]) -> str | None:
    who = text_of(feature, "did")
    return text_of(feature, "uri") or (f"{_SITE}/{who}" if who else None)


def _html(record: Mapping[str, Any]) -> str | None:
    """Return the text with its links in it, then what the pictures are said to show; None if there is neither."""
    embed = map_of(record, "embed")
    pictures = maps(at(embed, "images")) + maps(at(embed, "media", "images"))
    told = [told for picture in pictures if (told := text_of(picture, "alt"))]
    facets = _facets(record)
    if not facets and not told:
        return None
    written = at(record, "text")  # as it is: blanks around it count in the offsets
    written = written if isinstance(written, str) else ""
    parts = [f"<p>{_linked(written, facets)}</p>", *(f"<p>{escape(one)}</p>" for one in told)]
    return "".join(parts)


def _linked(written: str, facets: list[tuple[int, int, str]]) -> str:
    encoded = written.encode("utf-8", "replace")
    parts, done = [], 0
    for start, end, link in facets:
        if done <= start and end <= len(encoded) and _between(encoded, start) and _between(encoded, end):
            parts += [
                _shown(encoded[done:start]),
                f'<a href="{escape(link)}">{_shown(encoded[start:end])}</a>',
            ]
            done = end
    return "".join([*parts, _shown(encoded[done:])])


def _between(encoded: bytes, offset: int) -> bool:
    """Say whether an offset stands between two characters, not within one."""
    return encoded[offset : offset + 1] not in _WITHIN


def _shown(part: bytes) -> str:
    return escape(part.decode("utf-8", "replace"), quote=False).replace("\n", "<br>")
