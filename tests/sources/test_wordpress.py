# SPDX-License-Identifier: MIT
"""WordPress: all answers are written from the documentation, in the shape that a WordPress 6.1 on loopback answered."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import FetchError
from veille.model import Channel, Request
from veille.net.http import full_url
from veille.net.outcomes import Failed, Fetched
from veille.sources.base import State
from veille.sources.wordpress import WordPress
from veille.steps import identify
from veille.testing import BRAND_NAMES, NOON, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "wordpress"
BODY = (DATA / "posts.json").read_bytes()
SITE = "https://blog.example"
KEYS = st.sampled_from(
    [
        "id",
        "link",
        "date_gmt",
        "title",
        "content",
        "excerpt",
        "rendered",
        "lang",
        "_embedded",
        "author",
        "name",
    ]
)
WEEK_AGO = NOON - timedelta(days=7)
FEED = (
    '<rss version="2.0"><channel><title>lenoir</title><item><title>Du flux</title>'
    "<link>https://blog.example/x/</link><pubDate>Sun, 01 Nov 2026 17:30:00 GMT</pubDate></item></channel></rss>"
)


def first(source=None, **state):
    """Return the first request of a visit."""
    return next(iter((source or WordPress(site=SITE, query="lenoir")).requests(State(**state))))


def asked(request):
    """Return the parameters of a request."""
    return dict(request.params)


def read(body=BODY, *, headers=None, **state):
    """Return the page of an answer to the first request."""
    request = first(**state)
    source = WordPress(site=SITE, query="lenoir")
    return source.parse(answer(body, url=request.url, request=request, headers=headers), State(**state))


def page(number):
    """Return a page of fifty posts, newer than the next page's."""
    posts = [
        {"id": number * 100 + one, "link": f"{SITE}/{number}-{one}/", "title": {"rendered": "Lenoir"}}
        for one in range(50)
    ]
    return json.dumps(posts).encode()


def test_one_search_for_each_name_of_a_brand():
    """The interface knows no alternatives: each name is a search of its own, as a phrase."""
    found = WordPress(site=SITE, query="@brands").requests(State(brands=BRAND_NAMES))
    assert [asked(one)["search"] for one in found] == [
        '"Biscuiterie Lenoir"',
        '"Lenoir Biscuits"',
        '"Maison Duval"',
    ]


def test_a_search_asks_for_the_fields_it_reads_and_no_more():
    """Address, page, fields; no `after` on a first visit."""
    request = first()
    assert request.url == "https://blog.example/wp-json/wp/v2/posts"
    assert asked(request)["page"] == "1"
    assert "content" in asked(request)["_fields"]
    assert "after" not in asked(request)


def test_without_query_all_posts_or_those_of_a_category_are_asked():
    """A site can be read whole, or one category of it."""
    assert "search" not in asked(first(WordPress(site=f"{SITE}/")))
    assert asked(first(WordPress(site=SITE, category=7)))["categories"] == "7"


def test_later_visits_ask_for_what_is_after_the_last_with_a_margin():
    """The site's clock is its own: a day is asked twice rather than lost."""
    assert asked(first(since=NOON))["after"] == "2026-11-01T12:00:00"
    assert asked(first(since=datetime(2026, 1, 1, tzinfo=UTC), back=True))["after"] == "2025-12-31T00:00:00"


@pytest.mark.parametrize("wrong", [{"site": "blog.example"}, {"site": "ftp://x.example"}, {"query": " "}])
def test_a_wrong_option_is_named(wrong):
    """An address that is none, and an empty search."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        WordPress(**{"site": SITE, **wrong})


def test_a_post_is_read_with_author_and_dates_in_utc():
    """Title, whole text, links, author; `date_gmt`, not the site's own clock."""
    item, protected = read().items
    assert (item.url, item.native_id) == ("https://blog.example/2026/11/lenoir-rappel/", "412")
    assert (item.author, item.author_url) == ("Anne Martin", "https://blog.example/author/anne/")
    assert (item.published, item.updated) == ("2026-11-01T08:19:18", "2026-11-01T09:00:00")
    assert (item.language, item.whole) == ("fr", True)
    assert (protected.author, protected.whole) == (None, False)
    assert "protégé" in protected.html
    document, _ = identify.documents(
        read().items, about=read().about, source="W", channel=Channel.BLOG, seen_at=NOON, base=SITE
    )
    assert document.title == "Lenoir rappelle un lot – l’usine s’explique"
    assert document.published == datetime(2026, 11, 1, 8, 19, 18, tzinfo=UTC)
    assert document.links == ("https://www.biscuits-lenoir.example/",)


