# SPDX-License-Identifier: MIT
"""Fields of mentions: all of the same one, in the words of both languages."""

import pytest

from expression.asking import document, found, parse
from veille import expression
from veille.expression import Facts
from veille.expression.mentions import assumed, engagement

LENOIR = Facts(
    brand="biscuits-lenoir", verdict="kept", relevance=0.8, tone="negative", status="todo",
    tags=("rappel", "usine-nord"), story="4f2a",
)  # fmt: skip
BARE = Facts(brand="orange", verdict="doubtful", relevance=0.4)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ('brand:"Biscuits Lenoir"', True), ("brand:biscuits-lenoir", True), ("brand:BISCUITS*", True),
        ("brand:biscuits", False), ("brand:orange", False), ("brand:(orange OR biscuits*)", True),
        ("tone:negative", True), ("tone:négatif", True), ("tone:Negatif", True), ("tone:positive", False),
        ("tone:none", False), ("tone:aucun", False), ("status:todo", True), ('status:"à traiter"', True),
        ("status:à-traiter", True), ("status:done", False), ("status:traité", False), ("status:none", False),
        ("verdict:kept", True), ("verdict:sûr", True), ("verdict:rejected", False), ("verdict:rejeté", False),
        ('verdict:"à vérifier"', False), ("tag:rappel", True), ('tag:"Usine Nord"', True), ("tag:usine*", True),
        ("tag:usine", False), ("tag:none", False), ("story:4f2a", True), ("story:4F2A", True), ("story:4f*", True),
        ("story:none", False), ("relevance:>0.8", False), ("relevance:>=0.8", True), ("relevance:≥0,8", True),
        ("relevance:<0.8", False), ("relevance:<=0.8", True), ("relevance:0.8", True), ("relevance:80%", True),
        ("relevance:0.3..0.6", False), ("relevance:0.8..", True), ("relevance:..0.8", True), ("relevance:.5..1", True),
        ("reach:>10k", True), ("reach:>12k", False), ("reach:12k", True), ("reach:0.01M..1m", True),
        ("reach:none", False), ("engagement:15", True), ("engagement:>15", False), ("engagement:none", False),
        ("tone:negative -status:done", True), ("rappel tone:negative", True), ("usine tone:negative", False),
    ],
)  # fmt: skip
def test_a_mention_is_what_is_known_of_it(query, answer):
    """Values are read in French and English, numbers with k and M; an interval holds both its ends."""
    counts = {"likes": 10, "shares": 3, "replies": 2, "views": 900}
    assert found(query, "un rappel", facts=LENOIR, reach=12_000, engagement=counts) is answer


@pytest.mark.parametrize("name", ["tone", "status", "tag", "story", "reach", "engagement"])
def test_what_is_not_known_can_be_asked_for(name):
    """`none` finds what nobody said and nobody counted; nothing else does."""
    assert found(f"{name}:none", facts=BARE)
    assert not found(f"-{name}:none", facts=BARE)
    if name in {"reach", "engagement"}:
        assert not found(f"{name}:>=0", facts=BARE)


@pytest.mark.parametrize(
    "query", ["brand:orange", "tone:none", "verdict:doubtful", "relevance:>=0", "reach:none", "tag:none"]
)
def test_without_a_mention_nothing_is_so(query):
    """What is asked of mentions is false of a document without any, and its denial true."""
    assert found(query, facts=BARE)
    assert not found(query, "orange")
    assert found(f"orange -{query}", "orange")


def test_engagement_is_likes_shares_and_replies():
    """Other figures are none of it, and none known is not nought."""
    assert engagement(document(engagement={"likes": 2, "views": 900})) == 2
    assert engagement(document(engagement={"views": 900})) is None


def test_marks_stand_also_where_only_a_mention_decides():
    """Without knowing which mention is meant, the words of a query are marked as if it held."""
    subject = expression.subject(document("un rappel"))
    for query in (
        "rappel tone:negative",
        "(rappel -tone:positive) OR usine",
        "-(-rappel OR tone:none) rappel",
    ):
        assert len(expression.hits(parse(query), subject)) == 1
    assert expression.hits(parse("rappel tone:negative"), subject, BARE) == ()
    assert len(expression.hits(parse("rappel tone:negative"), subject, LENOIR)) == 1


def test_an_assumed_query_lets_through_all_that_any_mention_could():
    """Where a query denies something of mentions, that is taken not to hold."""
    for query in ("a tone:none", "a -tone:none", "-(b OR tone:none) a", "a -(-tone:none)"):
        assert expression.evaluate.holds(assumed(parse(query).root), expression.subject(document("a")))


def test_who_asks_for_a_field_is_known():
    """A query says whether it names a field of mentions, wherever that stands."""
    wanted = parse("a -(b OR verdict:rejected)")
    assert expression.uses(wanted, "verdict")
    assert expression.uses(wanted)
    assert not expression.uses(wanted, "tone")
    assert not expression.uses(parse("verdict"))
