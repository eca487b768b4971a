# SPDX-License-Identifier: MIT
"""Names with typing errors: which words are taken for them, which never, and where they stand."""

import random
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from veille.i18n import LANGUAGES, Words
from veille.model import Brand, Channel, Document, Place, Sighting, Verdict
from veille.steps.match import Matcher
from veille.steps.match.typos import Speller, edits
from veille.text.wordlist import is_word

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CARREFOUR = Brand(name="Carrefour", aliases=("Biscuiterie Lenoir",), people=("Jeanne Dupont",), typos=True)


def mention(text, *brands, title=""):
    sighting = Sighting(source="s", channel=Channel.NEWS, seen_at=NOW)
    shown = Document(
        id="abcdefghijkl", identity="i", first_seen=NOW, sightings=(sighting,), title=title, text=text,
        url="https://news.example/a", host="news.example",
    )  # fmt: skip
    matcher = Matcher(brands or (CARREFOUR,), today=date(2026, 11, 22), zone=UTC)
    return next(
        (one for one in matcher.mentions(shown) if one.brand == (brands or (CARREFOUR,))[0].name), None
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("chez Carefour hier", "Carefour"), ("chez Carrrefour hier", "Carrrefour"), ("chez CARREFOOR !", "CARREFOOR"),
        ("chez carrefuor, oui", "carrefuor"), ("chez Crarefour", "Crarefour"), ("chez Carefuor", "Carefuor"),
        ("L’été 👩‍💻 à Carr\u200befuor", "Carr\u200befuor"), ("la Biscuitrie Lenoir", "Biscuitrie Lenoir"),
        ("la biscuiterie-Lenoirr", "biscuiterie-Lenoirr"), ("Janne Dupont et", "Janne Dupont"), ("Jeanne Duppont et", "Jeanne Duppont"),
        ("œuvre de Carefour", "Carefour"), ("Саrefour en cyrillique", "Саrefour"),
        ("chez Carref0ur hier", "Carref0ur"), ("chez C4rref0ur", "C4rref0ur"), ("Jeanne Dup0nt et", "Jeanne Dup0nt"),
    ],
)  # fmt: skip
def test_a_name_with_typing_errors_is_found_where_it_stands(text, written):
    """Letters added, lost, changed or swapped: one from five letters, two from nine; each word by itself."""
    found = mention(text)
    assert [text[span.start : span.end] for span in found.spans] == [written]
    assert set(found.terms) <= {"Carrefour", "Biscuiterie Lenoir", "Jeanne Dupont"}
    assert ("typo", written) in {(reason.code, reason.word) for reason in found.reasons}


@pytest.mark.parametrize(
    "text",
    [
        "un carrefour", "au carrefours", "Carfur", "Cafrefuorr", "le lenoir", "une biscuiterie noire", "Jeane", "Jeanne",
        "@carefour", "#Carefour", "info@carefour.example", "www.carefour.example", "https://x.example/carefour-promo", "a_carefour",
        "la biscuitrie de Lenoir", "Carrefour2", "Carrefour24", "2Carrefour", "", "東京 оранж",
    ],
)  # fmt: skip
def test_what_is_no_typing_error_is_none(text):
    """Exact names, words of the language, other numbers, accounts, hashtags and addresses are no typing errors."""
    found = mention(text)
    assert found is None or "typo" not in {reason.code for reason in found.reasons}


def test_no_typing_error_is_another_brand_or_a_word():
    """Orange is not Grange when Grange is a brand; a brand that does not ask for it has no typing errors."""
    orange = Brand(name="Orangina", typos=True)
    assert mention("un Orangin", orange)
    assert mention("un Orangin", orange, Brand(name="Orangin")) is None
    assert mention("un Orangin", orange, Brand(name="Le Grand", aliases=("Chez Orangin",))) is None
    assert mention("une orangine", Brand(name="Orangina")) is None
    assert mention("des oranges", Brand(name="Orange", typos=True)) is None


def test_an_exact_name_wins_over_a_misspelt_one_around_it():
    """What is written as it should be is told as such, and is believed more."""
    brand = Brand(name="Biscuiterie Lenoir", aliases=("Lenoir",), typos=True)
    assert [reason.code for reason in mention("Biscuitrie Lenoir", brand).reasons][:1] == ["term"]
    assert mention("chez Carefour").relevance < mention("chez Carrefour").relevance
    assert mention("chez Carefour").verdict is not Verdict.REJECTED


