# SPDX-License-Identifier: MIT
"""Recorded answers of search and video services, field by field against what the recording itself holds."""

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest

from support.recorded import recorded
from veille import urls
from veille.model import Channel, Request
from veille.sources.base import State
from veille.sources.bingnews import BingNews
from veille.sources.googlealerts import GoogleAlerts
from veille.sources.googlenews import GoogleNews
from veille.sources.mediawiki import MediaWiki
from veille.sources.wordpress import WordPress
from veille.sources.youtube import YouTube
from veille.steps import identify

SEEN = datetime(2026, 11, 22, tzinfo=UTC)
ATOM, YT, MEDIA = (
    "{http://www.w3.org/2005/Atom}",
    "{http://www.youtube.com/xml/schemas/2015}",
    "{http://search.yahoo.com/mrss/}",
)
CHANNELS = (
    "youtube_atom.xml",
    "youtube_channel_atom_2023.xml",
    "youtube_feed_kurzgesagt_2026.xml",
    "youtube_huginn.xml",
)


def read(source, path, *, request=None):
    """Return the documents of a recorded answer, through the pipeline, and its items."""
    first = request or next(iter(source.requests(State())))
    response = recorded(path, url=first.url, request=first)
    page = source.parse(response, State())
    documents = identify.documents(
        page.items,
        about=page.about,
        source="it",
        channel=Channel.NEWS,
        seen_at=SEEN,
        base=response.url,
    )
    return documents, page.items


def moment(text):
    """Return an ISO date as the instant it is."""
    return datetime.fromisoformat(text).astimezone(UTC)


def flat(text):
    """Return text without markup, entities and blanks, for comparison."""
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split()).replace("\u00ad", "")


def test_google_news_gives_each_outlet_its_headline(shared):
    """19 articles: outlet, its site, its headline, Google's link, the date; nothing of the cluster."""
    path = shared / "recordings" / "google_news" / "top_stories_en_us_2019_first_half.xml"
    documents, _ = read(GoogleNews(query="x", language="en", country="US"), path)
    held = ET.parse(path).findall("channel/item")
    assert len(held) == len(documents) == 19
    for one, document in zip(held, documents, strict=True):
        outlet = one.findtext("source")
        assert f"{document.title} - {outlet}" == one.findtext("title")
        assert document.author == outlet
        assert document.host == urls.host(one.find("source").get("url"))
        assert document.url == one.findtext("link")
        assert f"{document.published:%a, %d %b %Y %H:%M:%S GMT}" == one.findtext("pubDate")
        assert (document.text, document.links, document.whole) == ("", (), False)


def test_google_news_ranked_anew_is_not_new(shared):
    """The same recording with other links and ids gives the same documents."""
    path = shared / "recordings" / "google_news" / "top_stories_en_us_2019_first_half.xml"
    source = GoogleNews(query="x")
    request = next(iter(source.requests(State())))
    whole = recorded(path, request=request)
    anew = replace(
        whole, body=whole.body.replace(b"CBMi", b"CBMiAU_yqL").replace(b'isPermaLink="false">5', b">9")
    )
    first, second = (
        identify.documents(
            page.items, about=page.about, source="it", channel=Channel.NEWS, seen_at=SEEN, base=request.url
        )
        for page in (source.parse(whole, State()), source.parse(anew, State()))
    )
    assert [one.id for one in first] == [one.id for one in second]
    assert [one.url for one in first] != [one.url for one in second]


def test_google_alerts_gives_each_result_its_own_address(shared):
    """10 results: the address in Google's link, title and excerpt without marks, id, date."""
    path = shared / "recordings" / "google_alerts" / "google_alerts_atom_first10.xml"
    documents, _ = read(GoogleAlerts(**GoogleAlerts.example), path)
    held = ET.parse(path).findall(f"{ATOM}entry")
    assert len(held) == len(documents) == 10
    for one, document in zip(held, documents, strict=True):
        (address,) = parse_qs(urlsplit(one.find(f"{ATOM}link").get("href")).query)["url"]
        assert document.url == address
        assert flat(document.title) == flat(one.findtext(f"{ATOM}title"))
        assert flat(document.text) == flat(one.findtext(f"{ATOM}content"))
        assert document.published == moment(one.findtext(f"{ATOM}published"))
        assert document.sightings[0].native_id == one.findtext(f"{ATOM}id")
        assert "google" not in repr((document.url, document.links, document.identity, document.host))


