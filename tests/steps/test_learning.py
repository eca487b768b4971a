# SPDX-License-Identifier: MIT
"""What answers teach: the filter of one brand, from what a person kept and rejected."""

import json
import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.model import Answer, Brand, Channel, Document, Learned, Sighting, Verdict
from veille.steps.match import Matcher
from veille.steps.match.logistic import Example, _solved, fit, squash

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BRAND = Brand(name="Lenoir", context=("usine",), handles=("@lenoir",), exclude=("cinéma",))
ABOUT = (
    "les biscuits Lenoir sont bons",
    "goûter un sablé Lenoir",
    "boîte de sablés Lenoir",
    "biscuits de chez Lenoir",
)
OTHER = (
    "maître Lenoir plaide",
    "le tribunal entend Lenoir",
    "Lenoir, avocat au barreau",
    "procès : Lenoir plaide",
)


def document(text, number=0):
    sighting = Sighting(source="s", channel=Channel.FORUM, seen_at=NOW)
    return Document(
        id=f"doc{number:09}", identity=str(number), url=None, host=None, title="", text=text, first_seen=NOW,
        sightings=(sighting,),
    )  # fmt: skip


def answers(count=24):
    """Return as many answers, half of them for each sense, no two with the same text."""
    return [
        Answer(document=document(f"{(ABOUT if at % 2 else OTHER)[at % 4]} {at}", at), kept=bool(at % 2))
        for at in range(count)
    ]


def matcher(learned=None, brand=BRAND):
    taught = {brand.name: learned} if learned else {}
    return Matcher((brand,), today=date(2026, 11, 22), zone=UTC, learned=taught)


def rated(text, learned=None, brand=BRAND):
    return next(iter(matcher(learned, brand).mentions(document(text))))


def test_answers_move_what_is_like_them():
    """Texts with the words of kept ones are kept, those with the words of rejected ones are rejected or doubted."""
    learned = matcher().learn("Lenoir", answers())
    assert learned.answers == 24
    before, after = rated("un paquet de biscuits Lenoir"), rated("un paquet de biscuits Lenoir", learned)
    assert (before.verdict, after.verdict) == (Verdict.DOUBTFUL, Verdict.KEPT)
    against = rated("Lenoir plaide au tribunal", learned)
    assert against.relevance < rated("Lenoir plaide au tribunal").relevance


def test_the_reasons_say_what_was_learned():
    """How many answers, and the words that weighed most, on the side that won; all adds up."""
    found = rated("des biscuits Lenoir", matcher().learn("Lenoir", answers()))
    learned = [reason for reason in found.reasons if reason.code.startswith("learned")]
    assert (learned[0].code, learned[0].word) == ("learned", "24")
    assert {reason.code for reason in learned[1:]} == {"learned_for"}
    assert "biscuits" in [reason.word for reason in learned[1:]]
    assert found.relevance == pytest.approx(squash(sum(reason.weight for reason in found.reasons)), abs=1e-3)


def test_no_reason_is_told_by_a_word_that_means_nothing_alone():
    """Articles, conjunctions and short words weigh, and are not told; both languages."""
    filled = {True: "et avec their", False: "un ou mais"}
    some = [
        Answer(document=document(f"{filled[one.kept]} {one.document.text}", at), kept=one.kept)
        for at, one in enumerate(answers(40))
    ]
    found = rated("et avec their biscuits Lenoir", matcher().learn("Lenoir", some))
    told = {reason.word for reason in found.reasons if reason.code == "learned_for"}
    assert told
    assert not told & {"et", "avec", "their", "des", "un"}


def test_too_few_or_one_sided_answers_teach_nothing():
    """Under twenty, or all alike: no filter."""
    some = answers()
    assert matcher().learn("Lenoir", some[:19]) is None
    assert matcher().learn("Lenoir", [one for one in answers(60) if one.kept]) is None
    assert matcher().learn("Lenoir", some[:20]) is not None


def test_the_order_of_answers_teaches_nothing():
    """The same answers give the same filter, to the last digit."""
    some, wanted = answers(40), matcher().learn("Lenoir", answers(40))
    for seed in range(3):
        random.Random(seed).shuffle(some)
        assert matcher().learn("Lenoir", some) == wanted


def test_what_was_learned_does_not_teach():
    """A filter is made from the answers and the rules alone, whatever the last one said."""
    learned = matcher().learn("Lenoir", answers())
    assert matcher(learned).learn("Lenoir", answers()) == learned


def test_a_filter_is_small_and_can_be_stored():
    """A few thousand numbers; JSON gives them back."""
    words = [f"mot{number}" for number in range(9000)]
    draw = random.Random(1)
    some = [
        Answer(document=document("Lenoir " + " ".join(draw.sample(words, 60)), at), kept=at % 3 == 0)
        for at in range(200)
    ]
    learned = matcher().learn("Lenoir", some)
    assert len(learned.weights) <= 4000
    assert {
        int(key): weight for key, weight in json.loads(json.dumps(learned.weights)).items()
    } == learned.weights


def test_a_filter_never_speaks_against_what_can_be_no_homonym():
    """The brand's own account stays; a filter that agrees is told."""
    down = Learned(brand="Lenoir", answers=20, weights=dict.fromkeys(range(2**18), -1.0))
    assert rated("merci @lenoir", down) == rated("merci @lenoir")
    assert rated("Lenoir", down).verdict is Verdict.REJECTED


def test_a_brand_without_context_learns_too():
    """What no rule told apart, answers do."""
    brand = Brand(name="Lenoir")
    learned = matcher(brand=brand).learn("Lenoir", answers(40))
    assert rated("maître Lenoir plaide au tribunal", brand=brand).verdict is Verdict.KEPT
    assert rated("maître Lenoir plaide au tribunal", learned, brand).verdict is not Verdict.KEPT


def test_documents_without_a_hit_are_answers_too():
    """A person may have kept what a new rule no longer finds."""
    some = [*answers(22), Answer(document=document("plus rien ici", 90), kept=False)]
    assert matcher().learn("Lenoir", some).answers == 23


def test_an_unknown_brand_is_refused():
    """Nothing is learned for a name that is not watched."""
    with pytest.raises(KeyError):
        matcher().learn("Duval", answers())


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from("abcdef"), st.floats(-3, 3), max_size=4),
            st.floats(-4, 4),
            st.booleans(),
        ),
        max_size=25,
    )
)
@settings(max_examples=80)
def test_the_weights_are_the_best_ones(drawn):
    """Where it stops, each weight is what its examples pull: the gradient of the regularised loss is nought."""
    examples = [Example(*one) for one in drawn]
    weights = fit(examples)
    for key, weight in weights.items():
        pull = 0.0
        for one in examples:
            odds = one.odds + sum(weights[name] * x for name, x in one.seen.items())
            pull += one.seen.get(key, 0.0) * (one.yes - squash(odds))
        assert weight == pytest.approx(pull, abs=0.1)


@given(st.floats(-60, 60), st.floats(0, 90))
@settings(max_examples=200)
def test_each_answer_is_fitted_exactly(margin, size):
    """However heavy an answer is, its share is the one that its own margin calls for."""
    alpha = _solved(margin, size)
    assert alpha == pytest.approx(squash(-(margin + size * alpha)), abs=1e-5)