def test_a_rule_keeps_typing_errors_for_people_alone():
    """`query` stands in the place of the names; words of a rule tolerate what they say themselves."""
    brand = Brand(name="Carrefour", query="supermarché", people=("Jeanne Dupont",), typos=True)
    assert mention("chez Carefour", brand) is None
    assert mention("Jeanne Duppont", brand).terms == ("Jeanne Dupont",)


def test_typing_errors_in_a_title_are_found_there():
    """The place is the title, with its offsets."""
    found = mention("Rien.", title="Le Carefour")
    assert (found.where, found.spans[0].start, found.spans[0].end) == (Place.TITLE, 3, 11)


def test_excluded_words_take_misspelt_names_away():
    """A word of `exclude` counts for them as for any other hit."""
    brand = Brand(name="Carrefour", exclude=("rond-point",), typos=True)
    assert mention("au Carefour du rond-point", brand).verdict is Verdict.REJECTED


def test_the_reason_has_words_in_both_languages():
    """The word as written is named."""
    for language in LANGUAGES:
        assert "Carefour" in Words(language)("reasons.typo", word="Carefour")


def test_nearly_all_made_errors_are_found():
    """Of a thousand names with as many errors as are tolerated, at least 97 of a hundred are found."""
    rng = random.Random(5)
    names = [
        "decathlon",
        "carrefour",
        "orange",
        "boulanger",
        "leclerc",
        "monoprix",
        "renault",
        "bouygues",
        "veolia",
        "danone",
    ]
    speller = Speller([(name,) for name in names], names)
    found = asked = 0
    for _ in range(100):
        for name in names:
            wrong = name
            for _ in range(rng.randint(1, edits(name))):
                at, letter = rng.randrange(len(wrong) - 1), rng.choice("abcdefghijklmnopqrstuvwxyz")
                wrong = rng.choice([
                    wrong[:at] + wrong[at + 1 :], wrong[:at] + letter + wrong[at:], wrong[:at] + letter + wrong[at + 1 :],
                    wrong[:at] + wrong[at + 1] + wrong[at] + wrong[at + 2 :],
                ])  # fmt: skip
            if wrong != name and not is_word(wrong):
                asked += 1
                found += name in speller.misspelt([wrong]).get(wrong, ())
    assert found / asked >= 0.97


def test_a_text_of_unknown_words_is_judged_up_to_a_bound():
    """Of more different words than an honest text has, the first ones are judged."""
    rng = random.Random(6)
    unlike = {"".join(rng.choices("aeiounrst", k=8)) for _ in range(9_000)}
    speller = Speller([("carrefour",)], ["carrefour"])
    speller.misspelt(unlike)
    assert len(speller._meant) == 4_000


@pytest.mark.parametrize(
    "word",
    ["maison", "mangerions", "oranges", "etait", "oeuvre", "aujourd", "through", "colour", "color", "paris"],
)
def test_words_of_french_and_english_are_known(word):
    """Folded, with their endings, names of places too."""
    assert is_word(word)


def test_hardly_any_other_word_is_taken_for_known():
    """One in 256 by the way the list is kept."""
    rng = random.Random(8)
    made = ["".join(rng.choices("bcdfghjklmnpqrstvwxz", k=9)) for _ in range(5_000)]
    assert sum(map(is_word, made)) < 50


def test_the_word_list_is_read_only_for_typing_errors():
    """A matcher without brands that tolerate them loads neither the list nor rapidfuzz."""
    code = (
        "import sys; from datetime import UTC, date, datetime\n"
        "from veille.model import Brand, Channel, Document, Sighting\n"
        "from veille.steps.match import Matcher; from veille.text import wordlist\n"
        "now = datetime(2026, 11, 22, tzinfo=UTC)\n"
        "shown = Document(id='abcdefghijkl', identity='i', url=None, host=None, title='', text='chez Carefour', first_seen=now,\n"
        "                 sightings=(Sighting(source='s', channel=Channel.NEWS, seen_at=now),))\n"
        "list(Matcher([Brand(name='Carrefour')], today=date(2026, 11, 22), zone=UTC).mentions(shown))\n"
        "assert 'rapidfuzz' not in sys.modules and not wordlist._filter.cache_info().currsize"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