def test_a_date_of_the_site_alone_is_not_taken_for_utc():
    """Without `date_gmt` the hour is unknown, and so is the date."""
    post = {"id": 1, "link": f"{SITE}/1/", "date": "2026-11-01T08:19:18", "title": {"rendered": "x"}}
    assert read(json.dumps([post])).items[0].published is None


def test_pages_are_followed_as_far_as_the_headers_say():
    """X-WP-TotalPages says how many; one past the end would be refused."""
    net = FakeNet({}, [])
    request = first(since=WEEK_AGO)
    net.answers = {
        full_url(request).replace("page=1", f"page={number}"): answer(
            page(number), headers={"X-WP-Total": "150", "X-WP-TotalPages": "3"}
        )
        for number in (1, 2, 3)
    }
    outcome = play(WordPress(site=SITE, query="lenoir"), net, State(since=WEEK_AGO))
    assert isinstance(outcome, Fetched)
    assert (len(outcome.items), outcome.gap) == (150, False)
    assert [parse_qs(urlsplit(url).query)["page"] for url in net.urls] == [["1"], ["2"], ["3"]]


def test_a_first_visit_reads_one_page():
    """Nothing was missed by who never looked."""
    found = read(page(1), headers={"X-WP-TotalPages": "40"})
    assert (found.follow, found.gap) == ((), False)


def test_a_full_page_without_totals_may_hide_older_posts():
    """Some proxies drop the header: then nothing more is asked, and the gap is said."""
    assert read(page(1), since=WEEK_AGO).gap is True
    assert read(since=WEEK_AGO).gap is False


def test_looking_back_follows_more_pages_than_a_usual_visit():
    """The engine's bound is the only one, and what it cuts is a gap."""
    since = NOON - timedelta(days=365)
    request = first(since=since, back=True)
    answers = {
        full_url(request).replace("page=1", f"page={number}"): answer(
            page(number), headers={"X-WP-TotalPages": "30"}
        )
        for number in range(1, 31)
    }
    source = WordPress(site=SITE, query="lenoir")
    back = play(source, FakeNet(answers), State(since=since, back=True))
    usual = play(source, FakeNet(answers), State(since=since))
    assert (len(back.items), back.gap) == (1500, False)
    assert (len(usual.items), usual.gap) == (1050, True)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_closed_interface_is_replaced_by_the_search_feed(status):
    """The home page names no other place: the feed is read, and asked at once the next times."""
    net = FakeNet(
        {
            full_url(first()): FetchError("http_4xx", status=status),
            f"{SITE}/": answer("<html><head><title>Blog</title></head></html>", url=f"{SITE}/"),
            f"{SITE}/?s=lenoir&feed=rss2": answer(FEED),
        }
    )
    source = WordPress(site=SITE, query="lenoir")
    outcome = play(source, net)
    assert [item.title for item in outcome.items] == ["Du flux"]
    assert next(iter(source.requests(State(cursor=outcome.cursor, since=NOON)))).step == "feed"
    assert first(cursor=outcome.cursor, since=NOON + timedelta(days=8)).step == "posts"
    assert first(cursor=outcome.cursor, since=WEEK_AGO, back=True).step == "posts"


@pytest.mark.parametrize(
    "where",
    [
        {"headers": {"Link": '<https://blog.example/api/>; rel="https://api.w.org/"'}},
        {"body": '<html><head><link rel="https://api.w.org/" href="/api/"></head></html>'},
    ],
)
def test_a_moved_interface_is_found_by_the_home_page_and_remembered(where):
    """Its headers or its head name it; the next visit goes there at once."""
    home = answer(where.get("body", "<html></html>"), url=f"{SITE}/", headers=where.get("headers"))
    moved = full_url(first()).replace("wp-json", "api")
    net = FakeNet(
        {full_url(first()): FetchError("http_4xx", status=404), f"{SITE}/": home, moved: answer(BODY)}
    )
    outcome = play(WordPress(site=SITE, query="lenoir"), net)
    assert len(outcome.items) == 2
    assert first(cursor=outcome.cursor, since=NOON).url == "https://blog.example/api/wp/v2/posts"


