# SPDX-License-Identifier: MIT
"""Any text is a query or is refused with a caret; any query can be asked of any text, whose marks lie in it."""

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from expression.asking import document, parse
from veille import expression
from veille.errors import QueryError
from veille.expression import Facts
from veille.i18n import LANGUAGES, Words
from veille.model import Place

SIGNS = (
    'AND OR NOT ET OU SAUF NEAR NEAR/3 ONEAR/0 near/2 NEAR/ ( ) - – " “ ” « » * : ~ ~2 "~3 ? { } / # @ title: text: '
    "site: date: since: brand: tone: tag: reach: relevance: >0.5 0.1..0.9 10k none a été l' C++ 7d la poste La-Poste "
    "m?t *ost* pos* poste~ l'or?al {La /p.+e/ (?=a) [a \\b \\w+ 東京 👍🏽 مرحبا e\u0301 @crise @mal # \n"
).split(" ")
QUERIES = {"crise": "poste NEAR/2 la", "mal": "x AND", "rond": "@rond"}
QUERY = st.tuples(
    st.lists(st.one_of(st.sampled_from(SIGNS), st.text(max_size=4)), max_size=14), st.sampled_from(["", " "])
).map(lambda drawn: drawn[1].join(drawn[0]))
TEXT = st.lists(
    st.one_of(
        st.sampled_from(
            "la La poste Poste La-Poste LaPoste l’Oréal L.A. 東京 مرحبا e\u0301 👍🏽 #poste @poste mot mât crise".split()
        ),
        st.sampled_from([" ", "\n", "-", "’", "\u200b", "\u202e", "_", "."]),
        st.text(max_size=3),
    ),
    max_size=20,
).map("".join)
FACTS = Facts(brand="poste", verdict="kept", relevance=0.5)


@given(QUERY, st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_query_or_a_query_error(query, rule):
    """Nothing but QueryError ever comes out, its column inside the query; what is read pickles and compares."""
    parsed, error = read(query, rule=rule)
    if error is None:
        assert pickle.loads(pickle.dumps(parsed)) == parsed
        assert read(query, rule=rule) == (parsed, None)
        return
    assert 0 <= error.column <= len(error.query)
    assert error.query == (QUERIES[error.facts["named"]] if "named" in error.facts else query)
    assert expression.caret(error)
    for language in LANGUAGES:
        assert all(Words(language)(f"query.{error.code}.{part}", **error.facts) for part in ("what", "todo"))


def read(query, *, rule=False):
    """Return what a query means, or why it is refused."""
    try:
        return parse(query, rule=rule, queries=QUERIES), None
    except QueryError as error:
        return None, error


@given(QUERY, TEXT, TEXT, st.sampled_from([None, FACTS]))
@settings(max_examples=300, deadline=None)
def test_any_query_can_be_asked_of_any_text(query, text, title, facts):
    """It answers yes or no, marks only where it answers yes, in order and inside the text."""
    wanted, _ = read(query)
    if wanted is None:
        return
    subject = expression.subject(document(text, title))
    answer = expression.matches(wanted, subject, facts)
    assert answer is expression.matches(wanted, expression.subject(document(text, title)), facts)
    spans = expression.hits(wanted, subject, facts or FACTS)
    assert answer or facts is None or not spans
    last = {Place.TITLE: 0, Place.TEXT: 0}
    for span in spans:
        part = title if span.place is Place.TITLE else text
        assert last[span.place] <= span.start < span.end <= len(part)
        last[span.place] = span.end
    assert [span.place for span in spans] == sorted((span.place for span in spans), reverse=True)


LEAVES = st.sampled_from(
    [*"la {La} {La-Poste} m?t *ost* pos* poste~ post~2 /p.+e/ /é/ l'oréal l'or?al 東京 #poste".split(),
     '"la poste"', '"la poste"~2', "la NEAR/1 poste", "(la OR m?t) ONEAR/2 {Poste}"]
)  # fmt: skip


@given(LEAVES, TEXT)
@settings(max_examples=200, deadline=None)
def test_a_leaf_is_marked_exactly_where_it_is_found(leaf, text):
    """Whether a leaf stands in a text and where are the same question; its denial is the opposite."""
    wanted, _ = read(leaf)
    if wanted is None:
        return
    subject = expression.subject(document(text))
    found = expression.matches(wanted, subject)
    assert bool(expression.hits(wanted, subject)) is found
    assert expression.matches(parse(f"-({leaf})"), subject) is not found
