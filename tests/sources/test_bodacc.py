# SPDX-License-Identifier: MIT
"""The BODACC in both versions of its API; the answers of version 2.1 are written from the documentation."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import FetchError, ParseError
from veille.net.http import full_url
from veille.net.outcomes import Failed, Fetched
from veille.sources import _opendatasoft as ods
from veille.sources.base import State
from veille.sources.bodacc import FAMILIES, Bodacc
from veille.testing import BRAND_NAMES, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "bodacc"
LENOIR = "404833048"
SOURCE = Bodacc(siren=(LENOIR,))
FIRST = State()
SINCE = State(since=datetime(2026, 11, 15, 8, tzinfo=UTC))


def read(name="v21.json"):
    """Return the items of a file by their ids."""
    page = SOURCE.parse(answer(DATA / name), State())
    return {item.native_id: item for item in page.items}


def first(source=SOURCE, state=FIRST):
    """Return the first request."""
    return next(iter(source.requests(state)))


def asked(request):
    return dict(request.params)


def several(count, total, start=0):
    """Return an answer of version 2.1 with so many notices out of a total."""
    found = [{"id": f"A{start + n}", "commercant": "Lenoir"} for n in range(count)]
    return json.dumps({"total_count": total, "results": found})


def test_it_keeps_the_contract():
    """As every kind does, with both versions of the service."""
    assert_source_contract(Bodacc, DATA / "v21.json", DATA / "v1.json")


# --- asking -----------------------------------------------------------------------------------------------


def test_forty_companies_are_asked_for_at_once():
    """41 numbers are two requests, in the language of both versions."""
    numbers = (LENOIR,) * 41
    one, two = Bodacc(siren=numbers).requests(State())
    assert asked(one)["where"].count(f'registre="{LENOIR}"') == 40
    assert asked(one.otherwise)["q"].count(f'registre:"{LENOIR}"') == 40
    assert asked(two)["where"] == f'registre="{LENOIR}"'
    assert (asked(one)["limit"], asked(one)["order_by"]) == ("100", "dateparution desc")


def test_brands_are_searched_among_the_traders():
    """All names of all brands, in one request; what would end the text is taken out."""
    state = State(brands=(*BRAND_NAMES, ('Le "Sablé" \\',)))
    (request,) = Bodacc(query="@brands").requests(state)
    where = asked(request)["where"]
    assert 'search(commercant,"Biscuiterie Lenoir") OR search(commercant,"Lenoir Biscuits")' in where
    assert 'search(commercant,"Maison Duval")' in where
    assert where.endswith('search(commercant,"Le  Sablé")')
    assert 'commercant:"Maison Duval"' in asked(request.otherwise)["q"]


def test_a_query_of_ones_own_is_asked_as_it_is():
    """It is in the language of version 2.1, so that version 1 cannot stand in."""
    request = first(Bodacc(query='ville="Quimper"'))
    assert asked(request)["where"] == 'ville="Quimper"'
    assert request.otherwise is None


def test_families_narrow_what_is_asked():
    """Their codes are asked for, whatever else is."""
    request = first(Bodacc(siren=(LENOIR,), families=("collective", "vente")))
    expected = f'(registre="{LENOIR}") AND (familleavis="collective" OR familleavis="vente")'
    assert asked(request)["where"] == expected
    assert 'familleavis:"vente"' in asked(request.otherwise)["q"]


@pytest.mark.parametrize(("code", "label"), FAMILIES.items())
def test_a_label_of_a_family_is_refused_with_its_code(code, label):
    """A label finds nothing and would look like "no notice"."""
    with pytest.raises(ValueError, match=rf": {code} \?"):
        Bodacc(siren=(LENOIR,), families=(label,))


def test_a_word_that_is_no_family_is_refused_with_all_of_them():
    """Nothing is like it, so all codes are named."""
    with pytest.raises(ValueError, match="collective, conciliation, creation, divers, dpc, "):
        Bodacc(siren=(LENOIR,), families=("xyz",))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "siren, query: at least one"),
        ({"siren": ("40483304",)}, "9 digits"),
        ({"siren": ("40483304800014",)}, "9 digits"),
        ({"siren": ("404833049",)}, "no such number"),
        ({"siren": ("٤٠٤٨٣٣٠٤٨",)}, "9 digits"),
    ],
)
def test_options_that_find_nothing_are_refused(given, said):
    """Nothing to look for, or a number that no company has."""
    with pytest.raises(ValueError, match=said):
        Bodacc(**given)


def test_a_number_may_be_written_with_spaces():
    """404 833 048 is 404833048."""
    assert asked(first(Bodacc(siren=("404 833 048",))))["where"] == f'registre="{LENOIR}"'


def test_notices_that_appear_late_are_seen():
    """What was published up to 40 days before the last visit is asked for again."""
    request = first(state=SINCE)
    assert asked(request)["where"] == f'(registre="{LENOIR}") AND (dateparution>="2026-10-06")'
    assert asked(request.otherwise)["q"] == f'(registre:"{LENOIR}") AND (dateparution>=2026-10-06)'


def test_looking_back_starts_on_the_day_asked_for():
    """`fetch --since` is that day, without an overlap."""
    request = first(state=State(since=datetime(2020, 1, 1, tzinfo=UTC), back=True))
    assert 'dateparution>="2020-01-01"' in asked(request)["where"]
    assert Bodacc.looks_back


# --- reading ----------------------------------------------------------------------------------------------


def test_a_notice_is_copied():
    """Address, title of its own labels, court, day and words."""
    item = read()["A202602121001"]
    assert item.url == "https://www.bodacc.fr/annonce/detail-annonce/A/20260212/1001"
    assert item.title == (
        "Procédures collectives – Biscuiterie Lenoir – Greffe du Tribunal de Commerce de Quimper"
    )
    assert (item.author, item.published, item.language) == (
        "Greffe du Tribunal de Commerce de Quimper",
        "2026-11-02",
        "fr",
    )
    assert item.whole


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        ("A202602121001", "mandataire judiciaire Maître Duval"),
        ("A202602111002", "Acte sous seing privé"),
        ("B202602101003", "Nouvelle présidente : Lenoir Jeanne"),
        ("B202602091004", "Radiation d'office"),
        ("C202602081005", "déclaration de confidentialité"),
        ("A202602071006", "Le passif se répartit"),
        ("A202602051008", "Immatriculation d'une personne physique"),
    ],
)
def test_each_family_has_its_words_elsewhere(notice, words):
    """The text is read from where that family has it, JSON within JSON."""
    assert words in read()[notice].text


def test_a_sale_names_both_parties():
    """Buyer and seller with their numbers, and who is the former owner."""
    text = read()["A202602111002"].text
    assert "Maison Duval, Duval Goûters, 732 829 320 RCS Brest" in text
    assert "Précédent propriétaire : Biscuiterie Lenoir, 404 833 048 RCS Quimper" in text
    assert "80000 EUR" in text
    assert "Aux Sablés" in text


def test_a_number_that_no_party_shows_is_kept():
    """Where the parties cannot be read, the register number still is, once."""
    assert read()["A202602071006"].text.splitlines()[-1] == LENOIR
    assert read()["A202602071006"].text.count("833") == 1


def test_a_correction_points_at_what_it_corrects():
    """Its parent is the id of the previous notice, and its title says what it is."""
    item = read()["A202602061007"]
    assert item.parent == "A202602121001"
    assert item.parent in read()
    assert item.title.startswith("Avis rectificatif – Procédures collectives")


def test_home_addresses_and_nationalities_are_left_out():
    """Of a person the notice's name and number are enough."""
    text = read()["A202602051008"].text
    assert "Jeanne Lenoir" in text
    assert "rue du Port" not in text
    assert "Française" not in text


