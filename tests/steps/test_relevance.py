# SPDX-License-Identifier: MIT
"""How surely a mention is about its brand: what moves it, and what no cue can move."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.i18n import LANGUAGES, Words
from veille.model import Brand, Channel, Document, Learned, Role, Sighting, Verdict
from veille.steps.match import Matcher
from veille.steps.match.logistic import squash

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ORANGE = Brand(name="Orange", context=("fibre", "réseau"), exclude=("jus",), handles=("@orange",))
SFR = Brand(name="SFR", role=Role.COMPETITOR, aliases=("Numericable SFR",))


def document(text="", title="", channel=Channel.SOCIAL, **fields):
    sighting = Sighting(source="s", channel=channel, seen_at=NOW)
    return Document(
        id="abcdefghijkl", identity="i", url="https://n.example/a", host="n.example", first_seen=NOW,
        sightings=(sighting,), title=title, text=text, **fields,
    )  # fmt: skip


def mention(brand, text, *others, learned=None, languages=(), **fields):
    matcher = Matcher(
        (brand, *others), today=date(2026, 11, 22), zone=UTC, learned=learned, languages=languages
    )
    return next(one for one in matcher.mentions(document(text, **fields)) if one.brand == brand.name)


def codes(found):
    return [reason.code for reason in found.reasons]


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("je passe chez orange", "cue_for", "chez orange"),
        ("le PDG d’Orange", "cue_for", "PDG d’Orange"),
        ("hier Orange annonce", "cue_for", "Orange annonce"),
        ("demain Orange fermera", "cue_for", "Orange fermera"),
        ("Orange's offer", "cue_for", "Orange’s"),
        ("bonne journée - Orange", "signed", "- Orange"),
        ("dont Orange", "bare", "Orange"),
        ("une orange", "cue_against", "une orange"),
        ("l’orange", "cue_against", "l’orange"),
        ("un verre, jus d’orange", "cue_against", "jus d’orange"),
        ("le Orange de Provence", "cue_against", "Orange de"),
        ("Jean Orange", "cue_against", "jean Orange"),
        ("an orange", "cue_against", "an orange"),
        ("orange juice", "cue_against", "orange juice"),
        ("voir perso.orange.fr", "address", ".orange."),
        ("le service de orange", "trade", "service"),
        ("SFR et Orange", "rival", "SFR"),
        ("Orange, numericable-SFR", "rival", "Numericable SFR"),
    ],
)
def test_what_stands_beside_a_name_is_told(text, code, word):
    """Each thing that is near leaves its reason, with the words that a reader finds in the text."""
    brand = Brand(name="Orange", context=("fibre",))
    found = [reason for reason in mention(brand, text, SFR).reasons if reason.code == code]
    assert word.lower() in [reason.word.lower() for reason in found]
    against = code in {"cue_against", "address"}
    assert all((reason.weight < 0) is against for reason in found)


def test_reasons_add_up_to_the_relevance():
    """The weights are log-odds; nothing is left out of what is told."""
    for text in (
        "chez Orange, la fibre et le réseau",
        "une orange",
        "SFR, Orange : le service client",
        "jus d’orange",
    ):
        found = mention(ORANGE, text, SFR)
        total = sum(reason.weight for reason in found.reasons)
        assert found.relevance == pytest.approx(
            max(squash(total), 0 if "exclude" in codes(found) else 0.2), abs=1e-3
        )


def test_nearer_and_more_context_counts_more():
    """A word beside the name says more than one far away, two more than one."""
    far = mention(ORANGE, "Orange " + "oui " * 20 + "fibre").relevance
    near = mention(ORANGE, "Orange fibre").relevance
    two = mention(ORANGE, "Orange fibre réseau").relevance
    assert 0.5 < far < near < two < 1


@pytest.mark.parametrize(
    "text",
    ["Orange", "une orange", "d’une orange à l’autre", "l’orange des rues, orange juice", "Jean Orange"],
)
def test_absent_context_makes_doubt_and_no_cue_a_rejection(text):
    """Recall is worth more than a tidy list: what has no word of context is shown as doubtful."""
    assert mention(ORANGE, text).verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize(
    "text", ["je passe chez Orange", "SFR, ou bien Orange", "les salariés d’Orange", "- Orange"]
)
def test_what_plainly_speaks_of_a_business_stands_in_for_context(text):
    """Context is a score, no gate."""
    found = mention(ORANGE, text, SFR)
    assert (found.verdict, "no_context" in codes(found)) == (Verdict.KEPT, True)


@given(
    st.lists(
        st.sampled_from("une l’ le jus d’ Orange orange chez pie Jean de . - fruit PDG à".split()),
        max_size=12,
    )
)
@settings(max_examples=150)
def test_a_plain_hit_is_kept_whatever_stands_beside_it(words):
    """A brand without context and exclude has no homonym: nothing speaks against it."""
    found = mention(Brand(name="Orange"), " ".join([*words, "Orange"]), SFR)
    assert (found.verdict, found.relevance) == (Verdict.KEPT, 0.8)


@pytest.mark.parametrize("text", ["chez Orange, fibre et jus", "SFR, Orange, jus : le réseau des abonnés"])
def test_an_excluded_word_rejects_whatever_speaks_for_the_brand(text):
    """Even beside context, and whatever a filter learned."""
    taught = {"Orange": Learned(brand="Orange", answers=20, weights=dict.fromkeys(range(2**18), 1.0))}
    for learned in (None, taught):
        found = mention(ORANGE, text, SFR, learned=learned)
        assert (found.verdict, found.relevance) == (Verdict.REJECTED, 0.05)


def test_a_competitor_is_one_by_role():
    """A theme is no competitor, nor is another brand of ours; an alias shared with the brand is none."""
    plain = mention(ORANGE, "SFR Orange").relevance
    assert mention(ORANGE, "SFR Orange", Brand(name="SFR", role=Role.TOPIC)).relevance == plain
    assert mention(ORANGE, "SFR Orange", Brand(name="SFR")).relevance == plain
    assert mention(ORANGE, "SFR Orange", SFR).relevance > plain
    ours = Brand(name="Orange", aliases=("SFR",), context=("fibre",))
    assert "rival" not in codes(mention(ours, "SFR Orange", SFR))
    far = "SFR " + "oui " * 11 + "Orange"
    assert "rival" not in codes(mention(ORANGE, far, SFR))


def test_capitals_count_in_the_press_alone():
    """People write as they like on social networks."""
    for channel, told in ((Channel.NEWS, True), (Channel.SOCIAL, False), (Channel.FORUM, False)):
        assert ("small_letters" in codes(mention(ORANGE, "fibre orange", channel=channel))) is told
    assert "small_letters" not in codes(mention(ORANGE, "fibre Orange, orange", channel=Channel.NEWS))


def test_a_language_that_is_not_expected_lowers():
    """By its main part; not when nothing is declared or expected."""
    brand = Brand(name="Orange")
    known = mention(brand, "Orange", language="fr-CA", languages=("fr",))
    assert mention(brand, "Orange", language="de", languages=()).relevance == known.relevance == 0.8
    foreign = mention(brand, "Orange", language="de-AT", languages=("fr", "en"))
    assert (foreign.relevance < 0.8, foreign.verdict) == (True, Verdict.KEPT)
    assert [reason.word for reason in foreign.reasons if reason.code == "foreign"] == ["de"]


def test_a_typing_error_lowers():
    """A name that is written otherwise may be another word; beside a right one it takes nothing away."""
    brand = Brand(name="Decathlon", typos=True)
    wrong, right = mention(brand, "chez Dekatlon"), mention(brand, "chez Decathlon et Dekatlon")
    assert wrong.relevance < right.relevance == 0.8
    assert wrong.verdict is Verdict.KEPT


def test_what_can_be_no_homonym_is_sure():
    """The brand's account needs no context."""
    found = mention(ORANGE, "merci @orange")
    assert (found.verdict, codes(found)) == (Verdict.KEPT, ["handle"])
    assert found.relevance > 0.95


def test_every_reason_has_words_in_both_languages():
    """A code without a sentence would be shown as a code."""
    for code in (
        "address", "bare", "cue_against", "cue_for", "foreign", "learned", "learned_against", "learned_for", "misspelt",
        "rival", "signed", "small_letters", "trade", "typo",
    ):  # fmt: skip
        for language in LANGUAGES:
            assert "{" not in Words(language)(f"reasons.{code}", word="mot")


def test_the_thousandth_hit_costs_nothing():
    """A page that names a brand again and again is rated by its first hits."""
    found = mention(ORANGE, "une orange " * 12 + "chez Orange " * 3000)
    assert "cue_for" not in codes(found)
