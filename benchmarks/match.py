# SPDX-License-Identifier: MIT
"""How many documents a second the matcher reads on one core: `python benchmarks/match.py [seconds a line]`.

French text of about 2 KB is made up from a seed; every tenth document holds a name. Processor time, best round,
folding included. "found": brands with exact places in the text. "mentions": with handles, domains, context and
exclude too, rated and with their extracts. Beside them pyahocorasick and a regex alternation, when installed, on
the same texts, folded as quickly: they know neither joined forms nor accounts. Then typing errors, with the share
of those made that is found; then hostile texts of 100,000 characters, with the slowest of a few brands' times.
"""
# ruff: noqa: S311 - made-up text is no secret

import random
import re
import sys
import time
from datetime import UTC, date, datetime

from veille.expression import Subject
from veille.model import Brand, Channel, Document, Sighting
from veille.steps.match import Matcher
from veille.steps.match.definition import definitions
from veille.steps.match.hits import hits
from veille.steps.match.prefilter import Prefilter
from veille.steps.match.typos import edits
from veille.text import Reading
from veille.text.shapes import QUICK_FOLD, swell, western
from veille.text.wordlist import is_word

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = {"today": date(2026, 11, 22), "zone": UTC}
SYLLABLES = "ba be bi bo bu ca ce co da de di fa fe fo ga la le li lo ma me mi na ne no pa pe po ra re ri sa se té vé".split()
OTHER = "bra cho dru fli gro jou kan kel lou mar nor pil quo rou sti tru vau wen xar zel".split()
SMALL = "le la les l’ d’ de des un une et à en qu’ que il elle est sont pour dans sur par avec plus pas ce cette".split()
SMALL_SHARE, NAME_SHARE, STOP_SHARE, EMOJI_SHARE, TWICE = 0.45, 0.06, 0.05, 0.04, 0.5
EMOJI = ("😀", "❤\ufe0f", "👩\u200d💻", "🇫🇷", "\u200b", "…\u202f!")
FOLDED = QUICK_FOLD.replace(b"'", b" ").replace(b"-", b" ")


def vocabulary(rng, size, syllables=SYLLABLES):
    return ["".join(rng.choices(syllables, k=rng.randrange(2, 5))) for _ in range(size)]


def prose(rng, words, length, emoji):
    pieces, capital, size = [], True, 0
    while size < length:
        word = rng.choice(SMALL) if rng.random() < SMALL_SHARE else rng.choice(words)
        if capital or rng.random() < NAME_SHARE:
            word = word.capitalize()
        capital = rng.random() < STOP_SHARE
        if emoji and rng.random() < EMOJI_SHARE:
            word = f"{rng.choice(EMOJI)} {word}"
        end = ". " if capital else ", " if rng.random() < STOP_SHARE else " "
        pieces.append(word if word.endswith("’") else word + end)
        size += len(pieces[-1])
    return "".join(pieces)


def document(number, title, body):
    sighting = Sighting(source="s", channel=Channel.NEWS, seen_at=NOW)
    links = (f"https://www.example.org/{number}", f"https://example.com/b/c?d={number}")
    return Document(
        id=f"{number:012}", identity=str(number), url="https://example.org/x", host="example.org",
        title=title, text=body, first_seen=NOW, sightings=(sighting,), links=links,
    )  # fmt: skip


def documents(count, names, *, emoji=False):
    rng = random.Random(1)
    words, made = vocabulary(rng, 4_000), []
    for number in range(count):
        body = prose(rng, words, 2_000, emoji)
        if number % 10 == 0:
            body = f"{body[:1000]} {rng.choice(names)} {body[1000:]}"
        made.append(document(number, prose(rng, words, 60, emoji), body))
    return made


