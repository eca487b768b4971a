# SPDX-License-Identifier: MIT
"""Discourse: newest posts, lists, topics and searches; lists, topics and posts have the shape of recorded answers.

The search and the RSS are written from the documentation.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veille.errors import FetchError
from veille.model import Request
from veille.sources import _discourse_posts
from veille.sources.base import State
from veille.sources.discourse import Discourse
from veille.testing import FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "discourse"
SITE = "https://forum.example.org"
SINCE = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


def said(name):
    return answer(DATA / name, url=f"{SITE}/{name}")


def changed(name, change):
    """Return a stored answer with something changed in it."""
    found = json.loads((DATA / name).read_text(encoding="utf-8"))
    change(found)
    return answer(json.dumps(found), url=f"{SITE}/{name}")


def refusal(status=403):
    return FetchError("http_4xx", url=SITE, host="forum.example.org", status=status)


def test_contract_discourse():
    """It keeps what veille promises of every source, at each of its steps."""
    steps = [
        ("posts.json", "posts 0 1"),
        ("list.json", "list"),
        ("topic.json", "topic"),
        ("further.json", json.dumps({"id": 31, "title": "T", "slug": "t", "left": [201]})),
        ("post.json", "whole Vos avis"),
        ("posts.rss", "rss"),
    ]
    others = [
        answer(DATA / name, url=f"{SITE}/{name}", request=Request(url=f"{SITE}/{name}", step=step))
        for name, step in steps
    ]
    assert_source_contract(Discourse, DATA / "search.json", *others)


def test_every_post_has_its_thread_and_what_it_answers():
    """A reply to post 2 has it as parent, one to nobody the first post; likes and reads are counted; a system
    action is no post."""
    found = play(Discourse(url=SITE), FakeNet({f"{SITE}/posts.json": said("posts.json")}))
    reply, other, first = found.items
    assert (reply.native_id, reply.parent, reply.thread) == ("31/3", "31/2", "31/1")
    assert (other.native_id, other.parent, first.parent, first.thread) == ("31/2", "31/1", None, "30/1")
    assert reply.url == f"{SITE}/t/vos-avis/31/3"
    assert reply.engagement == {"likes": 5, "replies": 0, "views": 7}
    assert other.engagement == {"replies": 0, "views": 7}
    assert reply.title == "Vos avis sur les sablés"
    assert (reply.author, reply.author_url) == ("lou", f"{SITE}/u/lou")
    assert found.cursor == {"posts": "104"}
    assert found.gap is False or found.gap is None


def test_a_visit_pages_on_to_what_it_knows():
    """From the newest post down to the cursor, across windows where everything was deleted."""
    older = changed(
        "posts.json", lambda one: [post.update(id=post["id"] - 60) for post in one["latest_posts"]]
    )
    net = FakeNet(
        {
            f"{SITE}/posts.json": said("posts.json"),
            f"{SITE}/posts.json?before=100": answer('{"latest_posts": []}'),
            f"{SITE}/posts.json?before=49": older,
        }
    )
    found = play(Discourse(url=SITE), net, State(cursor={"posts": "40"}, since=SINCE))
    assert len(net.urls) == 3
    assert len(found.items) == 6
    assert found.cursor == {"posts": "104"}


def test_the_first_visit_reads_one_page():
    """Nothing is known yet: what is shown first is enough."""
    net = FakeNet({f"{SITE}/posts.json": said("posts.json")})
    play(Discourse(url=SITE), net)
    assert net.urls == [f"{SITE}/posts.json"]


def test_a_person_can_look_back():
    """The cursor is ignored, and paging ends where it was asked to."""
    net = FakeNet(
        {
            f"{SITE}/posts.json": said("posts.json"),
            f"{SITE}/posts.json?before=100": changed(
                "posts.json",
                lambda one: [post.update(created_at="2025-01-01T00:00:00Z") for post in one["latest_posts"]],
            ),
        }
    )
    found = play(Discourse(url=SITE), net, State(cursor={"posts": "104"}, since=SINCE, back=True))
    assert len(net.urls) == 2
    assert len(found.items) == 6


def test_more_than_a_visit_reads_is_a_gap():
    """A year of silence is not paged through: fifteen pages, and the gap is said."""

    def page(before):
        posts = [{"id": before, "topic_id": 1, "post_number": before, "cooked": "<p>x</p>"}]
        return answer(json.dumps({"latest_posts": posts}))

    answers = {f"{SITE}/posts.json?before={9000 - n}": page(9000 - n) for n in range(1, 20)}
    net = FakeNet({f"{SITE}/posts.json": page(9000), **answers})
    found = play(Discourse(url=SITE), net, State(cursor={"posts": "5"}, since=SINCE))
    assert found.gap is True
    assert len(net.urls) == 15
    assert found.cursor == {"posts": "9000"}


@pytest.mark.parametrize("option", ["category", "tag"])
def test_pinned_topics_do_not_end_a_list(option):
    """The old pinned topic is not read, those below it are, and so is the next page of the list."""
    place = {"category": "/c/aide/7", "tag": "/tag/aide"}[option]
    value = {"category": "aide/7", "tag": "aide"}[option]
    start = f"{SITE}{place}/l/latest.json"
    old = changed(
        "list.json",
        lambda one: [topic.update(bumped_at="2026-01-01T00:00:00Z") for topic in one["topic_list"]["topics"]],
    )
    net = FakeNet(
        {
            start: said("list.json"),
            f"{start}?page=1": old,
            f"{SITE}/t/31.json": said("topic.json"),
            f"{SITE}/t/32.json": said("further.json"),
            f"{SITE}/t/31/posts.json?post_ids%5B%5D=221&post_ids%5B%5D=222&post_ids%5B%5D=223&post_ids%5B%5D=224": said(
                "further.json"
            ),
        }
    )
    found = play(Discourse(url=SITE, **{option: value}), net, State(since=SINCE))
    assert [url.removeprefix(SITE).partition("?post")[0] for url in net.urls] == [
        f"{place}/l/latest.json",
        "/t/31.json",
        "/t/32.json",
        f"{place}/l/latest.json?page=1",
        "/t/31/posts.json",
    ]
    assert len({item.native_id for item in found.items}) == 24


def test_a_topic_is_read_beyond_its_first_twenty_posts():
    """Its page names 24 posts and shows 20: the other four are asked for, with their topic's title."""
    rest = (
        f"{SITE}/t/31/posts.json?post_ids%5B%5D=221&post_ids%5B%5D=222&post_ids%5B%5D=223&post_ids%5B%5D=224"
    )
    net = FakeNet({f"{SITE}/t/31.json": said("topic.json"), rest: said("further.json")})
    found = play(Discourse(url=f"{SITE}/t/vos-avis/31/12?u=lou"), net)
    assert [item.native_id for item in found.items] == [f"31/{number}" for number in range(1, 25)]
    assert {item.title for item in found.items} == {"Vos avis sur les sablés"}
    assert found.items[0].engagement == {"replies": 23, "views": 310}
    assert found.items[3].parent == "31/2"


