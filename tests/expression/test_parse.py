# SPDX-License-Identifier: MIT
"""Queries that people type are understood, or refused at the right column."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from veille import expression
from veille.errors import QueryError
from veille.expression.nodes import (
    And,
    Author,
    Language,
    Media,
    Near,
    Not,
    Or,
    Site,
    Source,
    Term,
    Url,
    Window,
)
from veille.i18n import LANGUAGES, Words
from veille.model import Channel, Place

ZONE = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 22)  # a Sunday


def parse(query, *, rule=False):
    return expression.parse(query, today=TODAY, zone=ZONE, rule=rule).root


def shape(node):
    """Write a tree the short way."""
    match node:
        case Term():
            words = "|".join(node.singles or tuple("+".join(words) for words in node.sequences))
            return f"{f'{node.part}:' if node.part else ''}{words}{'*' if node.prefix else ''}"
        case And() | Or():
            return f"{type(node).__name__}({' '.join(map(shape, node.parts))})"
        case Not():
            return f"Not({shape(node.part)})"
        case Near():
            return f"{'Onear' if node.ordered else 'Near'}{node.distance}({shape(node.left)} {shape(node.right)})"
        case _:
            return node.written


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("a b OR c d", "Or(And(a b) And(c d))"),
        ("a ET b OU c", "Or(And(a b) c)"),
        ("a AND NOT b", "And(a Not(b))"),
        ("a SAUF b", "And(a Not(b))"),
        ("a ET SAUF b", "And(a Not(b))"),
        ("a -b", "And(a Not(b))"),
        ("a –b", "And(a Not(b))"),
        ("a −(b OR c)", "And(a Not(Or(b c)))"),
        ("NOT NOT a", "Not(Not(a))"),
        ("-site:x.fr", "Not(site:x.fr)"),
        ("and or not", "And(and or not)"),
        ("lenoir\u00a0rappel", "And(lenoir rappel)"),
        ("lenoir\u200b rappel", "And(lenoir rappel)"),
        ("((a))", "a"),
        ("a(b)", "And(a b)"),
        ("（a OR b）", "Or(a b)"),
        ("“La Poste”", "laposte"),
        ("« La Poste »", "laposte"),
        ('"LA POSTE"', "laposte"),
        ("La-Poste", "laposte"),
        ("C++", "c"),
        ("l'été", "ete|lete"),
        ("L’Oréal", "oreal|loreal"),
        ("AT&T", "att"),
        ("H&M", "h+m"),
        ("lemonde.fr", "lemondefr"),
        ("https://lemonde.fr/x", "httpslemondefrx"),
        ("12:30", "1230"),
        ("lenoir: rappel", "And(lenoir rappel)"),
        ("Lenoir : le rappel !", "And(lenoir le rappel)"),
        ("Lenoir – rappel…", "And(lenoir rappel)"),
        ("gâteau*", "gateau*"),
        ("gâteau*,", "gateau*"),
        ('"la post*"', "lapost*"),
        ("#Rappel", "＃rappel"),
        ("@biscuits_lenoir", "＠biscuits＿lenoir"),
        ("@lenoir@mastodon.social", "＠lenoir＠mastodon．social"),
        ("#rappel*", "＃rappel*"),
        ("title:rappel", "title:rappel"),
        ("TITLE:(a OR -b)", "Or(title:a Not(title:b))"),
        ('text:"la poste"', "text:laposte"),
        ("site:(lemonde.fr OR lefigaro.fr)", "Or(site:lemonde.fr site:lefigaro.fr)"),
        ("a\n  OR\tb", "Or(a b)"),
        ("a # b (\n c #", "And(a c)"),
        ("# a\r\nb", "b"),
        ("a#b #c", "And(a+b ＃c)"),
        ("a NEAR/5 b", "Near5(a b)"),
        ("a near/5 b", "Near5(a b)"),
        ("a near b", "And(a near b)"),
        ("NEARBY near", "And(nearby near)"),
        ("a NEAR b", "Near10(a b)"),
        ("a ONEAR b", "Onear10(a b)"),
        ("a NEAR/3f b", "Onear3(a b)"),
        ("a NEAR/0(b OR c)", "Near0(a Or(b c))"),
        ("a b NEAR/2 c d", "And(a Near2(b c) d)"),
        ("a OR b NEAR/2 c", "Or(a Near2(b c))"),
        ("-(a NEAR/2 b)", "Not(Near2(a b))"),
        ("a NEAR/2 b ONEAR/3 c", "Onear3(Near2(a b) c)"),
        ("(a b) NEAR/2 c", "And(Near2(a c) Near2(b c))"),
        ("a NEAR/2 (b OR (c d))", "Or(Near2(a b) And(Near2(a c) Near2(a d)))"),
        ("title:(a NEAR/2 b)", "Near2(title:a title:b)"),
        ("title:a NEAR/2 b", "Near2(title:a b)"),
        ("w/5 24/7 et/ou", "And(w+5 247 etou)"),
        ("a / b", "And(a b)"),
        ("//x.fr", "xfr"),
        ("/a b/i, c", "And(/a b/ c)"),
        ("-/a/", "Not(/a/)"),
        ("{a b} c", "And({a b} c)"),
        ("a{b} c}", "And(a+b c)"),
        ("url:{x} url:/x/", "And(url:{x} url:/x/)"),
        ("site:(x.fr OR y.fr) /x/", "And(Or(site:x.fr site:y.fr) /x/)"),
        ("c'est quoi ?", "And(est|cest quoi)"),
        ('"quoi ? rien"', "quoirien"),
        ("quoi?", "quoi?"),
        ("https://x.fr/?a=1", "https+x+fr+a+1"),
        ("mot**", "mot*"),
        ("anti-*", "anti*"),
        ("~mot", "mot"),
        ("mot~, b", "And(mot~ b)"),
        ('"a  b"~3', '"a  b"~3'),
        ("«a b»~3", '"a b"~3'),
        ("tone:négatif", "tone:négatif"),
    ],
)
def test_what_people_type_is_understood(query, meaning):
    """Operators in two languages, typographic signs and pasted text have one meaning."""
    assert shape(parse(query)) == meaning


def test_long_phrases_have_no_joined_form():
    """A phrase of more than four words is never one word."""
    assert parse('"un deux trois quatre cinq"').singles == ()


def test_humps_are_words_too():
    """LaPoste also finds La Poste."""
    assert parse("LaPoste").sequences == (("la", "poste"),)
    assert parse("YouTube").sequences == (("you", "tube"),)
    assert parse("LENOIR").sequences == ()


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("url:/Biscuits/", Url(written="url:/Biscuits/", parts=("/biscuits/",))),
        ("url:été", Url(written="url:été", parts=("été", "%c3%a9t%c3%a9"))),
        ("site:www.Lemonde.fr", Site(written="site:www.Lemonde.fr", host="lemonde.fr")),
        ("site:https://lemonde.fr/", Site(written="site:https://lemonde.fr/", host="lemonde.fr")),
        ("site:*.gouv.fr", Site(written="site:*.gouv.fr", host="gouv.fr")),
        ("site:café.example", Site(written="site:café.example", host="xn--caf-dma.example")),
        ('source:"Vie publique"', Source(written="source:Vie publique", words=("vie", "publique"))),
        ("source:vie*", Source(written="source:vie*", words=("vie",), prefix=True)),
        ("channel:News", Media(written="channel:News", channel=Channel.NEWS)),
        ("lang:fr-CA", Language(written="lang:fr-CA", code="fr")),
    ],
)
def test_fields_mean_what_they_say(query, node):
    """Values are cleaned to what documents hold."""
    assert parse(query) == node


def test_author_is_words_within_the_name():
    """An author is searched like a phrase."""
    node = parse('author:"Jeanne Lenoir"')
    assert isinstance(node, Author)
    assert node.term.sequences == (("jeanne", "lenoir"),)


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("date:2026-11-01", datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 1, 23, tzinfo=UTC)),
        ("date:2026-11-01..2026-11-07", datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 7, 23, tzinfo=UTC)),
        ("date:2026-10", datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)),
        ("date:..2026-11-07", None, datetime(2026, 11, 7, 23, tzinfo=UTC)),
        ("date:2026", datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("date:2025..2026-11-07", datetime(2024, 12, 31, 23, tzinfo=UTC), datetime(2026, 11, 7, 23, tzinfo=UTC)),
        ("date:>2026-11-07", datetime(2026, 11, 7, 23, tzinfo=UTC), None),
        ("date:>=2026-11-07", datetime(2026, 11, 6, 23, tzinfo=UTC), None),
        ("date:<2026-11-07", None, datetime(2026, 11, 6, 23, tzinfo=UTC)),
        ("date:<=2026-11-07", None, datetime(2026, 11, 7, 23, tzinfo=UTC)),
        ("date:>2026-10", datetime(2026, 10, 31, 23, tzinfo=UTC), None),
        ("date:<2026", None, datetime(2025, 12, 31, 23, tzinfo=UTC)),
        ("since:2026", datetime(2025, 12, 31, 23, tzinfo=UTC), None),
        ("since:lundi", datetime(2026, 11, 15, 23, tzinfo=UTC), None),
        ("since:7d", datetime(2026, 11, 15, 23, tzinfo=UTC), None),
        ("date:7d", datetime(2026, 11, 15, 23, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_dates_are_cut_at_local_midnight(query, since, until):
    """Days begin in the watch's zone, summer time included; the last day is inclusive."""
    node = parse(query)
    assert isinstance(node, Window)
    assert (node.since, node.until) == (since, until)


