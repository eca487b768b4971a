# SPDX-License-Identifier: MIT
"""Search and match agree: what a store finds is what evaluation in memory finds, for queries of all forms."""

import random

import pytest

from store.chance import Agreement, Chance, asked
from store.samples import US
from veille import expression, text
from veille.errors import QueryError
from veille.questions import Filter, Sort
from veille.store.sqlite import open_store
from veille.store.sqlite.narrow import MATCH, narrow
from veille.store.sqlite.vocabulary import Vocabulary


@pytest.fixture
def store(tmp_path):
    """Return an empty store in SQLite."""
    opened = open_store(tmp_path / "veille.db", mode="create", holder=US, alive=lambda _: True)
    yield opened
    opened.close()


def narrowed(store, written):
    return narrow(asked(written), Vocabulary(store._connection), mention=False)


@pytest.mark.parametrize("seed", range(6))
def test_search_and_match_agree_on_thousands_of_random_queries(store, seed):
    """What SQL lets through holds all that is meant, and what the store finds is just that."""
    chance = Chance(random.Random(seed))
    agreement = Agreement(store, chance.fill(store, 16))
    compared = answers = 0
    while compared < 500:
        try:
            wrong, found = agreement.disagreements(chance.query(), whole=compared % 10 == 0)
        except QueryError:
            continue
        compared += 1
        answers += found
        assert not wrong
    assert answers > compared


def test_a_query_of_three_thousand_words_is_answered(store):
    """The limits of SQLite's parsers are not the user's business."""
    documents = Chance(random.Random(1)).fill(store, 20)
    wide = " OR ".join(["lenoir", *(f"w{n}" for n in range(1_000))])
    mixed = " OR ".join(["lenoir", *(f"site:w{n}.fr" for n in range(600))])
    paired = " OR ".join(["lenoir", *(f"tag:w{n}" for n in range(600))])
    deep = "(" * 35 + "lenoir" + " x) OR lenoir" * 35
    many = " OR ".join(f"w{n}" for n in range(500))
    near = f"({many} OR lenoir) NEAR/9 ({many} OR la OR le OR orange OR poste)"
    for written in (wide, mixed, paired, deep, near):
        parsed = asked(written)
        wanted = {one.id for one in documents if expression.matches(parsed, expression.subject(one))}
        found = store.documents.search(Filter(where=parsed), sort=Sort.BEST, limit=None)
        assert {row.document.id for row in found.rows} == wanted
        assert wanted


def test_an_accented_site_finds_its_ascii_host(store):
    """A host is compared as addresses write it."""
    assert narrowed(store, "site:café.example").condition.parameters[0] == "xn--caf-dma.example"


def test_all_text_becomes_one_look_up(store):
    """A query of words alone asks the index once, NOT included."""
    found = narrowed(store, 'lenoir (biscuit* OU "la poste") SAUF acteur')
    assert found.exact
    assert found.condition.sql == MATCH
    assert text.fold("lenoir") in found.match
    assert "acteur" not in found.match
