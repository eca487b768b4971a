# SPDX-License-Identifier: MIT
"""Where the feeds of a page are."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.discovery import Candidate, feeds_in, known_paths

URL = "https://site.example/blog/article.html"


def found(head: str = "", body: str = "", *, url: str = URL, link: str = "") -> list[str]:
    """Return the addresses found in a page with that head and body, and that Link header."""
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return [candidate.url for candidate in feeds_in(page.encode(), url, {"link": link} if link else {})]


def alternate(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    """Return a link tag."""
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def test_link_tags_name_the_feeds_of_a_page():
    """RSS, Atom, RDF and JSON feeds, relative to the page."""
    kinds = ["application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"]
    head = "".join(alternate(f"/feed{n}", kind) for n, kind in enumerate(kinds))
    assert found(head) == [f"https://site.example/feed{n}" for n in range(4)]


def test_relative_links_obey_the_base_of_the_page():
    """<base> comes before the address of the page."""
    assert found('<base href="https://autre.example/x/">' + alternate("rss.xml")) == [
        "https://autre.example/x/rss.xml"
    ]


def test_feeds_of_comments_come_last():
    """WordPress may name them first."""
    head = alternate("/comments/feed/", title="Flux des commentaires") + alternate("/feed/", title="Flux")
    assert found(head) == ["https://site.example/feed/", "https://site.example/comments/feed/"]


def test_an_api_and_other_alternates_are_no_feeds():
    """wp-json, oEmbed, translations and print versions are left out."""
    head = (
        alternate("/wp-json/wp/v2/posts/1", "application/json")
        + alternate("/oembed?format=xml", "text/xml+oembed")
        + '<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" href="/rss.css">'
    )
    assert found(head) == []


def test_the_http_link_header_is_read():
    """Where there is no page at all, the server may still say."""
    header = '</feed.json>; rel="alternate"; type="application/feed+json"; title="JSON", </x>; rel=next'
    assert found(link=header) == ["https://site.example/feed.json"]


def test_links_of_the_body_that_look_like_feeds_are_tried():
    """A link named RSS in the footer, not an article about RSS readers."""
    body = '<a href="/flux/une.xml">RSS</a><a href="/articles/progress-report">x</a><a href="feed:https://site.example/atom">y</a>'
    assert found(body=body) == ["https://site.example/flux/une.xml", "https://site.example/atom"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="generator" content="WordPress 6.5">', "https://site.example/feed/"),
        ('<meta name="generator" content="Discourse 3.2">', "https://site.example/latest.rss"),
        ('<meta name="generator" content="SPIP 4.2">', "https://site.example/spip.php?page=backend"),
        (
            '<script>var smf_scripturl="x"</script>',
            "https://site.example/index.php?action=.xml;type=rss2;sa=recent",
        ),
    ],
)
def test_known_software_keeps_its_feeds_in_known_places(head, expected):
    """Only when the page itself names no feed."""
    assert expected in found(head)
    assert expected not in found(head + alternate("/le-flux"))


def test_phpbb_addresses_are_rebuilt():
    """Two question marks and a session id make one good address."""
    (only,) = found(
        alternate("./app.php/feed?sid=0f1e2d3c4b5a69788796a5b4c3d2e1f0?f=4", "application/atom+xml")
    )
    assert only == "https://site.example/blog/app.php/feed?f=4"


def test_an_address_is_proposed_once():
    """The same feed by tag, header and body is one candidate, told as found first."""
    head, body = alternate("/feed"), '<a href="/feed?utm_source=x">RSS</a>'
    (only,) = feeds_in(f"<head>{head}</head>{body}".encode(), URL, {"link": '</feed>; rel="feed"'})
    assert only == Candidate(url="https://site.example/feed", title=None, how="link")


def test_known_paths_are_beside_the_page_then_at_the_root():
    """Blogs live in folders; software has its habits."""
    paths = [candidate.url for candidate in known_paths(URL)]
    assert paths[0] == "https://site.example/blog/feed"
    for path in ("feed", "rss", "rss.xml", "atom.xml", "index.xml", "feed.xml", "?feed=rss2", "latest.rss", "forums/-/index.rss",
                 "app.php/feed", "index.php?action=.xml;type=rss2", "external.php?type=RSS2"):  # fmt: skip
        assert f"https://site.example/{path}" in paths
    assert known_paths("https://social.example/@anne")[0].url == "https://social.example/@anne.rss"
    assert len(known_paths("https://site.example/")) == len(
        {one.url for one in known_paths("https://site.example/")}
    )


def test_candidates_travel_between_processes():
    """They are found in the parse worker."""
    candidate = Candidate(url=URL, how="link")
    assert pickle.loads(pickle.dumps(candidate)) == candidate


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from([b"<link rel=alternate type=application/rss+xml href=", b"<base href=",
    b"<a href=", b"'", b'"', b">", b"//[", b"\xff", b"/feed", b"javascript:", b"<html>", b"\x00"]), max_size=12).map(b"".join)),
    st.text(max_size=80))  # fmt: skip
def test_any_page_gives_a_list(html, header):
    """Total: any bytes, any header, any address."""
    for candidate in feeds_in(html, URL, {"link": header}) + known_paths(header):
        assert candidate.url.startswith(("http://", "https://"))


def test_recorded_pages_give_their_feeds(shared):
    """Real pages: one feed, several, relative ones, a forum."""
    expected = {
        "autodiscovery/japantimes.html": "https://www.japantimes.co.jp/feed/topstories",
        "autodiscovery/theverge.html": "https://www.theverge.com/rss/front-page/index.xml",
        "autodiscovery/orf.html": "https://rss.orf.at/news.xml",
        "autodiscovery/DaringFireball.html": "https://site.example/feeds/main",
        "autodiscovery/coco.html": "https://site.example/feed/all/",
        "forum_html/phpbb_topic_de.html": "https://site.example/app.php/feed",
        "forum_html/xenforo_thread_de.html": "https://site.example/forums/-/index.rss",
    }
    for name, feed in expected.items():
        candidates = feeds_in((shared / "recordings" / name).read_bytes(), URL, {})
        assert feed in [candidate.url for candidate in candidates][:3], name
