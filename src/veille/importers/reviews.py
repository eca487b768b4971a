# SPDX-License-Identifier: MIT
"""Reviews in a page that somebody saved from a browser: schema.org Review, as JSON-LD or as microdata.

Sites of reviews forbid programs, not their readers: the page is saved by a person, and read here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from veille import urls
from veille.errors import FileError
from veille.importers._decoded import beginning_of, decoded
from veille.importers.base import Columns, Found, Importer, Read
from veille.model import Channel, Item
from veille.nouns import field, noun

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCK = re.compile(
    r"<script\b[^>]{0,500}?application/ld\+json[^>]{0,500}>(.*?)</script", re.IGNORECASE | re.DOTALL
)
_END = re.compile(r"</script", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^>]{0,1000}>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]{1,2048})", re.IGNORECASE)
_KINDS = frozenset(["Review", "UserReview", "CriticReview", "EmployerReview", "ClaimReview"])
_DEEPEST = 12


class Reviews(Importer):
    """A saved page of reviews."""

    label = "HTML (schema.org Review)"

    def sure(self, name: str, beginning: bytes) -> int:
        """Take any page; whether reviews are in it shows in the reading."""
        text = beginning_of(beginning).lstrip("\ufeff \r\n\t")[:2000].lower()
        if text.startswith(("<!doctype html", "<html", "<head")):
            return 40
        return 30 if text.startswith("<") and name.endswith((".html", ".htm", ".xhtml")) else 0

    def read(self, body: bytes, columns: Columns) -> Read:
        """Read the reviews, each once. Raises FileError `no_reviews`."""
        del columns
        page = decoded(body)
        items = [*_linked(page), *_microdata(page)]
        apart = {(item.identity or "", item.author, item.title, item.text): item for item in items}
        if not apart:
            raise FileError("no_reviews")
        found = tuple(Found(row=row, item=item) for row, item in enumerate(apart.values(), start=1))
        return Read(found=found, channel=Channel.REVIEW)


def _canonical(page: str) -> str | None:
    """Return the address the page says is its own."""
    for link in _LINK.findall(page[:500_000]):
        if "canonical" in link.lower() and (href := _HREF.search(link)):
            return urls.join(None, href[1])
    return None


# --- JSON-LD ----------------------------------------------------------------------------------------------


@noun
class _Graph:
    """All things said in a page, and those that have an @id."""

    reviews: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=list)
    named: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def walk(self, thing: object, above: Mapping[str, Any], depth: int = 0) -> None:
        """Take in a thing and what it holds; `above` is what it stands in."""
        if depth > _DEEPEST:
            return
        if isinstance(thing, list):
            for one in thing:
                self.walk(one, above, depth + 1)
        elif isinstance(thing, dict):
            if len(thing) > 1 and isinstance(thing.get("@id"), str):
                self.named.setdefault(thing["@id"], thing)
            if _is_review(thing):
                self.reviews.append((thing, above))
            for value in thing.values():
                self.walk(value, thing, depth + 1)

    def thing(self, given: object) -> Mapping[str, Any]:
        """Return a thing, or what its @id stands for."""
        if isinstance(given, list):
            given = given[0] if given else None
        if not isinstance(given, dict):
            return {"name": given} if isinstance(given, str) else {}
        known = self.named.get(str(given.get("@id")), {})
        return {**known, **given}


def _is_review(thing: Mapping[str, Any]) -> bool:
    kind = thing.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and one.rpartition("/")[2] in _KINDS for one in kinds)


def _linked(page: str) -> Iterator[Item]:
    graph = _Graph()
    # Up to the last end: each block is then found at its own, and none is looked for in vain.
    end = max((found.end() for found in _END.finditer(page)), default=0)
    for block in _BLOCK.findall(page, 0, end):
        try:
            graph.walk(json.loads(block), {})
        except (ValueError, RecursionError):
            continue  # one of several blocks may be broken: the others stand
    address = _canonical(page)
    for review, above in graph.reviews:
        yield _review(graph, review, graph.thing(review.get("itemReviewed") or above), address)


def _review(graph: _Graph, review: Mapping[str, Any], about: Mapping[str, Any], address: str | None) -> Item:
    author = graph.thing(review.get("author"))
    name = _text(review, "@id")
    return Item(
        url=urls.join(address, _text(review, "url")) or address or urls.join(None, _text(about, "url")),
        identity=f"review {name}" if name else None,
        native_id=name.rpartition("/")[2] if name else None,
        title=_title(_text(review, "headline") or _text(review, "name"), _text(about, "name"), review),
        text=_text(review, "reviewBody") or _text(review, "description"),
        author=_text(author, "name"),
        author_url=urls.join(address, _text(author, "url")),
        published=_text(review, "datePublished") or _text(review, "dateCreated"),
        updated=_text(review, "dateModified"),
        language=_text(review, "inLanguage"),
        links=tuple(_addresses(about)),
        whole=True,
    )


def _title(title: str | None, about: str | None, review: Mapping[str, Any]) -> str | None:
    """Return the title, with what is reviewed where the words do not name it: that is what the review is about."""
    said = f"{title or ''} {_text(review, 'reviewBody') or ''}".casefold()
    if not about or about.casefold() in said:
        return title
    return f"{title} ({about})" if title else about


def _addresses(about: Mapping[str, Any]) -> Iterator[str]:
    for key in ("sameAs", "url"):
        given = about.get(key)
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, str) and urls.safe(one):
                yield one


def _text(of: Mapping[str, Any], key: str) -> str | None:
    found = of.get(key)
    if isinstance(found, dict):
        found = found.get("@value")
    return found.strip() or None if isinstance(found, str) else None


# --- microdata --------------------------------------------------------------------------------------------


def _microdata(page: str) -> Iterator[Item]:
    if "itemprop" not in page:
        return
    from selectolax.lexbor import LexborHTMLParser

    address = _canonical(page)
    for node in LexborHTMLParser(page).css("[itemtype*='schema.org/Review']"):
        said = {
            key: _prop(node, key) for key in ("name", "reviewBody", "description", "datePublished", "author")
        }
        person = node.css_first("[itemprop~='author'] [itemprop~='name']")
        if not said["reviewBody"] and not said["description"]:
            continue
        yield Item(
            url=address,
            title=said["name"],
            text=said["reviewBody"] or said["description"],
            author=_said(person) if person is not None else said["author"],
            published=said["datePublished"],
            whole=True,
        )


def _prop(node: LexborNode, name: str) -> str | None:
    """Return a property of the review itself, not of the person or thing within it."""
    for found in node.css(f"[itemprop~='{name}']"):
        above = found.parent
        while above is not None and above.mem_id != node.mem_id and "itemscope" not in above.attributes:
            above = above.parent
        if above is not None and above.mem_id == node.mem_id:
            return _said(found)
    return None


def _said(node: LexborNode) -> str | None:
    given = node.attributes
    return given.get("content") or given.get("datetime") or " ".join(node.text(separator=" ").split()) or None
