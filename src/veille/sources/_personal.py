# SPDX-License-Identifier: MIT
"""Takes out of a newsletter what is its reader's alone: the address it was sent to, and links that know who clicks.

Nothing is ever followed. A link whose true address stands in it is replaced by that address; one that cannot be
told from a personal one is removed: less is lost by that than by keeping it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import md5, sha1, sha256
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from veille import urls
from veille.patterns import pattern

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST_LINKS = 2_000
_ADDRESS = pattern(r"https?://[^\s<>\"'`{}|\\^]{1,2048}", re.IGNORECASE)
_INSIDE = pattern(r"https?(?::|%3a)(?:/|%2f){2}[^&#]{4,2000}", re.IGNORECASE)
# Words of addresses and of links that serve the subscription, or show the letter itself to its reader.
_SERVICE_URL = pattern(
    r"unsub|desabo|d(?:e|%c3%a9)sinscri|desinscri|opt-?out|list-manage|/preferences|prefcenter|abmeld|subscription",
    re.IGNORECASE,
)
_SERVICE_WORDS = pattern(
    r"d[ée]sabonn|d[ée]sinscri|unsubscribe|opt[ -]?out|(?:vos|mes|your|my) (?:pr[ée]f[ée]rences|abonnements)"
    r"|manage (?:subscription|preferences)|dans (?:le|un|votre) navigateur|in (?:your |a )?browser|version (?:en ligne|web|html)|ne s.affiche pas|voir (?:le mail )?en ligne",
    re.IGNORECASE,
)
_PERSONAL_NAMES = frozenset(
    """
    email e-mail mail e em to user uid userid user_id u id_user cid contact contactid contact_id c rid recipient r mid
    sid subscriber subscriberid subscriber_id sub member memberid member_id m s p h k key token hash tk t data d ct
    euid leuid crm crmid customer client abonne lid link_id linkid q x upn _uid verify auth jwt
    """.split()
)
_CLICK_HOST = pattern(
    r"(?:click|clicks|clic|clk|cl|ct|link|links|lnk|track|tracking|trk|trck|redirect|redir|go|r|t|e|em|elink|email)\d*\.",
    re.IGNORECASE,
)
_CLICK_PATH = pattern(
    r"/(?:c|r|l|t|cl|ct|ls|click|clic|clk|go|link|lnk|redirect|redir|track|tracking|open|out|f|x|e|m|wf|tr)"
    r"(?:\.[a-z]{2,4})?(?:/|$)",
    re.IGNORECASE,
)
_PIECES = pattern(r"[^A-Za-z0-9]+")
_LETTERS_AND_DIGITS = pattern(r"(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9]{8,}")
_MAIL_ADDRESS = pattern(r"[\w.+-](?:@|%40)[\w-]+\.[a-z]")
_MASK_LEAST = 6
# Their ids are those of what is shown, whoever looks.
_PUBLIC = frozenset(
    "youtube.com youtu.be instagram.com linkedin.com facebook.com x.com twitter.com tiktok.com vimeo.com".split()
)


def forms(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the ways in which links and texts spell the reader's addresses, hashes included; in lower case."""
    found: dict[str, None] = {}
    for address in addresses:
        plain = address.strip().lower()
        if len(plain) < _MASK_LEAST or "@" not in plain:
            continue
        sent = plain.encode("utf-8", "replace")
        base64 = b64encode(sent).decode().rstrip("=").lower()
        hashes = (kind(sent, usedforsecurity=False).hexdigest() for kind in (md5, sha1, sha256))
        found |= dict.fromkeys(
            (plain, quote(plain, safe=""), quote(quote(plain, safe=""), safe=""), base64, *hashes)
        )
    return tuple(found)


def masked(text: str, personal: tuple[str, ...]) -> str:
    """Return a text with the reader's addresses hidden, in any case."""
    if not personal:
        return text
    return re.sub("|".join(map(re.escape, personal)), urls.HIDDEN, text, flags=re.IGNORECASE)


