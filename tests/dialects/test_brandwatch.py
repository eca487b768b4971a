# SPDX-License-Identifier: MIT
"""Queries as Brandwatch has them, each with texts that the translation must find, or must not."""

import pytest

from support.translated import finds, reasons, translate
from veille.errors import QueryError

FOUND = [
    ("lenoir AND (rappel OR retrait)", "Lenoir : retrait de lots"),
    ("lenoir NOT acteur", "Lenoir rappelle"),
    ("lenoir AND NOT (acteur OR film)", "Lenoir rappelle"),
    ("lenoir AND -acteur", "Lenoir rappelle"),
    ('"biscuiterie lenoir"', "la Biscuiterie Lenoir"),
    ('"rappel biscuit"~2', "biscuit : un grand rappel"),
    ("(apple OR orange) NEAR/5 (phone OR smartphone)", "le phone de chez Orange"),
    ("logitech NEAR/2f keyboard", "a Logitech solar wireless keyboard"),
    ("lenoir NEAR biscuit", "un biscuit de chez Lenoir"),
    ("((gâteau OR glace) AND (anniversaire OR fête))~5", "pour la fête, une glace"),
    ("((a OR b) AND (c) AND d)~3", "a c d"),
    ("kiss*", "a kissing booth"),
    ("sep?rate OR bel??ve", "I believe"),
    ('"pommes de t*rre"', "des pommes de terre"),
    ('"jus de pomm*"', "un jus de pommes"),
    ('"appl* juice"', "apple juice"),
    ('"appl* juice"~3', "juice of an apple"),
    ("{BT} OR {La Poste}", "chez BT"),
    ("raw:Google+", "sur Google+"),
    ("title:(rappel OR retrait) OR site:lemonde.fr", "Lenoir"),
    ("site:lemonde.fr/economie", "Lenoir"),
    ("url:lemonde.fr/economie/*", "Lenoir"),
    ("url:(*sport* OR *economie*)", "Lenoir"),
    ("author:duval AND language:fr", "Lenoir"),
    ("at_mentions:lenoir", "merci @lenoir"),
    ("hashtags:(lenoir OR rappel)", "ça alors #rappel"),
    ("country:fra AND lenoir", "Lenoir"),
    ("<<<notre marque>>> lenoir", "Lenoir"),
    ('"OR" AND "AND"', "or and"),
    ("lenoir AND or", "lenoir or"),
    ("lenoir AND ET", "lenoir et fils"),
    ("a\nAND\nb", "a b"),
    ('"pommes * terre"', "les pommes de terre"),
    ('"raffin* de *"', "raffinage de brut"),
]
NOT_FOUND = [
    ("lenoir NOT (acteur OR film)", "Lenoir dans un film"),
    ("logitech NEAR/2f keyboard", "a keyboard of Logitech"),
    ("logitech NEAR/2f keyboard", "Logitech one two three keyboard"),
    ('"rappel biscuit"~2', "biscuit un deux trois rappel"),
    ("{BT}", "le bt"),
    ("raw:Google+", "google"),
    ("sep?rate", "seprate"),
    ('"appl* juice"', "juice apple"),
    ('"appl* juice"', "apple of juice"),
    ("((gâteau OR glace) AND (anniversaire OR fête))~2", "glace un deux trois fête"),
    ("title:rappel", "rappel"),
    ("site:lemonde.fr/sport", "Lenoir"),
    ("author:martin", "Lenoir"),
    ("language:en", "Lenoir"),
    ("hashtags:rappel", "rappel"),
    ("lenoir AND ET", "lenoir"),
    ('"pommes * terre"', "les pommes sont tombées à terre"),
]


@pytest.mark.parametrize(("query", "text"), FOUND)
def test_it_finds_what_brandwatch_would(query, text):
    """The translation finds the text."""
    assert finds("brandwatch", query, text)


@pytest.mark.parametrize(("query", "text"), NOT_FOUND)
def test_it_leaves_what_brandwatch_would_leave(query, text):
    """The translation does not find the text."""
    assert not finds("brandwatch", query, text)


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("(((lenoir)) AND ((rappel)))", "lenoir AND rappel"),
        ("(a AND b) OR (c AND d)", "a AND b OR c AND d"),
        ("a NOT b NOT (c OR d)", "a NOT b NOT (c OR d)"),
        ("(a NEAR/3 b) OR c", "a NEAR/3 b OR c"),
        ("a NEAR/3 (b OR c)", "a NEAR/3 (b OR c)"),
        ("a NEAR/2f b", "a ONEAR/2 b"),
        ('"green appl* juice bar"', '"green appl*" ONEAR/0 "juice bar"'),
        ("at_mentions:(a OR b)", "@a OR @b"),
        ('at_mentions:"@lenoir"', "@lenoir"),
        ("sentiment:negative AND a", "tone:negative AND a"),
        ("a NOT sentiment:(positive OR Neutral)", "a NOT tone:(positive OR neutral)"),
        ("url:*rappel*", "url:rappel"),
        ("ET AND SAUF", '"ET" AND "SAUF"'),
        ("language:FR", "lang:fr"),
    ],
)
def test_the_translation_stays_readable(query, written):
    """Operators stay in words, parentheses stand only where they are needed."""
    assert translate("brandwatch", query).query == written


