# SPDX-License-Identifier: MIT
"""Reddit by its feeds, the one door that is still open without an account, and a narrow one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from html import unescape
from typing import ClassVar

from veille import urls
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.patterns import pattern
from veille.sources import _feeds
from veille.sources._searching import searches
from veille.sources.base import BadOption, MissingOption, Source, State, option

_SITE = "https://www.reddit.com"
_NAME = pattern(r"[A-Za-z0-9_-]{2,50}")
_ID = pattern(r"t[13]_[a-z0-9]{1,15}")
_PLACE = pattern(r"/comments/([a-z0-9]{1,15})(?:/[^/?#]*)?/?(?:([a-z0-9]{1,15})/?)?(?:[?#]|$)")
_HOST = pattern(r"^https?://(?:[a-z]{2,12}\.)?reddit\.com(?=/)")
_LINK = pattern(r'<a href="([^"]{1,4000})">\s*\[link\]')
_COMMENTS = pattern(r"\[(\d{1,9}) comments?\]")
_COMMENT_ON = pattern(r"/u/\S{1,50} on ")
_REMOVED = pattern(r"\s*\[\s*(?:removed|deleted)(?: by [a-z ]{1,30})?\s*\]\s*", 2)  # re.IGNORECASE
_TAG = pattern(r"<[^>]{0,500}>")
_MOST_SUBREDDITS = 50
_SUBMITTED = "submitted by"


@noun
class Reddit(Source):
    """Reads the newest posts of subreddits, of a search, or of an account on Reddit."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Reddit, par ses flux", "en": "Reddit, by its feeds"}
    channel: ClassVar[Channel] = Channel.SOCIAL
    example: ClassVar[Mapping[str, object]] = {"subreddits": ("france",), "query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Une requête par minute pour toutes vos sources Reddit ensemble ; Reddit refuse souvent les "
        "machines hébergées. Ses règles interdisent de relier un compte à une personne réelle.",
        "en": "One request a minute for all your Reddit sources together; Reddit often refuses hosted machines. "
        "Its rules forbid matching an account with a real person.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=60)

    subreddits: tuple[str, ...] = option(
        fr="noms de subreddits, lus ensemble",
        en="names of subreddits, read together",
        default=(),
        example=["france", "vosfinances"],
    )
    query: str | None = option(
        fr="recherche, dans la syntaxe de Reddit, ou @brands pour une par marque",
        en="search, in Reddit's syntax, or @brands for one for each brand",
        default=None,
        example="@brands",
    )
    restrict: bool = option(
        fr="chercher dans ces subreddits seulement", en="search in those subreddits only", default=True
    )
    account: str | None = option(
        fr="compte dont lire les messages",
        en="account whose posts to read",
        default=None,
        example="lenoir_officiel",
    )
    feed: str | None = option(
        fr="jeton de vos flux privés (reddit.com/prefs/feeds, paramètre feed)",
        en="token of your private feeds (reddit.com/prefs/feeds, parameter feed)",
        default=None,
        secret=True,
    )
    user: str | None = option(
        fr="nom de compte qui va avec ce jeton (paramètre user)",
        en="account name that goes with that token (parameter user)",
        default=None,
        secret=True,
    )

    def __post_init__(self) -> None:
        if not (self.subreddits or self.account or (self.query or "").strip()):
            raise MissingOption("subreddits", "query", "account")
        if self.account and (self.subreddits or self.query):
            raise BadOption(
                fr="account s’emploie seul, sans subreddits ni query",
                en="account stands alone, without subreddits and query",
            )
        for name in (*self.subreddits, *([self.account] if self.account else [])):
            if not _NAME.fullmatch(name):
                raise BadOption(
                    fr=f"{name!r}\u202f: le nom seul, sans r/ ni u/",
                    en=f"{name!r}: the name alone, without r/ or u/",
                )
        if len(self.subreddits) > _MOST_SUBREDDITS:
            raise BadOption(
                fr=f"subreddits\u202f: {_MOST_SUBREDDITS} au plus",
                en=f"subreddits: {_MOST_SUBREDDITS} at most",
            )
        if (self.feed is None) != (self.user is None):
            raise BadOption(
                fr="feed et user vont ensemble\u202f: les deux ou aucun",
                en="feed and user go together: both or none",
            )

    @classmethod
    def from_address(cls, url: str) -> Mapping[str, object] | None:
        """Know a subreddit and an account by their addresses."""
        found = pattern(
            r"https?://(?:[a-z]{2,12}\.)?reddit\.com/(r|u|user)/([A-Za-z0-9_+-]{2,500})(?:/.*)?"
        ).fullmatch(url)
        if found is None or "/comments/" in url:
            return None
        if found[1] == "r":
            return {"subreddits": tuple(found[2].split("+"))}
        return {"account": found[2]}

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for one feed for each search, else for the one of the subreddits or the account."""
        token = (("feed", self.feed), ("user", self.user)) if self.feed and self.user else ()
        for path, params in self._feeds(state):
            yield Request(
                url=_SITE + path,
                params=(*params, ("limit", "100"), *token),
                headers={"accept": _feeds.ACCEPT},
            )

    def _feeds(self, state: State) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
        together = "/r/" + "+".join(self.subreddits) if self.subreddits else ""
        if self.account:
            yield f"/user/{self.account}/.rss", ()
        elif not self.query:
            yield f"{together}/new/.rss", ()
        else:
            within = together if self.restrict else ""
            only = (("restrict_sr", "1"),) if within else ()
            for query in searches(self.query, state, either=" OR "):
                yield f"{within}/search.rss", (("q", query), ("sort", "new"), *only)

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002 - a feed has no cursor
        """Read the posts and comments of a feed. Raises what reading a feed raises."""
        page = _feeds.read(response)
        items = tuple(found for item in page.items if (found := _post(item)))
        return replace(page, items=items)


def _post(item: Item) -> Item | None:
    """Return a post without what Reddit writes around it; None for what is no post, or was removed."""
    url = _HOST.sub(_SITE, item.url or "") or None
    post, comment = _numbers(item.native_id, url)
    if post is None and comment is None:
        return None
    markup = item.html or item.text or ""
    body, tail = _body(markup)
    title = _COMMENT_ON.sub("", item.title or "", count=1) if comment else item.title
    if _REMOVED.fullmatch(_TAG.sub("", body or "")) or _REMOVED.fullmatch(title or ""):
        return None  # what was read before its removal stays as it was
    link = _LINK.search(tail)
    replies = _COMMENTS.search(tail)
    author = (item.author or "").strip().removeprefix("/u/")
    return Item(
        url=url,
        links=tuple(
            one for one in [unescape(link[1]) if link else ""] if _HOST.sub(_SITE, one) not in ("", url)
        ),
        native_id=comment or post,
        title=title,
        html=body,
        author=None if not author or _REMOVED.fullmatch(author) else author,
        author_url=_HOST.sub(_SITE, item.author_url) if item.author_url else None,
        published=item.published,
        updated=item.updated,
        thread=post,
        engagement={"replies": int(replies[1])} if replies else {},
        whole=True,
    )


def _numbers(native_id: str | None, url: str | None) -> tuple[str | None, str | None]:
    """Return the full names of a post and of a comment on it, from the id and the address; older feeds had no id."""
    known = native_id if native_id and _ID.fullmatch(native_id) else ""
    place = _PLACE.search(url or "") if urls.host(url) == "reddit.com" else None
    post = f"t3_{place[1]}" if place else None
    comment = f"t1_{place[2]}" if place and place[2] else None
    return (known if known.startswith("t3_") else post), (known if known.startswith("t1_") else comment)


def _body(markup: str) -> tuple[str | None, str]:
    """Return what the author wrote, and the line that Reddit adds: "submitted by … [link] [comments]"."""
    written, mark, tail = markup.rpartition(_SUBMITTED)
    if not mark or ("[comments]" not in tail and not _COMMENTS.search(tail)):
        written, tail = markup, ""
    _, begun, rest = written.partition("<!-- SC_OFF -->")
    body, ended, _ = rest.rpartition("<!-- SC_ON -->")
    if begun and ended:
        return body.strip() or None, tail
    return (None if tail else written.strip() or None), tail