def test_both_versions_give_the_same_notices():
    """Lists and texts with commas, objects within and without `fields`."""
    new, old = read(), read("v1.json")
    assert {key: new[key] for key in old} == old
    assert len(old) == 3


def test_a_notice_without_number_keeps_its_other_address():
    """The address of the notice is made of three parts, or is the one given."""
    record = {
        "id": "X1",
        "commercant": "Lenoir",
        "url_complete": "https://www.bodacc.fr/x",
        "parution": "../..",
    }
    page = SOURCE.parse(
        answer(json.dumps({"total_count": 1, "results": [record, {"ville": "Brest"}]})), State()
    )
    assert [item.url for item in page.items] == ["https://www.bodacc.fr/x"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"error_code": "ODSQLError", "message": "no"}', "parse"),
        ('{"results": 3}', "parse"),
        ("<html><title>Maintenance</title></html>", "not_a_feed"),
    ],
)
def test_what_is_no_answer_is_said(body, code):
    """An error in JSON, a wrong shape or a page is a failure, never "no notice"."""
    with pytest.raises(ParseError) as caught:
        SOURCE.parse(answer(body), State())
    assert caught.value.code == code


# --- paging -----------------------------------------------------------------------------------------------


def test_the_first_visit_reads_the_first_page():
    """What is older was never asked for: no gap."""
    net = FakeNet({full_url(first()): answer(several(100, 250))})
    found = play(SOURCE, net)
    assert (len(found.items), found.gap, len(net.calls)) == (100, False, 1)


