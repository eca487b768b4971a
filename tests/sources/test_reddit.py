# SPDX-License-Identifier: MIT
"""Reddit: the feeds are invented, in the shape of feeds recorded in 2015, 2019 and 2023."""

from datetime import timedelta
from pathlib import Path

import pytest

from veille.net.http import full_url
from veille.sources.base import State, secrets_of
from veille.sources.reddit import Reddit
from veille.testing import BRAND_NAMES, SECRET, FakeNet, answer, assert_source_contract, play
from veille.urls import mask

BODY = (Path(__file__).parent / "data" / "reddit" / "new.xml").read_text(encoding="utf-8")
STATE = State(brands=BRAND_NAMES)
OLD = """<rss version="2.0"><channel><title>reddit</title><item><title>Rappel</title>
<link>https://www.reddit.com/r/france/comments/3skxqc/rappel/</link>
<guid isPermaLink="true">https://www.reddit.com/r/france/comments/3skxqc/rappel/</guid>
<pubDate>Thu, 12 Nov 2015 21:16:39 +0000</pubDate><description>submitted by &lt;a href="x"&gt;paul&lt;/a&gt;
&lt;a href="https://presse.example/a"&gt;[link]&lt;/a&gt; &lt;a href="y"&gt;[275 comments]&lt;/a&gt;</description></item></channel></rss>"""


def read(body=BODY):
    """Return the items of a feed."""
    return Reddit(subreddits=("france",)).parse(answer(body), State()).items


def asked(**options):
    """Return the addresses asked for."""
    return [full_url(request) for request in Reddit(**options).requests(STATE)]


def test_it_keeps_the_contract():
    """As every kind, with a secret token."""
    assert_source_contract(Reddit, BODY, OLD)


def test_posts_are_what_their_authors_wrote():
    """Without "submitted by … [link] [comments]": the link of a post is a link, its text is the author's alone."""
    question, link, _ = read()
    assert question.url == "https://www.reddit.com/r/france/comments/1abcde/qui_a_goute/"
    assert question.html.endswith("submitted by my mother ?</p> </div>")
    assert (question.links, question.native_id, question.thread) == ((), "t3_1abcde", "t3_1abcde")
    assert (question.author, question.author_url) == ("claire_m", "https://www.reddit.com/user/claire_m")
    assert (link.html, link.links) == (None, ("https://presse.example/rappel?a=1&b=2",))
    assert (link.title, link.published) == ("Rappel de biscuits Lenoir", "2026-11-02T10:00:00+00:00")


def test_a_comment_belongs_to_its_post():
    """Its title is that of the post; what it answers is not told by the feed."""
    comment = read()[2]
    assert (comment.native_id, comment.thread, comment.parent) == ("t1_kx12345", "t3_1abcde", None)
    assert (comment.title, comment.author) == ("Qui a goûté ?", "lea")


def test_removed_posts_and_subreddits_are_no_items():
    """What was read before the removal stays; a community found by a search is no post."""
    assert [item.native_id for item in read()] == ["t3_1abcde", "t3_1abcdf", "t1_kx12345"]
    assert read(BODY.replace("<title>Qui a goûté ?", "<title>[deleted by user]"))[0].native_id == "t3_1abcdf"


def test_the_old_form_is_read_too():
    """RSS without ids: the post is known by its address; the number of comments stood in the text."""
    (item,) = read(OLD)
    assert (item.native_id, item.engagement, item.html) == ("t3_3skxqc", {"replies": 275}, None)
    assert item.links == ("https://presse.example/a",)


def test_subreddits_are_read_together_and_searches_within_them():
    """One request for all subreddits; one for each brand, there or everywhere; one for an account."""
    assert asked(subreddits=("france", "paris")) == [
        "https://www.reddit.com/r/france+paris/new/.rss?limit=100"
    ]
    assert asked(subreddits=("france",), query="@brands") == [
        "https://www.reddit.com/r/france/search.rss?q=%22Biscuiterie+Lenoir%22+OR+%22Lenoir+Biscuits%22&sort=new&restrict_sr=1&limit=100",
        "https://www.reddit.com/r/france/search.rss?q=%22Maison+Duval%22&sort=new&restrict_sr=1&limit=100",
    ]
    assert asked(query="lenoir") == ["https://www.reddit.com/search.rss?q=lenoir&sort=new&limit=100"]
    assert asked(subreddits=("france",), query="x", restrict=False) == asked(query="x")
    assert asked(account="lenoir") == ["https://www.reddit.com/user/lenoir/.rss?limit=100"]


def test_a_private_token_is_sent_and_never_shown():
    """The token and the account are parameters, hidden wherever the address is shown."""
    (url,) = asked(subreddits=("france",), feed=SECRET, user="claire")
    assert url.endswith(f"&feed={SECRET}&user=claire")
    assert SECRET not in mask(url)
    assert "claire" not in mask(url)
    assert secrets_of(Reddit) == ("feed", "user")


def test_all_reddit_sources_share_one_host_and_one_minute():
    """The pace is the host's: whatever is asked, it is asked there."""
    assert Reddit.gap == timedelta(seconds=60)
    for options in ({"query": "x"}, {"account": "lea"}, {"subreddits": ("a1",), "query": "x"}):
        assert asked(**options)[0].startswith("https://www.reddit.com/")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"query": " "},
        {"subreddits": ("r/france",)},
        {"account": "lea", "query": "x"},
        {"query": "x", "feed": "y"},
    ],
)
def test_options_that_mean_nothing_are_refused(options):
    """Nothing to read, a path instead of a name, two things at once, half a token."""
    with pytest.raises(ValueError, match=r"subreddits|account|name|feed"):
        Reddit(**options)


def test_addresses_of_reddit_are_known():
    """A subreddit or an account is followed from its address."""
    assert Reddit.from_address("https://old.reddit.com/r/france/") == {"subreddits": ("france",)}
    assert Reddit.from_address("https://www.reddit.com/user/lea") == {"account": "lea"}
    assert Reddit.from_address("https://www.reddit.com/r/france/comments/1abcde/x/") is None
    assert Reddit.from_address("https://reddit.example/r/france/") is None


def test_one_page_of_a_feed_says_nothing_of_gaps():
    """A feed cannot be paged: veille suspects a gap by itself."""
    source = Reddit(query="lenoir")
    outcome = play(source, FakeNet({asked(query="lenoir")[0]: answer(BODY)}))
    assert (len(outcome.items), outcome.gap) == (3, None)
