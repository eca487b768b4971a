# SPDX-License-Identifier: MIT
"""Lemmy, written from the documentation: both versions of its API, posts and comments, pages, communities."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.errors import FetchError, ParseError
from veille.model import Request
from veille.net.outcomes import Fetched
from veille.sources.base import State
from veille.sources.lemmy import Lemmy
from veille.testing import FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "lemmy"
SINCE = datetime(2026, 11, 2, tzinfo=UTC)
THIRD = "https://forum.example/api/v3/search?q=lenoir&limit=50&type_=All&sort=New&listing_type=All&page={}"
FOURTH = "https://forum.example/api/v4/search?q=lenoir&limit=50&search_term=lenoir&type_=all&sort=new"


def source(**options):
    return Lemmy(**{"query": "lenoir", "instances": ("forum.example",)} | options)


def read(body):
    return source().parse(answer(body, request=Request(url="https://forum.example/api/v3/search")), State())


def page(first, last, name="posts", **other):
    """Return a page of posts of those hours, the newest first."""
    views = [
        {"post": {"ap_id": f"https://f.example/post/{hour}", "name": "N", "published": moment(hour)}}
        for hour in range(last, first - 1, -1)
    ]
    return answer(json.dumps({name: views, **other}))


def moment(hour):
    return (SINCE + timedelta(hours=hour)).isoformat()


@pytest.mark.parametrize("version", ["search_v3.json", "search_v4.json"])
def test_posts_and_comments_are_read_in_both_versions_of_the_api(version):
    """`ap_id` is the same on all instances: it is page, id and identity."""
    found = [one for one in read(DATA / version).items if one.native_id != "https://forum.example/comment/91"]
    post, comment = found
    assert post.url == post.native_id == post.identity == "https://forum.example/post/70"
    assert (post.title, post.text) == ("Les sablés Lenoir rappelés", "Un **lot** est rappelé.")
    assert post.links == ("https://gazette.example/rappel",)
    assert (post.author, post.author_url) == ("Anne", "https://forum.example/u/anne")
    assert (post.published, post.updated) == ("2026-11-02T08:00:00.123456Z", "2026-11-02T09:00:00Z")
    assert post.engagement == {"likes": 12, "replies": 3}
    assert (post.parent, post.thread, post.language) == (None, None, None)
    assert (comment.title, comment.text, comment.author) == (None, "Moi aussi", "zoe")
    assert comment.thread == "https://forum.example/post/70"
    assert comment.parent == "https://forum.example/comment/91"
    assert comment.engagement == {"likes": 0, "replies": 1}


def test_a_comment_on_the_post_itself_answers_the_post():
    """Its path holds nothing but its own id."""
    last = read(DATA / "search_v3.json").items[-1]
    assert last.parent == last.thread == "https://forum.example/post/70"


def test_what_was_deleted_is_not_read():
    """Nor what moderators took away."""
    assert "https://forum.example/post/80" not in {one.url for one in read(DATA / "search_v3.json").items}


def test_each_instance_is_asked_for_each_brand_without_quotation_marks():
    """The server would look for them as letters."""
    asked = list(
        Lemmy(query="@brands", instances=("a.example", "b.example")).requests(
            State(brands=(("Maison Duval",),))
        )
    )
    assert [(one.url, dict(one.params)["q"]) for one in asked] == [
        ("https://a.example/api/v3/search", "Maison Duval"),
        ("https://b.example/api/v3/search", "Maison Duval"),
    ]


def test_a_community_is_read_on_its_own_instance():
    """Posts and comments, the newest first."""
    asked = list(Lemmy(communities=("!france@forum.example",)).requests(State()))
    assert [one.url for one in asked] == [
        "https://forum.example/api/v3/post/list",
        "https://forum.example/api/v3/comment/list",
    ]
    assert dict(asked[0].params)["community_name"] == "france"


def test_the_fourth_version_is_asked_when_the_third_is_gone():
    """An instance that closed the old API is read by the new one, and paged by its cursor."""
    net = FakeNet(
        {
            THIRD.format(1): FetchError("http_4xx", status=404),
            FOURTH: page(51, 100, "search", next_page="abc"),
            f"{FOURTH}&page_cursor=abc": page(1, 50, "search", next_page="abc"),
        }
    )
    found = play(source(), net, State(since=SINCE))
    assert isinstance(found, Fetched)
    assert (len(found.items), len(net.calls)) == (100, 3)


def test_a_first_visit_reads_one_page():
    """What was there before is not missing."""
    found = play(source(), FakeNet({THIRD.format(1): page(1, 50)}))
    assert (len(found.items), found.gap) == (50, False)


def test_pages_are_read_back_to_the_last_visit():
    """A page that is not full, or that reaches the last visit, is the last one."""
    net = FakeNet(
        {THIRD.format(1): page(51, 100), THIRD.format(2): page(1, 50), THIRD.format(3): page(-49, 0)}
    )
    found = play(source(), net, State(since=SINCE))
    assert (len(found.items), found.gap, len(net.calls)) == (150, False, 3)
    short = FakeNet({THIRD.format(1): page(51, 99)})
    assert play(source(), short, State(since=SINCE)).gap is False


def test_the_last_page_the_server_allows_leaves_a_gap():
    """Beyond a hundred pages it answers with an error: older ones may be missing."""
    request = Request(url="https://forum.example/api/v3/search", params=(("page", "100"),))
    found = source().parse(answer(page(1, 50).body, request=request), State(since=SINCE))
    assert (found.follow, found.gap) == ((), True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"query": ""}, "at least one"),
        ({"instances": ()}, "instances"),
        ({"instances": ("https://x.example",)}, "instances"),
        ({"communities": ("france",)}, "communities"),
    ],
)
def test_options_that_cannot_work_are_refused(options, said):
    """Each says which option, and what it should look like."""
    with pytest.raises(ValueError, match=said):
        source(**options)


@pytest.mark.parametrize("body", ["{}", "[]", '{"error": "rate_limit"}', '{"posts": {}}', "<html>"])
def test_what_is_no_list_is_refused(body):
    """An error told with status 200, a page, nothing."""
    with pytest.raises(ParseError):
        read(body)


def test_lemmy_keeps_the_contract_of_sources():
    """Whatever an instance answers, there are posts or a ParseError."""
    assert_source_contract(Lemmy, DATA / "search_v3.json", DATA / "search_v4.json")