def test_an_interface_without_pretty_addresses_is_asked_by_its_parameter():
    """`?rest_route=/` is a root too."""
    home = (
        '<html><head><link rel="https://api.w.org/" href="https://blog.example/?rest_route=/"></head></html>'
    )
    request = Request(url=f"{SITE}/", step="home lenoir", page=True)
    found = WordPress(site=SITE, query="lenoir").parse(answer(home, url=f"{SITE}/", request=request), State())
    assert full_url(found.follow[0]).startswith(
        "https://blog.example/?rest_route=/wp/v2/posts&search=lenoir&"
    )


def test_a_site_that_is_no_wordpress_fails():
    """Neither interface nor feed: the failure of the last one is told."""
    net = FakeNet(
        {
            full_url(first()): answer("<html><title>Accueil</title></html>"),
            f"{SITE}/": answer("<html><title>Accueil</title></html>", url=f"{SITE}/"),
            f"{SITE}/?s=lenoir&feed=rss2": answer("<html><title>Accueil</title></html>"),
        }
    )
    outcome = play(WordPress(site=SITE, query="lenoir"), net)
    assert isinstance(outcome, Failed)
    assert outcome.error.code == "not_a_feed"


def feed_page(*days):
    """Return a page of the search feed: one post on each day of October."""
    items = "".join(
        f"<item><title>Le {day}</title><link>https://blog.example/{day}/</link>"
        f"<pubDate>{day} Oct 2026 17:30:00 GMT</pubDate></item>"
        for day in days
    )
    return answer(f'<rss version="2.0"><channel><title>lenoir</title>{items}</channel></rss>')


def closed(pages, since):
    """Return the visit of a site whose interface is closed, and whose search feed has these pages."""
    net = {
        full_url(first(since=since, back=True)): FetchError("http_4xx", status=401),
        f"{SITE}/": answer("<html></html>", url=f"{SITE}/"),
    }
    feed = f"{SITE}/?s=lenoir&feed=rss2"
    addresses = [feed, f"{feed}&paged=2", f"{feed}&paged=3"]
    net |= dict(zip(addresses, [*pages, FetchError("http_4xx", status=404)], strict=False))
    return play(WordPress(site=SITE, query="lenoir"), FakeNet(net), State(since=since, back=True))


def test_the_search_feed_is_paged_back_to_the_day_that_was_asked_for():
    """WordPress gives the older entries of any of its feeds as further pages."""
    outcome = closed([feed_page(30, 28), feed_page(26, 20)], datetime(2026, 10, 25, tzinfo=UTC))
    assert ([item.title for item in outcome.items], outcome.gap) == (
        ["Le 30", "Le 28", "Le 26", "Le 20"],
        False,
    )


def test_the_end_of_a_search_feed_is_no_failure():
    """The page past the end is refused; the site is then asked once more whether it is there at all."""
    outcome = closed([feed_page(30, 28), feed_page(26, 20)], datetime(2025, 1, 1, tzinfo=UTC))
    assert {item.title for item in outcome.items} == {"Le 30", "Le 28", "Le 26", "Le 20"}
    assert outcome.gap is None


def test_a_feed_that_shows_the_same_page_again_is_a_gap():
    """What is asked of the past cannot be had there."""
    outcome = closed([feed_page(30, 28), feed_page(30, 28)], datetime(2026, 10, 1, tzinfo=UTC))
    assert outcome.gap is True


def test_wordpress_com_has_its_own_address():
    """Sites hosted there answer in the same shape at another place."""
    source = WordPress(site="https://gouter.wordpress.com/", query="lenoir")
    assert first(source).url == "https://public-api.wordpress.com/wp/v2/sites/gouter.wordpress.com/posts"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(KEYS, JSON, max_size=6) | JSON, max_size=3), st.text(max_size=6))
def test_any_shape_of_posts_is_read(posts, pages):
    """Fields of any type, and any count of pages, are read or left out."""
    found = read(json.dumps(posts), headers={"X-WP-TotalPages": pages}, since=WEEK_AGO)
    assert len(found.items) <= len(posts)


def test_the_contract_of_sources_is_kept():
    """However broken, an answer gives items or a ParseError: posts, home page and feed."""
    home = Request(url=f"{SITE}/", step="home lenoir", page=True)
    feed = Request(url=f"{SITE}/", params=(("s", "lenoir"), ("feed", "rss2")), step="feed")
    assert_source_contract(
        WordPress,
        DATA / "posts.json",
        answer(
            '<html><head><link rel="https://api.w.org/" href="/api/"></head></html>', url=SITE, request=home
        ),
        answer(FEED, request=feed),
    )
