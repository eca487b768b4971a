# SPDX-License-Identifier: MIT
"""NEAR, ONEAR and phrases with words between: how far, in which order, in which part, and what is marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expression.asking import document, found, marked, parse
from veille import expression
from veille.expression.spots import characters, spots
from veille.expression.subject import Subject
from veille.model import Place


@pytest.mark.parametrize(
    ("query", "text", "answer"),
    [
        ("a1 NEAR/0 b1", "a1 b1", True),
        ("a1 NEAR/0 b1", "b1 a1", True),
        ("a1 NEAR/0 b1", "a1 x b1", False),
        ("a1 NEAR/2 b1", "a1 x x b1", True),
        ("a1 NEAR/2 b1", "a1 x x x b1", False),
        ("a1 NEAR b1", "a1" + " x" * 10 + " b1", True),
        ("a1 NEAR b1", "a1" + " x" * 11 + " b1", False),
        ("a1 NEAR/100 b1", "a1" + " x" * 100 + " b1", True),
        ("a1 ONEAR/2 b1", "a1 x x b1", True),
        ("a1 ONEAR/2 b1", "b1 x a1", False),
        ("a1 ONEAR b1", "b1 a1 b1", True),
        ("a1 NEAR/2f b1", "b1 a1", False),
        ("a1 near/2 b1", "a1 b1", True),
        ("a1 NEAR/3 a1", "a1", False),
        ("a1 NEAR/3 a1", "a1 x a1", True),
        ("(a1 OR b1) NEAR/3 (b1 OR c1)", "b1", False),
        ("(a1 OR b1) NEAR/3 (b1 OR c1)", "x c1 b1", True),
        ("(a1 b1) NEAR/1 c1", "a1 c1 x x x b1", False),
        ("(a1 b1) NEAR/1 c1", "a1 c1 x x x c1 x b1", True),
        ("((a1 b1) OR d1) NEAR/1 c1", "d1 c1", True),
        ("a1 NEAR/1 b1 NEAR/1 c1", "a1 b1 x c1", True),
        ("a1 NEAR/1 b1 NEAR/1 c1", "a1 x b1 x x c1", False),
        ("a1 NEAR/1 (b1 NEAR/1 c1)", "a1 x b1 x c1", True),
        ('"a1 b1" NEAR/1 c1', "a1 b1 x c1", True),
        ('"a1 b1" NEAR/1 b1', "a1 b1", False),
        ("laposte NEAR/0 grève", "La Poste : grève", True),
        ("laposte NEAR/0 grève", "La Poste en grève", False),
        ("grève NEAR/1 L'Oréal", "grève chez l’Oréal", True),
        ("chez NEAR/0 oreal", "chez l’Oréal", True),
        ("chez NEAR/0 d'arc", "chez d’Arc", True),
        ("abc* NEAR/0 c1", "abcd c1", True),
        ("a?c NEAR/0 c1", "abc c1", True),
        ("abcd~ NEAR/0 c1", "abdc c1", True),
        ("{Abc} NEAR/0 c1", "abc c1", False),
        ("{Abc} NEAR/0 c1", "Abc c1", True),
        ("/b+c/ NEAR/0 c1", "abc c1", True),
        ("/!/ NEAR/0 c1", "x! c1", True),
        ("#rappel NEAR/0 c1", "x #rappel c1", True),
        ("#rappel NEAR/0 x", "y x #rappel c1", True),
        ("#rappel NEAR/0 y", "y x #rappel c1", False),
        ("@a.b NEAR/0 c1", "@a.b c1", True),
        ("東 NEAR/0 京", "東京", True),
        ("東 NEAR/0 タ", "東京タワー", False),
        ("東 NEAR/1 タ", "東京タワー", True),
        ("مرحبا NEAR/0 بك", "مرحبا بك", True),
        ("été NEAR/0 bleu", "e\u0301te\u0301 👍🏽 bleu", True),
        ("a1 NEAR/0 b1", "a1 ... — « b1", True),
        ('"a1 b1"~0', "b1 a1", True),
        ('"a1 b1"~2', "a1 x x b1", True),
        ('"a1 b1"~2', "a1 x x x b1", False),
        ('"a1 b1 c1"~1', "c1 a1 x b1", True),
        ('"a1 b1 c1"~1', "c1 x a1 x b1", False),
        ('"a1 b1 c1"~1', "a1 x x b1 x c1 a1", True),
        ('"a1 b1"~9', "a1", False),
        ('"a1 a1"~3', "a1", False),
        ('"a1 A1"~3', "a1 x a1", True),
        ('"le l\'oréal"~0', "le loreal", True),
        ('"b1 abc*"~0', "abcd b1", True),
        ('"la-poste grève"~1', "grève de la poste", True),
        ('"東京"~0', "京東", True),
    ],
)
def test_words_are_counted_between(query, text, answer):
    """n is the number of words between; elided articles and signs are none."""
    assert found(query, text) is answer
    assert found(query, title=text) is answer
    assert bool(marked(query, text)) is answer


def test_title_and_text_are_two_parts():
    """What ends the title is not near what begins the text."""
    for query in ("a1 NEAR b1", '"a1 b1"~9', "a1 ONEAR b1"):
        assert not found(query, "b1", "a1")
    assert found("title:(a1 NEAR b1)", "", "b1 a1")
    assert not found("title:(a1 NEAR b1)", "b1 a1")
    assert not found("title:a1 NEAR b1", "b1 a1")
    assert found("title:a1 NEAR b1", "", "b1 a1")


@pytest.mark.parametrize(
    ("query", "text", "pieces"),
    [
        ("a1 NEAR/1 b1", "a1 x x x a1 x b1 x x a1", ["a1", "b1"]),
        ("a1 ONEAR/1 b1", "b1 a1 x b1 x a1", ["a1", "b1"]),
        ("(a1 OR c1) NEAR/0 b1", "c1 a1 b1 c1", ["a1", "b1", "c1"]),
        ("a1 NEAR/0 b1 NEAR/0 c1", "a1 b1 c1 x a1 b1", ["b1", "c1"]),
        ('"a1 b1"~1', "b1 b1 a1 x x b1", ["b1", "b1", "a1"]),
        ('"a1 b1"~0', "a1 x b1 a1", ["b1", "a1"]),
        ("laposte NEAR/0 grève", "la grève à La-Poste, grève", ["La-Poste", "grève"]),
        ("L'Oréal NEAR/1 grève", "grève chez l’Oréal", ["grève", "l’Oréal"]),
        ("#rappel NEAR/0 b1", "b1 #Rappel", ["b1", "#Rappel"]),
        ("{Abc} NEAR/0 b1", "abc b1 Abc", ["b1", "Abc"]),
    ],
)
def test_only_what_takes_part_is_marked(query, text, pieces):
    """Other places of the same words are left alone."""
    assert marked(query, text) == pieces


def standing(words, text):
    return [at for at, word in enumerate(text) if word in words]


def near(left, right, distance, *, ordered):
    """Say which of two lists of numbers have one of the other near, each pair tried."""
    pairs = [
        (a, b)
        for a in left
        for b in right
        if a != b and abs(a - b) - 1 <= distance and (a < b or not ordered)
    ]
    return sorted({at for pair in pairs for at in pair})


TEXTS = st.lists(st.sampled_from(["aa", "bb", "cc", "dd"]), max_size=14)


@given(TEXTS, st.integers(0, 4), st.booleans(), st.sampled_from(["bb", "(bb OR cc)", "(aa OR bb)"]))
@settings(max_examples=300, deadline=None)
def test_near_is_what_every_pair_tried_would_say(text, distance, ordered, right):
    """Searching sorted lists finds what comparing all pairs does."""
    sign = f"{'O' if ordered else ''}NEAR/{distance}"
    query = f"aa {sign} {right}"
    wanted = near(
        standing({"aa"}, text),
        standing(set(right.strip("()").split(" OR ")), text),
        distance,
        ordered=ordered,
    )
    line = " ".join(text)
    subject = expression.subject(document(line))
    assert [span.start // 3 for span in expression.hits(parse(query), subject)] == wanted
    assert found(query, line) is bool(wanted)


@given(TEXTS, st.integers(0, 4), st.sampled_from([("aa", "bb"), ("aa", "bb", "cc"), ("aa", "aa", "bb")]))
@settings(max_examples=300, deadline=None)
def test_a_phrase_apart_is_what_every_window_tried_would_say(text, distance, words):
    """Sliding over the places finds what trying every run of words does."""
    runs = [text[at : at + len(words) + distance] for at in range(len(text))]
    wanted = any(all(run.count(word) >= words.count(word) for word in words) for run in runs)
    assert found(f'"{" ".join(words)}"~{distance}', " ".join(text)) is wanted


PIECES = st.sampled_from(
    [
        *"la La poste Poste La-Poste LaPoste l’Oréal L.A. 東京 e\u0301té @lapin.vert #poste mot".split(),
        " ",
        "\n",
        "-",
        "’",
    ]
)


@given(
    st.lists(PIECES, max_size=20).map("".join),
    st.sampled_from(
        [
            *"la LaPoste pos* {Poste} po?te *ost* poste~ l'oréal l'or?al 東京 #poste @lap* /p.+e/".split(),
            '"la poste"',
        ]
    ),
)
@settings(max_examples=300, deadline=None)
def test_an_operand_is_found_where_the_same_leaf_alone_is(text, leaf):
    """Counting words finds a form in the places where looking for it alone does."""
    subject = expression.subject(document(text))
    wanted = parse(leaf).root
    part = subject.counted(Place.TEXT)
    counted = [characters(spot, part) for spot in spots(wanted, subject, Place.TEXT)]
    alone = [(span.start, span.end) for span in expression.hits(parse(leaf), subject)]
    assert merged(counted) == merged(alone)


def merged(spans):
    """Return the characters that any of some spans has."""
    return {at for start, end in spans for at in range(start, end)}


def test_a_hostile_text_is_marked_whole():
    """A hundred thousand characters of the two words of a NEAR are no more work than so many words."""
    text = "aa bb " * 16_000
    assert len(marked("aa NEAR/5 bb", text)) == 32_000
    assert not found("aa ONEAR/5 bb", "bb " * 30_000 + "x " * 9 + "aa " * 30_000)


def test_a_near_is_written_as_it_stands_in_the_query():
    """Without the comment behind it."""
    assert (
        parse("x (aa NEAR/2\n  (bb OR cc)) # these two\n").root.parts[1].written == "aa NEAR/2\n  (bb OR cc)"
    )
    assert parse('aa NEAR "bb cc"~3 # end').root.written == 'aa NEAR "bb cc"~3'


def test_a_part_of_a_query_knows_what_stands_in_it():
    """Whoever walks through a query meets the operands of NEAR too."""
    root = parse("title:(aa NEAR/2 (bb OR cc)) -dd").root
    names = [type(node).__name__ for node in expression.nodes(root)]
    assert names == ["And", "Near", "Term", "Or", "Term", "Term", "Not", "Term"]
    assert [node.part for node in expression.nodes(root) if hasattr(node, "part") and hasattr(node, "singles")] == [
        Place.TITLE, Place.TITLE, Place.TITLE, None,
    ]  # fmt: skip


class Counting(Subject):
    """A document that counts how often one of its parts is asked for."""

    __slots__ = ("asked",)

    def __init__(self, document):
        super().__init__(document)
        self.asked = 0

    def reading(self, place):
        self.asked += 1
        return super().reading(place)


@pytest.mark.parametrize("within", ["{0} NEAR/100 {1}", "({0}) NEAR/100 {1}"])
def test_the_work_of_a_row_of_nears_grows_with_its_length(within):
    """Each operand is looked for once in a document, however many NEARs stand around it."""

    def asked(count):
        group = query = "(a1 OR b1 OR c1)"
        for _ in range(count):
            query = within.format(query, group)
        subject = Counting(document("a1 b1 c1 x"))
        assert expression.matches(parse(query), subject)
        return subject.asked

    assert asked(18) <= 2.2 * asked(9)
