# SPDX-License-Identifier: MIT
"""In which order a person is asked about mentions."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from veille.steps.match.asking import Candidate, order


def candidates(*pairs):
    return [
        Candidate(id=f"d{at:03}", text=text, relevance=relevance)
        for at, (text, relevance) in enumerate(pairs)
    ]


def test_the_least_sure_come_first():
    """Near the border on either side, then what is surer."""
    some = candidates(("a un", 0.99), ("b deux", 0.45), ("c trois", 0.05), ("d quatre", 0.6))
    assert order(some) == [1, 3, 2, 0]


def test_the_border_is_the_brand_s():
    """What is unsure depends on from where the brand keeps."""
    some = candidates(("a un", 0.5), ("b deux", 0.8))
    assert (order(some, border=0.5), order(some, border=0.8)) == ([0, 1], [1, 0])


def test_a_text_is_asked_once():
    """Not twice in a list, nor when it was answered; case and signs do not make another text."""
    some = candidates(("Orange ne répond pas", 0.5), ("orange ne répond PAS !", 0.5), ("autre chose", 0.9))
    assert order(some) == [0, 2]
    assert order(some, answered=["ORANGE ne répond pas."]) == [2]


def test_what_is_like_the_one_before_waits():
    """One answer tells of all its like: something else is asked first, even if it is surer."""
    same = "suite à votre message retrouvez nous sur la messagerie pour toute question {} orange"
    some = candidates((same.format("un"), 0.5), (same.format("deux"), 0.5), ("une orange bien mûre", 0.7))
    assert order(some) == [0, 2, 1]
    assert order(some, answered=[same.format("trois")])[0] == 2


def test_nothing_to_ask():
    """No candidate, no question."""
    assert order([]) == order([], answered=["a"]) == []


@given(
    st.lists(
        st.tuples(st.text("ab ", max_size=8), st.floats(0, 1)), max_size=60, unique_by=lambda pair: pair[0]
    ),
    st.integers(0, 5),
)
@settings(max_examples=60)
def test_the_order_of_candidates_changes_nothing(pairs, seed):
    """The same mentions are asked about in the same order, each distinct text once."""
    some = candidates(*pairs)
    first = [some[at] for at in order(some)]
    random.Random(seed).shuffle(some)
    assert [some[at] for at in order(some)] == first
    assert len(first) == len({frozenset(one.text.split()) for one in some})