@pytest.mark.parametrize("name", CHANNELS)
def test_youtube_gives_each_video_whole(shared, name):
    """15 videos in each of four feeds: address, title, description, channel, dates, views and likes."""
    path = shared / "recordings" / "youtube" / name
    documents, items = read(YouTube(channels=("UCsXVk37bltHxD1rDPwtNM8Q",)), path)
    held = ET.fromstring(path.read_bytes().lstrip()).findall(f"{ATOM}entry")
    assert len(held) == len(documents) == len(items) == 15
    for one, document in zip(held, documents, strict=True):
        group = one.find(f"{MEDIA}group")
        assert document.url == one.find(f"{ATOM}link").get("href")
        assert document.title == " ".join(one.findtext(f"{ATOM}title").split())
        assert flat(document.text) == flat(group.findtext(f"{MEDIA}description") or "")
        assert document.author == one.findtext(f"{ATOM}author/{ATOM}name")
        assert document.author_url == one.findtext(f"{ATOM}author/{ATOM}uri")
        assert document.published == moment(one.findtext(f"{ATOM}published"))
        assert document.updated == moment(one.findtext(f"{ATOM}updated"))
        assert document.identity.endswith(f"youtube.com/watch?v={one.findtext(f'{YT}videoId')}")
        counted = group.find(f"{MEDIA}community")
        assert document.engagement == {
            "views": int(counted.find(f"{MEDIA}statistics").get("views")),
            "likes": int(counted.find(f"{MEDIA}starRating").get("count")),
        }


def test_youtube_descriptions_point_at_what_they_name(shared):
    """Addresses written in the descriptions are links of the documents."""
    path = shared / "recordings" / "youtube" / "youtube_feed_kurzgesagt_2026.xml"
    documents, _ = read(YouTube(channels=("UCsXVk37bltHxD1rDPwtNM8Q",)), path)
    for document in documents:
        named = set(re.findall(r"https?://[^\s)]+[^\s).,]", document.text))
        assert len(named - set(document.links)) <= len(named) // 50, named - set(document.links)


def test_mediawiki_gives_each_edit(shared):
    """Six changes, two of them edits of nothing (revision 0): four revisions, of which two are the same one."""
    path = shared / "recordings" / "mediawiki" / "mediawiki_pages_recent_changes.json"
    documents, items = read(MediaWiki(wiki="https://www.mediawiki.org/w"), path)
    held = [one for one in json.loads(path.read_bytes())["query"]["recentchanges"] if one["revid"]]
    assert len(items) == len(held) == 4
    for one, item in zip(held, items, strict=True):
        assert (item.native_id, item.title, item.thread) == (
            str(one["revid"]),
            one["title"],
            str(one["pageid"]),
        )
        assert item.published == one["timestamp"]
        assert item.url == f"https://www.mediawiki.org/w/index.php?diff={one['revid']}"
    assert {document.sightings[0].native_id for document in documents} == {str(one["revid"]) for one in held}


def test_mediawiki_continues_where_the_recording_says(shared):
    """The recorded `continue` is the next request."""
    path = shared / "recordings" / "mediawiki" / "mediawiki_pages_recent_changes.json"
    source, state = (
        MediaWiki(wiki="https://www.mediawiki.org/w"),
        State(since=datetime(2016, 6, 1, tzinfo=UTC)),
    )
    request = next(iter(source.requests(state)))
    (more,) = source.parse(recorded(path, request=request), state).follow
    assert dict(more.params)["rccontinue"] == "20160614151314|2402770"


def test_the_published_example_of_bing_keeps_its_unknown_date_unknown(shared):
    """One result of the web search, dated in Turkish: title and address are read, no date is invented."""
    path = shared / "recordings" / "bing_rss" / "doc_examples" / "web_search_localised_date.xml"
    (document,), _ = read(BingNews(query="x", market="tr-TR"), path)
    one = ET.parse(path).find("channel/item")
    assert (document.title, document.url) == (one.findtext("title"), one.findtext("link"))
    assert document.published is None


def test_the_transcribed_post_of_wordpress_is_read(shared):
    """One post, typed from a real answer: address, title, text, author, dates."""
    path = shared / "recordings" / "wordpress_json" / "doc_examples" / "posts_embed_trimmed.json"
    request = Request(url="https://click9ja.com/wp-json/wp/v2/posts", step="posts")
    (document,), _ = read(WordPress(site="https://click9ja.com"), path, request=request)
    (one,) = json.loads(path.read_bytes())
    assert document.url == one["link"]
    assert document.title == one["title"]["rendered"]
    assert flat(document.text) == flat(one["content"]["rendered"])
    assert document.author == one["_embedded"]["author"][0]["name"]
    assert document.published == moment(one["date_gmt"] + "+00:00")
    assert document.updated == moment(one["modified_gmt"] + "+00:00")