def brands(count, **given):
    """Brands with two terms each: a name of two words and one of one."""
    rng = random.Random(2026)
    words = vocabulary(rng, 2_000)
    for number in range(count // 2):
        name = f"{rng.choice(words).capitalize()} {rng.choice(words).capitalize()}x{number}"
        extras = {key: tuple(one.format(number) for one in value) for key, value in given.items()}
        yield Brand(name=name, aliases=(f"{rng.choice(words)}y{number}",), **extras)


def best(work, made, seconds):
    fastest, until = float("inf"), time.process_time() + seconds
    while time.process_time() < until:
        began = time.process_time()
        for one in made:
            work(one)
        fastest = min(fastest, time.process_time() - began)
    return len(made) / fastest


# --- what is compared -------------------------------------------------------------------------------------


def finding(every):
    prefilter = Prefilter(every)

    def find(shown):
        subject = Subject(shown)
        return [hit for number in prefilter.candidates(subject) for hit in hits(every[number], subject)]

    return find


def folded(shown):
    return f" {swell(western(f'{shown.title} {shown.text}').translate(FOLDED).decode('latin-1'))} "


def automaton(names):
    try:
        import ahocorasick
    except ImportError:
        return None
    known = ahocorasick.Automaton()
    for name in names:
        known.add_word(f" {name} ", name)
    known.make_automaton()
    return lambda shown: list(known.iter(folded(shown)))


def alternation(names):
    known = re.compile(f" (?:{'|'.join(map(re.escape, names))})(?= )")
    return lambda shown: known.findall(folded(shown))


def speed(work, made, seconds):
    return f"{best(work, made, seconds):10,.0f}" if work else f"{'absent':>10}"


def exact(seconds):
    print(
        f"{'terms':>7} {'text':>6} {'found':>10} {'mentions':>10} {'pyahocor.':>10} {'regex':>10}   documents a second"
    )
    for count, emoji in (
        (10, False),
        (100, False),
        (1_000, False),
        (10_000, False),
        (10, True),
        (1_000, True),
    ):
        plain = list(brands(count))
        full = brands(
            count,
            handles=["@compte{}"],
            domains=["marque{}.example"],
            context=["usine", "rappel*"],
            exclude=["acteur"],
        )
        forms = [form for one in plain for form in (one.name, *one.aliases)]
        made = documents(500, forms, emoji=emoji)
        names = [" ".join(Reading(form).line.split()) for form in forms]
        tried = (
            finding(definitions(plain, **DAY)),
            mentions(Matcher(list(full), **DAY)),
            automaton(names),
            alternation(names),
        )
        shown = " ".join(speed(work, made, seconds) for work in tried)
        print(f"{count:7,} {'emoji' if emoji else 'plain':>6} {shown}", flush=True)


def mentions(matcher):
    return lambda shown: list(matcher.mentions(shown))


# --- typing errors ----------------------------------------------------------------------------------------


def slip(rng, word):
    """Make one typing error."""
    at, kind = rng.randrange(1, len(word) - 1), rng.randrange(4)
    other = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return (
        word[:at] + word[at + 1 :], word[:at] + other + word[at:], word[:at] + other + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )[kind]  # fmt: skip


def misspelt(rng, name):
    """Return a name with as many typing errors in one of its words as are tolerated, or fewer."""
    while True:
        words = name.lower().split()
        at = rng.randrange(len(words))
        if not edits(words[at]):
            continue
        wrong = slip(rng, words[at])
        if edits(words[at]) > 1 and rng.random() < TWICE:
            wrong = slip(rng, wrong)
        if wrong != words[at] and not is_word(wrong):
            return " ".join((*words[:at], wrong, *words[at + 1 :])).title()


def typos(seconds):
    print(f"\n{'terms':>7} {'cold':>10} {'warm':>10} {'recall':>10}   with typing errors; documents a second")
    for count in (10, 1_000):
        rng = random.Random(7)
        # Of other syllables than the text: it is not French, whose words are never taken for typing errors.
        words = [word for word in vocabulary(rng, 20_000, OTHER) if edits(word)]
        watched = [
            Brand(name=f"{rng.choice(words)} {rng.choice(words)}".title(), typos=True) for _ in range(count)
        ]
        every = definitions(watched, **DAY)
        wrong = {one.name: [misspelt(rng, one.name) for _ in range(2_000 // count)] for one in watched}
        made = documents(500, [name for names in wrong.values() for name in names])
        find = finding(every)
        began = time.process_time()
        for shown in made:
            find(shown)
        cold = len(made) / (time.process_time() - began)
        asked = [(name, one) for name, names in wrong.items() for one in names]
        found = sum(
            any(hit.form == name for hit in find(document(0, "", f"chez {one}, oui"))) for name, one in asked
        )
        print(f"{count:7,} {cold:10,.0f} {speed(find, made, seconds)} {found / len(asked):10.1%}", flush=True)


# --- hostile texts ----------------------------------------------------------------------------------------

HOSTILE = ("la-", "@a", "#", "LA POSTE ", "A.", "L'", "a", "e\u0301\u0323", "\u200b", "Lenoir acteur ", "La Poste, ", "ﬁ ", "о", "Оr ", "東", "lenoi r ", "🅰")  # fmt: skip


def hostile():
    watched = [
        Brand(name="La Poste", exclude=("acteur",), handles=("@poste",), typos=True),
        Brand(name="Lenoir", exclude=("acteur",), context=("usine", "rappel*"), typos=True),
        Brand(name="lalala", query="lapo* OR (lenoir NEAR/5 acteur) OR l?oste OR lenoir~"),
    ]
    rng = random.Random(3)
    unlike = " ".join("".join(rng.choices("aeiounrst", k=8)) for _ in range(11_000))
    shown = {unit: (unit * 100_000)[:100_000] for unit in HOSTILE} | {"different words": unlike}
    matcher = Matcher(watched, **DAY)
    print(f"\n{'ms':>7}   100,000 characters of")
    for unit, text in shown.items():
        began = time.process_time()
        list(matcher.mentions(document(0, "", text)))
        print(f"{(time.process_time() - began) * 1000:7,.0f}   {unit!r}", flush=True)


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    exact(seconds)
    typos(seconds)
    hostile()


if __name__ == "__main__":
    main()