def test_later_visits_page_to_the_end():
    """250 notices are three answers."""
    start = first(state=SINCE)
    url = full_url(start)
    pages = {
        url.replace("offset=0", f"offset={n}"): answer(several(min(100, 250 - n), 250, n))
        for n in (0, 100, 200)
    }
    found = play(SOURCE, FakeNet(pages), SINCE)
    assert isinstance(found, Fetched)
    assert (len(found.items), found.gap) == (250, False)


def test_beyond_the_depth_of_the_service_a_gap_is_said():
    """No more than 10,000 notices can be paged."""
    request = ods.Dataset(host="h.example", name="d").request(ods.Clause(new="x", old="x"), start=9900)
    page = SOURCE.parse(answer(several(100, 20_000), request=request), SINCE)
    assert (page.gap, page.follow) == (True, ())


def test_version_1_stands_in_and_is_paged_too():
    """Where version 2.1 refuses, the other is asked for the same, and its pages are followed."""
    start = first(state=SINCE)
    old = full_url(start.otherwise)
    record = {"fields": {"id": "A1", "commercant": "Lenoir"}}
    pages = {
        full_url(start): FetchError("http_4xx", status=400),
        old: answer(json.dumps({"nhits": 101, "records": [record] * 100})),
        old.replace("start=0", "start=100"): answer(json.dumps({"nhits": 101, "records": [record]})),
    }
    found = play(SOURCE, FakeNet(pages), SINCE)
    assert (len(found.items), found.gap) == (101, False)


def test_a_page_that_fails_falls_back_alone():
    """The second page is asked of version 1 from where the first ended."""
    start = first(state=SINCE)
    pages = {
        full_url(start): answer(several(100, 101)),
        full_url(start).replace("offset=0", "offset=100"): FetchError("http_5xx", status=500),
        full_url(start.otherwise).replace("start=0", "start=100"): answer(
            '{"nhits": 101, "records": [{"fields": {"id": "Z"}}]}'
        ),
    }
    found = play(SOURCE, FakeNet(pages), SINCE)
    assert len(found.items) == 101


def test_a_connection_that_is_dropped_is_a_failure():
    """Hosts that drop connections are a timeout, not an empty bulletin."""
    net = FakeNet({full_url(first()): FetchError("timeout")})
    found = play(SOURCE, net)
    assert isinstance(found, Failed)
    assert found.error.code == "timeout"


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["personne", "etablissement", "denomination", "nature", "vente", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
_KEYS = [*json.loads((DATA / "v21.json").read_text())["results"][0]]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(_KEYS), _JSON | _JSON.map(json.dumps), max_size=8))
def test_fields_of_any_type_are_read_or_left_out(record):
    """Whatever stands in a record, nothing but items comes out."""
    page = SOURCE.parse(answer(json.dumps({"total_count": 1, "results": [record]})), State())
    assert all(item.native_id or item.title for item in page.items)