WRONG = [
    ("", "empty", 0),
    ("   ", "empty", 0),
    ('""', "no_word", 0),
    ("…", "no_word", 0),
    ("a & b", "foreign_operator", 2),
    ("a && b", "foreign_operator", 2),
    ("a | b", "foreign_operator", 2),
    ("a|b", "foreign_operator", 1),
    ("orange||sfr", "foreign_operator", 6),
    ("lenoir NON acteur", "foreign_operator", 7),
    ("lenoir W/3 rappel", "foreign_distance", 7),
    ("lenoir PROCHE/3 rappel", "foreign_distance", 7),
    ("lenoir ORNEAR/3 rappel", "foreign_distance", 7),
    ("lenoir PRE/3 rappel", "foreign_distance", 7),
    ("site:n.example/d1", "site_path", 5),
    ("site:https://n.example/d1", "site_path", 5),
    ("site:(n.example OR m.example/d1)", "site_path", 19),
    ("***", "no_letters", 0),
    ("???", "no_letters", 0),
    ("lenoir *", "no_letters", 7),
    ('"orange"*', "star_after_quote", 8),
    ("//", "nothing_inside", 0),
    ("date>2026-11-07", "missing_colon", 4),
    ("date:>demain-ou-pas", "bad_date", 5),
    ("date:2026-11..2025", "reversed_dates", 5),
    ("a - b", "no_word", 2),
    ("((", "expected_term", 2),
    ("()", "expected_term", 1),
    ("AND x", "expected_term", 0),
    ("x AND", "expected_term", 5),
    ("x OR OR y", "expected_term", 5),
    ("x NOT", "expected_term", 5),
    ('a "b c', "unclosed_quote", 2),
    ("a « b", "unclosed_quote", 2),
    ("(a OR b", "unclosed_paren", 0),
    ("a) b", "unexpected_paren", 1),
    ("le*", "prefix_too_short", 2),
    ("le-*", "prefix_too_short", 2),
    ("d'*", "prefix_too_short", 1),
    ('"la post *"', "prefix_too_short", 9),
    ('"la po*"', "prefix_too_short", 6),
    ('"la* poste"', "star_place", 3),
    ("a foo:bar", "unknown_field", 2),
    ("a titre:bar", "unknown_field_near", 2),
    ("autor:bar", "unknown_field_near", 0),
    ("channel:zzz", "unknown_channel", 8),
    ("channel:presse", "unknown_channel_near", 8),
    ("title: x", "expected_value", 6),
    ("site:", "expected_value", 5),
    ("site:-x", "expected_value", 5),
    ("title:(a site:b)", "field_in_field", 9),
    ("site:%%", "bad_site", 5),
    ("lang:français", "bad_lang", 5),
    ("date:demain-ou-pas", "bad_date", 5),
    ("date:2026-13-01", "bad_date", 5),
    ("date:2026-11-07..2026-11-01", "reversed_dates", 5),
    ("date:..", "expected_value", 5),
    ("author:&", "no_word", 7),
    ("source:&", "no_word", 7),
    ('date:".."', "bad_date", 5),
    ("NEAR/5 b", "near_operand", 0),
    ("a NEAR/5", "near_operand", 8),
    ("(a NEAR/5) b", "near_operand", 9),
    ("a NEAR/5 OR b", "near_operand", 9),
    ("a NEAR/x b", "near_distance", 6),
    ("a NEAR/ b", "near_distance", 6),
    ("a NEAR/5g b", "near_distance", 6),
    ("a near/5g b", "near_distance", 6),
    ("a NEAR/101 b", "near_too_far", 7),
    ("a NEAR/99999999999 b", "near_too_far", 7),
    ("a NEAR 5 b", "near_slash", 7),
    ("a NEAR /5 b", "near_slash", 7),
    ("a NEAR5 b", "near_distance", 7),
    ("a NEAR:5 b", "near_distance", 8),
    ("a ONEAR~5 b", "near_distance", 9),
    ('"a b" ~3', "tilde_place", 6),
    ("a NEAR/5 -b", "near_not", 9),
    ("-a NEAR/5 b", "near_not", 0),
    ("(a OR NOT b) NEAR/5 c", "near_not", 6),
    ("(a site:x.fr) NEAR c", "near_field", 3),
    ("a NEAR lang:fr", "near_field", 7),
    ("title:a NEAR/5 text:b", "near_parts", 8),
    ('"a b"~', "within_number", 5),
    ('"a b"~101', "near_too_far", 5),
    ('"a"~3', "within_one_word", 0),
    ('"&"~3', "no_word", 0),
    (f'"{"a " * 31}"~3', "within_too_many", 0),
    ('"la* poste"~3', "star_place", 3),
    ('source:"a b"~3', "tilde_place", 12),
    ("{Orange", "unclosed_brace", 0),
    ("a {}", "nothing_inside", 2),
    ("{&}", "no_word", 0),
    ("{Orange*}", "cased_star", 7),
    ("{Orange}~", "tilde_place", 8),
    ("~2", "tilde_place", 0),
    ("le~", "fuzzy_too_short", 2),
    ("l'a~", "fuzzy_too_short", 3),
    ("mot~0", "fuzzy_edits", 3),
    ("mot~3", "fuzzy_edits", 3),
    ("mot*~", "fuzzy_form", 4),
    ("m?t~2", "fuzzy_form", 3),
    ("#mot~", "fuzzy_form", 4),
    ("東京駅~", "sign_is_word", 0),
    ("東京?", "sign_is_word", 0),
    ("a?", "wild_too_short", 0),
    ("?*?", "no_letters", 0),
    ("*ab", "wild_too_short", 0),
    ("a" * 60 + "?", "wild_too_long", 0),
    ("#ra?pel", "wild_signed", 0),
    ("#*rappel", "star_place", 1),
    ('"m?t clé"', "wild_in_phrase", 2),
    ("/abc", "unclosed_regex", 0),
    ("a /b\nc/", "unclosed_regex", 2),
    ("/a(?=b)/", "regex_look", 2),
    ("/(?<!a)b/", "regex_look", 1),
    (r"/(a)\1/", "regex_back", 4),
    ("/(?P<x>a)(?P=x)/", "regex_back", 9),
    ("/(?>a)/", "regex_possessive", 1),
    ("/a++/", "regex_possessive", 2),
    ("/*a/", "regex_repeat", 1),
    ("/a{3,2}/", "regex_repeat_size", 2),
    ("/a{1001}/", "regex_repeat_size", 2),
    ("/[a/", "regex_class", 1),
    ("/[z-a]/", "regex_class", 2),
    ("/(a/", "regex_paren", 1),
    ("/a)/", "regex_paren", 1),
    (r"/\q/", "regex_escape", 1),
    (r"/\p{L}{1000}/", "regex_large", 1),
    ("/(?z)a/", "regex_bad", 1),
    ("/\ud800/", "regex_bad", 1),
    ("/a*/", "regex_empty", 0),
    ("/^/", "regex_empty", 0),
    (r"/\b/", "regex_empty", 0),
    ("/a|/", "regex_empty", 0),
    (r"/\bété/", "regex_border", 1),
    (r"/été\b/", "regex_border", 4),
    ("/r/france", "regex_tail", 3),
    ("/a/g", "regex_tail", 3),
    ("tone:negativ", "unknown_value_near", 5),
    ("tone:vert", "unknown_value", 5),
    ("verdict:none", "unknown_value", 8),
    ("tone:todo", "value_of_other_field", 5),
    ("status:kept", "value_of_other_field", 7),
    ("status:rejeté", "value_of_other_field", 7),
    ("relevance:haute", "bad_comparison", 10),
    ("relevance:none", "bad_comparison", 10),
    ("relevance:>5", "bad_relevance", 10),
    ("relevance:0.8..0.3", "empty_interval", 10),
    ("reach:>>5", "bad_comparison", 6),
    ("reach:-5", "expected_value", 6),
    ('reach:".."', "bad_comparison", 6),
    ("reach>5", "missing_colon", 5),
    ("Relevance>=0.5", "missing_colon", 9),
    ("tag:&", "no_word", 4),
    ("marque:x", "unknown_field_near", 0),
    ("pertinence:1", "unknown_field_near", 0),
    ("brand:(a title:b)", "field_in_field", 9),
    ("a # (\nb )", "unexpected_paren", 8),
    ("# a b", "empty", 0),
    (" NEAR ".join(["a"] * 50), "too_deep", 282),
    (" NEAR ".join(["(aa bb)"] * 30), "too_large", 99),
    (f"({'aa ' * 40}) NEAR ({'bb ' * 40})", "too_large", 123),
    ("x" * 10_001, "too_long", 10_000),
    ("(" * 50 + "a" + ")" * 50, "too_deep", 40),
    ("-" * 60 + "a", "too_deep", 40),
]


