# SPDX-License-Identifier: MIT
"""Addresses that a kind of source knows better than a feed reader are read by that kind."""

from datetime import timedelta

import pytest

from veille import discovery, plugins
from veille.config import defaults
from veille.errors import FetchError, SourceError
from veille.net.engine import Pace
from veille.nouns import replace
from veille.sources.base import Source
from veille.testing import FakeNet, answer
from veille.watch.network import Network
from veille.watch.recognising import guesses
from veille.watch.sources import already, name_for, proposal

CHANNEL = "UCsXVk37bltHxD1rDPwtNM8Q"
FEED = '<rss version="2.0"><channel><title>F</title><item><title>x</title></item></channel></rss>'
KNOWN = [
    (f"https://www.youtube.com/channel/{CHANNEL}/videos", "youtube", {"channels": (CHANNEL,)}),
    (f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}", "youtube", {"channels": (CHANNEL,)}),
    ("https://www.youtube.com/playlist?list=PL0123456789ab", "youtube", {"playlists": ("PL0123456789ab",)}),
    ("https://piaille.fr/tags/v%C3%A9lo", "mastodon", {"instances": ("piaille.fr",), "hashtags": ("vélo",)}),
    ("https://piaille.fr/@lenoir", "mastodon", {"accounts": ("lenoir@piaille.fr",)}),
    ("https://piaille.fr/@lenoir@mamot.fr", "mastodon", {"accounts": ("lenoir@mamot.fr",)}),
    ("https://www.reddit.com/r/france/", "reddit", {"subreddits": ("france",)}),
    ("https://github.com/lenoir/four", "github", {"query": "repo:lenoir/four"}),
    ("https://github.com/lenoir/four/issues?q=is%3Aopen", "github", {"query": "repo:lenoir/four"}),
    ("https://apps.apple.com/fr/app/lenoir/id1404176564", "appstore", {"app": "1404176564", "country": "fr"}),
    ("https://framatube.org/a/framasoft/videos", "peertube", {"accounts": ("framasoft@framatube.org",)}),
    ("https://forum.example.org/t/un-sujet/42/7", "discourse", {"url": "https://forum.example.org/t/un-sujet/42/7"}),
    ("https://www.google.com/alerts/feeds/0123/4567", "googlealerts", {"url": "https://www.google.com/alerts/feeds/0123/4567"}),
    ("https://jlai.lu/c/france", "lemmy", {"communities": ("france@jlai.lu",)}),
    ("https://fr.wikipedia.org/wiki/Biscuiterie_L%C3%A9noir#Histoire", "mediawiki", {"wiki": "fr", "titles": ("Biscuiterie Lénoir",)}),
    ("https://en.m.wikipedia.org/wiki/Biscuit", "mediawiki", {"wiki": "en", "titles": ("Biscuit",)}),
    ("https://t.me/s/lenoir_officiel", "telegram", {"channels": ("lenoir_officiel",)}),
]  # fmt: skip


def made(url):
    return {guess.kind: guess.options for guess in guesses(url)}


@pytest.mark.parametrize(("url", "kind", "options"), KNOWN)
def test_an_address_is_known_by_its_kind(url, kind, options):
    """The address of a page as a person copies it gives the options that read it."""
    if kind not in plugins.builtin_names("sources"):
        pytest.skip("not there")
    found = dict(made(url)[kind])
    assert {name: found[name] for name in options} == options


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/",
        "https://www.example.org/feed.xml",
        "https://www.youtube.com/watch?v=abc",
        "https://www.youtube.com/@lenoir",
        "https://medium.com/@lenoir",
        "https://fr.wikipedia.org/wiki/Sp%C3%A9cial:Recherche",
        "https://fr.wikipedia.org/",
        "https://github.com/features/actions/x",
        "https://github.com/lenoir/four/releases.atom",
        "http://127.0.0.1:8000/page",
    ],
)
def test_other_addresses_are_left_to_the_search_for_feeds(url):
    """No kind claims what it cannot know."""
    assert made(url) == {}


def test_each_kind_says_none_or_options_that_make_it():
    """Whatever the address, a kind answers with nothing or with a map, and never raises."""
    for name in plugins.builtin_names("sources"):
        kind = plugins.load("sources", name, Source)
        for url in (
            "",
            "x",
            "https://",
            "https://a.example/@",
            "http://[::1]/t/x/1",
            *(one[0] for one in KNOWN),
        ):
            options = kind.from_address(url)
            assert options is None or set(options) <= set(kind.__dataclass_fields__), (name, url)


def network(answers):
    fake = FakeNet(answers)
    return fake, Network(
        send=fake.send,
        parse=lambda source, response, state: source.parse(response, state),
        run=lambda function, *arguments: function(*arguments),
        pace=Pace(gap=timedelta(0), hurry=True),
    )


