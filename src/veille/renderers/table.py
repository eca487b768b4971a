# SPDX-License-Identifier: MIT
"""Text for people: set to the terminal's width when there is one, whole and plain in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from veille.model import Column, Listing, Report, Summary
from veille.renderers import _data, _inert, _layout, _typeset
from veille.renderers.base import Look, Renderer

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_RULES = {1: "═", 2: "─"}
_INDENT = "  "
_LONGEST_WORD = 24
"""Longer addresses may run over two lines."""
_LONGEST_NAME = 40
"""Longer words of any kind may."""
_FEWEST = 2
"""Columns that are always shown."""
_LEAST = (
    *("previous_share", "owned", "doubtful", "net_sentiment", "reach", "next_due", "silent_days", "rights"),
    *(
        "rule",
        "help",
        "default",
        "moved_to",
        "how",
        "documents_7d",
        "relevance",
        "ownership",
        "terms",
        "previous",
    ),
)
"""Columns that a narrow terminal does without, the least useful first; then the last ones."""
_BRIEF = {
    "sources": (
        "name",
        "state",
        "last_success",
        "documents_7d",
        "mentions_7d",
        "silent_days",
        "last_error",
        "next_due",
    )
}
"""Columns that a terminal shows of listings too wide for it; a pipe gets all."""


class Table(Renderer):
    """Headings, tables, curves and cards; only we write escape sequences, and only on a terminal."""

    suffix: ClassVar[str] = ".txt"

    def render(self, what: Listing | Report | Summary, look: Look) -> Iterator[bytes]:
        before: _layout.Block | None = None
        for block in _layout.blocks(_brief(what, look), look):
            blank = "\n" if before is not None and _apart(before, block) else ""
            lines = "".join(f"{line}\n" for line in _lines(block, look))
            yield _data.encode(blank + lines)
            before = block


def _brief(what: Listing | Report | Summary, look: Look) -> Listing | Report | Summary:
    if not isinstance(what, Listing) or look.width is None or what.kind not in _BRIEF:
        return what
    by_key: dict[str, Column] = {column.key: column for column in what.columns}
    shown = tuple(by_key[key] for key in _BRIEF[what.kind] if key in by_key)
    return Listing(kind=what.kind, columns=shown, rows=what.rows, notes=what.notes)


def _apart(before: _layout.Block, block: _layout.Block) -> bool:
    """Say whether a blank line stands between two blocks."""
    if isinstance(block, _layout.Heading):
        return not (isinstance(before, _layout.Heading) and before.level < block.level)
    return not isinstance(before, _layout.Heading) and not (isinstance(block, _layout.Lines) and block.notes)


def _lines(block: _layout.Block, look: Look) -> Iterator[str]:
    if isinstance(block, _layout.Heading):
        yield from _heading(block, look)
    elif isinstance(block, _layout.Lines):
        for text in block.texts:
            lines = _wrapped(text, look, first="* " if block.notes else "", later=_INDENT)
            yield from (_dim(line, look) if block.notes else line for line in lines)
    elif isinstance(block, _layout.Curves):
        yield from _curves(block)
    elif isinstance(block, _layout.Card):
        yield from _card(block, look)
    else:
        yield from _grid(block, look)


def _heading(heading: _layout.Heading, look: Look) -> Iterator[str]:
    text = _inert.line(heading.text)
    yield f"{_BOLD}{text}{_PLAIN}" if look.color else text
    if heading.level in _RULES:
        yield _RULES[heading.level] * min(_typeset.width(text), look.width or 100)


def _curves(curves: _layout.Curves) -> Iterator[str]:
    drawn = [(_typeset.curve(values),) for values in curves.values]
    texts = [_inert.line(text) for text in curves.texts]
    rows = [(text, *line) for text, line in zip(texts, drawn, strict=True)]
    yield from _typeset.columns(("", ""), rows, (False, False))


def _card(card: _layout.Card, look: Look) -> Iterator[str]:
    yield from (_dim(line, look) for line in _wrapped(_INDENT.join(card.head), look, later=_INDENT))
    if card.title.strip():
        yield from _wrapped(card.title, look, first=_INDENT, later=_INDENT)
    if card.verbatim.strip():
        yield from _hits(list(_wrapped(card.verbatim, look, first=_INDENT, later=_INDENT)), look)
    if card.note:
        yield from _wrapped(card.note, look, first=_INDENT, later=_INDENT)
    if card.url.strip():
        yield _INDENT + _link(_inert.line(card.url), look)


def _hits(lines: Sequence[str], look: Look) -> Iterator[str]:
    """Show what stands between `**` in bold, over line ends too; without colour the marks stay."""
    pieces = "\n".join(lines).split("**")
    if not look.color or len(pieces) % 2 == 0:
        yield from lines
        return
    bold = (piece.replace("\n", f"{_PLAIN}\n{_BOLD}") for piece in pieces[1::2])
    shown = [
        piece
        for pair in zip(pieces[::2], (f"{_BOLD}{one}{_PLAIN}" for one in bold), strict=False)
        for piece in pair
    ]
    yield from "".join([*shown, pieces[-1]]).split("\n")


def _link(url: str, look: Look) -> str:
    if not (look.links and _inert.is_link(url)):
        return url
    return f"\x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\"


def _dim(line: str, look: Look) -> str:
    return f"{_DIM}{line}{_PLAIN}" if look.color else line


def _wrapped(text: str, look: Look, *, first: str = "", later: str = "") -> Iterator[str]:
    clean = _inert.line(text)
    if look.width is None:
        yield first + clean
        return
    import textwrap

    yield from textwrap.wrap(
        clean,
        max(20, look.width),
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first]


def _grid(grid: _layout.Grid, look: Look) -> Iterator[str]:
    titles = tuple(_inert.line(title) for title in grid.titles)
    rows = tuple(tuple(_inert.line(cell) for cell in row) for row in grid.rows)
    clean = _layout.Grid(titles=titles, right=grid.right, rows=rows, keys=grid.keys)
    for lines in ([*_set(_with_bars(clean, grid.bars))], [*_set(clean)]):
        if look.width is None or max(map(_typeset.width, lines), default=0) <= look.width:
            head = 1 if any(titles) and look.color else 0
            yield from (f"{_BOLD}{line}{_PLAIN}" for line in lines[:head])
            yield from lines[head:]
            return
    narrow, without = _narrowed(clean, look.width or 0)
    yield from _folded(narrow, look)
    if without:
        yield from (_dim(line, look) for line in _wrapped(_left_out(without, look), look, later=_INDENT))


def _left_out(titles: Sequence[str], look: Look) -> str:
    return look.words("render.left_out", columns=", ".join(titles))


def _narrowed(grid: _layout.Grid, width: int) -> tuple[_layout.Grid, list[str]]:
    """Leave out the least useful columns until no word needs to be broken; return the titles of those."""
    shown = list(range(len(grid.titles)))
    needs = [_need(grid, n) for n in shown]
    keys = grid.keys or ("",) * len(shown)
    while len(shown) > _FEWEST and sum(needs[n] for n in shown) + 2 * (len(shown) - 1) > width:
        least = [n for key in _LEAST for n in shown[1:] if keys[n] == key]
        shown.remove(least[0] if least else shown[-1])
    kept = _layout.Grid(
        titles=tuple(grid.titles[n] for n in shown),
        right=tuple(grid.right[n] for n in shown),
        rows=tuple(tuple(row[n] for n in shown) for row in grid.rows),
    )
    return kept, [title for n, title in enumerate(grid.titles) if n not in shown and title]


def _need(grid: _layout.Grid, column: int) -> int:
    """Return how wide a column must be for its words to stay whole."""
    words = (word for row in (grid.titles, *grid.rows) for word in row[column].split(" "))
    return max(min(_typeset.width(word), _LONGEST_WORD if "://" in word else _LONGEST_NAME) for word in words)


def _set(grid: _layout.Grid) -> Iterator[str]:
    return _typeset.columns(grid.titles, grid.rows, grid.right)


def _with_bars(grid: _layout.Grid, shares: Sequence[float]) -> _layout.Grid:
    if not shares:
        return grid
    rows = tuple((*row, _typeset.bar(share)) for row, share in zip(grid.rows, shares, strict=True))
    return _layout.Grid(titles=(*grid.titles, ""), right=(*grid.right, False), rows=rows)


def _widths(grid: _layout.Grid, width: int) -> list[int]:
    """Share the terminal's width out: to each column its longest word where that fits, then what cells lack."""
    table = [grid.titles, *grid.rows]
    columns = range(len(grid.titles))
    words = [_need(grid, n) for n in columns]
    lacking = [max(_typeset.width(row[n]) for row in table) for n in columns]
    room = width - 2 * (len(lacking) - 1)
    limits = range(_LONGEST_NAME, 0, -1)
    limit = next((limit for limit in limits if sum(min(limit, word) for word in words) <= room), 1)
    widths = [max(1, min(limit, word)) for word in words]
    for _ in range(max(0, room - sum(widths))):
        shortest = min(columns, key=lambda n: widths[n] / max(1, lacking[n]))
        widths[shortest] += widths[shortest] < lacking[shortest]
    return widths


def _folded(grid: _layout.Grid, look: Look) -> Iterator[str]:
    """Fit a table into the terminal: long cells go over several lines, nothing is lost."""
    import io

    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    shows = any(grid.titles)
    table = RichTable(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=shows, header_style="bold")
    for title, right, width in zip(grid.titles, grid.right, _widths(grid, look.width or 0), strict=True):
        table.add_column(Text(title), justify="right" if right else "left", width=width, overflow="fold")
    for row in grid.rows:
        table.add_row(*(Text(cell) for cell in row))
    file = io.StringIO()
    console = Console(
        file=file,
        width=look.width,
        force_terminal=look.color,
        color_system="standard" if look.color else None,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},
    )
    console.print(table)
    yield from (line.rstrip() for line in file.getvalue().rstrip("\n").split("\n"))
