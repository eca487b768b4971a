# SPDX-License-Identifier: MIT
"""Reads the posts (statuses) of Mastodon's API, and tells which of them are older."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from veille import dates, urls
from veille.model import Item
from veille.sources._json import at, counts, id_of, map_of, maps, number_of, text_of

_SHOWN = {None, "public", "unlisted"}


def item(post: Mapping[str, Any], *, indexable_only: bool = False) -> Item | None:
    """Return a post as an Item: the boosted one for a boost, none for what is not public.

    `indexable_only` leaves out authors who did not agree to be searched.
    """
    post = map_of(post, "reblog") or post
    account = map_of(post, "account")
    uri = text_of(post, "uri")
    if text_of(post, "visibility") not in _SHOWN or not (uri or id_of(post, "id")):
        return None
    if indexable_only and (account.get("indexable") is not True or account.get("noindex") is True):
        return None
    return Item(
        url=text_of(post, "url") or uri,
        links=_links(post),
        native_id=id_of(post, "id"),
        identity=uri if _is_theirs(uri, account) else None,
        title=text_of(post, "spoiler_text"),
        html=_html(post),
        author=text_of(account, "display_name") or text_of(account, "acct"),
        author_url=text_of(account, "url"),
        published=text_of(post, "created_at"),
        updated=text_of(post, "edited_at"),
        language=text_of(post, "language"),
        parent=id_of(post, "in_reply_to_id"),
        engagement=counts(
            likes=number_of(post, "favourites_count"),
            shares=number_of(post, "reblogs_count"),
            replies=number_of(post, "replies_count"),
        ),
        audience=number_of(account, "followers_count"),
        whole=True,
    )


def _is_theirs(uri: str | None, account: Mapping[str, Any]) -> bool:
    """Say whether the global address of a post is of its author's server: nobody may write in another's name."""
    home = urls.host(text_of(account, "url"))
    return uri is not None and home is not None and urls.host(uri) == home


def _html(post: Mapping[str, Any]) -> str | None:
    """Return what is written: the text, the choices of a poll, what the pictures are said to show."""
    parts = [text_of(post, "content") or ""]
    told = [text_of(choice, "title") for choice in maps(at(post, "poll", "options"))]
    told += [text_of(media, "description") for media in maps(at(post, "media_attachments"))]
    parts += [f"<p>{escape(one)}</p>" for one in told if one]
    return "".join(parts) or None


def _links(post: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is pointed at beside the text: the previewed page, the quoted post."""
    quoted = map_of(post, "quote", "quoted_status")
    found = (text_of(post, "card", "url"), text_of(quoted, "url") or text_of(quoted, "uri"))
    return tuple(one for one in found if one)


def span(number: str) -> tuple[int, str]:
    """Return what orders ids: numbers by their size, the ids of other software by their letters."""
    return len(number), number


def newest(posts: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the id of the newest post of a page."""
    return max(_ids(posts), key=span, default=None)


def oldest(posts: Sequence[Mapping[str, Any]]) -> tuple[str | None, datetime | None]:
    """Return the id of the oldest post of a page, and when it was written."""
    number = min(_ids(posts), key=span, default=None)
    post = next((one for one in posts if id_of(one, "id") == number), {})
    return number, dates.parse(text_of(post, "created_at"))


def _ids(posts: Sequence[Mapping[str, Any]]) -> list[str]:
    return [number for post in posts if (number := id_of(post, "id"))]
