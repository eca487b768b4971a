# SPDX-License-Identifier: MIT
"""Shows where veille and feedparser differ on recorded feeds, and what reading and cleaning each feed costs.

python benchmarks/feeds.py [FOLDER]      FOLDER holds recordings/ (default: $VEILLE_SHARED, else ../shared)
"""

import os
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from eval.fidelity import ADDRESS, FIELDS, SEEN, differences, read, recorded
from veille.model import Channel
from veille.steps.identify import documents


def main(shared: Path) -> None:
    """Print the comparison, then the cost."""
    paths = list(recorded(shared))
    total, differing = 0, Counter()
    for path in paths:
        entries, found = differences(path)
        total += entries
        differing.update(one.field for one in found)
        for one in found:
            print(
                f"{one.feed} #{one.entry} {one.field}\n    feedparser {one.theirs!r}\n    veille     {one.ours!r}"
            )
    print(f"\n{len(paths)} feeds, {total} entries")
    for field in FIELDS:
        print(f"  {field:6} {100 * (1 - differing[field] / total):7.2f} %  ({differing[field]} differ)")
    print(f"  count  {differing['count']} feeds differ\n")
    cost(paths)


def cost(paths: list[Path]) -> None:
    """Print the processor time of parse and of the steps, best of three."""
    print(f"{'feed':44} {'KB':>6} {'items':>6} {'parse ms':>9} {'steps ms':>9}")
    sums = [0.0, 0.0, 0]
    for path in paths:
        body = path.read_bytes()
        page = read(body)
        parse = min(timed(lambda body=body: read(body)) for _ in range(3))
        steps = min(timed(lambda page=page: cleaned(page)) for _ in range(3))
        sums = [sums[0] + parse, sums[1] + steps, sums[2] + len(page.items)]
        print(f"{path.name:44} {len(body) / 1000:6.0f} {len(page.items):6} {parse:9.2f} {steps:9.2f}")
    mean = sums[0] / len(paths), sums[1] / len(paths), sums[1] / sums[2]
    print(f"\nmean: parse {mean[0]:.2f} ms/feed, steps {mean[1]:.2f} ms/feed = {mean[2]:.3f} ms/item")


def cleaned(page):
    """Run normalise and identify."""
    about = page.about
    return documents(page.items, about=about, source="s", channel=Channel.NEWS, seen_at=SEEN, base=ADDRESS)


def timed(call) -> float:
    """Return the processor time of a call, in ms."""
    begun = time.process_time()
    call()
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VEILLE_SHARED", str(ROOT.parent / "shared"))
    main(Path(named))