@pytest.mark.parametrize(("query", "code", "column"), WRONG)
def test_what_is_wrong_is_said_at_its_column(query, code, column):
    """A wrong query is refused with a code, at the place, in words of both languages."""
    with pytest.raises(QueryError) as caught:
        parse(query)
    error = caught.value
    assert (error.code, error.column) == (code, column)
    shown = expression.caret(error).split("\n")
    assert len(shown) == 2
    assert shown[1].endswith("^")
    for language in LANGUAGES:
        for part in ("what", "todo"):
            assert Words(language)(f"query.{code}.{part}", **error.facts)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("-acteur", "only_negative"),
        ("NOT (a OR b)", "only_negative"),
        ("a OR -b", "only_negative"),
        ("lenoir since:7d", "relative_date"),
        ("lenoir date:lundi..2026-11-20", "relative_date"),
        ("lenoir tone:negative", "mention_field_in_rule"),
        ("lenoir -(reach:>5)", "mention_field_in_rule"),
    ],
)
def test_a_rule_is_stricter_than_a_search(query, code):
    """A brand's rule must ask for something, and may not move with the calendar."""
    parse(query)
    with pytest.raises(QueryError) as caught:
        parse(query, rule=True)
    assert caught.value.code == code
    for language in LANGUAGES:
        assert Words(language)(f"query.{code}.todo", **caught.value.facts)


