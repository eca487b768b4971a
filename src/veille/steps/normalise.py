# SPDX-License-Identifier: MIT
"""The one place where foreign text becomes ours: cleaned, bounded, dated, with addresses that are safe to show.

Every function is total: whatever an Item holds, the answer is a Document or None, never an exception.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from veille import dates, urls
from veille.model import About, Channel, Document, Item, Sighting
from veille.steps._markup import plain

TITLE, AUTHOR, CONTENT, NATIVE_ID, LINKS = 500, 200, 100_000, 512, 200
"""Most characters (or links) that are kept of each."""

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCKS_MAY_DIFFER = timedelta(hours=24)
_LARGEST = 2**53 - 1

_ESCAPE_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|[@-Z\\-_])?"
)
_LINE_BREAK = re.compile("[\r\u0085\u2028\u2029]\n?")
# C0 and C1 controls, surrogates, bidi overrides and isolates, soft hyphen, zero-width no-break space, no characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_MAY_BE_MARKS = re.compile("[^\x00-\u02ff]{31,}")
_MARKS_IN_A_ROW = 30
_BLANKS = re.compile(r"[^\S\n]{2,}")
_BLANK_LINES = re.compile(r"\n{3,}")

_MARKUP = re.compile(r"<[A-Za-z/!?]")
_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_BRACKETS = re.compile(r"[(<\[]\s*[)>\]]")
_WHOLLY_BRACKETED = re.compile(r"\(([^()]*)\)|<([^<>]*)>")

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{0,40})?$")
_THREE_LETTERS = {
    "fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "spa": "es", "ita": "it", "nld": "nl",
    "dut": "nl", "por": "pt",
}  # fmt: skip
_NO_LANGUAGE = frozenset(["und", "mul", "zxx", "mis"])


def normalise(
    item: Item, *, about: About, source: str, channel: Channel, seen_at: datetime, base: str | None
) -> Document | None:
    """Return the clean Document of an Item, its identity still empty (see identify); None if nothing is left.

    `base` is the address of the answer, against which relative links are meant.
    """
    url = _address(item.url, base)
    text, found = _content(item)
    title = _short(_line(item.title), TITLE)
    if not (title or text or url):
        return None
    language = _language(item.language) or _language(about.language)
    document = Document(
        id="",
        identity="",
        url=url,
        host=urls.host(item.site) or urls.host(_address(item.identity, None) or url or about.link or base),
        title=title,
        text=text,
        first_seen=seen_at,
        sightings=(
            Sighting(source=source, channel=channel, seen_at=seen_at, native_id=_native_id(item.native_id)),
        ),
        author=_author(item.author),
        author_url=_address(item.author_url, base),
        published=_date(item.published, seen_at),
        updated=_date(item.updated, seen_at),
        language=language,
        language_from="declared" if language else None,
        links=_links((*item.links, *found), url, base),
        parent=_native_id(item.parent),
        thread=_native_id(item.thread),
        reach=_number(item.audience),
        engagement=_numbers(item.engagement),
        whole=item.whole,
    )
    return _hashed(document)


def text(foreign: str) -> str:
    """Return foreign plain text with nothing in it but text: paragraphs stay, controls and bidi tricks go."""
    if not foreign.isascii():
        foreign = _MAY_BE_MARKS.sub(_cut_marks, foreign)
    if "\x1b" in foreign:
        foreign = _ESCAPE_SEQUENCE.sub("", foreign)
    foreign = _UNWANTED.sub("", _LINE_BREAK.sub("\n", foreign)).replace("\t", " ")
    foreign = _BLANKS.sub(" ", foreign)
    if "\n" in foreign:
        lines = "\n".join(part.strip() for part in foreign.split("\n"))
        foreign = _BLANK_LINES.sub("\n\n", lines)
    return foreign.strip()


def line(foreign: str) -> str:
    """Return foreign plain text as one clean line, for a title or a name."""
    return " ".join(text(foreign).split())


def digest(document: Document) -> str:
    """Return the hash of what a document says: all of its content, nothing of when or where we saw it."""
    content = (
        document.url,
        document.title,
        document.text,
        document.author,
        document.author_url,
        _iso(document.published),
        _iso(document.updated),
        document.language,
        document.links,
        document.parent,
        document.thread,
    )
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode("ascii")).hexdigest()[:32]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _hashed(document: Document) -> Document:
    from dataclasses import replace

    return replace(document, content_hash=digest(document))


def _cut_marks(found: re.Match[str]) -> str:
    kept: list[str] = []
    run = 0
    for character in found[0]:
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _content(item: Item) -> tuple[str, list[str]]:
    if not item.html:
        return _short(text((item.text or "")[: 2 * CONTENT]), CONTENT), []
    if "<" not in item.html and "&" not in item.html:
        return _short(text(item.html[: 2 * CONTENT].replace("\n", " ")), CONTENT), []
    words, found = plain(item.html)
    return _short(text(words), CONTENT), found


def _line(markup: str | None) -> str:
    """Read a title or a name, which may hold markup, as one line."""
    if not markup:
        return ""
    markup = markup[: 20 * TITLE]
    if "<" in markup or "&" in markup:
        markup = plain(markup)[0]
    return line(markup)


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _native_id(foreign: str | None) -> str | None:
    if not foreign:
        return None
    if len(foreign) > NATIVE_ID:
        return hashlib.sha256(foreign.encode("utf-8", "replace")).hexdigest()
    return line(foreign) or None


def _author(foreign: str | None) -> str | None:
    """Return the name alone: `mail@example.org (Name)` is Name, an address alone is nobody."""
    name = _EMAIL.sub("", line((foreign or "")[: 20 * AUTHOR]))
    name = _BRACKETS.sub("", _line(name) if _MARKUP.search(name) or "&" in name else name).strip(" ,;:-")
    bracketed = _WHOLLY_BRACKETED.fullmatch(name)
    if bracketed:
        name = bracketed[1] or bracketed[2] or ""
    return _short(line(name), AUTHOR) or None


def _address(foreign: str | None, base: str | None) -> str | None:
    found = urls.join(base, foreign)
    return urls.unwrap(found) if found else None


def _links(foreign: Iterable[str], url: str | None, base: str | None) -> tuple[str, ...]:
    """Return where a document points, sorted: its own address left out, at most 200."""
    own = urls.key(url) if url else None
    # No other spelling of its own address lacks this end of the path: a cheap test before the exact one.
    tail = re.split(r"[?#]", own or "")[0].rpartition("/")[2].partition("%")[0]
    kept: set[str] = set()
    for link in foreign:
        if len(kept) >= LINKS:
            break
        found = _address(link, url or base)
        if found and found != url and not (own and tail in found and urls.key(found) == own):
            kept.add(found)
    return tuple(sorted(kept))


def _date(foreign: str | None, seen_at: datetime) -> datetime | None:
    moment = dates.parse(foreign)
    return moment if moment and _EARLIEST <= moment <= seen_at + _CLOCKS_MAY_DIFFER else None


def _language(foreign: str | None) -> str | None:
    found = _LANGUAGE.match((foreign or "").strip())
    if found is None:
        return None
    tag = found[1].lower()
    return None if tag in _NO_LANGUAGE else _THREE_LETTERS.get(tag, tag)


def _number(count: object) -> int | None:
    if isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= _LARGEST:
        return count
    return None


def _numbers(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, count in counts.items() if (number := _number(count)) is not None}
