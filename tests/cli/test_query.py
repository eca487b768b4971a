# SPDX-License-Identifier: MIT
"""`veille query` as people run it: explain, translate, in both languages, with and without a watch file."""

from __future__ import annotations

import pytest

from support.person import Person

WATCH = """[veille]
timezone = "Europe/Paris"
"""
NAMED = f"""{WATCH}
[queries]
marque = 'lenoir OR "la poste"'
"""


@pytest.fixture
def person(tmp_path):
    person = Person(tmp_path)
    person.watch_file(WATCH)
    return person


@pytest.fixture
def french(person):
    person.environ["LANG"] = "fr_FR.UTF-8"
    return person


# --- explain ----------------------------------------------------------------------------------------------


def test_a_query_is_explained(person):
    """The meaning on standard output, one sentence a line, what is within it deeper."""
    said = person("query", "explain", "lenoir (rappel* OR retrait) -acteur")
    assert said.code == 0
    assert said.out.splitlines()[:5] == [
        "all of these:",
        "  the word “lenoir”",
        "  at least one of these:",
        "    words that begin with “rappel”",
        "    the word “retrait”",
    ]
    assert said.err == ""


def test_it_is_explained_in_french(french):
    """In the reader's language, notes included."""
    said = french("query", "explain", "lenoir lenoir")
    assert "tout ceci\u202f:" in said.out
    assert "note\u202f: le mot «\u202flenoir\u202f»\u202f: écrit deux fois" in said.out


def test_an_explanation_is_data_too(person):
    """`--json` has the query, its meaning, what to know of it, and whether a rule may have it."""
    said = person("query", "explain", "lenoir", "--json").json
    assert list(said) == ["query", "meaning", "notes", "rule"]
    assert said["query"] == "lenoir"
    assert said["meaning"] == [{"depth": 0, "text": "the word “lenoir”"}]
    assert said["rule"] is True


@pytest.mark.parametrize(
    ("query", "reason"),
    [("lenoir since:7d", "relative date 7d"), ("tone:negative", "tone"), ("-acteur", "rule")],
)
def test_what_no_rule_may_have_is_said(person, query, reason):
    """A query may be right for a search and wrong for a rule; that is no failure."""
    said = person("query", "explain", "--json", "--", query).json
    assert said["rule"] is False
    assert any(reason in note for note in said["notes"])


def test_named_queries_of_the_watch_file_are_told_by_name(person):
    """`@marque` is the query of [queries], and an account where there is none."""
    assert "the account @marque" in person("query", "explain", "@marque").out
    person.watch_file(NAMED)
    told = person("query", "explain", "@marque rappel").out
    assert "  the query @marque:\n    at least one of these:\n      the word “lenoir”\n" in told


def test_a_wrong_query_shows_a_caret(french):
    """Exit 2, the place, and what was expected there."""
    said = french("query", "explain", "lenoir AND (rappel")
    assert said.code == 2
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[1:3] == ["  lenoir AND (rappel", f"{' ' * 13}^"]


def test_a_broken_watch_file_is_told_of(person):
    """What its queries mean is not known then."""
    person.watch_file("[veille\n")
    assert person("query", "explain", "lenoir").code == 2


def test_words_may_stand_unquoted_and_begin_with_a_minus(person):
    """The shell's words are one query, in their order, and options may stand among them."""
    quoted = person("query", "explain", "-acteur lenoir OR rappel", "--json").json
    loose = person("query", "explain", "-acteur", "lenoir", "--json", "OR", "rappel").json
    assert quoted == loose
    assert quoted["query"] == "-acteur lenoir OR rappel"


def test_nothing_in_a_query_reaches_the_terminal_as_a_command(person):
    """An escape sequence in a query is shown, never obeyed."""
    said = person("query", "explain", '"lenoir \x1b[31m\u202e rouge"')
    assert said.code == 0
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out


# --- translate --------------------------------------------------------------------------------------------


def test_a_translation_stands_alone_on_standard_output(person):
    """It can be pasted or piped; without a loss nothing else is said."""
    said = person("query", "translate", "--from", "google", '"biscuiterie lenoir" rappel OR retrait -acteur')
    assert (said.code, said.err) == (0, "")
    assert said.out == '"biscuiterie lenoir" (rappel OR retrait) -acteur\n'
    assert person("query", "explain", said.out.strip()).code == 0


def test_what_is_lost_is_shown_at_its_place(french):
    """On standard error, a caret and a sentence for each; the exit code stays 0."""
    said = french("query", "translate", "--from", "google", "lenoir filetype:pdf ~panne")
    assert said.code == 0
    assert said.out == "lenoir panne\n"
    lines = said.err.splitlines()
    assert lines[0] == "Traduit de Google, avec 2 différences\u202f:"
    assert lines[1:3] == ["  lenoir filetype:pdf ~panne", f"{' ' * 9}^"]
    assert "«\u202ffiletype:pdf\u202f» est laissé de côté" in lines[3]
    assert lines[5].index("^") == 2 + len("lenoir filetype:pdf ")
    assert "synonymes" in lines[6]


