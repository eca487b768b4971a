# SPDX-License-Identifier: MIT
"""What every dialect on disk keeps to."""

from __future__ import annotations

from datetime import UTC, date
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import plugins
from veille.dialects.base import CHANGED, LEFT_OUT, Dialect, Loss
from veille.errors import QueryError
from veille.expression import parse
from veille.i18n import LANGUAGES, Words
from veille.watch.query import told

NAMES = plugins.builtin_names("dialects")
PIECES = (
    *(
        '"',
        "“",
        "»",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "*",
        "?",
        "~",
        "-",
        "+",
        "|",
        "/",
        "\\",
        "#",
        "@",
        ":",
        "<<<",
        ">>>",
    ),
    *(
        "AND",
        "OR",
        "NOT",
        "ET",
        "OU",
        "SAUF",
        "NEAR",
        "NEAR/3",
        "NEAR/2f",
        "ONEAR/4",
        "AROUND(3)",
        "~5",
        "..",
    ),
    *(
        "site:",
        "title:",
        "intitle:",
        "allintitle:",
        "url:",
        "raw:",
        "author:",
        "before:",
        "country:",
        "foo:",
        "tone:",
    ),
    *(
        "lenoir",
        "l’été",
        "AT&T",
        "biscuit*",
        "m?t",
        "*phone",
        "2026-01-01",
        "lemonde.fr/eco",
        "https://x.fr/a?b=c",
    ),
    *("😀", "日本", "مرحبا", "\u202e", "\x00", "\ud800", "\n", "\t", "1..2", "[1 TO 2]", "é", "K"),
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
)


def dialect(name):
    return plugins.load("dialects", name, Dialect)()


def read(query):
    return parse(query, today=date(2026, 11, 22), zone=UTC)


def outcome(name, query):
    """Return the translation, or why there is none."""
    try:
        return dialect(name).translate(query), None
    except QueryError as error:
        return None, error


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_in_both_languages(name):
    """The label is the tool's name, in French and in English."""
    assert set(dialect(name).label) == set(LANGUAGES)
    assert all(dialect(name).label.values())


@pytest.mark.parametrize("name", NAMES)
def test_its_example_is_translated_without_loss(name):
    """The example of a dialect is one that our language can say, and that it accepts."""
    translation = dialect(name).translate(dialect(name).example)
    assert read(translation.query)
    assert translation.losses == ()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=400, deadline=None)
@given(query=TEXTS)
def test_any_text_is_translated_or_refused_with_its_place(name, query):
    """Nothing but QueryError comes out; what is translated is accepted, and each loss names what stood there."""
    translation, refused = outcome(name, query)
    if refused is not None:
        assert 0 <= refused.column <= len(query)
        assert refused.query == query
        return
    assert read(translation.query)
    assert not any(char < " " for char in translation.query)
    for loss in translation.losses:
        assert loss.written
        assert query[loss.column :].startswith(loss.written)
        assert loss.code in {CHANGED, LEFT_OUT}
    assert [loss.column for loss in translation.losses] == sorted(loss.column for loss in translation.losses)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(query=TEXTS)
def test_every_loss_and_refusal_has_its_words(name, query):
    """In both languages a loss is told with what stood there, and a refusal with what to do."""
    translation, refused = outcome(name, query)
    if refused is not None:
        for language in LANGUAGES:
            assert Words(language)(f"query.{refused.code}.what", **refused.facts)
            assert Words(language)(f"query.{refused.code}.todo", **refused.facts)
        return
    for language in LANGUAGES:
        for loss in translation.losses:
            assert " ".join(loss.written.split()) in told(loss, Words(language))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "query",
    [
        "(" * 5_000,
        "a " * 5_000,
        "a OR " * 2_500,
        "-" * 9_999,
        '"a" NEAR/3 ' * 900,
        "title:" * 1_600,
        "<" * 9_999,
    ],
)
def test_a_monstrous_query_ends(name, query):
    """Ten thousand characters of anything are translated or refused, and the parser of Python never overflows."""
    translation, refused = outcome(name, query)
    assert refused.code if translation is None else read(translation.query)


@pytest.mark.parametrize("name", NAMES)
def test_more_than_a_query_holds_is_refused(name):
    """A text of 10,001 characters is too long, there too."""
    with pytest.raises(QueryError) as refused:
        dialect(name).translate("a" * 10_001)
    assert refused.value.code == "too_long"


def test_a_dialect_of_another_package_brings_its_own_words():
    """Whoever adds a dialect says why in both languages, in the loss itself."""
    loss = Loss(
        written="w/5", column=0, code=CHANGED, facts={"reason": {"fr": "à peu près", "en": "more or less"}}
    )
    assert told(loss, Words("en")) == "“w/5” becomes something else: more or less"
    assert told(loss, Words("fr")).endswith(" : à peu près".replace(" :", "\u202f:"))


def test_no_words_of_losses_lack_a_fact():
    """The words of losses ask for facts that losses bring, and no others."""
    known = {"written", "limit", "host", "bare", "day", "field", "why", "reason", "label", "count"}
    for language in LANGUAGES:
        for code in (CHANGED, LEFT_OUT):
            for text in Words(language).find(f"dialects.{code}").values():
                assert {name for _, name, _, _ in Formatter().parse(text) if name} <= known
