# SPDX-License-Identifier: MIT
"""Bluesky: posts and their links in bytes, accounts without a session, searches with one."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import FetchError, ParseError
from veille.i18n import Words
from veille.model import Channel, Request
from veille.net.outcomes import Failed
from veille.sources.base import State
from veille.sources.bluesky import Bluesky
from veille.steps.identify import documents
from veille.testing import NOON, FakeNet, answer, assert_source_contract, play
from veille.watch.tallied import Failure, told

DATA = Path(__file__).parent / "data" / "bluesky"
SEARCH = Request(url="https://bsky.social/xrpc/app.bsky.feed.searchPosts", step="search")
FEED = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=anne.example&limit=100&filter=posts_with_replies"
LOGIN = "https://bsky.social/xrpc/com.atproto.server.createSession"
FOUND = "https://bsky.social/xrpc/app.bsky.feed.searchPosts?q={}&sort=latest&limit=100"


def post(number, **record):
    """Return a post of that minute."""
    moment = (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number)).isoformat()
    uri = f"at://did:plc:anne/app.bsky.feed.post/{number}"
    return {"uri": uri, "indexedAt": moment, "record": {"createdAt": moment, "text": str(number), **record}}


def found(first, last, cursor=None):
    """Return a page of a search, the newest first."""
    page = {"posts": [post(number) for number in range(last, first - 1, -1)]}
    return answer(json.dumps(page | ({"cursor": cursor} if cursor else {})))


def feed(first, last, cursor=None):
    """Return a page of an account, the newest first."""
    page = {"feed": [{"post": post(number)} for number in range(last, first - 1, -1)]}
    return answer(json.dumps(page | ({"cursor": cursor} if cursor else {})))


def searching(query="lenoir", **options):
    return Bluesky(query=query, handle="@moi.example", password="abcd-efgh", **options)


def read(*posts):
    body = json.dumps({"posts": posts})
    return searching().parse(answer(body, request=SEARCH), State()).items


# --- reading ----------------------------------------------------------------------------------------------


def test_everything_a_post_says_is_copied():
    """Text, page, author, date, language, thread, counts, and all that it points at."""
    first, second, last = searching().parse(answer(DATA / "searchPosts.json", request=SEARCH), State()).items
    assert first.url == "https://bsky.app/profile/did:plc:anne/post/3aaa"
    assert first.native_id == "at://did:plc:anne/app.bsky.feed.post/3aaa"
    assert (first.author, first.author_url) == ("Anne", "https://bsky.app/profile/anne.example")
    assert (first.published, first.language) == ("2026-11-02T10:00:00.000Z", "fr")
    assert first.parent == "at://did:plc:zoe/app.bsky.feed.post/3bbb"
    assert first.thread == "at://did:plc:zoe/app.bsky.feed.post/3ccc"
    assert first.engagement == {"likes": 5, "shares": 3, "replies": 2}
    assert first.links == (
        "https://biscuits-lenoir.example/a?b=1&c=2",
        "https://loin.example/",
        "https://bsky.app/profile/did:plc:lenoir",
        "https://gazette.example/rappel",
        "https://bsky.app/profile/did:plc:zoe/post/3ddd",
    )
    assert (second.author, second.author_url) == (None, "https://bsky.app/profile/did:plc:zoe")
    assert second.html == "<p>Des sablés Lenoir</p><p>Un paquet &lt;rouge&gt;</p>"
    assert (second.language, second.engagement) == (None, {})
    assert (last.text, last.html) == ("Brut", None)
    assert last.links == ("https://bsky.app/profile/did:plc:anne/post/3aaa",)


def test_links_stand_where_their_bytes_are():
    """Offsets count bytes of UTF-8, blanks at the start included; those that make no sense are left out."""
    first, *_ = searching().parse(answer(DATA / "searchPosts.json", request=SEARCH), State()).items
    assert first.html == (
        '<p> Été 🍪 &lt;b&gt; : <a href="https://biscuits-lenoir.example/a?b=1&amp;c=2">biscuits-lenoir.exa...</a>'
        ' avec <a href="https://bsky.app/profile/did:plc:lenoir">@lenoir</a></p>'
    )


def test_a_date_later_than_the_server_saw_it_is_not_believed():
    """What the author's machine says may lie in the future."""
    later = post(5, createdAt="2031-01-01T00:00:00Z")
    earlier = post(5, createdAt="2020-01-01T00:00:00Z")
    assert [item.published for item in read(later, earlier)] == [later["indexedAt"], "2020-01-01T00:00:00Z"]
    assert [item.published for item in read(post(5, createdAt=None))] == [later["indexedAt"]]


