# SPDX-License-Identifier: MIT
"""Named queries, what is suspect in a rule, and the line of what is wrong in a query of several lines."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import config
from veille.errors import ConfigError
from veille.i18n import Words


def load(folder, text):
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path, environ={})


def wrong(folder, text):
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return [(problem.line, problem.code) for problem in caught.value.problems]


def told(folder, text, language="en"):
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return [
        config.wording(problem, Words(language), Path("sources.toml")) for problem in caught.value.problems
    ]


def warned(folder, text):
    return [(problem.line, problem.code, problem.facts["value"]) for problem in load(folder, text).warnings]


NAMED = """\
[queries]
crise = 'rappel OR boycott'
crise-grave = '@crise AND @lieux'
lieux = '''
usine   # the factory
OR magasin'''

[[brand]]
name = "Lenoir"
query = 'lenoir AND @crise-grave'

[[brand]]
name = "Duval"
query = 'duval AND @duval_paris'

[[source]]
name = "HN"
kind = "hackernews"
query = "@crise"
"""


def test_named_queries_are_kept_as_written(tmp_path):
    """Names of letters, digits, _ and -, each with its text, several lines included."""
    read = load(tmp_path, NAMED)
    assert dict(read.queries) == {
        "crise": "rappel OR boycott",
        "crise-grave": "@crise AND @lieux",
        "lieux": "usine   # the factory\nOR magasin",
    }


def test_a_brand_knows_the_queries_it_uses(tmp_path):
    """Directly or through others: its fingerprint changes with them; an account is no query."""
    own, other = load(tmp_path, NAMED).brands
    assert [name for name, _ in own.queries] == ["crise", "crise-grave", "lieux"]
    assert other.queries == ()


def test_a_source_searches_for_the_text_of_a_named_query(tmp_path):
    """The service knows no names: it is given the text, those within it replaced too."""
    (source,) = load(tmp_path, NAMED).sources
    assert source.source.query == "rappel OR boycott"
    (source,) = load(tmp_path, NAMED.replace('query = "@crise"', 'query = "@crise-grave"')).sources
    assert source.source.query == "(rappel OR boycott) AND (usine OR magasin)"


def test_an_unknown_name_in_a_source_lists_those_there_are(tmp_path):
    """The nearest one is offered."""
    ((what, todo),) = told(tmp_path, NAMED.replace('query = "@crise"', 'query = "@crises"'))
    assert "@crise" in what
    assert all(name in todo for name in ("@brands", "@crise", "@crise-grave", "@lieux"))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("'mes mots' = 'a'", "bad_query_name"),
        ("'a.b' = 'a'", "bad_query_name"),
        ("'-' = 'a'", "bad_query_name"),
        ("brands = 'a'", "reserved_query"),
        ("Brands = 'a'", "reserved_query"),
        ("x = ''", "empty"),
        ("x = 3", "wrong_type"),
        ("x = 'a ('", "query_error"),
        ("Crise = 'b'", "same_query"),
        ("compte = 'b'", "query_clash"),
        ("x = '@x OR a'", "query_error"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_wrong_with_a_named_query_is_said_with_its_line(tmp_path, line, code, language):
    """In both languages, with what to do about it."""
    text = f"[queries]\ncrise = 'rappel'\n{line}\n[[brand]]\nname = 'Lenoir'\nhandles = ['@Compte']\n"
    assert wrong(tmp_path, text) == [(3, code)]
    ((what, todo),) = told(tmp_path, text, language)
    assert what.startswith("sources.toml:3: [queries]")
    assert todo


def test_queries_that_use_one_another_in_a_circle_are_refused(tmp_path):
    """Once, where the first of them stands, and so is everything else that is wrong."""
    text = (
        "[queries]\nz = 'x @b'\na = '@b OR mot'\nb = '@c OR mot'\nc = '@a OR mot'\nd = '('\ne = '@e OR a'\n"
    )
    assert wrong(tmp_path, text) == [(number, "query_error") for number in (3, 6, 7)]


def test_a_broken_query_is_told_once_however_many_use_it(tmp_path):
    """At its own line; what only a rule may not do is told at the brand's."""
    text = (
        "[queries]\na = 'mot ('\nb = '@a OR mot'\nc = '@b @a'\nd = 'tone:negative'\n[[brand]]\nname = 'A'\n"
        "query = 'x @c'\n[[brand]]\nname = 'B'\nquery = 'x @d'\n"
    )
    assert wrong(tmp_path, text) == [(2, "query_error"), (11, "query_error")]


def test_queries_are_a_table(tmp_path):
    """A text or a list of tables is refused; a table within it too."""
    assert wrong(tmp_path, "queries = 'a'") == [(1, "not_a_table")]
    assert wrong(tmp_path, "[[queries]]\na = 'b'") == [(1, "not_a_table")]
    assert wrong(tmp_path, "[queries.crise]\na = 'b'") == [(1, "wrong_type")]


