# SPDX-License-Identifier: MIT
"""The State's directory of companies: what is asked, what is read, and what is left out."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import plugins
from veille.directories.base import Accounts, Companies, Company, Directory, Officer
from veille.directories.recherche_entreprises import RechercheEntreprises
from veille.errors import ParseError
from veille.testing import answer

DATA = Path(__file__).parent / "data"
DIRECTORY = RechercheEntreprises()


def read(name="two.json"):
    return DIRECTORY.parse(answer(DATA / name))


def test_it_is_found_as_plug_ins_are():
    """A directory is one file of its folder, or an entry point of its own group."""
    assert plugins.load("directories", "recherche_entreprises", Directory) is RechercheEntreprises


@pytest.mark.parametrize(
    ("name", "asked"), [("404 833 048", "404833048"), (" La  Poste ", "La Poste"), ("3 Suisses", "3 Suisses")]
)
def test_a_name_or_a_number_is_asked_for(name, asked):
    """A number may be written with spaces; a name keeps its own."""
    params = dict(DIRECTORY.request(name, limit=10).params)
    assert params == {"q": asked, "page": "1", "per_page": "10"}


def test_no_more_is_asked_than_the_service_gives():
    """25 companies are the most."""
    assert dict(DIRECTORY.request("x", limit=900).params)["per_page"] == "25"


def test_a_company_is_read_whole():
    """Names, place, officers with their functions, establishments, accounts of the latest year first."""
    one = read().found[0]
    assert (one.siren, one.name, one.acronym) == ("404833048", "BISCUITERIE LENOIR", "BL")
    assert one.trade_names == ("Lenoir biscuits", "AUX SABLES", "La Sablerie")
    assert one.names == ("BISCUITERIE LENOIR", "Lenoir biscuits", "AUX SABLES", "La Sablerie", "BL")
    assert (one.active, one.public, one.created, one.closed) == (True, True, "1996-04-02", None)
    assert one.officers == (
        Officer(name="JEANNE LENOIR", function="Président de SAS"),
        Officer(name="DUVAL AUDIT", function="Commissaire aux comptes titulaire"),
        Officer(name="L'ETAT"),
    )
    assert (one.establishments, one.open_establishments) == (4, 3)
    assert one.accounts == (
        Accounts(year="2024", revenue=12345678, net_income=345678),
        Accounts(year="2023", revenue=11000000, net_income=-20000),
    )
    assert one.identifiers == {"siret": "40483304800022", "legal_form": "5710"}


def test_births_and_nationalities_are_never_read():
    """Of a person: name and function."""
    assert "1961" not in repr(read())
    assert "Française" not in repr(read())


def test_what_a_company_hides_is_unknown():
    """A place that is not shown is None, and the company is said not to be public."""
    other = read().found[1]
    assert (other.address, other.public, other.active, other.closed) == (None, False, False, "2019-06-30")
    assert read().total == 2


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "{}", '{"results": 1}', '{"erreur": "Veuillez…"}', "[" * 9999]
)
def test_an_answer_without_companies_is_an_error(body):
    """Never "no company"."""
    with pytest.raises(ParseError) as caught:
        DIRECTORY.parse(answer(body))
    assert caught.value.code == "parse"


def test_an_empty_answer_is_none_found():
    """No match is an answer."""
    body = '{"results": [], "total_results": 0}'
    assert DIRECTORY.parse(answer(body)) == Companies(found=(), total=0)


def test_a_name_that_is_written_twice_is_one():
    """Whatever its case, the first writing stays."""
    company = Company(siren="404833048", name="LENOIR", trade_names=("Lenoir", "Sablé"), acronym="SABLÉ")
    assert company.names == ("LENOIR", "Sablé")


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_KEYS = [*json.loads((DATA / "one.json").read_text())["results"][0]]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(_KEYS), _ANY, max_size=8))
def test_fields_of_any_type_are_read_or_left_out(record):
    """Whatever stands in a record, it makes a company or none."""
    body = json.dumps({"results": [{**record, "siren": "404833048"}, record]})
    assert DIRECTORY.parse(answer(body)).found[0].siren == "404833048"