@pytest.mark.parametrize(
    ("query", "losses"),
    [
        ('(lenoir NEAR/3f "la poste") NOT (site:x.fr OR {BT} OR title:a)', []),
        ("country:fra AND a", [("country:fra", "left_out", "place")]),
        ("a NOT region:(usa.fl OR usa.ga)", [("region:(usa.fl OR usa.ga)", "left_out", "place")]),
        ("links:x.fr AND a", [("links:x.fr", "left_out", "links")]),
        ("authorFollowers:[10 TO 500] AND a", [("authorFollowers:[10 TO 500]", "left_out", "who")]),
        ("authorVerified:true AND a", [("authorVerified:true", "left_out", "who")]),
        ("engagingWith:lenoir AND a", [("engagingWith:lenoir", "left_out", "replies")]),
        ("minuteOfDay:[1 TO 2] AND a", [("minuteOfDay:[1 TO 2]", "left_out", "field")]),
        ("sentiment:positive AND a", [("sentiment:positive", "changed", "sentiment")]),
        ("sentiment:joyful AND a", [("joyful", "left_out", "sentiment")]),
        ("orange~ AND a", [("orange~", "changed", "tilde_word")]),
        ("at_mentions:(lenoir OR a,b) AND c", [("a,b", "left_out", "account")]),
        ('hashtags:(rappel OR "ça va")', [('"ça va"', "left_out", "account")]),
        ("at_mentions:(lenoir OR x*)", [("x*", "left_out", "account")]),
        ("language:french AND a", [("french", "left_out", "bad_lang")]),
        ("ki* OR a", [("ki*", "left_out", "wild")]),
        ("😀 OR a", [("😀", "left_out", "signs")]),
        ("a~2", [("~2", "left_out", "tilde")]),
        ("(a OR b)~3", [("~3", "left_out", "tilde")]),
        ("<<<b>>> a", [("<<<b>>>", "left_out", "comment")]),
        ("author:lenoir", [("author:lenoir", "changed", "author")]),
        ("raw:Google+", [("Google+", "changed", "raw_signs")]),
        ("raw:Google", []),
        ("a b c", [("b", "changed", "no_operator")]),
        ("a AND b OR c", [("OR", "changed", "mixed")]),
        ("(a AND b) OR c", []),
        ("a OR b NOT c", [("OR", "changed", "mixed")]),
        ("a NEAR/500 b", [("NEAR/500", "changed", "too_far")]),
        ('"a b"~500', [("~500", "changed", "too_far")]),
        ("a NEAR/3 (NOT b)", [("NEAR/3", "changed", "near_group")]),
        ("a NEAR/3 site:x.fr", [("NEAR/3", "changed", "near_group")]),
        ("(a AND b AND c)~3", [("~3", "changed", "group_within")]),
        ('"a * b"', [('"a * b"', "changed", "star_word")]),
        ("url:a*b", [("a*b", "changed", "star_in_address")]),
    ],
)
def test_what_is_lost_is_told(query, losses):
    """Each loss names what stood there; what has an exact equivalent is none."""
    assert reasons("brandwatch", query) == losses


@pytest.mark.parametrize(
    ("query", "code", "column"),
    [
        ("   ", "empty", 0),
        ('lenoir AND "rappel', "unclosed_quote", 11),
        ("lenoir AND (rappel", "unclosed_paren", 11),
        ("lenoir) AND rappel", "unexpected_paren", 6),
        ("lenoir AND", "expected_term", 10),
        ("lenoir AND OR rappel", "expected_term", 11),
        ("lenoir NEAR/3", "expected_term", 13),
        ("<<<oubli lenoir", "unclosed_comment", 0),
        ("title: lenoir", "expected_value", 6),
        ("title:(a OR author:b)", "field_in_field", 12),
        ("country:fra", "nothing_left", 0),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(query, code, column):
    """The caret goes where the reading stopped."""
    with pytest.raises(QueryError) as refused:
        translate("brandwatch", query)
    assert (refused.value.code, refused.value.column) == (code, column)