def test_a_post_becomes_one_clean_document():
    """Markup of ours is gone from the text, the link stays."""
    items = searching().parse(answer(DATA / "searchPosts.json", request=SEARCH), State()).items
    (first, *_) = documents(
        items, about=read_about(), source="B", channel=Channel.SOCIAL, seen_at=NOON, base=LOGIN
    )
    assert first.text == "Été 🍪 <b> : biscuits-lenoir.exa... avec @lenoir"
    assert "https://biscuits-lenoir.example/a?b=1&c=2" in first.links
    assert first.host == "bsky.app"


def read_about():
    return searching().parse(answer('{"posts": []}', request=SEARCH), State()).about


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=5),
)
def test_whatever_the_offsets_the_text_is_whole(text, spans):
    """Links that overlap, end outside or cut a character lose nothing of what was written."""
    facets = [
        {"index": {"byteStart": start, "byteEnd": end}, "features": [{"uri": "https://x.example/"}]}
        for start, end in spans
    ]
    (item,) = read(post(1, text=text, facets=facets))
    kept = re.sub(r"</?(?:p|a)\b[^>]*>", "", item.html or html.escape(text)).replace("<br>", "\n")
    assert html.unescape(kept) == text or not text.strip()


# --- accounts ---------------------------------------------------------------------------------------------


def test_accounts_need_no_session():
    """The public answer serves anybody; a first visit reads one page."""
    net = FakeNet({FEED: feed(1, 100, "c1")})
    outcome = play(Bluesky(accounts=("@anne.example", "anne.example")), net)
    assert (len(outcome.items), outcome.gap, len(net.calls)) == (100, False, 1)


def test_an_account_is_read_back_to_the_last_visit():
    """The `cursor` of each page asks for older posts, until those of the last visit, with a margin."""
    net = FakeNet({FEED: feed(201, 300, "c1"), f"{FEED}&cursor=c1": feed(101, 200, "c2")})
    since = datetime(2026, 11, 1, 4, 10, tzinfo=UTC)
    outcome = play(Bluesky(accounts=("anne.example",)), net, State(since=since))
    assert (len(outcome.items), outcome.gap) == (200, False)


def test_a_repost_is_the_post_and_tells_when_it_was_shared():
    """An old post, shared today, does not end the reading of today."""
    shared = {"post": post(1), "reason": {"indexedAt": post(300)["indexedAt"]}}
    page = {"feed": [{"post": post(301)}, shared], "cursor": "c1"}
    net = FakeNet({FEED: answer(json.dumps(page)), f"{FEED}&cursor=c1": feed(1, 2)})
    outcome = play(
        Bluesky(accounts=("anne.example",)), net, State(since=datetime(2026, 11, 1, 4, 59, tzinfo=UTC))
    )
    assert len(net.calls) == 2
    assert [item.native_id.rpartition("/")[2] for item in outcome.items] == ["301", "1", "2", "1"]


def test_a_cursor_that_stays_the_same_ends_the_reading():
    """A server that does not page is not asked for ever."""
    net = FakeNet({FEED: feed(201, 300, "c1"), f"{FEED}&cursor=c1": feed(201, 300, "c1")})
    play(Bluesky(accounts=("anne.example",)), net, State(since=datetime(2026, 1, 1, tzinfo=UTC)))
    assert len(net.calls) == 2


# --- searches ---------------------------------------------------------------------------------------------


