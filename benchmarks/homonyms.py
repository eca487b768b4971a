# SPDX-License-Identifier: MIT
"""How well brands are told from their homonyms, per brand: `python benchmarks/homonyms.py [--wrong]`.

By rules alone, and by rules and a filter learned from the brand's other texts (each text is judged by a filter that
has not seen it). With --wrong, the texts that are judged otherwise than labelled follow: for brands that are tuned on only.
"""

import sys
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from eval.homonyms import SETS, judged, judged_once_taught, score
from veille.model import Verdict

COLUMNS = (
    f"{'':16}{'texts':>6}{'about':>6}{'kept':>6}{'doubt':>6}{'precision':>11}{'recall':>8}{'accuracy':>10}"
)


def row(name, some):
    found = score(some)
    about = sum(one.text.about for one in some)
    kept = sum(one.kept for one in some)
    doubtful = sum(one.verdict is Verdict.DOUBTFUL for one in some)
    shares = f"{found.precision:11.3f}{found.recall:8.3f}{found.accuracy:10.3f}"
    print(f"{name:16}{len(some):6}{about:6}{kept:6}{doubtful:6}{shares}")


def table(which, results):
    print(f"{which}\n{COLUMNS}")
    for name, some in groupby(results, key=lambda one: one.text.brand):
        row(name, list(some))
    for register in ("press", "forum", "social"):
        row(register, [one for one in results if one.text.register == register])
    row("all", results)
    print()


def wrong(results):
    for one in results:
        if one.kept is not one.text.about:
            said = "about" if one.text.about else "other"
            print(f"{one.text.id} is {said}, judged {one.verdict}: {one.text.written}")


def main():
    for which in SETS:
        results = list(judged(which))
        table(f"{which}, rules alone", results)
        table(f"{which}, after twenty answers for each brand", list(judged_once_taught(which)))
        if which == "tuning" and "--wrong" in sys.argv:
            wrong(results)


if __name__ == "__main__":
    main()
