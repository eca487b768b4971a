# SPDX-License-Identifier: MIT
"""A wrong query is shown with a caret, the place it stands at, and what to write instead, in both languages."""

import pytest

from support.person import Person

WATCH = """[veille]
timezone = "Europe/Paris"

[queries]
presse = 'site:(lemonde.fr OR lefigaro.fr)'

[[brand]]
name = "Lenoir"
"""


@pytest.fixture
def person(tmp_path):
    person = Person(tmp_path)
    person.watch_file(WATCH)
    return person


def test_the_caret_stands_under_what_is_wrong(person):
    """First what happened, then the query and the place, then the remedy; nothing is searched."""
    said = person("search", "lenoir NEAR/5 -acteur")
    assert (said.code, said.out) == (2, "")
    *shown, remedy = said.err.splitlines()
    assert shown == [
        "veille: what is excluded cannot be near a word [near_not]",
        "  lenoir NEAR/5 -acteur",
        "                ^",
    ]
    assert remedy.startswith("  hint: to exclude a neighbourhood, put it in parentheses: -(")


def test_a_fault_within_a_named_query_is_shown_there(person):
    """The name of the query is told, and the caret stands in its text."""
    person.environ["LANG"] = "fr_FR.UTF-8"
    said = person("search", "title:@presse")
    assert said.code == 2
    happened, *shown = said.err.splitlines()
    assert happened.startswith(
        "veille: dans la recherche nommée @presse\u202f: le champ «\u202fsite\u202f» ne peut pas"
    )
    assert shown[:2] == ["  site:(lemonde.fr OR lefigaro.fr)", "  ^"]


def test_a_named_query_that_is_wrong_in_a_rule_is_told_of_the_file(person):
    """The watch file's problem names the brand's rule and the query that it uses."""
    person.watch_file(WATCH + 'query = "lenoir NEAR/3 @presse"\n')
    said = person("brands", "list")
    assert said.code == 2
    assert "@presse" in said.err
    assert "lenoir NEAR/3 @presse" in said.err
