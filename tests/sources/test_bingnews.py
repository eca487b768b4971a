# SPDX-License-Identifier: MIT
"""Bing News: the answer is written from descriptions of the feed; no recorded one of a news search was at hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.model import Channel
from veille.net.http import full_url
from veille.sources.base import State
from veille.sources.bingnews import BingNews
from veille.steps import identify
from veille.testing import BRAND_NAMES, NOON, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "bingnews"
BODY = (DATA / "search.xml").read_text(encoding="utf-8")


def read(body=BODY, *, since=None):
    """Return the page of an answer."""
    return BingNews(query="lenoir").parse(answer(body), State(since=since))


def full(count=10):
    """Return a feed of that many articles, an hour apart, the newest at noon."""
    hours = [NOON - timedelta(hours=number) for number in range(count)]
    items = "".join(
        f"<item><title>{one:%H}</title><link>https://a.example/{one:%d%H}</link>"
        f"<pubDate>{one:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for one in hours
    )
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def test_one_search_for_each_brand_newest_first():
    """@brands makes a search for each brand; market, format and order are asked for."""
    first, second = BingNews(query="@brands").requests(State(brands=BRAND_NAMES))
    assert full_url(first) == (
        "https://www.bing.com/news/search?q=%22Biscuiterie+Lenoir%22+OR+%22Lenoir+Biscuits%22&format=rss"
        "&setmkt=fr-FR&qft=sortbydate%3D%221%22"
    )
    assert dict(second.params)["q"] == '"Maison Duval"'


@pytest.mark.parametrize("wrong", [{"query": ""}, {"market": "france"}])
def test_a_wrong_option_is_named(wrong):
    """An empty search and a market that is none are refused."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        BingNews(**{"query": "lenoir", **wrong})


def test_the_address_is_the_publishers_not_bings():
    """It stands in the link's `url`, and is read there without asking anybody."""
    first, second, third = read().items
    assert first.url == "https://www.courrier.example/economie/rappel-lenoir?id=12&utm_source=bing"
    assert second.url == "https://sudgazette.example/lenoir-usine"
    assert third.url.startswith("http://www.bing.com/news/apiclick.aspx")


def test_an_article_is_the_same_as_in_its_publishers_feed():
    """The document's identity is the publisher's address, without what Bing or a campaign added."""
    (document, *_) = identify.documents(
        read().items,
        about=read().about,
        source="B",
        channel=Channel.NEWS,
        seen_at=NOON,
        base="https://www.bing.com/",
    )
    assert document.identity == "https://courrier.example/economie/rappel-lenoir?id=12"
    assert document.host == "courrier.example"


@pytest.mark.parametrize("prefix", ["News", "news", "N"])
def test_the_outlet_is_found_whatever_its_namespace_is_called(prefix):
    """The namespace is the address of the search and the prefix nobody's promise."""
    first, second, third = read(BODY.replace("News:", f"{prefix}:")).items
    assert (first.author, second.author, third.author) == ("Le Courrier de l'Ouest", "Sud Gazette", None)


def test_a_description_is_an_excerpt():
    """It is kept as text, and known not to be the whole."""
    item = read().items[0]
    assert "préfecture" in (item.html or item.text)
    assert item.whole is False


def test_dates_in_words_of_french_are_read_and_others_stay_unknown():
    """Bing writes dates in the language of the search."""
    documents = identify.documents(
        read().items, about=read().about, source="B", channel=Channel.NEWS, seen_at=NOON, base=None
    )
    found = [one.published for one in documents]
    assert found == [
        datetime(2026, 11, 1, 17, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 9, 5, tzinfo=UTC),
        None,
    ]


def test_a_full_page_of_unknown_articles_may_hide_others():
    """Ten articles, all of after the last visit: a gap; older ones among them, few articles or a first visit: none."""
    assert read(full(), since=NOON - timedelta(days=2)).gap is True
    assert read(full(), since=NOON - timedelta(hours=3)).gap is False
    assert read(full(9), since=NOON - timedelta(days=2)).gap is False
    assert read(full()).gap is False
    assert read(full().replace("GMT", "?").replace("Nov", "Ağu"), since=NOON).gap is None


def test_a_refusal_fails_with_its_status():
    """A burst is answered with 403 or an empty body: neither is an empty search."""
    (request,) = BingNews(query="lenoir").requests(State())
    outcome = play(BingNews(query="lenoir"), FakeNet({full_url(request): answer("")}))
    assert outcome.error.code == "not_a_feed"


def test_the_contract_of_sources_is_kept():
    """However broken, an answer gives items or a ParseError."""
    assert_source_contract(BingNews, DATA / "search.xml")
