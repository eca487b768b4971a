# SPDX-License-Identifier: MIT
"""How many documents a second the matcher reads on one core: `python benchmarks/match.py [seconds]`.

French text of about 2 KB is made up from a seed; every tenth document holds a brand. Processor time, best round.
"""
# ruff: noqa: S311 - made-up text is no secret

import random
import sys
import time
from datetime import UTC, date, datetime

from veille.model import Brand, Channel, Document, Sighting
from veille.steps.match import Matcher

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SYLLABLES = "ba be bi bo bu ca ce co da de di fa fe fo ga la le li lo ma me mi na ne no pa pe po ra re ri sa se té vé".split()
SMALL = "le la les l’ d’ de des un une et à en qu’ que il elle est sont pour dans sur par avec plus pas ce cette".split()
SMALL_SHARE, NAME_SHARE, STOP_SHARE = 0.45, 0.06, 0.05


def vocabulary(rng, size):
    return ["".join(rng.choices(SYLLABLES, k=rng.randrange(2, 5))) for _ in range(size)]


def prose(rng, words, length):
    pieces, capital, size = [], True, 0
    while size < length:
        word = rng.choice(SMALL) if rng.random() < SMALL_SHARE else rng.choice(words)
        if capital or rng.random() < NAME_SHARE:
            word = word.capitalize()
        capital = rng.random() < STOP_SHARE
        pieces.append(
            word
            if word.endswith("’")
            else word + (". " if capital else ", " if rng.random() < STOP_SHARE else " ")
        )
        size += len(pieces[-1])
    return "".join(pieces)


def documents(rng, count, brands):
    words = vocabulary(rng, 4_000)
    made = []
    for number in range(count):
        body = prose(rng, words, 2_000)
        if number % 10 == 0:
            body = f"{body[:1000]} {rng.choice(brands).name} {body[1000:]}"
        sighting = Sighting(source="s", channel=Channel.NEWS, seen_at=NOW)
        links = ("https://www.example.org/a", "https://example.com/b/c?d=e")
        title = prose(rng, words, 60)
        made.append(
            Document(id=f"{number:012}", identity=str(number), url="https://example.org/x", host="example.org",
                     title=title, text=body, first_seen=NOW, sightings=(sighting,), links=links)
        )  # fmt: skip
    return made


def brand(rng, words, number):
    name = f"{rng.choice(words).capitalize()} {rng.choice(words).capitalize()}x{number}"
    return Brand(
        name=name,
        aliases=(f"{rng.choice(words)}y{number}",),
        handles=(f"@compte{number}",),
        domains=(f"marque{number}.example",),
        context=("usine", "rappel*"),
        exclude=("acteur",),
    )


def best(matcher, made, seconds):
    fastest, until = float("inf"), time.process_time() + seconds
    while time.process_time() < until:
        began = time.process_time()
        found = sum(1 for document in made for _ in matcher.mentions(document))
        fastest = min(fastest, time.process_time() - began)
    return len(made) / fastest, found


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    rng = random.Random(2026)
    words = vocabulary(rng, 2_000)
    for count in (1, 10, 100, 1_000):
        brands = [brand(rng, words, number) for number in range(count)]
        made = documents(random.Random(1), 500, brands)
        began = time.process_time()
        matcher = Matcher(brands, today=date(2026, 11, 22), zone=UTC)
        ready = time.process_time() - began
        speed, found = best(matcher, made, seconds)
        print(
            f"{count:5} brands: {speed:8,.0f} documents/s, ready in {ready * 1000:.0f} ms, {found} mentions in {len(made)}"
        )


if __name__ == "__main__":
    main()
