# SPDX-License-Identifier: MIT
"""GitHub: the search's answers are written from the documentation, in the shape of issues recorded in 2016."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.errors import ParseError
from veille.net.http import full_url
from veille.sources.base import State
from veille.sources.github import GitHub
from veille.testing import BRAND_NAMES, NOON, SECRET, FakeNet, answer, assert_source_contract, play

BODY = (Path(__file__).parent / "data" / "github" / "issues.json").read_text(encoding="utf-8")
SOURCE = GitHub(query='"lenoir api"')
SINCE = State(since=NOON)


def results(first, count, total, **more):
    """Return a page of invented issues, one a second downwards from an instant."""
    made = [
        {
            "html_url": f"https://github.com/a/b/issues/{int(when.timestamp())}",
            "number": int(when.timestamp()),
            "title": "x",
            "created_at": when.isoformat(),
        }
        for when in (first - timedelta(seconds=number) for number in range(count))
    ]
    return answer(json.dumps({"total_count": total, "items": made, **more}))


def test_it_keeps_the_contract():
    """As every kind, its token included."""
    assert_source_contract(GitHub, BODY)


def test_issues_and_pull_requests_are_read():
    """Both are posts of a repository; an account that is gone leaves no author."""
    issue, request = SOURCE.parse(answer(BODY), State()).items
    assert issue.url == "https://github.com/atelier/four/issues/12"
    assert issue.native_id == issue.thread == "atelier/four#12"
    assert issue.text.startswith("Since *this morning*")
    assert (issue.author, issue.author_url) == ("claire-m", "https://github.com/claire-m")
    assert (issue.published, issue.updated) == ("2026-11-02T10:00:00Z", "2026-11-02T11:00:00Z")
    assert issue.engagement == {"likes": 2, "replies": 3}
    assert (request.url, request.text) == ("https://github.com/atelier/four/pull/13", None)
    assert (request.author, request.engagement) == (None, {"replies": 0})


def test_searches_say_since_when_and_for_whom():
    """Each name is a search; the last visit less a margin is a range of dates; the token is a header alone."""
    asked = [dict(one.params)["q"] for one in GitHub(query="@brands").requests(State(brands=BRAND_NAMES))]
    assert asked == ['"Biscuiterie Lenoir"', '"Lenoir Biscuits"', '"Maison Duval"']
    (request,) = GitHub(query="lenoir", token=SECRET).requests(SINCE)
    assert dict(request.params)["q"] == "lenoir created:2026-11-02T06:00:00Z..*"
    assert request.headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in full_url(request)


def test_pages_are_followed_to_the_last():
    """A full page asks for the next; what is partial says so."""
    (first,) = SOURCE.requests(SINCE)
    net = FakeNet(
        {
            full_url(first): results(NOON, 100, 150),
            full_url(first) + "&page=2": results(NOON - timedelta(seconds=100), 50, 150),
        }
    )
    outcome = play(SOURCE, net, SINCE)
    assert (len(outcome.items), outcome.gap) == (150, False)
    partial = results(NOON, 3, 3, incomplete_results=True)
    assert play(SOURCE, FakeNet({full_url(first): partial}), SINCE).gap is True


def test_a_long_search_is_cut_into_slices_of_time():
    """After the 1,000th result another search begins at the oldest; where it cannot get below it, that is a gap."""
    state = State(since=datetime(2026, 1, 1, tzinfo=UTC), back=True)
    (first,) = SOURCE.requests(state)
    base = full_url(first)
    answers = {
        base + (f"&page={page}" if page > 1 else ""): results(
            NOON - timedelta(seconds=100 * (page - 1)), 100, 1030
        )
        for page in range(1, 11)
    }
    below = base.replace("..%2A", "..2026-11-02T11%3A43%3A21Z")
    answers[below] = results(NOON - timedelta(seconds=999), 31, 31)
    outcome = play(SOURCE, FakeNet(answers), state)
    assert len({item.url for item in outcome.items}) == 1030
    assert outcome.gap is False
    stuck = SOURCE._search(SOURCE.query, state.since - timedelta(hours=6), before="2026-11-02T12:00:00Z")
    stuck = replace(stuck, params=(*stuck.params, ("page", "10")))
    one_second = [
        {"html_url": "https://github.com/a/b/issues/1", "title": "x", "created_at": "2026-11-02T12:00:00Z"}
    ]
    last = answer(json.dumps({"total_count": 5000, "items": one_second * 100}), request=stuck)
    page = SOURCE.parse(last, state)
    assert (page.follow, page.gap) == ((), True)


def test_the_first_visit_reads_one_page():
    """There is nothing it could have missed."""
    page = SOURCE.parse(results(NOON, 100, 5000), State())
    assert (page.follow, page.gap, len(page.items)) == ((), False, 100)


def test_an_error_is_told_in_its_own_words():
    """What GitHub says of a search it cannot make."""
    with pytest.raises(ParseError) as caught:
        SOURCE.parse(answer('{"message": "Validation Failed"}'), State())
    assert caught.value.facts["reason"] == "Validation Failed"


@pytest.mark.parametrize("query", ["", "x" * 251])
def test_searches_that_github_refuses_are_refused_at_once(query):
    """Nothing, or too much."""
    with pytest.raises(ValueError, match="query"):
        GitHub(query=query)
