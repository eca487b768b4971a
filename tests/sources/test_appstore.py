# SPDX-License-Identifier: MIT
"""App Store: the JSON has the shape of a page recorded in 2020; the XML and dates in JSON are written from descriptions."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from veille.errors import FetchError
from veille.sources.appstore import AppStore
from veille.sources.base import State
from veille.testing import NOON, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "appstore"
BODY = (DATA / "reviews.json").read_text(encoding="utf-8")
XML = (DATA / "reviews.xml").read_text(encoding="utf-8")
SOURCE = AppStore(app="1404176564")
(FIRST,) = SOURCE.requests(State())


def read(body, state=None):
    """Return the page of an answer to the first request."""
    return SOURCE.parse(answer(body, request=FIRST), state or State())


def address(page, form="json"):
    """Return where a page is."""
    return (
        f"https://itunes.apple.com/fr/rss/customerreviews/page={page}/id=1404176564/sortBy=mostRecent/{form}"
    )


def reviews(first, count, *, when=NOON):
    """Return a page of invented reviews, one an hour downwards; undated without `when`."""
    entries = []
    for number in range(first, first + count):
        entry = {"id": {"label": str(number)}, "title": {"label": "x"}, "im:rating": {"label": "1"}}
        if when:
            entry["updated"] = {"label": (when - timedelta(hours=number)).isoformat()}
        entries.append(entry)
    return answer(json.dumps({"feed": {"entry": entries}}))


def test_it_keeps_the_contract():
    """As every kind, in both forms."""
    assert_source_contract(AppStore, BODY, answer(XML, request=FIRST.otherwise))


def test_a_review_is_what_its_author_wrote():
    """Title, text, author and helpful votes; no date where the store gives none; the app itself is no review."""
    first, second = read(BODY).items
    assert (first.title, first.text) == ("Ne s’ouvre plus", "Depuis la mise à jour,\nplus rien.")
    assert (first.author, first.engagement) == ("claire.m", {"likes": 3})
    assert (first.published, second.published) == ("2026-11-02T09:00:00-07:00", None)
    assert first.native_id == "11000002"
    assert first.identity != second.identity
    assert first.url == second.url


def test_json_and_xml_tell_one_review_alike():
    """The same review read from either is one document."""
    page = SOURCE.parse(answer(XML, request=FIRST.otherwise), State())
    assert [replace(item, text=" ".join(item.text.split())) for item in page.items] == [
        replace(read(BODY).items[0], text="Depuis la mise à jour, plus rien.")
    ]


def test_one_review_or_none_are_pages_too():
    """One alone is no list; none is no key; both leave no gap."""
    whole = json.loads(BODY)
    whole["feed"]["entry"] = whole["feed"]["entry"][1]
    assert len(read(json.dumps(whole)).items) == 1
    del whole["feed"]["entry"]
    assert (read(json.dumps(whole)).items, read(json.dumps(whole)).gap) == ((), False)


def test_the_other_form_is_asked_where_one_fails():
    """JSON first, then XML; spells of 502 are met by the other form."""
    broken = FetchError("http_5xx", status=502)
    outcome = play(SOURCE, FakeNet({address(1): broken, address(1, "xml"): answer(XML)}))
    assert [item.native_id for item in outcome.items] == ["11000002"]


def test_later_visits_page_on_until_what_was_read():
    """Full pages newer than the last visit ask for the next, never by the address that the store gives."""
    state = State(since=NOON - timedelta(hours=60))
    net = FakeNet({address(1): reviews(0, 50), address(2): reviews(50, 50)})
    outcome = play(SOURCE, net, state)
    assert net.urls == [address(1), address(2)]
    assert (len(outcome.items), outcome.gap) == (100, False)


def test_looking_back_ends_at_the_tenth_page_and_says_so():
    """The store shows 500 reviews of a country."""
    state = State(since=NOON - timedelta(days=900), back=True)
    net = FakeNet({address(page): reviews(50 * page, 50) for page in range(1, 11)})
    outcome = play(SOURCE, net, state)
    assert (len(outcome.items), outcome.gap) == (500, True)


def test_without_dates_it_cannot_be_told_what_is_missing():
    """The old JSON: one page, and no word on gaps."""
    page = read(reviews(0, 50, when=None).body, State(since=NOON))
    assert (page.follow, page.gap) == ((), None)


def test_the_first_visit_reads_as_many_pages_as_wanted():
    """One, or what `pages` says."""
    net = FakeNet({address(1): reviews(0, 50), address(2): reviews(50, 50)})
    assert len(play(SOURCE, net, State()).items) == 50
    assert len(play(AppStore(app="1404176564", pages=2), net, State()).items) == 100


@pytest.mark.parametrize(
    "options", [{"app": "id1"}, {"app": "1404176564", "country": "FR"}, {"app": "1404176564", "pages": 11}]
)
def test_options_that_mean_nothing_are_refused(options):
    """A name instead of a number, capitals, more pages than there are."""
    with pytest.raises(ValueError, match=r"app|country|pages"):
        AppStore(**options)


def test_the_address_of_an_app_is_known():
    """Its page in the store gives number and country."""
    known = {"app": "1404176564", "country": "fr"}
    assert AppStore.from_address("https://apps.apple.com/fr/app/lenoir/id1404176564?l=fr") == known
    assert AppStore.from_address("https://apps.apple.example/fr/app/id1404176564") is None
