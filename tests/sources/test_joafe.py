# SPDX-License-Identifier: MIT
"""Notices of associations, written from the documentation and the published schema: no recorded answer."""

from pathlib import Path

import pytest

from veille.sources.base import State
from veille.sources.joafe import Joafe
from veille.testing import BRAND_NAMES, answer, assert_source_contract

DATA = Path(__file__).parent / "data" / "joafe"
SOURCE = Joafe(siren=("404833048",))
FIRST = State()


def read(name="v21.json"):
    """Return the items of a file by their ids."""
    page = SOURCE.parse(answer(DATA / name), State())
    return {item.native_id: item for item in page.items}


def wheres(source, state=FIRST):
    """Return what each first request asks for, in both versions."""
    found = [(dict(one.params)["where"], dict(one.otherwise.params)["q"]) for one in source.requests(state)]
    return found[0] if len(found) == 1 else found


def test_it_keeps_the_contract():
    """As every kind does, with both versions of the service."""
    assert_source_contract(Joafe, DATA / "v21.json", DATA / "v1.json")


def test_options_that_find_nothing_are_refused():
    """Something must be looked for, and a number must be one."""
    with pytest.raises(ValueError, match="siren"):
        Joafe()
    with pytest.raises(ValueError, match="9 digits"):
        Joafe(siren=("12",))


def test_both_versions_give_the_same_notices():
    """Lists and texts, objects within and without `fields`."""
    new, old = read(), read("v1.json")
    assert old
    assert {key: new[key] for key in old} == old


def test_associations_are_asked_for_by_either_number_or_by_name():
    """RNA numbers in one request, SIREN numbers of accounts in another, names among the titles."""
    assert wheres(SOURCE) == ('dca_siren="404833048"', 'dca_siren:"404833048"')
    both = Joafe(siren=("404833048",), rna=("W293000123", "W291000456"))
    assert wheres(both)[0][0] == 'numero_rna="W293000123" OR numero_rna="W291000456"'
    named = wheres(Joafe(query="@brands"), State(brands=BRAND_NAMES))
    assert 'search(titre,"Maison Duval")' in named[0]


def test_a_creation_says_what_the_association_is_for():
    """Title of the notice's own words, object, number, page; entities are undone."""
    item = read()["202600440512"]
    assert item.title == "Création – LES AMIS DU SABLÉ"
    assert item.text.splitlines()[0] == "promouvoir le sablé breton et ceux qui le font"
    assert "W293000123" in item.text
    assert item.url.endswith("/associations-detail-annonce/?q.id=id:202600440512")
    assert item.published == "2026-11-03"


def test_accounts_are_notices_too():
    """The deposit of accounts has no kind of notice of its own; its year and its number are told."""
    item = read()["404833048_31122025"]
    assert item.title == "Comptes annuels – Fondation Lenoir"
    assert item.text.splitlines()[-2:] == ["404833048", "2025-12-31"]


def test_a_new_name_is_in_the_text():
    """Whoever watches the new name finds the notice."""
    assert "CLUB MAISON DUVAL" in read()["202600430099"].text
