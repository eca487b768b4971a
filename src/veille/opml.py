# SPDX-License-Identifier: MIT
"""Reads and writes OPML, the list of feeds that every reader exports, and that many write badly.

Four of five published lists are not well-formed XML (a bare & or < in an attribute), so this reads tags
itself: nothing is ever resolved or fetched, and what cannot be used is named.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from veille.errors import FileError
from veille.nouns import noun


@noun
class Outline:
    """One feed of a list.

    `folders` are the names of the folders it stands in, outermost first; `categories` those of its attribute.
    """

    name: str
    url: str
    site: str | None = None
    folders: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@noun
class Subscriptions:
    """The feeds of a list.

    `unusable` names what is neither a feed nor a folder; `repeated` counts feeds that stand there again.
    """

    outlines: tuple[Outline, ...]
    unusable: tuple[str, ...]
    repeated: int


_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS = frozenset({"utf-8", "iso8859-1", "iso8859-15", "cp1252", "ascii"})
_TAG = re.compile(r"<(?:!--|!\[CDATA\[|!DOCTYPE|!ENTITY|/?outline(?=[\s/>]))", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\s*([A-Za-z_:][\w:.-]{0,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_RESUME = re.compile(r"\s(?:xmlUrl|htmlUrl|text|title|type)\s*=\s*[\"']", re.IGNORECASE)
_FAR = 4000
_CLOSE = re.compile(r"\s*(/?)>")
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,10}[0-9]{0,2});")
_ENDS = {"<!--": "-->", "<![cdata[": "]]>", "<!doctype": ">"}
_DEEPEST = 20
_LONGEST_NAME = 200


# --- reading ----------------------------------------------------------------------------------------------


def read(body: bytes) -> Subscriptions:
    """Read a list of feeds, however badly written.

    Raises FileError: `opml_entities` when it declares entities, `not_opml` when it holds no outline.
    """
    reading = _Reading()
    seen = False
    for tag in _tags(_decoded(body)):
        seen = True
        reading.take(tag)
    if not seen:
        raise FileError("not_opml")
    while reading.levels:
        reading.close(reading.levels.pop())
    return Subscriptions(
        outlines=tuple(reading.found.values()), unusable=tuple(reading.unusable), repeated=reading.repeated
    )


@noun
class _Tag:
    opens: bool
    closes: bool
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Level:
    """An outline that is open: a folder once something stands in it."""

    name: str
    is_feed: bool
    used: bool = False


@dataclass(slots=True)
class _Reading:
    found: dict[str, Outline] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    repeated: int = 0

    def take(self, tag: _Tag) -> None:
        if tag.opens:
            self.open(tag.attributes)
        if tag.closes and self.levels:
            self.close(self.levels.pop())

    def open(self, attributes: dict[str, str]) -> None:
        if self.levels:
            self.levels[-1].used = True
        written = attributes.get("xmlurl", "").strip()
        name = _line(attributes.get("text") or attributes.get("title") or "")
        if written:
            self.feed(written, name, attributes)
        self.levels.append(_Level(name=name, is_feed=bool(written)))

    def close(self, level: _Level) -> None:
        if not level.is_feed and not level.used:
            self.unusable.append(level.name or "<outline>")

    def feed(self, written: str, name: str, attributes: Mapping[str, str]) -> None:
        url = _address(written)
        if url is None:
            self.unusable.append(_line(written))
            return
        if url in self.found:
            self.repeated += 1
            return
        folders = tuple(level.name for level in self.levels[:_DEEPEST] if level.name and not level.is_feed)
        name = name or urlsplit(url).hostname or url
        self.found[url] = Outline(
            name=name,
            url=url,
            site=_address(attributes.get("htmlurl", "")),
            folders=folders,
            categories=_categories(attributes.get("category", "")),
        )


def _categories(written: str) -> tuple[str, ...]:
    """Return the words of a category attribute: paths with slashes, joined by commas."""
    words = (_line(word) for path in written.split(",") for word in path.split("/"))
    return tuple(dict.fromkeys(word for word in words if word))[:_DEEPEST]


def _decoded(body: bytes) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.removeprefix(mark).decode(encoding, "replace")
    declared = _DECLARED.match(body)
    encodings = [_known(declared[1].decode("ascii"))] if declared else []
    for encoding in ("utf-8", *encodings):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def _known(name: str) -> str:
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return encoding if encoding in _ENCODINGS else "utf-8"


def _tags(text: str) -> Iterator[_Tag]:
    """Yield the outline tags, comments and the rest left out."""
    at = 0
    while match := _TAG.search(text, at):
        start = match.group().lower()
        if start == "<!entity":
            raise FileError("opml_entities")
        if start == "<!doctype" and re.match(r"[^<>]*\[", text[match.end() : match.end() + 400]):
            at = match.end()  # an internal subset: go on inside it, where entities would be declared
        elif start in _ENDS:
            end = text.find(_ENDS[start], match.end())
            at = end if end >= 0 else len(text)
        else:
            tag, at = _tag(text, match.end(), opens=not start.startswith("</"))
            if tag:
                yield tag


def _tag(text: str, at: int, *, opens: bool) -> tuple[_Tag | None, int]:
    """Read the attributes of a tag up to its end; None if it has no end that makes sense."""
    attributes: dict[str, str] = {}
    while True:
        while match := _ATTRIBUTE.match(text, at):
            value = match[2] if match[2] is not None else match[3]
            if "<outline" in value:
                return None, at + 1  # a quote is missing: the value runs into the next tag
            attributes.setdefault(match[1].lower(), _unescaped(value))
            at = match.end()
        if close := _CLOSE.match(text, at):
            return _Tag(opens=opens, closes=bool(close[1]) or not opens, attributes=attributes), close.end()
        # From the next character on: at this one there is no attribute, or it would have been read.
        resume = _RESUME.search(text, at + 1, _next_tag(text, at))
        if resume is None:
            break
        at = resume.start()  # past quotes within a value that nobody escaped
    end = text.find(">", at)
    shut = end > 0 and text[end - 1] == "/"
    tag = _Tag(opens=opens, closes=shut or not opens, attributes=attributes)
    return tag, end + 1 if end >= 0 else len(text)


def _next_tag(text: str, at: int) -> int:
    end = text.find("<", at, at + _FAR)
    return end if end >= 0 else min(len(text), at + _FAR)


def _unescaped(value: str) -> str:
    """Decode entities that end in a semicolon: `?a=1&copy=2` is an address, not a copyright sign."""
    if "&" not in value:
        return value
    from html import unescape

    return _ENTITY.sub(lambda match: unescape(match.group()), value)


def _address(written: str) -> str | None:
    url = re.sub(r"^feed:(?://)?(?=https?:)", "", written.strip())
    url = re.sub(r"^feed://", "http://", url)
    try:
        usable = urlsplit(url).scheme.lower() in {"http", "https"} and urlsplit(url).hostname
    except ValueError:
        return None
    return url if usable and url.isprintable() and " " not in url else None


def _line(written: str) -> str:
    spaced = "".join(character if character.isprintable() else " " for character in written)
    return " ".join(spaced.split())[:_LONGEST_NAME].strip()


# --- writing ----------------------------------------------------------------------------------------------


def write(outlines: Sequence[Outline], title: str) -> bytes:
    """Write a list of feeds as OPML 2.0, in their folders; the same list gives the same bytes."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"<head><title>{_escaped(_line(title))}</title></head>", "<body>"]
    lines += _folder([(_folders(outline), outline) for outline in outlines], 0)
    lines += ["</body>", "</opml>", ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _folders(outline: Outline) -> tuple[str, ...]:
    return tuple(name for name in map(_line, outline.folders) if name)


def _folder(placed: Iterable[tuple[tuple[str, ...], Outline]], depth: int) -> Iterator[str]:
    """Yield the feeds that stand at this depth, then the folders below it, in order of appearance."""
    inner: dict[str, list[tuple[tuple[str, ...], Outline]]] = {}
    indent = "  " * (depth + 1)
    for folders, outline in placed:
        if len(folders) > depth:
            inner.setdefault(folders[depth], []).append((folders, outline))
        else:
            yield indent + _element(outline)
    for name, below in inner.items():
        yield f'{indent}<outline text="{_escaped(name)}">'
        yield from _folder(below, depth + 1)
        yield f"{indent}</outline>"


def _element(outline: Outline) -> str:
    name = _escaped(_line(outline.name))
    site = f' htmlUrl="{_escaped(outline.site)}"' if outline.site else ""
    return f'<outline type="rss" text="{name}" title="{name}" xmlUrl="{_escaped(outline.url)}"{site}/>'


def _escaped(text: str) -> str:
    clean = "".join(filter(str.isprintable, text))
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = clean.replace(character, entity)
    return clean