def link(url: str, personal: tuple[str, ...]) -> str | None:
    """Return an address without what tells who reads it; None when nothing else is left."""
    found = urls.safe(url.strip())
    if found is None or _SERVICE_URL.search(found):
        return None
    inner = _inside(found)
    found = urls.canonical(urls.unwrap(inner or found))
    if found is None or _SERVICE_URL.search(found):
        return None
    head, _, query = found.partition("#")[0].partition("?")
    path = urlsplit(head).path
    if urls.host(head) in _PUBLIC:
        return _public(head, query, personal)
    if _tells(head, personal) or (_is_opaque(path) and not _is_readable(path)):
        return None
    pairs = query.split("&") if query else []
    kept = [pair for pair in pairs if not _is_personal(pair, personal)]
    if len(kept) < len(pairs) and (path in {"", "/"} or _clicks(head, path)):
        return None
    return head + ("?" + "&".join(kept) if kept else "")


def _is_readable(path: str) -> bool:
    """Say whether a path has the words of a title in it, as articles do: an id beside them is the article's."""
    return any(
        segment.count("-") > 1 and not _is_opaque(segment.rpartition("-")[0]) for segment in path.split("/")
    )


def _public(head: str, query: str, personal: tuple[str, ...]) -> str | None:
    video = next((pair for pair in query.split("&") if pair.startswith("v=")), None)
    return None if _tells(head, personal) else head + (f"?{video}" if video else "")


def _inside(url: str) -> str | None:
    """Return the true address that a counting link holds in its path or query."""
    found = _INSIDE.search(url, len("https://"))
    if found is None:
        return None
    inner = found[0] if "://" in found[0][:8] else unquote(found[0].split("/")[0])
    return urls.safe(unquote(inner) if "%2f" in inner.lower()[:16] else inner)


def _clicks(head: str, path: str) -> bool:
    return _CLICK_HOST.match(head.partition("://")[2]) is not None or _CLICK_PATH.search(path) is not None


def _tells(text: str, personal: tuple[str, ...]) -> bool:
    lowered = text.lower()
    return _MAIL_ADDRESS.search(lowered) is not None or any(one in lowered for one in personal)


def _is_personal(pair: str, personal: tuple[str, ...]) -> bool:
    name, _, value = pair.partition("=")
    return name.lower() in _PERSONAL_NAMES or _tells(unquote(value), personal) or _is_opaque(unquote(value))


def _is_opaque(text: str) -> bool:
    """Say whether a text has a piece that is no word and no number: letters and digits mixed."""
    if urls.HIDDEN in urls.mask(f"https://x.example/{text.lstrip('/')}"):
        return True
    return any(_LETTERS_AND_DIGITS.fullmatch(piece) for piece in _PIECES.split(text))


class _Cleaner:
    """Cleans the links of one letter, so many at most: what follows is removed unseen."""

    def __init__(self, personal: tuple[str, ...]) -> None:
        self.personal = personal
        self._left = _MOST_LINKS

    def link(self, url: str) -> str | None:
        self._left -= 1
        return link(url, self.personal) if self._left >= 0 else None

    def text(self, written: str) -> str:
        return masked(_ADDRESS.sub(self._found, written), self.personal)

    def _found(self, found: re.Match[str]) -> str:
        url = found[0].rstrip(".,;:!?)]*_~»”’")
        return (self.link(url) or "") + found[0][len(url) :]


def text(written: str, personal: tuple[str, ...]) -> str:
    """Return plain text with its links cleaned and the reader's addresses hidden."""
    return _Cleaner(personal).text(written)


def html(written: str, personal: tuple[str, ...]) -> str:
    """Return a letter's HTML with its links cleaned, without pictures and without links to leave the list."""
    from veille.sources._html import tree

    page, cleaner = tree(written), _Cleaner(personal)
    for node in page.css("img, script, style, link, object, iframe, form, template, noscript, svg"):
        node.decompose()
    for anchor in page.css("a, area"):
        _clean(anchor, cleaner)
    if page.body is None:
        return ""
    for node in list(page.body.traverse(include_text=True)):
        if node.tag == "-text" and "://" in (node.text_content or ""):
            node.replace_with(cleaner.text(node.text_content or ""))
    return masked(page.body.html or "", personal)


def _clean(anchor: LexborNode, cleaner: _Cleaner) -> None:
    href = anchor.attributes.get("href") or ""
    if _SERVICE_WORDS.search(anchor.text()[:300]) or _SERVICE_URL.search(href, 0, urls.LONGEST):
        anchor.decompose()
        return
    found = cleaner.link(href)
    for name in anchor.attributes:
        del anchor.attrs[name]
    if found:
        anchor.attrs["href"] = found