@pytest.mark.parametrize(
    "query",
    [
        "a NEAR/2 b",
        "/a/",
        "m?t -a",
        "{a}",
        "a -b",
        "NOT NOT a",
        "NOT (-a OR -b)",
        "-(-a -b)",
        "site:x.fr -b",
        "a date:2026-11-01",
    ],
)
def test_a_rule_may_exclude_beside_what_it_wants(query):
    """Negations are fine where something else must be there."""
    parse(query, rule=True)


def test_a_rule_may_name_a_year():
    """A year is an absolute date, and what is before or after one stays so."""
    for query in ("lenoir date:2026", "lenoir date:>2025", "lenoir date:<=2026-11-07"):
        assert parse(query, rule=True) == parse(query)


@pytest.mark.parametrize("text", ["R&D", "AT&T", "24/7", "S/4HANA", "non", "a/3", "wi/fi", "w/3", "Non"])
def test_signs_within_words_are_left_alone(text):
    """What is a name or a number in another tool's clothes is still searched."""
    assert isinstance(parse(text), Term)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('"orange"*', '"orange*"'),
        ('"ʼ word"~4', "word~"),
        ("***", "***"),
        ("site:n.example/d1", "(site:n.example url:/d1)"),
        ("lenoir W/3 rappel", "NEAR/3"),
        ("lenoir PRE/3 rappel", "ONEAR/3"),
    ],
)
def test_a_refusal_says_what_to_write(query, said):
    """The remedy can be pasted, and is understood."""
    with pytest.raises(QueryError) as caught:
        parse(query)
    error = caught.value
    for language in LANGUAGES:
        words = Words(language)
        told = " ".join(words(f"query.{error.code}.{part}", **error.facts) for part in ("what", "todo"))
        assert said in told
    if said != query:
        parse(f"a {said} b")