def test_a_translation_is_data_too(person):
    """`--json` has where it is from, the query, and each loss with its place; standard error stays silent."""
    said = person(
        "query", "translate", "--from", "brandwatch", "country:fra AND lenoir NEAR/2f rappel", "--json"
    )
    assert list(said.json) == ["from", "query", "losses"]
    assert (said.json["from"], said.json["query"], said.err) == ("brandwatch", "lenoir ONEAR/2 rappel", "")
    (loss,) = said.json["losses"]
    assert list(loss) == ["text", "column", "code", "message"]
    assert (loss["text"], loss["column"], loss["code"]) == ("country:fra", 0, "left_out")
    assert "country:fra" in loss["message"]
    assert "site:(…)" in loss["message"]


def test_a_long_query_comes_by_standard_input(person):
    """`-` reads it there, over several lines."""
    said = person(
        "query", "translate", "--from", "brandwatch", "-", stdin="(lenoir\nOR durand)\nNOT acteur\n"
    )
    assert said.out == "(lenoir OR durand) NOT acteur\n"
    assert "“lenoir”" in person("query", "explain", "-", stdin="lenoir # la marque\nrappel\n").out


def test_an_exclusion_may_come_first(person):
    """A query that begins with a minus is a query, not an option."""
    said = person("query", "translate", "--from", "google", "-site:lenoir.fr lenoir")
    assert said.out == "lenoir -site:lenoir.fr\n"
    assert person("query", "translate", "-acteur", "lenoir", "--from=google").out == "lenoir -acteur\n"
    assert person("query", "translate", "-a", "lenoir", "--from=google").out == "lenoir -a\n"
    assert "nothing has to be there" in person("query", "explain", "-a").out


def test_the_dialect_is_asked_for(french):
    """Without --from the dialects are named; a mistyped one is suggested."""
    said = french("query", "translate", "lenoir")
    assert said.code == 2
    assert "brandwatch, google" in said.err
    said = french("query", "translate", "--from", "gogle", "lenoir")
    assert said.code == 2
    assert "Vouliez-vous dire google\u202f?" in said.err


@pytest.mark.parametrize("query", ['lenoir "rappel', "lenoir OR", "filetype:pdf"])
def test_what_cannot_be_read_is_refused_with_a_caret(french, query):
    """Exit 2, and nothing on standard output."""
    said = french("query", "translate", "--from", "google", query)
    assert (said.code, said.out) == (2, "")
    assert query in said.err
    assert "^" in said.err


def test_help_speaks_both_languages(person):
    """Each command says what it does."""
    assert "what a query means" in person("query", "--help").out
    person.environ["LANG"] = "fr_FR.UTF-8"
    assert "ce que veut dire une recherche" in person("query", "--help").out
    assert "--from" in person("query", "translate", "--help").out


def test_no_watch_file_is_needed(tmp_path):
    """As a process in an empty folder: both commands answer."""
    person = Person(tmp_path)
    done = person.process("query", "translate", "--from", "google", "lenoir -acteur")
    assert (done.returncode, done.stdout, done.stderr) == (0, "lenoir -acteur\n", "")
    done = person.process("query", "explain", "lenoir -acteur")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("all of these:\n  the word “lenoir”\n")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("!orange", "write -orange"),
        ("orange or sfr", "the operator is written OR"),
        ("la poste et la banque", "the operator is written ET"),
        ("Who owns Lenoir?", "if it ends a question, write Lenoir"),
        ("lenoir @crize", "the nearest is @crise"),
    ],
)
def test_what_is_probably_meant_otherwise_is_noted(person, query, said):
    """It is read as it stands, since it may be right, and the note says what else it could be."""
    person.watch_file("[queries]\ncrise = 'rappel'\n")
    told = person("query", "explain", query)
    assert said in told.out
    assert said in " ".join(person("query", "explain", query, "--json").json["notes"])


def test_an_account_of_a_brand_is_not_taken_for_a_mistyped_query(person):
    """Only where no brand has that handle, and no query that name."""
    person.watch_file("[queries]\ncrise = 'rappel'\n[[brand]]\nname = 'Crize'\nhandles = ['@crize']\n")
    for query in ("@crize", "@Crise", "@inconnu", "ou est la crise", "usin? OR crise"):
        assert "note: “" not in person("query", "explain", query).out
        assert "nearest" not in person("query", "explain", query).out