def test_a_search_opens_a_session_first():
    """The app password goes to the server in a body, its token to the searches in a header."""
    net = FakeNet({LOGIN: answer('{"accessJwt": "jeton"}'), FOUND.format("lenoir"): found(1, 3)})
    outcome = play(searching(), net)
    assert len(outcome.items) == 3
    session, search = (call.request for call in net.calls)
    assert session.method == "POST"
    assert json.loads(session.body) == {"identifier": "moi.example", "password": "abcd-efgh"}
    assert search.headers == {"authorization": "Bearer jeton"}
    assert "jeton" not in repr(outcome)


def test_each_name_of_a_brand_is_a_search():
    """Names are exact phrases; `since` leaves a margin; a language narrows."""
    names = FOUND.format("%22{}%22")
    rest = "&lang=fr&since=2026-11-02T10%3A00%3A00Z"
    net = FakeNet({LOGIN: answer('{"accessJwt": "jeton"}')})
    for name in ("Lenoir", "Maison%20Duval", "Maison+Duval"):
        net.answers[names.format(name) + rest] = found(1, 1)
    state = State(brands=(("Lenoir", "Maison Duval"),), since=NOON)
    outcome = play(searching("@brands", language="fr"), net, state)
    assert len(outcome.items) == 2, net.urls


def test_a_search_is_paged_with_its_token():
    """Looking back asks from that instant on, page after page."""
    since = datetime(2026, 11, 1, tzinfo=UTC)
    url = FOUND.format("lenoir") + "&since=2026-11-01T00%3A00%3A00Z"
    net = FakeNet(
        {LOGIN: answer('{"accessJwt": "j"}'), url: found(101, 200, "c1"), f"{url}&cursor=c1": found(1, 100)}
    )
    outcome = play(searching(), net, State(since=since, back=True))
    assert (len(outcome.items), outcome.gap) == (200, False)
    assert net.calls[2].request.headers == {"authorization": "Bearer j"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_refused_password_says_where_to_make_one_and_spoils_no_account(language):
    """The accounts are read all the same, and the password is told to nobody."""
    net = FakeNet({LOGIN: FetchError("http_4xx", status=401), FEED: feed(1, 2)})
    outcome = play(searching(accounts=("anne.example",)), net)
    assert isinstance(outcome, Failed)
    assert len(outcome.items) == 2
    assert (outcome.error.code, outcome.error.status) == ("http_4xx", 401)
    failure = Failure(source="B", error=outcome.error, failing_for=timedelta(0), newly_a_day=False)
    what, todo = told(failure, Words(language))
    assert "bsky.social" in what
    assert "app-passwords" in todo
    assert "abcd-efgh" not in repr(outcome)


@pytest.mark.parametrize("body", ["{}", '{"accessJwt": 5}', '{"accessJwt": "a\\nb"}', '{"accessJwt": "é"}'])
def test_a_session_without_a_token_is_a_parse_failure(body):
    """Nothing that cannot stand in a header is put there."""
    with pytest.raises(ParseError):
        searching().parse(answer(body, request=Request(url=LOGIN, step="session")), State())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "at least one"),
        ({"query": "lenoir"}, "app-passwords"),
        ({"query": "@brands", "handle": "moi.example"}, "password"),
        ({"accounts": ("anne",)}, "accounts"),
        ({"accounts": ("x.example",), "server": "https://x"}, "server"),
    ],
)
def test_options_that_cannot_work_are_refused(options, said):
    """A search without a password says where to make one."""
    with pytest.raises(ValueError, match=said):
        Bluesky(**options)


def test_bluesky_keeps_the_contract_of_sources():
    """Whatever the server answers, there are posts or a ParseError."""
    assert_source_contract(
        Bluesky,
        answer('{"accessJwt": "jeton"}', request=Request(url=LOGIN, step="session")),
        answer(DATA / "searchPosts.json", request=SEARCH),
        answer(feed(1, 3).body, request=Request(url=FEED, step="account")),
    )