def test_a_brand_is_searched_for_and_its_posts_read_whole():
    """One search per name, newest first; what it shows is an excerpt, the post itself replaces it."""
    query = "%22Biscuiterie%20Lenoir%22%20order:latest"
    net = FakeNet(
        {
            f"{SITE}/search.json?q={query}&page=1": said("search.json"),
            f"{SITE}/posts/104.json": said("post.json"),
        }
    )
    source = Discourse(url=SITE, query="@brands")
    state = State(brands=(("Biscuiterie Lenoir",),))
    (asked,) = source.requests(state)
    assert asked.params == (("q", '"Biscuiterie Lenoir" order:latest'), ("page", "1"))
    net = FakeNet({_full(asked): said("search.json"), f"{SITE}/posts/104.json": said("post.json")})
    excerpt, whole = play(source, net, state).items
    assert (excerpt.whole, whole.whole) == (False, True)
    assert excerpt.identity == whole.identity
    assert whole.title == excerpt.title == "Vos avis sur les sablés"


def test_a_search_goes_on_since_the_last_visit():
    """A day of margin, the next page when there is one, and no post read whole twice."""
    source = Discourse(url=SITE, query="sablés", category="aide/7", tag="avis")
    state = State(since=SINCE, cursor={"search sablés": "104"})
    (asked,) = source.requests(state)
    assert dict(asked.params)["q"] == "sablés category:7 tags:avis order:latest after:2026-11-01"
    page = source.parse(answer(DATA / "search.json", request=asked), state)
    (following,) = page.follow
    assert dict(following.params)["page"] == "2"
    assert page.cursor == {"search sablés": "104"}


def test_a_forum_that_closes_its_json_is_read_by_rss():
    """The RSS shows the same posts under the same identity."""
    net = FakeNet({f"{SITE}/posts.json": refusal(), f"{SITE}/posts.rss": said("posts.rss")})
    (item,) = play(Discourse(url=SITE), net).items
    by_json = play(Discourse(url=SITE), FakeNet({f"{SITE}/posts.json": said("posts.json")})).items[0]
    assert (item.identity, item.native_id, item.parent, item.thread) == (
        by_json.identity,
        by_json.native_id,
        "31/1",
        by_json.thread,
    )


def test_a_forum_for_members_says_so():
    """JSON and RSS both refuse: the visit fails with that code and reads nothing."""
    found = play(
        Discourse(url=SITE), FakeNet({f"{SITE}/posts.json": refusal(), f"{SITE}/posts.rss": refusal()})
    )
    assert found.error.code == "http_4xx"


@pytest.mark.parametrize(
    ("url", "base"),
    [
        (SITE, SITE),
        (f"{SITE}/", SITE),
        (f"{SITE}/latest.rss", SITE),
        (f"{SITE}/c/aide/7", SITE),
        (f"{SITE}/t/vos-avis/31/3?u=lou", SITE),
        ("https://exemple.example/forum/tag/avis", "https://exemple.example/forum"),
        ("https://exemple.example/forum/", "https://exemple.example/forum"),
    ],
)
def test_any_address_tells_the_site(url, base):
    """Also where the forum lies in a folder."""
    assert _discourse_posts.base_of(url) == base


def test_a_category_may_come_with_the_address():
    """What a person copied from their browser is enough."""
    (asked,) = Discourse(url=f"{SITE}/c/aide/7").requests(State())
    assert asked.url == f"{SITE}/c/aide/7/l/latest.json"
    assert asked.otherwise.url == f"{SITE}/c/aide/7.rss"


@pytest.mark.parametrize(
    "options", [{"url": "forum"}, {"category": "a b"}, {"tag": "../x"}, {"tag": ""}, {"query": " "}]
)
def test_wrong_options_are_refused(options):
    """Before anything is asked."""
    with pytest.raises(ValueError, match=next(iter(options))):
        Discourse(**{"url": SITE, **options})


def _full(request):
    from veille.net.http import full_url

    return full_url(request)
