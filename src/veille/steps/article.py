# SPDX-License-Identifier: MIT
"""Takes the article out of a web page: its text without menus, advertisements and footers, its author, its date.

Run in the parse worker, on foreign HTML, with the library of the extra `article`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from veille.nouns import noun

LIBRARY = "trafilatura"
EXTRA = "article"
SHORTEST = 140
"""Characters below which what was found is no article but what is left of a page without one."""

_LINKED_DATA = re.compile(
    r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>(.*?)</script", re.IGNORECASE | re.DOTALL
)
_END = re.compile(r"</script", re.IGNORECASE)
_BY = re.compile(r"^(?:auteur|par|by)\s*:?\s+", re.IGNORECASE)
_MORE = re.compile(
    r"pour lire la suite|lire la suite de cet article|r[ée]serv[ée]e?s? (?:à nos|aux) abonn|il vous reste [\d.,]+\s?% de cet"
    r"|abonnez-vous pour|cr[ée]ez (?:votre|un) compte|for subscribers only|subscribe (?:now )?to (?:continue|keep|read)"
    r"|to continue reading",
    re.IGNORECASE,
)
_LAST = 800
"""Characters at the end of a text in which a publisher sells the rest."""
_LANGUAGE = re.compile(r"<html[^>]{0,500}\blang\s*=\s*[\"']?([A-Za-z]{2,3})", re.IGNORECASE)


@noun
class Article:
    """What a page says; `whole` is False when the page itself says that the rest is for subscribers."""

    title: str | None
    text: str
    author: str | None
    published: str | None
    language: str | None
    whole: bool


def available() -> bool:
    """Say whether the extra is installed, without loading it."""
    from importlib.util import find_spec

    return find_spec(LIBRARY) is not None


def loads() -> bool:
    """Say whether the extra can be used: half of it may be installed. Called in the parse worker."""
    try:
        from trafilatura import bare_extraction
    except ImportError:
        return False
    return callable(bare_extraction)


def read(markup: str, url: str) -> Article | None:
    """Return the article of a page; None when it holds none."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        markup, url=url, include_comments=False, include_tables=False, with_metadata=True
    )
    text = (getattr(found, "text", None) or "").strip()
    if len(text) < SHORTEST:
        return None
    language = _LANGUAGE.search(markup[:5000])
    return Article(
        title=found.title or None,
        text=text,
        author=_BY.sub("", found.author or "") or None,
        published=found.date or None,
        language=language[1].lower() if language else None,
        whole=not (_for_subscribers(markup) or _MORE.search(text[-_LAST:])),
    )


def _for_subscribers(markup: str) -> bool:
    """Say whether the page declares that it shows a part only (schema.org, isAccessibleForFree)."""
    if "isAccessibleForFree" not in markup:
        return False
    # Up to the last end: each block is then found at its own, and none is looked for in vain.
    end = max((found.end() for found in _END.finditer(markup)), default=0)
    return any(_closed(block[1]) for block in _LINKED_DATA.finditer(markup, 0, end))


def _closed(block: str) -> bool:
    try:
        said = json.loads(block)
    except (ValueError, RecursionError):
        return False
    graph = said.get("@graph") if isinstance(said, dict) else None
    things = graph if isinstance(graph, list) else []
    things = [*things, *(said if isinstance(said, list) else [said])]
    return any(
        str(one.get("isAccessibleForFree")).lower() == "false" for one in things if isinstance(one, dict)
    )
