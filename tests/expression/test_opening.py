"""The first hits of a document are those of the whole of it, as far as an extract shows them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import expression
from veille.expression.opening import first_hits
from veille.model import Document, Place
from veille.text import verbatim

QUERIES = (
    "la",
    '"la poste"',
    "laposte",
    "LaPoste",
    "pos*",
    "poste OR lune",
    "poste lune",
    "poste (lune OR la)",
    "poste OR (lune la)",
    "la -lune",
    "title:lune OR text:poste",
    '"la poste la lune"',
    "snc",
    "東",
    "site:a.fr la",
    "{La} poste",
    "po?te OR lune",
    "lunee~",
    "/l[au]/ OR poste",
    "la NEAR/1 (poste OR lune)",
    '"lune la"~1 OR poste',
    "la tone:negative",
    "lune OR (la -tone:negative)",
)
PIECES = (
    *"la La poste Poste lune l’ La-Poste S.N.C. LaPoste 東京 œ é @la #poste".split(),
    " ", "\n", " ", "\n", "-", "...", ". ", "'",
)  # fmt: skip
WIDTH = 20


def parsed(query):
    return expression.parse(query, today=date(2026, 11, 1), zone=UTC)


def document(text, title=""):
    now = datetime(2026, 11, 1, tzinfo=UTC)
    return Document(
        id="a", identity="a", url=None, host="a.fr", title=title, text=text, first_seen=now, sightings=()
    )


def shown(found, text, title):
    """Return the extracts that hits give."""
    spans = {place: [(span.start, span.end) for span in found if span.place is place] for place in Place}
    return verbatim(title, spans[Place.TITLE], WIDTH), verbatim(text, spans[Place.TEXT], WIDTH)


@pytest.mark.parametrize("query", QUERIES)
@settings(max_examples=60, deadline=None)
@given(
    text=st.lists(st.sampled_from(PIECES), max_size=60).map("".join), title=st.sampled_from(["", "La lune"])
)
def test_the_extract_is_that_of_the_whole_text(query, text, title):
    """However little is read first, what is shown is the same."""
    wanted, one = parsed(query), document(text, title)
    if expression.hits(wanted, expression.subject(one)):
        whole = shown(expression.hits(wanted, expression.subject(one)), text, title)
        for piece in (1, 10, 30, 400):
            assert shown(first_hits(wanted, one, width=WIDTH, piece=piece), text, title) == whole


def test_no_more_is_read_than_is_shown():
    """Hits far behind the first are not looked for."""
    text = "la lune\n" * 10_000
    found = first_hits(parsed("lune"), document(text), width=240)
    assert 240 // 8 <= len(found) < 200


def test_a_phrase_that_begins_in_the_extract_is_marked_to_its_end():
    """It may run over many empty lines."""
    text = "la lune la poste" + "\n" * 900 + "la lune\nla"
    found = first_hits(parsed('"poste la lune" OR lune'), document(text), width=60)
    assert [text[span.start : span.end].split() for span in found][:2] == [["lune"], ["poste", "la", "lune"]]
