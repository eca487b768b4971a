# SPDX-License-Identifier: MIT
"""Takes the lines of text out of a page, and tells two versions of them apart, all in one pass each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from veille.errors import ParseError
from veille.nouns import noun

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_NEVER_TEXT = "script, style, noscript, template, svg, iframe, object, select, [hidden]"
_AROUND = "nav, header, footer, aside, form, dialog, [role=navigation], [role=banner], [role=contentinfo]"
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)
_CLIMB = 20
_MOST_PARTS = 1_000


@noun
class Change:
    """What became of a text: the lines with + and - before them, and how many letters differ."""

    text: str
    letters: int


def understood(selector: str) -> bool:
    """Say whether that is a CSS selector."""
    from selectolax.lexbor import LexborHTMLParser

    try:
        LexborHTMLParser("<p>").css(selector)
    except Exception:  # noqa: BLE001 - the C parser says it in several ways
        return False
    return bool(selector.strip())


def lines(tree: LexborHTMLParser, selector: str | None) -> list[str]:
    """Return the text of a page, a line for each block.

    With a selector, of all that it selects; else of the main part, without menus, heads, feet and forms.
    Raises ParseError `parse` when nothing is selected.
    """
    _drop(tree, _NEVER_TEXT if selector else f"{_NEVER_TEXT}, {_AROUND}")
    parts = tree.css(selector)[:_MOST_PARTS] if selector else _main(tree)
    if selector and not parts:
        raise ParseError("parse", reason=f"nothing at {selector[:80]}")
    found = (" ".join("".join(texts).split()) for part in parts for texts in _blocks(part))
    return [line for line in found if line]


def _drop(tree: LexborHTMLParser, selector: str) -> None:
    for node in tree.css(selector):
        # The frame of the document itself may bear any attribute.
        if node.tag not in {"html", "body", "main", "-undef"}:
            node.decompose()


def _main(tree: LexborHTMLParser) -> list[LexborNode]:
    articles = tree.css("article")
    main = tree.css_first("main, [role=main]")
    best = main or (articles[0] if len(articles) == 1 else tree.body)
    # A page may keep its main element for something else: an empty one is none.
    if best is not None and best is not tree.body and not best.text().strip():
        best = tree.body
    return [best] if best is not None else []


def _blocks(part: LexborNode) -> Iterator[list[str]]:
    """Yield the pieces of text of each line: a line ends where a block begins or ends, and at br."""
    line: list[str] = []
    block: int | None = None
    for node in part.traverse(include_text=True):
        if node.tag == "-text":
            inside = _block(node)
            if inside != block:
                yield line
                line, block = [], inside
            line.append(node.text_content or "")
        elif node.tag == "br" or node.tag in _BLOCKS:
            yield line
            line = []
    yield line


def _block(node: LexborNode) -> int | None:
    parent = node.parent
    for _ in range(_CLIMB):
        if parent is None or parent.tag in _BLOCKS:
            break
        parent = parent.parent
    return parent.mem_id if parent is not None else None


def holds(line: str, rule: str) -> bool:
    """Say whether a line holds a rule's words in their order; * stands for anything between them."""
    line, at = line.casefold(), 0
    for part in rule.casefold().split("*"):
        found = line.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def difference(old: list[str], new: list[str]) -> Change:
    """Tell what went and what came, near the lines that stayed; lines that only moved are no change."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    taken = _taken(old, gone)
    shown = [f"− {line}" for line in taken.get("", [])]
    letters, added = 0, list[str]()
    removed = taken.pop("", [])
    for line in new:
        if come[line] > 0:
            come[line] -= 1
            added.append(line)
            shown.append(f"+ {line}")
            continue
        letters += _differing(removed, added)
        removed, added = taken.pop(line, []), []
        shown += [f"− {one}" for one in removed]
    return Change(text="\n".join(shown), letters=letters + _differing(removed, added))


def _taken(old: list[str], gone: Counter[str]) -> dict[str, list[str]]:
    """Return the lines that went, by the line that stayed before them; "" for the first ones."""
    found: dict[str, list[str]] = {}
    before = ""
    for line in old:
        if gone[line] > 0:
            gone[line] -= 1
            found.setdefault(before, []).append(line)
        else:
            before = line
    return found


def _differing(removed: list[str], added: list[str]) -> int:
    """Count the letters that differ between two runs of lines, once their common start and end are left out."""
    one, other = "\n".join(removed), "\n".join(added)
    start = _alike(one, other)
    one, other = one[start:], other[start:]
    end = _alike(one[::-1], other[::-1])
    return max(len(one), len(other)) - end


def _alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
