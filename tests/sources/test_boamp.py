# SPDX-License-Identifier: MIT
"""Public tenders, written from the documentation and the published schema: no recorded answer."""

from pathlib import Path

import pytest

from veille.sources.base import State
from veille.sources.boamp import Boamp
from veille.testing import answer, assert_source_contract

DATA = Path(__file__).parent / "data" / "boamp"
SOURCE = Boamp(siren=("404833048",))
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
    assert_source_contract(Boamp, DATA / "v21.json", DATA / "v1.json")


def test_options_that_find_nothing_are_refused():
    """Something must be looked for, and a number must be one."""
    with pytest.raises(ValueError, match="siren"):
        Boamp()
    with pytest.raises(ValueError, match="9 digits"):
        Boamp(siren=("12",))


def test_both_versions_give_the_same_notices():
    """Lists and texts, objects within and without `fields`."""
    new, old = read(), read("v1.json")
    assert old
    assert {key: new[key] for key in old} == old


def test_names_are_looked_for_as_buyer_winner_and_subject():
    """Three fields may hold a brand; a number stands in the whole notice only."""
    new, old = wheres(Boamp(query="@brands"), State(brands=(("Duval",),)))
    assert new == 'search(objet,"Duval") OR search(nomacheteur,"Duval") OR search(titulaire,"Duval")'
    assert old == 'objet:"Duval" OR nomacheteur:"Duval" OR titulaire:"Duval"'
    assert wheres(SOURCE)[0] == 'donnees like "404833048"'


def test_a_tender_in_eforms_is_read_down_to_its_lots():
    """Subject, buyer, description and lots are found in the JSON within the JSON."""
    item = read()["26-120001"]
    assert item.title == "Avis de marché – Fourniture de goûters pour les écoles"
    assert item.author == "Ville de Pontrevel"
    told = ["Goûters des écoles", "Goûters emballés, dont biscuits sans huile de palme."]
    assert item.text.splitlines()[2:6] == [*told, "Lot 1 : biscuits", "Lot 2 : fruits"]


def test_a_result_names_who_won_and_the_notice_before():
    """Winners once each; the parent is the linked notice."""
    item = read()["26-119002"]
    assert item.text.splitlines()[2:4] == ["Biscuiterie Lenoir", "Maison Duval"]
    assert "Biscuits secs en vrac." in item.text
    assert item.parent == "26-100777"
    assert item.url == "https://www.boamp.fr/pages/avis/?q=idweb:26-119002"


def test_a_notice_whose_details_are_damaged_is_kept():
    """What can be read is read."""
    assert read()["26-119003"].text == "Avis sans détail"
