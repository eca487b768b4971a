# SPDX-License-Identifier: MIT
"""Notices of listed companies, written from the published schema: no recorded answer."""

from pathlib import Path

import pytest

from veille.sources.balo import Balo
from veille.sources.base import State
from veille.testing import BRAND_NAMES, answer, assert_source_contract

DATA = Path(__file__).parent / "data" / "balo"
SOURCE = Balo(siren=("404833048",))
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
    assert_source_contract(Balo, DATA / "v21.json", DATA / "v1.json")


def test_options_that_find_nothing_are_refused():
    """Something must be looked for, and a number must be one."""
    with pytest.raises(ValueError, match="siren"):
        Balo()
    with pytest.raises(ValueError, match="9 digits"):
        Balo(siren=("12",))


def test_both_versions_give_the_same_notices():
    """Lists and texts, objects within and without `fields`."""
    new, old = read(), read("v1.json")
    assert old
    assert {key: new[key] for key in old} == old


def test_companies_are_asked_for_by_number_or_by_name():
    """The number in the list of the notice, the name among its companies."""
    assert wheres(SOURCE) == ('siren="404833048"', 'siren:"404833048"')
    assert (
        'search(societes_noms,"Maison Duval")' in wheres(Balo(query="@brands"), State(brands=BRAND_NAMES))[0]
    )


def test_a_notice_is_its_category_and_its_companies():
    """The data have no more than the headline: the page behind has the text."""
    item = read()["202611022604321"]
    assert (
        item.title == "CONVOCATIONS – Assemblées d'actionnaires et de porteurs de parts – BISCUITERIE LENOIR"
    )
    assert item.url.endswith("/balo-annonce-unitaire/?q.id=id_annonce:202611022604321")
    assert (item.author, item.published, item.whole) == ("BISCUITERIE LENOIR", "2026-11-02", False)


def test_all_companies_of_a_notice_are_named():
    """Names, SIREN numbers and the number of the matter, whatever its type."""
    item = read()["202610302604300"]
    assert item.title == "AVIS DIVERS – MAISON DUVAL, BISCUITERIE LENOIR"
    assert item.text.splitlines()[3:] == ["732829320", "404833048", "2604300"]
