# SPDX-License-Identifier: MIT
"""Stack Exchange: the answers are written from the documentation and the shape of two pages recorded in 2016."""

import json
import time
from datetime import timedelta
from pathlib import Path

import pytest

from veille.errors import ParseError
from veille.net.http import full_url
from veille.sources.base import State
from veille.sources.stackexchange import StackExchange
from veille.testing import BRAND_NAMES, NOON, SECRET, FakeNet, answer, assert_source_contract, play
from veille.urls import mask

BODY = (Path(__file__).parent / "data" / "stackexchange" / "questions.json").read_text(encoding="utf-8")
SOURCE = StackExchange(query="lenoir")
SINCE = State(since=NOON)


def page(body=BODY, state=SINCE, **how):
    """Return the page of an answer."""
    (request,) = SOURCE.requests(state)
    return SOURCE.parse(answer(body, request=request, **how), state)


def test_it_keeps_the_contract():
    """As every kind, its key included."""
    assert_source_contract(StackExchange, BODY)


def test_a_question_has_its_author_and_its_counts():
    """Dates are seconds, names and titles hold entities, a score below zero counts no likes."""
    first, second = page().items
    assert first.native_id == first.thread == "stackoverflow/7001"
    assert first.url == "https://stackoverflow.com/questions/7001/how-do-i-parse"
    assert first.title.startswith("How do I parse &quot;Lenoir&quot;")
    assert first.html.startswith("<p>I use")
    assert (first.author, first.author_url) == ("Cl&#233;o", "https://stackoverflow.com/users/3/cleo")
    assert (first.published, first.updated) == ("2026-11-02T10:00:00+00:00", "2026-11-02T10:05:00+00:00")
    assert first.engagement == {"likes": 4, "replies": 1, "views": 17}
    assert second.engagement == {"replies": 0, "views": 2}
    assert (second.author, second.author_url, second.updated) == ("user42", None, None)


def test_searches_and_tags_are_asked_for():
    """Each name of a brand is a search of its own; tags alone need none; the time is the last visit's, less a margin."""
    asked = [dict(one.params) for one in StackExchange(query="@brands").requests(State(brands=BRAND_NAMES))]
    assert [one["q"] for one in asked] == ['"Biscuiterie Lenoir"', '"Lenoir Biscuits"', '"Maison Duval"']
    assert "fromdate" not in asked[0]
    (tagged,) = StackExchange(tagged=("python", "csv"), site="french").requests(SINCE)
    params = dict(tagged.params)
    assert tagged.url == "https://api.stackexchange.com/2.3/questions"
    assert (params["tagged"], params["site"]) == ("python;csv", "french")
    assert int(params["fromdate"]) == int((NOON - timedelta(hours=6)).timestamp())


def test_pages_are_followed_and_the_wait_asked_for_is_waited():
    """`backoff` holds for the next request, fractions of a second too; the last page says that none is missing."""
    (first,) = SOURCE.requests(SINCE)
    second = json.dumps({"items": [{"question_id": 1, "title": "x"}], "has_more": False})
    net = FakeNet({full_url(first): answer(BODY), full_url(first) + "&page=2": answer(second)})
    started = time.monotonic()
    outcome = play(SOURCE, net, SINCE)
    assert time.monotonic() - started >= 0.2
    assert (len(outcome.items), outcome.gap) == (3, False)


def test_the_first_visit_reads_one_page():
    """There is nothing it could have missed."""
    first = page(state=State())
    assert (first.follow, first.gap) == ((), False)


@pytest.mark.parametrize(
    ("backoff", "expected"),
    [(10, 10), (0.2, 0.2), (1e12, 3600), (0, None), (-5, None), ("10", None), (True, None), (10**400, 3600)],
)
def test_a_wait_of_any_size_is_understood(backoff, expected):
    """Seconds of any kind are bounded; what is no number is no wait."""
    body = json.dumps({"items": [], "backoff": backoff})
    assert page(body).rest == (None if expected is None else timedelta(seconds=expected))


def test_an_error_is_told_in_its_own_words():
    """The API explains what it refuses."""
    with pytest.raises(ParseError) as caught:
        page('{"error_id": 400, "error_message": "site is required", "error_name": "bad_parameter"}')
    assert caught.value.facts["reason"] == "site is required"


def test_the_key_is_hidden():
    """It is a parameter, and never shown."""
    (request,) = StackExchange(query="x", key=SECRET).requests(State())
    assert SECRET in full_url(request)
    assert SECRET not in mask(full_url(request))


@pytest.mark.parametrize("options", [{}, {"query": " "}, {"query": "x", "site": "https://stackoverflow.com"}])
def test_options_that_mean_nothing_are_refused(options):
    """Nothing to search, or an address instead of a name."""
    with pytest.raises(ValueError, match=r"query|site"):
        StackExchange(**options)
