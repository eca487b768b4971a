# SPDX-License-Identifier: MIT
"""Where the feeds of a page are: what the page says, what its server says, and where its software keeps them.

Pure: it proposes addresses, others try them. Run in the parse worker, since it reads foreign HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from veille.nouns import noun
from veille.urls import canonical, front_page, join, origin

MOST = 50
"""Candidates returned for one page."""


@noun
class Candidate:
    """An address that may be a feed, and how we came to think so: link, header, software, body or path."""

    url: str
    title: str | None = None
    how: str


_FEED_TYPE = re.compile(
    r"application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json|x-rss\+xml|x-atom\+xml)", re.IGNORECASE
)
_LOOSE_TYPE = re.compile(r"(?:application|text)/(?:xml|json)|text/(?:rss|atom)(?:\+xml)?", re.IGNORECASE)
_NO_FEED = re.compile(r"/wp-json/|/oembed\b|opensearch|/xmlrpc|\.(?:png|jpe?g|css|js)(?:\?|$)", re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._?&=;-])(?:rss|rss2|atom|rdf|feeds?|flux|syndication)(?:$|[/._?&=;#-])|[./]xml(?:$|[?#])|index\.rdf",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comment|commentaire|r[ée]ponses", re.IGNORECASE)
_LINK_HEADER = re.compile(
    r"<([^<>]{1,2048})>((?:\s*;\s*[\w*-]{1,40}\s*=\s*(?:\"[^\"]{0,500}\"|[^\s\",;]{0,500}))*)"
)
_LINK_PARAMETER = re.compile(r"([\w*-]{1,40})\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]*))")
_TWO_QUERIES = re.compile(r"\?([^?#]*)\?([^?#]*)")
_SESSION = re.compile(r"([?&;])(?:sid|phpsessid|s)=[0-9a-f]{16,64}(?:&amp;|&|;|$)", re.IGNORECASE)

# A mark of the software in its pages -> where it keeps its feeds, relative to the folder of its home page.
_SOFTWARE = (
    (r"wp-content/|wp-includes/|content=\"WordPress", ("feed/", "?feed=rss2")),
    (r"content=\"Discourse|discourse-cdn|data-discourse", ("latest.rss", "posts.rss")),
    (r"id=\"XF\"|xenforo|data-xf-init", ("forums/-/index.rss",)),
    (r"phpbb", ("app.php/feed", "feed.php")),
    (r"smf_scripturl|Simple Machines", ("index.php?action=.xml;type=rss2;sa=recent",)),
    (r"vbulletin", ("external.php?type=RSS2",)),
    (r"content=\"Drupal|drupal-settings-json|sites/default/files", ("rss.xml",)),
    (r"content=\"SPIP|spip\.php", ("spip.php?page=backend",)),
    (r"content=\"Ghost ", ("rss/",)),
    (r"content=['\"]blogger", ("feeds/posts/default",)),
    (r"content=\"(?:Hugo|Jekyll|Eleventy)", ("index.xml", "feed.xml")),
    (r"dotclear", ("feed/atom",)),
    (r"NodeBB", ("recent.rss",)),
)  # fmt: skip
_FORUMS = (
    ("discourse", r"content=\"Discourse|discourse-cdn|data-discourse"),
    (
        "forum",
        r"id=\"XF\"|xenforo|data-xf-init|phpbb|smf_scripturl|Simple Machines|vbulletin|NodeBB|flarum|forumactif",
    ),
)
_PATHS = (
    "feed", "rss", "rss.xml", "atom.xml", "feed.xml", "index.xml", "feeds", "feed.json", "?feed=rss2", "latest.rss",
    "forums/-/index.rss", "app.php/feed", "index.php?action=.xml;type=rss2", "external.php?type=RSS2", "spip.php?page=backend",
    "flux.xml", "feeds/posts/default", "index.rdf", "recent.rss",
)  # fmt: skip


def feeds_in(html: bytes, url: str, headers: Mapping[str, str]) -> list[Candidate]:
    """Return the feeds that a page points at, best first, comment feeds last.

    Looks at link tags, the HTTP Link header and links of the body that look like feeds; where tags and header
    name none, at what the page's software is known for. Total: any bytes give a list.
    """
    from selectolax.lexbor import LexborHTMLParser

    try:
        page = LexborHTMLParser(html)
    except Exception:  # noqa: BLE001 - a C parser may refuse anything; then the page says nothing
        return _ranked(_in_header(headers, url))
    base = _base(page, url)
    source = html[:500_000].decode("utf-8", "replace")
    said = [*_in_links(page, base), *_in_header(headers, url), *_in_body(page, base)]
    sure = any(one.how != "body" and not _about_comments(one) for one in said)
    return _ranked(said if sure else [*said, *_of_software(source, url)])


def forum_in(html: bytes) -> str | None:
    """Return the kind of source that reads forums of the software that made a page; None: it is no forum's."""
    source = html[:500_000].decode("utf-8", "replace")
    return next((kind for kind, mark in _FORUMS if re.search(mark, source, re.IGNORECASE)), None)


