# SPDX-License-Identifier: MIT
"""Compares what searches find with what queries mean, for queries of all forms made at random.

    python benchmarks/agreement.py [QUERIES] [SEED]

Prints the queries that disagree, and how many. Every fifth goes all the way through the store; of the others
what SQL lets through is compared.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "store"))

from chance import Agreement, Chance

from veille.errors import QueryError
from veille.model import Holder
from veille.store.sqlite import open_store

DOCUMENTS = 30
PER_BASE = 250


def compare(rng: random.Random, path: Path, count: int) -> tuple[int, list[str], int]:
    """Compare so many queries over new documents; return how many were refused, what disagrees, and the answers."""
    us = Holder(machine="here", pid=1, started="1")
    store = open_store(path, mode="create", holder=us, alive=lambda _: True)
    chance = Chance(rng)
    agreement = Agreement(store, chance.fill(store, DOCUMENTS))
    refused, wrong, answers, done = 0, [], 0, 0
    while done < count:
        written = chance.query()
        try:
            disagreements, found = agreement.disagreements(written, whole=done % 5 == 0)
        except QueryError:
            refused += 1
            continue
        done += 1
        answers += found
        wrong += disagreements
    store.close()
    return refused, wrong, answers


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1  # noqa: PLR2004
    rng = random.Random(seed)  # noqa: S311 - the same queries each time, not secrets
    begun, refused, disagreements, answers = time.process_time(), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for number, start in enumerate(range(0, count, PER_BASE)):
            path = Path(folder) / f"{number}.db"
            not_read, wrong, found = compare(rng, path, min(PER_BASE, count - start))
            refused, disagreements, answers = (
                refused + not_read,
                disagreements + len(wrong),
                answers + found,
            )
            for line in wrong:
                print(line)
    spent = time.process_time() - begun
    print(f"{count:,} queries ({refused:,} refused), {answers:,} answers, {spent:.0f} s of processor time")
    print(f"{disagreements} disagreements")


if __name__ == "__main__":
    main()
