# SPDX-License-Identifier: MIT
"""Measures the store: documents saved per second, and how long searches, counts and opening take.

    python benchmarks/store.py [DOCUMENTS]

Processor time, since machines are shared; the texts are made up, with words as frequent as in real ones.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from veille import expression
from veille.model import Channel, Document, Holder, Mention, Ownership, Place, Sighting, Verdict
from veille.questions import By, Day, Filter, Measure, Query, Sort
from veille.store.base import Batch, Visit
from veille.store.sqlite import SqliteStore, open_store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = 365
BATCH = 500
WORDS = [f"{sha256(bytes([n % 256, n // 256])).hexdigest()[: 3 + n % 8]}" for n in range(20_000)]
WEIGHTS = [1 / (n + 2) for n in range(len(WORDS))]
BRAND = "biscuiterie lenoir"
OPEN = """
import resource, sys
from pathlib import Path
before = resource.getrusage(resource.RUSAGE_SELF).ru_utime + resource.getrusage(resource.RUSAGE_SELF).ru_stime
from datetime import UTC, date
from veille import expression
from veille.questions import Filter, Sort
from veille.store.sqlite import open_store
loaded = resource.getrusage(resource.RUSAGE_SELF)
store = open_store(Path(sys.argv[1]), mode="read", holder=None, alive=None)
where = Filter(where=expression.parse("lenoir", today=date(2026, 11, 22), zone=UTC))
store.documents.search(where, sort=Sort.DATE, limit=20)
after = resource.getrusage(resource.RUSAGE_SELF)
spent = loaded.ru_utime + loaded.ru_stime
print(round((spent - before) * 1000, 1), round((after.ru_utime + after.ru_stime - spent) * 1000, 1))
"""


def documents(count: int) -> Iterator[Document]:
    """Make documents of about 900 characters, spread over a year; every tenth names the brand."""
    chance = random.Random(1)  # noqa: S311 - the same documents each time, not secrets
    for number in range(count):
        words = chance.choices(WORDS, WEIGHTS, k=130)
        if number % 10 == 0:
            words.insert(40, BRAND)
        identity = f"https://site{number % 300}.example/{number}"
        key = sha256(identity.encode()).hexdigest()
        yield Document(
            id=key[:12],
            identity=identity,
            url=identity,
            host=f"site{number % 300}.example",
            title=" ".join(words[:8]).capitalize(),
            text=" ".join(words[8:]),
            first_seen=NOW,
            published=NOW - timedelta(minutes=chance.randrange(DAYS * 1440)),
            sightings=(Sighting(source=f"S{number % 300}", channel=Channel.NEWS, seen_at=NOW),),
            content_hash=key,
        )


def match(document: Document) -> Iterator[Mention]:
    """Find the brand, at no cost to speak of: what is measured is the store."""
    at = document.text.find(BRAND)
    if at >= 0:
        yield Mention(
            document=document.id,
            brand="Lenoir",
            terms=("lenoir",),
            spans=(),
            verbatim=document.text[at : at + 200],
            where=Place.TEXT,
            ownership=Ownership.EARNED,
            relevance=0.8,
            reasons=(),
            verdict=Verdict.KEPT,
            fingerprint="1",
        )


def save(store: SqliteStore, made: list[Document]) -> int:
    """Save in visits of BATCH documents; return how many were new."""
    new = 0
    for start in range(0, len(made), BATCH):
        visit = Visit(source="S", at=NOW)
        new += store.documents.save(
            Batch(visit=visit, documents=tuple(made[start : start + BATCH])), match, token=None
        ).new
    return new


def spent(action: Callable[[], object], times: int = 1) -> float:
    """Return the milliseconds of processor time of the quickest of some runs."""
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        action()
        best = min(best, time.process_time() - before)
    return best * 1000


def questions(store: SqliteStore) -> dict[str, Callable[[], object]]:
    """Return what is asked, by name."""
    searches = {
        "rare": WORDS[9000],
        "one in ten": "lenoir",
        "frequent": WORDS[5],
        "phrase": '"biscuiterie lenoir"',
        "two words": f"{WORDS[5]} {WORDS[9]}",
        "two words near": f"{WORDS[5]} NEAR/5 {WORDS[9]}",
        "as written": "{biscuiterie}",
        "a hole": "*noir",
        "a mistake": "lenior~",
        "two mistakes": "lenior~2",
        "expression": "/biscuiterie.len/",
        "brand": "brand:lenoir lenoir",
    }
    days = tuple(
        Day(
            day=(NOW - timedelta(days=n)).date(),
            since=NOW - timedelta(days=n + 1),
            until=NOW - timedelta(days=n),
        )
        for n in range(30)
    )
    per_day = Query(by=(By.DAY, By.BRAND), measures=(Measure.VOLUME,), filter=Filter(), days=days)
    per_host = Query(by=(By.HOST, By.BRAND), measures=(Measure.VOLUME,), filter=Filter(), limit=10)
    asked: dict[str, Callable[[], object]] = {}
    for name, words in searches.items():
        where = Filter(where=expression.parse(words, today=date(2026, 11, 22), zone=UTC))
        for sort in Sort:
            asked[f"search {name}, {sort}"] = _search(store, where, sort)
    asked["all mentions"] = lambda: store.documents.mentions(Filter(), sort=Sort.DATE, limit=None)
    asked["volume per day, 30 days"] = lambda: store.documents.tally(per_day)
    asked["volume per host"] = lambda: store.documents.tally(per_host)
    asked["states of sources"] = lambda: store.schedule.states(NOW)
    return asked


def _search(store: SqliteStore, where: Filter, sort: Sort) -> Callable[[], object]:
    return lambda: store.documents.search(where, sort=sort, limit=20)


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    made = list(documents(count))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "veille.db"
        us = Holder(machine="here", pid=1, started="1")
        store = open_store(path, mode="create", holder=us, alive=lambda _: True)
        first = made[:10_000]
        said = {"save, new": spent(lambda: save(store, first)) / len(first)}
        said["save, unchanged"] = spent(lambda: save(store, first)) / len(first)
        save(store, made[10_000:])
        for name, milliseconds in said.items():
            print(f"{name:32}{1000 / milliseconds:10,.0f} documents/s")
        print(f"{'size':32}{path.stat().st_size / count:10,.0f} bytes/document")
        for name, question in questions(store).items():
            print(f"{name:32}{spent(question, 5):10.2f} ms")
        store.close()
        done = subprocess.run([sys.executable, "-c", OPEN, path], capture_output=True, text=True, check=True)  # noqa: S603
        imports, asked = done.stdout.split()
        print(f"{'a search from cold: imports':32}{imports:>10} ms, the rest {asked} ms")


if __name__ == "__main__":
    main()
