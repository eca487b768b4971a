# SPDX-License-Identifier: MIT
"""Sitemaps, written from the protocol's documentation: news and plain ones, gz, indexes, and sites that hide theirs."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import ParseError
from veille.model import Request
from veille.sources.base import State
from veille.sources.sitemap import MOST_MAPS, Sitemap
from veille.testing import FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "sitemap"
URL = "https://ville.example/sitemap.xml"
YESTERDAY = State(since=datetime(2026, 11, 1, 12, 0, tzinfo=UTC))
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


def read(body, *, state=YESTERDAY, step="map 1", url=URL):
    """Parse one answer."""
    return Sitemap(url=URL).parse(answer(body, url=url, request=Request(url=url, step=step)), state)


def pages(*days):
    """Write a sitemap with a page for each day."""
    return SITEMAP.format(
        "".join(
            f"<url><loc>https://ville.example/{number}</loc><lastmod>{day}</lastmod></url>"
            for number, day in enumerate(days)
        )
    )


def index(*names):
    """Write an index of sitemaps."""
    inside = "".join(f"<sitemap><loc>https://ville.example/{name}</loc></sitemap>" for name in names)
    return f"<sitemapindex>{inside}</sitemapindex>"


def test_it_keeps_the_contract():
    """News, plain, gz, index and robots.txt."""
    robots = answer(
        "Sitemap: /sitemap.xml", request=Request(url="https://ville.example/robots.txt", step="robots")
    )
    assert_source_contract(
        Sitemap,
        DATA / "news.xml",
        DATA / "index.xml",
        gzip.compress((DATA / "news.xml").read_bytes()),
        robots,
    )


def test_a_news_sitemap_gives_headlines_dates_and_language_newest_first():
    """What news:news says, the change of the page, and no text; pictures are no pages."""
    first, second = read(DATA / "news.xml", state=State()).items
    assert first.title == "Festival : &lt;Les Nuits&gt; affichent complet"
    assert second.url == "https://gazette.example/economie/lenoir-rappelle-un-lot?utm_source=sitemap"
    assert second.title == "Biscuiterie Lenoir &amp; fils rappelle un lot de sablés"
    assert second.published == "2026-11-02T08:15:00+01:00"
    assert second.updated == "2026-11-02T09:40:00+01:00"
    assert second.language == "fr"
    assert second.whole is False
    assert second.text is None


def test_a_plain_sitemap_gives_what_changed_since_the_last_visit_newest_first():
    """Pages without a date are left out, and the day of a change is not a day of publication."""
    page = read(DATA / "pages.xml")
    assert [item.url for item in page.items] == [
        "https://ville.example/conseil-municipal",
        "https://ville.example/arrete-travaux",
    ]
    assert {item.published for item in page.items} == {None}
    assert page.items[0].updated == "2026-11-02"
    assert page.gap is False


def test_looking_back_gives_older_pages():
    """A person who asks for what is older is given it."""
    back = State(since=datetime(2025, 1, 1, tzinfo=UTC), back=True)
    assert len(read(DATA / "pages.xml", state=back).items) == 3


def test_the_first_visit_takes_a_week():
    """Without an earlier visit, the changes of the last days are enough."""
    assert len(read(DATA / "pages.xml", state=State()).items) == 2


def test_pages_that_all_changed_at_one_instant_changed_when_the_map_was_built():
    """Such dates say nothing: no flood of old pages; who looks back is given them."""
    built = pages(*["2026-11-02T03:00:00Z"] * 40, "2026-11-02T07:30:00Z")
    assert [item.url for item in read(built).items] == ["https://ville.example/40"]
    back = State(since=datetime(2026, 11, 1, tzinfo=UTC), back=True)
    assert len(read(built, state=back).items) == 41


def test_a_sitemap_of_pages_without_any_date_is_an_error():
    """Nothing can be told new there: that is not "0 new"."""
    with pytest.raises(ParseError) as caught:
        read(SITEMAP.format("<url><loc>https://ville.example/a</loc></url>"))
    assert caught.value.code == "parse"


def test_an_empty_sitemap_is_an_empty_page():
    """A news sitemap holds two days: it may be empty."""
    assert read(SITEMAP.format("")).items == ()


def test_a_cut_sitemap_gives_what_it_holds():
    """The entries before the cut are read."""
    body = (DATA / "news.xml").read_bytes()
    assert len(read(body[: body.index(b"culture/festival")]).items) == 1


def test_a_feed_in_its_place_is_read():
    """Some sites name their feed in robots.txt."""
    (item,) = read(
        '<rss version="2.0"><channel><item><title>Un</title><link>https://a.example/1</link></item></channel></rss>'
    ).items
    assert item.title == "Un"


def test_html_in_its_place_is_no_sitemap():
    """A page instead of a sitemap says so, with its title."""
    with pytest.raises(ParseError) as caught:
        read("<!DOCTYPE html><html><head><title>Introuvable</title></head><body></body></html>")
    assert (caught.value.code, caught.value.facts["title"]) == ("not_a_feed", "Introuvable")


def test_an_index_is_followed_news_first_then_the_latest_and_never_back_to_itself():
    """Sitemaps that did not change are left alone."""
    page = read(DATA / "index.xml")
    assert [request.url.rpartition("/")[2] for request in page.follow] == [
        "news-sitemap.xml",
        "sitemap-2026.xml.gz",
        "page-sitemap10.xml",
        "page-sitemap9.xml",
    ]


def test_an_index_is_followed_within_bounds_and_says_so():
    """More sitemaps than are read are a possible gap."""
    page = read(index(*(f"s{number}.xml" for number in range(30))))
    assert len(page.follow) == MOST_MAPS
    assert page.gap is True
    assert read(index("a.xml"), step="map 3").follow == ()


def test_a_loop_of_indexes_ends():
    """Two indexes that name each other are read a few times at most."""
    net = FakeNet(
        {
            URL: answer(index("b.xml"), url=URL),
            "https://ville.example/b.xml": answer(index("sitemap.xml"), url="https://ville.example/b.xml"),
        }
    )
    play(Sitemap(url=URL), net, YESTERDAY)
    assert len(net.calls) == 3


def test_a_site_says_in_robots_txt_where_its_sitemaps_are():
    """From the address of a site to its news, through robots.txt, an index and gzip without a header."""
    net = FakeNet(
        {
            "https://ville.example/robots.txt": answer(
                "User-agent: *\r\nDisallow: /admin\r\nsitemap: https://ville.example/maps.xml # le plan\r\n"
            ),
            "https://ville.example/maps.xml": answer(index("news.xml.gz"), url=URL),
            "https://ville.example/news.xml.gz": answer(gzip.compress((DATA / "news.xml").read_bytes())),
        }
    )
    found = play(Sitemap(url="https://ville.example/actualites"), net, YESTERDAY)
    assert len(found.items) == 2
    assert found.gap is False


@pytest.mark.parametrize("robots", [answer("User-agent: *\nAllow: /\n"), answer("")])
def test_a_site_that_names_none_is_asked_at_the_usual_place(robots):
    """Without a Sitemap line, /sitemap.xml is tried."""
    net = FakeNet({"https://ville.example/robots.txt": robots, URL: answer(DATA / "pages.xml")})
    assert len(play(Sitemap(url="https://ville.example"), net, YESTERDAY).items) == 2


def test_a_site_without_robots_txt_is_asked_at_the_usual_place():
    """A refusal of robots.txt is no end."""
    from veille.errors import FetchError

    net = FakeNet(
        {
            "https://ville.example/robots.txt": FetchError("http_4xx", status=404),
            URL: answer(DATA / "pages.xml"),
        }
    )
    assert len(play(Sitemap(url="https://ville.example/"), net, YESTERDAY).items) == 2


@pytest.mark.parametrize("url", ["", "ville.example", "ftp://ville.example/sitemap.xml"])
def test_only_addresses_of_the_web_are_watched(url):
    """Anything else is refused when the watch file is read."""
    with pytest.raises(ValueError, match="url"):
        Sitemap(url=url)


@given(st.text(alphabet="<>/ &;!-[]CDAT:xmlnsurlocatmode" + '"=\n', max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_or_refused(text):
    """Whatever stands in a sitemap, it is read or refused."""
    for body in (text, f"<urlset>{text}", f"<sitemapindex><sitemap><loc>{text}"):
        try:
            read(body)
        except ParseError:
            continue
