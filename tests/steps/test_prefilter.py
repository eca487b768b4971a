# SPDX-License-Identifier: MIT
"""The look at the bytes of a document never misses what reading it finds."""

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import QueryError
from veille.expression import Subject
from veille.model import Brand, Channel, Document, Sighting
from veille.steps.match.definition import definitions
from veille.steps.match.hits import hits
from veille.steps.match.prefilter import Prefilter
from veille.text import Glance, Reading

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = {"today": date(2026, 11, 22), "zone": UTC}
NAMES = (
    "La Poste", "LaPoste", "laposte", "S.N.C.F.", "sncf", "Cœur", "coeur", "L’Oréal", "loreal", "东京", "оранж", "Orange",
    "Ōsaka", "straße", "H M", "hm", "Le Bon Coin", "leboncoin", "μTorrent", "3M", "#lenoir", "Lenoir Paris", "Þór", "ﬁnance",
)  # fmt: skip
HOSTS = ((), ("la-poste.or",), ("cœur.paris", "3m.or"), ("bon.coin",))
RULES = (
    "post*", "lapos*", '"la pos*"', "l?poste", "*oste", "{La Poste}", "{Orange}", "orange~", "/or.nge/", "poste NEAR/3 orange",
    "(poste OR sncf) ONEAR/3 ora*", '"bon coin"~2', "orange AND (poste OR lap*)", "orange -poste", "@lenoir", "#len*", "东京 OR оранж",
    "title:poste", "site:news.example orange", "lang:fr", "m?t", "(lenoir AND paris) NEAR/5 poste", "@post*",
)  # fmt: skip
PIECES = (
    "La", "la", "LA", "Poste", "poste", "laposte", "lapostes", "S", "N", "C", "F", "s.n.c.f", "sncf", "Cœur", "coeur", "l", "L",
    "Oréal", "oreal", "东京", "东", "оранж", "Orange", "Оrange", "ОRANGE", "ѕосо", "o\u200brange", "o\u0301range", "Ｏrange", "ⓄRANGE",
    "or", "ange", "Le", "Bon", "Coin", "bon", "coin", "#lenoir", "@lenoir", "@lenoir.x@a.b", "Lenoir", "Paris", "µTorrent", "utorrent",
    "3M", "3", "m", "H", "M", "hm", "Þór", "þ", "ﬁnance", "finance", "straße", "strasse", "Osaka", "ōsaka", "😀", "\ufe0f", "mot", "mit", "qu",
    "la-poste.or", "COEUR.Paris", "cœur.paris", "https://www.3M.or/", "x.bon.coin",
)  # fmt: skip
SIGNS = (
    " ",
    " ",
    "-",
    "'",
    "’",
    ".",
    ", ",
    "\n",
    "",
    "\u202f",
    "\u200b",
    "\u00ad",
    "–",
    "_",
    "@",
    "#",
    "&",
    "\u2011",
)
ODD = st.text(
    alphabet=st.sampled_from("lapostelL P-'.@#œé\x8d\x90\x9c’\u200b\u00adОо东😀_nNcCfF"), max_size=40
)
TEXTS = st.one_of(
    ODD,
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SIGNS)), max_size=14).map(
        lambda pairs: "".join(word + sign for word, sign in pairs)
    ),
)


def document(text, title="", **fields):
    sighting = Sighting(source="s", channel=Channel.NEWS, seen_at=NOW)
    return Document(
        id="abcdefghijkl", identity="i", first_seen=NOW, sightings=(sighting,), title=title, text=text,
        **{"url": "https://news.example/a", "host": "news.example", **fields},
    )  # fmt: skip


def known():
    """Some brands of each kind: few, so that forms are looked for one by one, and many, so that they are listed."""
    named = [
        Brand(name=name, typos=number % 2 == 0, domains=HOSTS[number % len(HOSTS)])
        for number, name in enumerate(NAMES)
    ]
    ruled = [Brand(name=f"rule {number}", query=rule) for number, rule in enumerate(RULES)]
    padding = [
        Brand(name=f"{first}{last}") for first in "abcdefgh" for last in ("la", "poste", "x", "ange", "f")
    ]
    return [
        definitions(named[:1], **DAY), definitions(named[2:6], **DAY), definitions(named + ruled, **DAY),
        definitions(named + ruled + padding, **DAY), definitions(ruled[:4], **DAY),
        *(definitions([one], **DAY) for one in ruled),
    ]  # fmt: skip


