# SPDX-License-Identifier: MIT
"""Reads an answer as an HTML page: a tree to select from, and the few things that all readers of pages take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veille.errors import ParseError
from veille.model import Response

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode


def text_of_page(response: Response) -> str:
    """Return the markup of an answer as text, whatever its encoding."""
    from veille.sources import _feed_text

    return _feed_text.decode(response.body, response.headers)


def tree(markup: str) -> LexborHTMLParser:
    """Return the tree of some HTML. Raises ParseError `parse` when the parser refuses it."""
    from selectolax.lexbor import LexborHTMLParser

    try:
        return LexborHTMLParser(markup)
    except Exception as cause:  # a C parser may refuse anything
        raise ParseError("parse", reason="html") from cause


def page(response: Response) -> LexborHTMLParser:
    """Return the tree of an HTML answer. Raises ParseError `parse` when it cannot be read at all."""
    return tree(text_of_page(response))


def other(response: Response) -> ParseError:
    """Return the error to raise when a page does not hold what is sought.

    `login`, `consent` or `blocked` when the page is recognised as such, else `not_a_feed`. Never ask before
    looking: a forum about robots is no challenge page.
    """
    from veille.sources._other_page import recognise

    return recognise(text_of_page(response), response.url)


def first(node: LexborHTMLParser | LexborNode | None, selector: str) -> LexborNode | None:
    """Return the first node that a CSS selector matches below a node."""
    return None if node is None else node.css_first(selector)


def text(node: LexborNode | None) -> str | None:
    """Return the text of a node as one line; None if there is none."""
    if node is None:
        return None
    return " ".join(node.text(separator=" ").split()) or None


def attribute(node: LexborNode | None, name: str) -> str | None:
    """Return an attribute of a node, without blanks around; None if it is missing or empty."""
    if node is None:
        return None
    return (node.attributes.get(name) or "").strip() or None


def markup(node: LexborNode | None) -> str | None:
    """Return the HTML of a node, for an Item's `html`."""
    return None if node is None else node.html
