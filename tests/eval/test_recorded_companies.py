# SPDX-License-Identifier: MIT
"""Recorded answers on companies, 2022 to 2026, read through the whole chain and compared with their own JSON."""

import json

import pytest

from support.recorded import recorded
from veille import dates
from veille.directories.recherche_entreprises import RechercheEntreprises
from veille.model import About, Channel, Item
from veille.sources import _opendatasoft as ods
from veille.sources.base import State
from veille.sources.bodacc import Bodacc
from veille.steps.identify import documents
from veille.testing import answer

SEARCHES = {
    "search-12345678900003.json": (0, 0),
    "search-130025265.json": (1, 1),
    "search-356000000.json": (1, 1),
    "search-552032534.json": (1, 1),
    "search-Ganymede.json": (10, 116),
    "search-ag-cp_dep-35000-cp_dep_type-cp.json": (10, 37),
    "search-la_poste.json": (10, 10_000),
}


@pytest.fixture(scope="module")
def records(shared):
    """Return the fields of the recorded notices of the BODACC."""
    body = (shared / "recordings/bodacc/ods_v1_siren_880878145.json").read_bytes()
    return [record["fields"] for record in json.loads(body)["records"]]


@pytest.fixture(scope="module")
def notices(shared):
    """Return the documents that those become, in their order."""
    response = recorded(shared / "recordings/bodacc/ods_v1_siren_880878145.json")
    page = Bodacc(siren=("880878145",)).parse(response, State())
    return documents(
        page.items,
        about=About(),
        source="BODACC",
        channel=Channel.OFFICIAL,
        seen_at=response.fetched_at,
        base=None,
    )


# --- BODACC -----------------------------------------------------------------------------------------------


def test_every_recorded_notice_is_found(records, notices):
    """As many documents as records."""
    assert len(notices) == len(records) == 3


def test_each_field_of_a_notice_is_that_of_its_record(records, notices):
    """Address, native id, title, court, day: all that the record holds."""
    for fields, notice in zip(records, notices, strict=True):
        letter, issue, number = (fields[key] for key in ("publicationavis", "parution", "numeroannonce"))
        assert notice.url == f"https://www.bodacc.fr/annonce/detail-annonce/{letter}/{issue}/{number}"
        assert notice.sightings[0].native_id == fields["id"]
        assert notice.title == f"{fields['familleavis_lib']} – {fields['commercant']} – {fields['tribunal']}"
        assert notice.author == fields["tribunal"]
        assert notice.published == dates.parse(fields["dateparution"])
        assert notice.engagement == {}


def test_the_words_of_a_notice_are_all_in_its_text(records, notices):
    """What is written in JSON within JSON, and the number of the company."""
    for fields, notice in zip(records, notices, strict=True):
        written = json.loads(fields["listepersonnes"])["personne"]
        assert written["denomination"] in notice.text
        assert written["numeroImmatriculation"]["numeroIdentification"] in notice.text
        assert all(value in notice.text for value in json.loads(fields.get("depot", "{}")).values())


def test_another_client_came_to_the_same(shared, notices):
    """Addresses and days are those that the State's own site shows for the same notices."""
    body = (shared / "recordings/bodacc/derived/annonces_ganymede_mapped.json").read_bytes()
    shown = json.loads(body)["result"]["annonces"]
    assert [one["path"] for one in shown] == [notice.url for notice in notices]
    assert [one["datePublication"] for one in shown] == [f"{notice.published:%Y-%m-%d}" for notice in notices]


def test_any_data_set_of_that_service_is_read(shared):
    """A record of another set comes out whole, once; it is no notice of the BODACC."""
    path = shared / "recordings/company_misc/education_ods.json"
    fields = json.loads(path.read_bytes())["records"][0]["fields"]
    page = ods.page(
        recorded(path),
        State(),
        lambda record: Item(title=str(record["nom_etablissement"]), text=repr(record)),
    )
    assert page.items == (Item(title=fields["nom_etablissement"], text=repr(fields)),)
    assert Bodacc(siren=("198100125",)).parse(recorded(path), State()).items == ()


# --- recherche-entreprises --------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=SEARCHES)
def searched(request, shared):
    """Return (what was read, the results of the recording, its total) of one recorded search."""
    path = shared / "recordings/recherche_entreprises" / request.param
    known = json.loads(path.read_bytes())
    assert (len(known["results"]), known["total_results"]) == SEARCHES[request.param]
    return RechercheEntreprises().parse(answer(path)), known["results"], known["total_results"]


def test_every_recorded_company_is_found(searched):
    """As many as the answer holds, in its order, and the total it tells."""
    found, results, total = searched
    assert [one.siren for one in found.found] == [one["siren"] for one in results]
    assert found.total == total


def test_each_field_of_a_company_is_that_of_its_record(searched):
    """Names, place, state, days, category, activity, places: as written."""
    found, results, _ = searched
    for company, known in zip(found.found, results, strict=True):
        office = known["siege"]
        assert company.name == known["nom_raison_sociale"]
        assert company.acronym == known["sigle"]
        assert company.address == office["adresse"]
        assert company.active == (known["etat_administratif"] == "A")
        assert company.public == (known["statut_diffusion"] == "O")
        assert (company.created, company.closed) == (known["date_creation"], known["date_fermeture"])
        assert company.category == known["categorie_entreprise"]
        assert company.activity == known["activite_principale"]
        assert company.establishments == known["nombre_etablissements"]
        assert company.open_establishments == known["nombre_etablissements_ouverts"]
        assert company.identifiers["siret"] == office["siret"]


def test_all_trade_names_are_found(searched):
    """Those of the head office and of the places that match, but for the company's own name."""
    found, results, _ = searched
    for company, known in zip(found.found, results, strict=True):
        places = [known["siege"], *known["matching_etablissements"]]
        written = {sign for place in places for sign in place.get("liste_enseignes") or ()}
        written |= {place["nom_commercial"] for place in places if place.get("nom_commercial")}
        assert set(company.trade_names) == written - {company.name}


def test_officers_have_names_and_functions_and_nothing_more(searched):
    """Each of them, in order; no birth and no nationality anywhere."""
    found, results, _ = searched
    for company, known in zip(found.found, results, strict=True):
        written = [
            (one.get("denomination") or f"{one['prenoms']} {one['nom']}", one["qualite"])
            for one in known["dirigeants"]
        ]
        assert [(one.name, one.function) for one in company.officers] == written
        births = [one["date_de_naissance"] for one in known["dirigeants"] if one.get("date_de_naissance")]
        assert not [birth for birth in births if birth in repr(company.officers)]


def test_accounts_are_those_of_each_year(searched):
    """Revenue and net income, losses too."""
    found, results, _ = searched
    for company, known in zip(found.found, results, strict=True):
        written = {
            year: (figures["ca"], figures["resultat_net"])
            for year, figures in (known["finances"] or {}).items()
        }
        assert {one.year: (one.revenue, one.net_income) for one in company.accounts} == written
