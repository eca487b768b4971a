# SPDX-License-Identifier: MIT
"""Times queries of every form over texts of 100,000 characters made to slow them.

    python benchmarks/hostile.py

Prints the milliseconds that deciding whether the text answers takes, and marking all its places. Each text is
the worst that its query could meet: all its words, none of them near, one endless word, one endless line.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime

from veille import expression
from veille.expression import Expression
from veille.model import Document

SIZE = 100_000
NOW = datetime(2026, 11, 1, tzinfo=UTC)
BOTH = "aa bb " * (SIZE // 6)
APART = "aa " * (SIZE // 6) + "xx " * 30 + "bb " * (SIZE // 6)
WORDS = [f"w{number:03d}" for number in range(200)]
MIXED = " ".join(random.Random(1).choices(WORDS, k=SIZE // 5))  # noqa: S311 - the same text each time
QUERIES = (
    ("aa NEAR/5 bb", BOTH),
    ("aa ONEAR/5 bb", APART),
    ("aa NEAR/5 bb", APART),
    ("((aa NEAR/3 bb) NEAR/3 aa) NEAR/5 bb", BOTH),
    (f"({' OR '.join(WORDS[:100])}) NEAR/3 ({' OR '.join(WORDS[100:])})", MIXED),
    (f"({' '.join(WORDS[:30])}) NEAR/3 ({' '.join(WORDS[30:60])})", MIXED),
    ('"aa bb"~5', BOTH),
    (f'"{" ".join(WORDS[:30])}"~100', MIXED),
    ("{Aa}", BOTH),
    ("a*a*a*a*a*b", "a" * SIZE),
    ("*aaaaaaaaaaaaaaaaaaaa?b", "a" * SIZE),
    ("aaa~2", " ".join(f"a{number:04x}" for number in range(SIZE // 6))),
    ("laposte NEAR/3 aa", "La-Poste aa " * (SIZE // 12)),
    ("/a+a+a+a+b/", "a" * SIZE),
    ("/x.*y|x/", "x" * SIZE),
    ("/[ab]*a[ab]{900}c/", "ab" * (SIZE // 2)),
    (r"/(\w+ ){30}zz/", BOTH),
    ("/aa/ NEAR/3 /bb/", BOTH),
)


def asked(query: Expression, text: str) -> tuple[float, float, int]:
    """Return the seconds to decide and to mark, each from a text not yet read, and how many places are marked."""
    document = Document(
        id="a", identity="a", url=None, host=None, title="", text=text, first_seen=NOW, sightings=()
    )
    begun = time.perf_counter()
    expression.matches(query, expression.subject(document))
    decided = time.perf_counter()
    marked = expression.hits(query, expression.subject(document))
    return decided - begun, time.perf_counter() - decided, len(marked)


def main() -> None:
    """Print a line for each query."""
    print(f"{'query':40} {'decide ms':>10} {'mark ms':>10} {'places':>8}")
    for written, text in QUERIES:
        query = expression.parse(written, today=date(2026, 11, 1), zone=UTC)
        runs = [asked(query, text) for _ in range(3)]
        decide, mark, places = (min(values) for values in zip(*runs, strict=True))
        shown = written if len(written) <= 40 else f"{written[:39]}…"  # noqa: PLR2004 - the column
        print(f"{shown:40} {1000 * decide:10.1f} {1000 * mark:10.1f} {places:8}")


if __name__ == "__main__":
    main()
