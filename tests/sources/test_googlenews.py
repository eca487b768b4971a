# SPDX-License-Identifier: MIT
"""Google News: the answers are invented, in the shape of a feed recorded in 2019 and of links as they are since 2024."""

from pathlib import Path

import pytest

from veille.errors import ParseError
from veille.model import Channel
from veille.net.http import full_url
from veille.sources.base import State
from veille.sources.googlenews import GoogleNews
from veille.steps import identify
from veille.testing import BRAND_NAMES, NOON, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "googlenews"
BODY = (DATA / "search.xml").read_text(encoding="utf-8")


def read(body=BODY, **how):
    """Return the page of an answer."""
    return GoogleNews(query="lenoir").parse(answer(body, **how), State())


def documents(*bodies):
    """Return the documents of some answers of one visit."""
    items = [item for body in bodies for item in read(body).items]
    about = read().about
    return identify.documents(
        items, about=about, source="GN", channel=Channel.NEWS, seen_at=NOON, base="https://news.google.com/"
    )


def asked(**options):
    """Return what is asked of Google, one text for each search."""
    return [
        dict(request.params)["q"] for request in GoogleNews(**options).requests(State(brands=BRAND_NAMES))
    ]


def test_one_search_for_each_brand_with_all_its_names():
    """@brands makes a search for each brand, its names as phrases; another query is Google's own."""
    assert asked(query="@brands") == ['"Biscuiterie Lenoir" OR "Lenoir Biscuits"', '"Maison Duval"']
    assert asked(query="lenoir intitle:rappel -acteur") == ["lenoir intitle:rappel -acteur"]


def test_the_age_holds_for_every_name():
    """A window is said to Google around all alternatives, not the last one."""
    assert asked(query="@brands", window="7d") == [
        '("Biscuiterie Lenoir" OR "Lenoir Biscuits") when:7d',
        '"Maison Duval" when:7d',
    ]


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        ({}, "hl=fr&gl=FR&ceid=FR%3Afr"),
        ({"language": "en", "country": "US"}, "hl=en-US&gl=US&ceid=US%3Aen"),
        ({"language": "fr-CA", "country": "CA"}, "hl=fr-CA&gl=CA&ceid=CA%3Afr"),
        ({"country": "BE"}, "hl=fr&gl=BE&ceid=BE%3Afr"),
        ({"language": "es-419", "country": "MX"}, "hl=es-419&gl=MX&ceid=MX%3Aes-419"),
    ],
)
def test_language_and_country_agree_in_three_places(edition, expected):
    """hl, gl and ceid name one edition."""
    (request,) = GoogleNews(query="lenoir", **edition).requests(State())
    assert full_url(request) == f"https://news.google.com/rss/search?q=lenoir&{expected}"


@pytest.mark.parametrize(
    "wrong", [{"query": " "}, {"language": "français"}, {"country": "france"}, {"window": "week"}]
)
def test_a_wrong_option_is_named(wrong):
    """What Google would answer oddly is refused before."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        GoogleNews(**{"query": "lenoir", **wrong})


def test_the_outlet_is_the_source_and_the_headline_is_its_own():
    """Outlet, its site and its headline; the link, the date and the language as Google gives them."""
    item = read().items[0]
    assert item.title == "La biscuiterie Lenoir rappelle un lot de galettes"
    assert (item.author, item.site) == ("Le Courrier de l'Ouest", "https://www.courrier.example")
    assert (
        item.url == "https://news.google.com/rss/articles/CBMifAFVX3lxTE5HQWxldHRlczAwMQAU_yqLexempleUn?oc=5"
    )
    assert item.published == "Sun, 01 Nov 2026 17:30:00 GMT"
    assert item.whole is False
    assert documents(BODY)[0].host == "courrier.example"


def test_other_articles_of_the_cluster_are_not_its_text():
    """The description lists other articles: none of it is text or link of this one."""
    first = documents(BODY)[0]
    assert (first.text, first.links) == ("", ())


def test_an_outlet_written_twice_is_cut_twice_and_a_dash_in_a_headline_stays():
    """Only the outlet's own name is cut from the end of a headline."""
    _, second, third = read().items
    assert second.title == "Lenoir - Duval : le match des sablés"
    assert (third.title, third.author, third.identity) == ("Un titre sans média - et sans source", None, None)


def test_old_articles_that_come_up_again_keep_their_date():
    """An article of 2019 is of 2019."""
    assert documents(BODY)[1].published.year == 2019


def test_an_article_ranked_anew_is_the_same_document():
    """A new link, a new id, another spelling of the headline: one document, in one visit and across visits."""
    anew = BODY.replace("AU_yqLexempleUn", "AU_yqLrerank").replace("rappelle un lot", "rappelle  un Lot")
    before, after = documents(BODY), documents(anew)
    assert [one.id for one in before] != []
    assert before[0].id == after[0].id
    assert before[1].id == after[1].id
    assert len(documents(BODY, anew)) == len(before)


def test_the_same_article_found_for_two_brands_is_one_document():
    """Both searches show it; it is kept once."""
    net = FakeNet(
        {
            full_url(one): answer(BODY)
            for one in GoogleNews(query="@brands").requests(State(brands=BRAND_NAMES))
        }
    )
    outcome = play(GoogleNews(query="@brands"), net)
    assert (len(net.urls), len(outcome.items)) == (2, 6)
    assert len(documents(BODY, BODY)) == 3


def test_links_are_never_followed():
    """The kind says that its links lead nowhere a program may read, and asks for searches only."""
    assert GoogleNews.opaque_links
    assert read().follow == ()


def test_a_consent_page_is_no_empty_search():
    """What Google sends to Europe instead of an answer has its own code."""
    with pytest.raises(ParseError) as caught:
        read(
            "<!doctype html><title>Avant d'accéder à Google</title>",
            url="https://consent.google.com/m?continue=x",
        )
    assert caught.value.code == "consent"


def test_the_contract_of_sources_is_kept():
    """However broken, an answer gives items or a ParseError."""
    assert_source_contract(GoogleNews, DATA / "search.xml")
