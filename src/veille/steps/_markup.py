# SPDX-License-Identifier: MIT
"""Foreign HTML as plain text, by one linear scan: no tree, no recursion, no C library that hostile bytes could crash.

Written for text that is read and searched, in the very process that holds the database; what is lost beside a real
parser (misnested tables, layout) does not matter to words.
"""

from __future__ import annotations

import html as entities
import re

LONGEST = 400_000
"""Characters of markup that are read."""

# Always matches once begun, so that no text can make it go back: unclosed constructs end where the text ends.
_TAG = re.compile(
    r"<(?:"
    r"!--(?:.*?-->|.*)"
    r"|!\[CDATA\[|(?P<hidden>(?:script|style|iframe|noframes|noembed|template|svg|textarea|select)(?![\w-]))"
    r"(?:(?!/?>).)*+(?:/>|>.*?</(?P=hidden)\s*>|.*)"
    r"|[!?][^>]*+>?"
    r"|(?P<name>/?[a-z][a-z0-9:-]*+)(?P<rest>(?:[^<>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)(?P<end>>?)"
    r")",
    re.IGNORECASE | re.DOTALL,
)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_PARAGRAPHS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 blockquote pre table ul ol dl section article figure hr".split()
)
_LINES = frozenset(
    "br li tr dt dd header footer aside main nav address figcaption caption form fieldset option details summary".split()
)
_CELLS = frozenset("td th".split())
_ESCAPED_TWICE = re.compile(r"</(?:p|a|b|i|em|strong|span|div|li|h[1-6]|blockquote)>|<br ?/?>", re.IGNORECASE)


def plain(markup: str) -> tuple[str, list[str]]:
    """Return the text of some HTML, blocks on lines of their own, and the targets of its links."""
    links: list[str] = []
    text = _text(markup[:LONGEST], links)
    if "<" not in markup and "<" in text and _ESCAPED_TWICE.search(text):
        text = _text(text, links)  # the author escaped markup that his tool escaped again
    return text, links


def _text(markup: str, links: list[str]) -> str:
    markup = markup.replace("\r", " ").replace("\n", " ").replace("]]>", "")

    def replacement(found: re.Match[str]) -> str:
        name = found["name"]
        if name is None:
            return " " if found["hidden"] else ""
        if not found["end"]:
            return found[0]  # never closed: "if a <b then c" is text
        name = name.lower()
        if name == "a":
            _note(found["rest"], links)
        return _space(name.lstrip("/"))

    return entities.unescape(_TAG.sub(replacement, markup))


def _note(attributes: str, links: list[str]) -> None:
    target = _HREF.search(attributes)
    if target:
        links.append(entities.unescape(target[1] or target[2] or target[3] or ""))


def _space(name: str) -> str:
    if name in _PARAGRAPHS:
        return "\n\n"
    if name in _LINES:
        return "\n"
    return " " if name in _CELLS else ""
