# SPDX-License-Identifier: MIT
"""YouTube by the feeds of its channels and playlists: the newest videos, without key or account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _feeds
from veille.sources.base import MissingOption, Source, State, option

_CHANNEL = pattern(r"(?:https?://(?:www\.|m\.)?youtube\.com/channel/)?(UC[\w-]{22})(?:[/?#].*)?")
_PLAYLIST = pattern(r"(?:https?://(?:www\.|m\.)?youtube\.com/\S*[?&]list=)?([A-Z]{2}[\w-]{8,64})(?:[&#].*)?")
_VIDEO = pattern(r"[\w-]{6,20}")
_LINK = pattern(r"https?://[^\s<>\"«»]{1,2000}")


@noun
class YouTube(Source):
    """Reads the newest videos of YouTube channels and playlists, with their descriptions, views and likes."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Chaînes et listes YouTube",
        "en": "YouTube channels and playlists",
    }
    channel: ClassVar[Channel] = Channel.VIDEO
    example: ClassVar[Mapping[str, object]] = {"channels": ["UCsXVk37bltHxD1rDPwtNM8Q"]}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Flux publics, quinze vidéos par chaîne ou par liste, sans commentaires ni recherche. Leurs pannes durent "
        "parfois des jours : une erreur 404 n’y dit pas que la chaîne a disparu.",
        "en": "Public feeds, fifteen videos for each channel or playlist, neither comments nor search. They fail for "
        "days at times: a 404 does not say that the channel is gone.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=2)

    channels: tuple[str, ...] = option(
        fr="identifiants des chaînes (UC…) ou leurs adresses /channel/UC…",
        en="ids of channels (UC…) or their addresses /channel/UC…",
        default=(),
        example=["UCsXVk37bltHxD1rDPwtNM8Q"],
    )
    playlists: tuple[str, ...] = option(
        fr="identifiants des listes de lecture (PL…) ou leurs adresses",
        en="ids of playlists (PL…) or their addresses",
        default=(),
    )

    def __post_init__(self) -> None:
        if not (self.channels or self.playlists):
            raise MissingOption("channels", "playlists")
        for name, known, hint in (("channels", _CHANNEL, "UC…"), ("playlists", _PLAYLIST, "PL…")):
            wrong = next((one for one in getattr(self, name) if not known.fullmatch(one)), None)
            if wrong is not None:
                raise ValueError(f"{name} = {wrong!r}: {hint}")

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know a channel by its page or its feed, a playlist by its page."""
        channel = pattern(
            r"https?://(?:www\.|m\.)?youtube\.com/(?:channel/|feeds/videos\.xml\?channel_id=)(UC[\w-]{22})(?:[/?#&].*)?"
        ).fullmatch(url)
        if channel:
            return {"channels": (channel[1],)}
        playlist = pattern(
            r"https?://(?:www\.|m\.)?youtube\.com/playlist\?list=(PL[\w-]{8,64})(?:[&#].*)?"
        ).fullmatch(url)
        return {"playlists": (playlist[1],)} if playlist else None

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - a feed has no past to ask for
        """Ask for the feed of each channel, or that of its playlist of uploads when it fails, and of each playlist."""
        for channel in _ids(_CHANNEL, self.channels):
            uploads = _feed("playlist_id", "UU" + channel.removeprefix("UC"))
            yield replace(_feed("channel_id", channel), otherwise=uploads)
        for playlist in _ids(_PLAYLIST, self.playlists):
            yield _feed("playlist_id", playlist)

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002 - a feed has no cursor
        """Read the videos of one channel or playlist. Raises what reading a feed raises."""
        page, entries = _feeds.entries(response)
        items = tuple(_item(item, entry) for item, entry in zip(page.items, entries, strict=True))
        return replace(page, items=_feeds.newest(items))


def _ids(known: Any, written: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(found[1] for one in written if (found := known.fullmatch(one)))


def _feed(name: str, identifier: str) -> Request:
    return Request(
        url="https://www.youtube.com/feeds/videos.xml",
        params=((name, identifier),),
        headers={"accept": _feeds.ACCEPT},
    )


def _item(item: Item, entry: Mapping[str, Any]) -> Item:
    """Return the video: its description is plain text, whatever it looks like, and points at what it names."""
    said = item.text or item.html
    links = (found[0].rstrip(".,;:!?)]}…'’") for found in _LINK.finditer(said or ""))
    video = entry.get("yt_videoid")
    known = isinstance(video, str) and _VIDEO.fullmatch(video)
    return replace(
        item,
        # A short has an address of its own, and that of any video too.
        identity=f"https://www.youtube.com/watch?v={video}" if known else None,
        html=None,
        text=said,
        links=tuple(dict.fromkeys(links)),
        whole=True if said else None,
    )