@pytest.mark.parametrize(
    ("quotes", "line"), [("'''", 5), ('"""', 5), ("'''\\\n", 3)], ids=["literal", "basic", "other"]
)
def test_the_line_of_a_fault_within_several_is_its_own(tmp_path, quotes, line):
    """The third line of the query, where the text stands in the file as it is; else that of its key."""
    quote = quotes[:3]
    inside = "\nlenoir AND\n(rappel" if quotes == quote else "lenoir (rappel"
    opened = quote if quotes == quote else "'"
    closed = quote if quotes == quote else "'"
    text = f"[[brand]]\nname = 'Lenoir'\nquery = {opened}{inside}{closed}\n"
    assert wrong(tmp_path, text) == [(line, "query_error")]


@pytest.mark.parametrize(
    ("brand", "found"),
    [
        ("name = 'HP'", [(2, "short_term", "HP")]),
        ("name = 'Lenoir'\nexclude = ['acteur', 'lenoir']", [(3, "own_exclude", "lenoir")]),
        ("name = 'HP'\ncontext = ['imprimante']", []),
        ("name = 'Hewlett'\naliases = ['HP', 'Packard']", [(3, "short_term", "HP")]),
        ("name = 'Hewlett'\naliases = ['@hp', '小米']", []),
        ("name = 'HP'\nquery = 'hewlett'", []),
        ("name = 'Hewlett'\nquery = 'hewlett OR hp'", [(3, "short_term", "hp")]),
        ("name = 'Hewlett'\nquery = 'hewlett OR (hp AND imprimante)'", []),
        ("name = 'Hewlett'\nquery = 'hp NEAR/5 imprimante'", []),
        ("name = 'Hewlett'\nquery = 'hp -acteur'", [(3, "short_term", "hp")]),
    ],
)
def test_words_of_one_or_two_letters_are_warned_of(tmp_path, brand, found):
    """Unless something else must be there too, or the brand has context words."""
    assert warned(tmp_path, f"[[brand]]\n{brand}\n") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lenoir AND @crisse", [(4, "mistyped_query", "crisse")]),
        ("lenoir AND @Crise # @crisse", []),
        ("lenoir AND @crisis_fr", []),
        ("lenoir AND @boulangerie", []),
    ],
)
def test_a_mistyped_named_query_is_warned_of(tmp_path, query, found):
    """An account that no brand has and that is nearly the name of a query; accounts of brands are left alone."""
    text = f"[queries]\ncrise = 'rappel'\n[[brand]]\nquery = '{query}'\nname = 'Lenoir'\n"
    assert warned(tmp_path, text + "handles = ['@crisis_fr']\n") == found


def test_a_rule_that_nothing_can_match_is_warned_of(tmp_path):
    """With its line, in words."""
    read = load(tmp_path, "[[brand]]\nname = 'Lenoir'\nquery = 'lenoir lang:fr lang:en'\n")
    (problem,) = read.warnings
    assert (problem.line, problem.code) == (3, "never")
    for language in ("fr", "en"):
        assert all(config.wording(problem, Words(language), Path("sources.toml")))


def test_typos_and_thresholds_are_read(tmp_path):
    """`typos = true` is what it says."""
    (brand,) = load(tmp_path, "[[brand]]\nname = 'Lenoir'\ntypos = true\n").brands
    assert brand.typos


@given(
    texts=st.lists(
        st.lists(
            st.sampled_from(["@q0", "@q1", "@q2", "a", "-b", "(", ")", '"', "NEAR/2", "# c", "tone:x"]),
            max_size=5,
        ),
        min_size=1,
        max_size=3,
    ),
    asked=st.sampled_from(["@q0", "@q1", "@q2", "@brands", "q"]),
)
@settings(max_examples=80, deadline=None)
def test_any_queries_are_read_or_refused_with_their_lines(tmp_path_factory, texts, asked):
    """Whatever uses whatever: a file loads, or each problem has its line; nothing is spelled out without end."""
    lines = [f"q{number} = {' '.join(words)!r}" for number, words in enumerate(texts)]
    source = f"[[source]]\nname = 'HN'\nkind = 'hackernews'\nquery = '{asked}'\n"
    text = "[queries]\n" + "\n".join(lines) + f"\n[[brand]]\nname = 'Lenoir'\nquery = 'a {asked}'\n{source}"
    problems, sources = (), ()
    try:
        sources = load(tmp_path_factory.getbasetemp(), text).sources
    except ConfigError as error:
        problems = error.problems
    assert bool(problems) is not bool(sources)
    assert all(problem.line for problem in problems)
    assert all(len(one.source.query) < 100_000 for one in sources)