def sitemap_in(body: bytes) -> bool:
    """Say whether an answer is the list of a site's pages for search engines, or a list of such lists."""
    return re.search(rb"<(?:[A-Za-z][\w.-]{0,40}:)?(?:urlset|sitemapindex)[\s>]", body[:5_000]) is not None


def known_paths(url: str) -> list[Candidate]:
    """Return the usual places of a feed, each beside the page and at the root of its site, likeliest first."""
    found: list[Candidate] = []
    account = re.search(r"/@[\w.]{1,60}/?$", url.partition("?")[0])
    if account:
        found.append(Candidate(url=url.partition("?")[0].rstrip("/") + ".rss", how="path"))
    folders = tuple(_folders(url))
    for path in _PATHS:
        found += [Candidate(url=address, how="path") for folder in folders if (address := join(folder, path))]
    return _ranked(found)


def _folders(url: str) -> Iterator[str]:
    root = f"{origin(url) or url}/"
    page = url.partition("#")[0].partition("?")[0]
    last = page.rpartition("/")[2]
    if not front_page(url):
        # /blog and /blog/ are folders, /blog/article.html lies in one
        yield page.rpartition("/")[0] + "/" if "." in last else page.rstrip("/") + "/"
    yield root


def _base(page: Any, url: str) -> str:
    tag = page.css_first("base[href]")
    return (join(url, tag.attributes.get("href")) if tag else None) or url


def _in_links(page: Any, base: str) -> Iterator[Candidate]:
    loose: list[Candidate] = []
    for tag in page.css("link[href]"):
        attributes = tag.attributes
        found = _candidate(attributes.get("href"), base, attributes.get("title"), "link")
        relations = set((attributes.get("rel") or "").lower().split())
        kind = attributes.get("type") or ""
        if found is None or not relations & {"alternate", "feed", "service.feed"}:
            continue
        if _FEED_TYPE.search(kind) or "feed" in relations:
            yield found
        elif (_LOOSE_TYPE.search(kind) or not kind) and _LOOKS_LIKE_FEED.search(found.url):
            loose.append(found)
    yield from loose


def _in_header(headers: Mapping[str, str], url: str) -> Iterator[Candidate]:
    for address, parameters in _LINK_HEADER.findall(headers.get("link", "")[:20_000]):
        named = {name.lower(): quoted or bare for name, quoted, bare in _LINK_PARAMETER.findall(parameters)}
        relations = named.get("rel", "").lower().split()
        if "feed" in relations or ("alternate" in relations and _FEED_TYPE.search(named.get("type", ""))):
            found = _candidate(address, url, named.get("title"), "header")
            if found:
                yield found


def _of_software(source: str, url: str) -> Iterator[Candidate]:
    for mark, paths in _SOFTWARE:
        if re.search(mark, source, re.IGNORECASE):
            for folder in _folders(url):
                yield from (found for path in paths if (found := _candidate(path, folder, None, "software")))


def _in_body(page: Any, base: str) -> Iterator[Candidate]:
    for tag in page.css("a[href]"):
        href = tag.attributes.get("href") or ""
        if _LOOKS_LIKE_FEED.search(href.partition("#")[0]):
            found = _candidate(href, base, tag.text(strip=True), "body")
            if found:
                yield found


def _candidate(href: str | None, base: str, title: str | None, how: str) -> Candidate | None:
    address = join(base, _mended((href or "").removeprefix("feed:")))
    if address is None or _NO_FEED.search(address):
        return None
    return Candidate(url=address, title=" ".join((title or "").split())[:200] or None, how=how)


def _mended(href: str) -> str:
    """Mend what phpBB writes (`feed?sid=1f…?f=4`, two question marks) and drop session ids."""
    href = _TWO_QUERIES.sub(r"?\1&\2", href)
    return _SESSION.sub(lambda found: found[1] if found[0][-1] in "&;" else "", href)


def _ranked(found: Iterable[Candidate]) -> list[Candidate]:
    kept: dict[str, Candidate] = {}
    for candidate in found:
        kept.setdefault(canonical(candidate.url) or candidate.url, candidate)
    return sorted(kept.values(), key=_about_comments)[:MOST]


def _about_comments(candidate: Candidate) -> bool:
    return _COMMENTS.search(f"{candidate.url} {candidate.title or ''}") is not None