def test_a_star_behind_a_sign_that_is_a_word_changes_nothing():
    """In Chinese and Japanese each sign is a word, which no letter can make longer."""
    for query in ("日本語*", '"日本語*"', "東*"):
        assert parse(query) == parse(query.replace("*", ""))


def test_the_caret_stands_under_the_place_of_its_own_line():
    """Of several lines the wrong one is shown; wide characters count two columns."""
    with pytest.raises(QueryError) as caught:
        parse("lenoir\n東京 e\u0301 AND OR x\nfin")
    assert expression.caret(caught.value) == "東京 e\u0301 AND OR x\n           ^"


def test_the_caret_finds_its_line_behind_comments():
    """A rule on several lines, with what each is for, shows the line that is wrong."""
    rule = 'lenoir # the maker (\n  AND (rappel # of 2026\n    OR m?t NEAR/500 usine) # " too far\n'
    with pytest.raises(QueryError) as caught:
        parse(rule, rule=True)
    assert expression.caret(caught.value) == '    OR m?t NEAR/500 usine) # " too far\n                ^'


def test_the_caret_of_a_long_line_is_shown_near_its_place():
    """A long query is cut around the error, and holds nothing a terminal would obey."""
    with pytest.raises(QueryError) as caught:
        parse("mot " * 500 + "\x1b[31m\t\u202e( " + "mot " * 500)
    line, caret = expression.caret(caught.value).split("\n")
    assert len(line) < 130
    assert line[len(caret) - 1] == "("
    assert "\x1b" not in line
    assert "\u202e" not in line


def test_places_of_a_term():
    """A term without field stands in title or text."""
    assert parse("a").places == (Place.TITLE, Place.TEXT)
    assert parse("title:a").places == (Place.TITLE,)