KNOWN = [(every, Prefilter(every)) for every in known()]


@given(TEXTS, TEXTS)
@settings(max_examples=500)
def test_what_is_found_was_a_candidate(text, title):
    """Whatever the text, names and rules: where hits() finds a brand, the prefilter named it."""
    shown = document(text, title)
    for every, prefilter in KNOWN:
        candidates = set(prefilter.candidates(Subject(shown)))
        for number, definition in enumerate(every):
            assert number in candidates or not hits(definition, Subject(shown)), definition.brand.name


@given(TEXTS)
@settings(max_examples=500)
def test_a_glance_sees_every_word_of_latin_letters(text):
    """Words, joined forms and accounts of a Reading are in a Glance that is clear."""
    seen, reading = Glance(text), Reading(text)
    if not seen.clear:
        return
    words = set(seen.words())
    assert all(word.encode() in words for word in reading.line.split() if word.isascii())
    signed, pairs = set(seen.signed()), seen.pairs()
    twins = {twin.token for twin in reading._twins}
    for form in reading.links.split():
        bare = form.translate({0xFF03: "#", 0xFF20: "@", 0xFF3F: "_", 0xFF0E: ".", 0xFF0D: "-"})
        if bare.isascii():
            assert bare.encode() in (signed if bare[0] in "@#" else seen.solid), form
            assert (
                bare[0] in "@#" or form in twins or any(bare.encode().startswith(pair) for pair in pairs)
            ), form


def test_documents_without_a_candidate_are_not_read():
    """A text that holds nothing of what is looked for costs a look, even with emoji and invisible signs."""
    prefilter = Prefilter(definitions([Brand(name="Lenoir Biscuits", handles=("@lenoir",))], **DAY))
    subject = Subject(
        document("Rien \u200bici ☕\ufe0f, d’un autre été @autre #rien Ça va Łódź 東京", "Le titre")
    )
    assert prefilter.candidates(subject) == []
    assert subject._text is subject._title is None


@pytest.mark.parametrize(
    "rule", ["post*", "*oste", "po?te", "{Poste}", "poste NEAR/3 la", '"la poste"~2', "poste pos*"]
)
def test_rules_name_what_they_need(rule):
    """A rule that must hold some word is not tried on documents without it."""
    prefilter = Prefilter(definitions([Brand(name="x", query=rule)], **DAY))
    assert prefilter.candidates(Subject(document("Bonjour de Paris"))) == []
    assert prefilter.candidates(Subject(document("À la poste"))) == [0]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://lenoir.example/a", True), ("https://www.lenoir.example", True), ("HTTPS://Blog.Lenoir.Example:443/x", True),
        ("https://u@lenoir.example?x", True), ("https://lenoir.example.org/", False), ("https://x.example/lenoir.example", False),
        ("mailto:a@lenoir.example", False), ("//lenoir.example/a", False), ("https:///lenoir.example/a", False), ("", False),
    ],
)  # fmt: skip
def test_links_are_told_by_their_host(link, found):
    """Odd addresses are taken as hits() takes them."""
    every = definitions([Brand(name="Lenoir", domains=("lenoir.example",))], **DAY)
    shown = document("rien", links=(link,))
    assert bool(hits(every[0], Subject(shown))) is found
    assert (Prefilter(every).candidates(Subject(shown)) == [0]) is found


def test_random_rules_lose_nothing():
    """Rules made by chance of words, stars, holes and closeness find nothing that was no candidate."""
    rng = random.Random(4)
    leaves = (
        "la",
        "poste",
        "pos*",
        "l?poste",
        "orange",
        "{Orange}",
        '"la poste"',
        "sncf",
        "@lenoir",
        "lapo*",
        "东京",
        "hm",
    )
    for _ in range(150):
        rule = rng.choice(leaves)
        for _ in range(rng.randrange(3)):
            rule = f"({rule} {rng.choice(['AND', 'OR', 'NEAR/2', 'AND NOT'])} {rng.choice(leaves)})"
        try:
            every = definitions([Brand(name="x", query=rule)], **DAY)
        except QueryError:
            continue
        prefilter = Prefilter(every)
        for _ in range(20):
            text = "".join(rng.choice(PIECES) + rng.choice(SIGNS) for _ in range(rng.randrange(9)))
            if hits(every[0], Subject(document(text))):
                assert prefilter.candidates(Subject(document(text))) == [0], (rule, text)