def test_a_known_address_is_read_before_it_is_proposed():
    """The first that was read is proposed, with its options for the watch file and a name."""
    feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"
    _, net = network({feed: answer(FEED.replace("<title>F", "<title>Lenoir TV"), url=feed)})
    found = proposal(net, f"https://www.youtube.com/channel/{CHANNEL}", kinds=True)
    (attempt,) = found.feeds
    assert attempt.table == {"kind": "youtube", "channels": [CHANNEL]}
    assert name_for(defaults(), attempt)
    assert already(defaults(), attempt) is None


def test_a_claim_that_fails_leaves_the_search_for_feeds():
    """An address that only looks like a Mastodon account gives the feed of its page."""
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/f.xml"></head></html>'
    url = "https://blog.example/@lenoir"
    _, net = network({url: answer(page, url=url), "https://blog.example/f.xml": answer(FEED)})
    found = proposal(net, url, kinds=True)
    assert [(one.kind, one.is_feed) for one in found.attempts] == [
        ("mastodon", False), ("feed", False), ("feed", True),
    ]  # fmt: skip
    assert found.feeds[0].table == {"kind": "feed", "url": "https://blog.example/f.xml"}


def test_the_feed_of_an_alert_is_proposed_and_not_shown():
    """What is tried and told has the identifier hidden; what is written has it."""
    url = "https://www.google.com/alerts/feeds/01234567890123456789/9876543210987654321"
    _, net = network({url: answer(FEED, url=url)})
    found = proposal(net, url, kinds=True)
    assert found.feeds[0].table == {"kind": "googlealerts", "url": url}
    assert "9876543210" not in repr(found.rows())


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (b'<meta name="generator" content="Discourse 3.1">', "discourse"),
        (b'<html id="XF" data-xf-init="x">', "forum"),
        (b"<p>Powered by phpBB</p>", "forum"),
        (b"<p>rien</p>", None),
        (b"\xff\x00", None),
    ],
)
def test_a_page_of_a_forum_is_recognised(html, kind):
    """Its software leaves its mark in each page."""
    assert discovery.forum_in(html) == kind


SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://a.example/1</loc><lastmod>2026-11-01</lastmod></url></urlset>"
)


def test_a_sitemap_is_recognised_by_what_it_holds():
    """Whatever its name, and nothing else is asked."""
    url = "https://a.example/nouveautes.xml"
    fake, net = network({url: answer(SITEMAP, url=url)})
    found = proposal(net, url, kinds=True)
    assert [one.table for one in found.feeds] == [{"kind": "sitemap", "url": url}]
    assert set(fake.urls) == {url}


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/lenoir",
        "https://mobile.twitter.com/lenoir",
        "https://fr.linkedin.com/company/lenoir",
        "https://www.facebook.com/lenoir",
        "instagram.com/lenoir",
        "https://www.tiktok.com/@lenoir",
    ],
)
def test_closed_services_are_said_as_such_before_anything_is_asked(url):
    """There is no lawful way to read them unattended."""
    fake, net = network({})
    with pytest.raises(SourceError) as caught:
        proposal(net, url, kinds=True)
    assert (caught.value.code, fake.urls) == ("no_lawful_access", [])
    assert caught.value.facts["service"] in {"X", "LinkedIn", "Facebook", "Instagram", "TikTok"}


@pytest.mark.parametrize("url", ["https://max.com/x", "https://netflix.com/@x", "https://xx.com/"])
def test_a_host_that_ends_alike_is_not_closed(url):
    """Only whole names of hosts count."""
    _, net = network({})
    assert proposal(net, url, kinds=True).failure.code == "dns"


def test_a_channel_of_youtube_is_read_from_the_page_of_its_handle():
    """The page says the id; without it, that is what is asked for, and no known path is tried."""
    url = "https://www.youtube.com/@lenoir"
    feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"
    page = f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">'
    _, net = network({url: answer(page, url=url), feed: answer(FEED, url=feed)})
    (attempt,) = proposal(net, url, kinds=True).feeds
    assert attempt.table == {"kind": "youtube", "channels": [CHANNEL]}
    fake, net = network({url: answer("<title>Lenoir</title>", url=url)})
    found = proposal(net, url, kinds=True)
    assert (found.feeds, found.failure.code, fake.urls) == ((), "channel_id_needed", [url])


@pytest.mark.parametrize(
    "url",
    ["https://www.reddit.com/r/france/", "https://piaille.fr/@lenoir", "https://t.me/s/lenoir_officiel"],
)
def test_a_service_that_cannot_be_reached_is_the_failure(url):
    """Not "no feed": the name that does not resolve."""
    _, net = network({})
    found = proposal(net, url, kinds=True)
    assert (found.feeds, found.failure.code) == ((), "dns")


def test_a_page_that_is_not_there_is_told_as_such():
    """404, in words of its own, when nothing is at the known paths either."""

    class Missing(FakeNet):
        def send(self, call):
            raise FetchError("http_4xx", status=404, url=call.request.url, host="a.example")

    _, net = network({})
    found = proposal(replace(net, send=Missing({}).send), "https://a.example/x", kinds=True)
    assert (found.failure.code, found.failure.facts["case"]) == ("http_4xx", "not_found")
    assert {row["answer"] for row in found.rows()} == {404}
