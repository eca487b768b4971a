# SPDX-License-Identifier: MIT
"""Words with holes and mistakes are looked up among the words of the index, wherever the database stands."""

from bisect import bisect_left
from datetime import UTC, date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from rapidfuzz.distance import OSA

from store.samples import batch, document, nothing
from veille import expression
from veille.questions import Filter, Sort
from veille.store.sqlite.nearby import END, Nearby

LETTERS = some.text(alphabet="abcé東", min_size=1, max_size=7)


@settings(max_examples=150, deadline=None)
@given(word=LETTERS, edits=some.sampled_from([1, 2]), words=some.sets(LETTERS, max_size=60))
def test_no_near_word_is_stepped_over(word, edits, words):
    """Looking only where a near word can stand finds all of them, each once."""
    ordered, found, start = sorted(words), [], ""
    nearby = Nearby(word, edits)
    while start < END and (at := bisect_left(ordered, start)) < len(ordered):
        near, start = nearby.following(ordered[at])
        assert start > ordered[at]
        if near:
            found.append(ordered[at])
    assert found == [other for other in ordered if OSA.distance(word, other) <= edits]


def test_far_words_are_stepped_over():
    """Of all words of four letters few are looked at."""
    letters = "abcdefghij"
    ordered = sorted(a + b + c + d for a in letters for b in letters for c in letters for d in letters)
    nearby, start, looks = Nearby("jade", 1), "", 0
    while start < END and (at := bisect_left(ordered, start)) < len(ordered):
        start, looks = nearby.following(ordered[at])[1], looks + 1
    assert looks < len(ordered) / 20


@pytest.mark.parametrize("query", ["l?noir", "*noir", "lenior~", "lenor~2", "l'enoirs~"])
def test_a_database_opened_for_reading_has_a_vocabulary(opened, query):
    """Nothing is written for it: a reader looks words up as the writer does."""
    opened().documents.save(
        batch(document("a", text="Lenoir"), document("b", text="Duval")), nothing, token=None
    )
    asked = Filter(where=expression.parse(query, today=date(2026, 11, 22), zone=UTC))
    for store in (opened(), opened(mode="read")):
        for _ in range(2):
            found = store.documents.search(asked, sort=Sort.DATE, limit=None)
            assert [row.document.host for row in found.rows] == ["a.example"]
