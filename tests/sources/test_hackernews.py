# SPDX-License-Identifier: MIT
"""Hacker News: the answers are written from the documentation and the shape of a page recorded in 2019."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.net.http import full_url
from veille.sources.base import State
from veille.sources.hackernews import HackerNews
from veille.testing import BRAND_NAMES, NOON, FakeNet, answer, assert_source_contract, play

BODY = (Path(__file__).parent / "data" / "hackernews" / "hits.json").read_text(encoding="utf-8")
SOURCE = HackerNews(query='"Biscuiterie Lenoir"')
SINCE = State(since=NOON)


def hits(first, count, *, page=0, pages=1, found=None, step=1):
    """Return a page of invented hits, one each second downwards."""
    made = [
        {"objectID": str(second), "created_at_i": second, "title": f"No {second}"}
        for second in range(first, first - count * step, -step)
    ]
    known = count if found is None else found
    return answer(json.dumps({"hits": made, "page": page, "nbPages": pages, "nbHits": known}))


def test_it_keeps_the_contract():
    """As every kind."""
    assert_source_contract(HackerNews, BODY)


def test_a_story_is_its_discussion_and_a_comment_has_its_place():
    """Address, author and votes of Hacker News; the article is a link; Ask HN has none; the deleted are left out."""
    comment, story, ask = SOURCE.parse(answer(BODY), State()).items
    assert story.url == "https://news.ycombinator.com/item?id=41000001"
    assert story.links == ("https://blog.example/bakery",)
    assert (story.engagement, story.parent, story.thread) == ({"likes": 198, "replies": 42}, None, "41000001")
    assert (story.html, story.published, story.author) == (None, "2026-11-02T09:00:00Z", "paul")
    assert (ask.links, ask.html, ask.engagement["replies"]) == ((), "I wonder.", 0)
    assert (comment.title, comment.parent, comment.thread) == (
        "A bakery that runs on Rust",
        "41000001",
        "41000001",
    )
    assert comment.html.startswith("Biscuiterie Lenoir isn&#x27;t new")
    assert (comment.links, comment.engagement) == ((), {})
    assert comment.author_url == "https://news.ycombinator.com/user?id=claire_m"


def test_what_the_search_highlights_is_no_text():
    """_highlightResult repeats the text with marks of its own."""
    assert "highlighted" not in repr(SOURCE.parse(answer(BODY), State()))


def test_each_name_of_a_brand_is_a_phrase():
    """@brands searches for each name in quotes, with the syntax that heeds them."""
    asked = [dict(one.params) for one in HackerNews(query="@brands").requests(State(brands=BRAND_NAMES))]
    assert [one["query"] for one in asked] == ['"Biscuiterie Lenoir"', '"Lenoir Biscuits"', '"Maison Duval"']
    assert {one["advancedSyntax"] for one in asked} == {"true"}
    assert {one["tags"] for one in asked} == {"(story,comment)"}
    (only,) = HackerNews(query="x", comments=False).requests(State())
    assert dict(only.params)["tags"] == "story"


def test_the_first_visit_reads_one_page_and_later_ones_what_is_new():
    """Without a last visit nothing can be missing; with one, its time less a margin is the limit."""
    (request,) = SOURCE.requests(State())
    assert "numericFilters" not in dict(request.params)
    page = SOURCE.parse(hits(2_000_000_000, 100, pages=10, found=5000), State())
    assert (page.follow, page.gap, len(page.items)) == ((), False, 100)
    (request,) = SOURCE.requests(SINCE)
    early = int((NOON - timedelta(hours=6)).timestamp())
    assert dict(request.params)["numericFilters"] == f"created_at_i>{early}"


def test_pages_are_followed_to_the_last():
    """Each page asks for the next; the last one says that none is missing."""
    (first,) = SOURCE.requests(SINCE)
    base = full_url(first)
    now = int(NOON.timestamp())
    net = FakeNet(
        {
            base: hits(now, 100, page=0, pages=3, found=250),
            base + "&page=1": hits(now - 100, 100, page=1, pages=3, found=250),
            base + "&page=2": hits(now - 200, 50, page=2, pages=3, found=250),
        }
    )
    outcome = play(SOURCE, net, SINCE)
    assert len({item.native_id for item in outcome.items}) == 250
    assert outcome.gap is False


def test_a_long_search_is_cut_into_slices_of_time():
    """After the 1,000th hit another search begins below the oldest, and reaches what the first could not."""
    state = State(since=datetime(2026, 1, 1, tzinfo=UTC), back=True)
    (first,) = SOURCE.requests(state)
    start = int(NOON.timestamp())
    answers = {
        full_url(first) + (f"&page={page}" if page else ""): hits(
            start - page * 100, 100, page=page, pages=10, found=1030
        )
        for page in range(10)
    }
    after = int((state.since - timedelta(hours=6)).timestamp())
    limits = f"created_at_i%3E{after}%2Ccreated_at_i%3C{start - 998}"
    second = full_url(first).replace(f"created_at_i%3E{after}", limits)
    answers[second] = hits(start - 999, 31, found=31)
    outcome = play(SOURCE, FakeNet(answers), state)
    assert len({item.native_id for item in outcome.items}) == 1030
    assert outcome.gap is False


def test_a_thousand_hits_of_one_second_are_a_gap_and_no_endless_loop():
    """A slice that begins where the last one began is not asked for."""
    (first,) = SOURCE.requests(SINCE)
    start = int(NOON.timestamp())
    page = SOURCE.parse(hits(start, 100, page=9, pages=10, found=2000), SINCE)
    (following,) = page.follow
    same = answer(
        json.dumps(
            {"hits": [{"objectID": "1", "created_at_i": start - 99, "title": "x"}] * 2, "nbHits": 2000}
        ),
        request=following,
    )
    last = SOURCE.parse(same, SINCE)
    assert (last.follow, last.gap) == ((), True)
    assert first.url == following.url


def test_an_empty_search_is_refused():
    """It would give all of Hacker News."""
    with pytest.raises(ValueError, match="query"):
        HackerNews(query=" ")
