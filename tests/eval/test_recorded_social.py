# SPDX-License-Identifier: MIT
"""Recorded answers of social networks through the pipeline, held field by field against the answers themselves."""

import html
import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from support.recorded import recorded
from veille import dates, urls
from veille.errors import FetchError, ParseError
from veille.model import Channel, Request
from veille.sources.base import State
from veille.sources.bluesky import Bluesky
from veille.sources.lemmy import Lemmy
from veille.sources.mastodon import Mastodon
from veille.sources.peertube import PeerTube
from veille.sources.telegram import Telegram
from veille.steps.identify import documents
from veille.testing import FakeNet, answer, play

LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)
MASTODON = Mastodon(instances=("mastodon.social",), hashtags=("ichbinhanna",))
BLUESKY = Bluesky(accounts=("chriskenny.bsky.social",))
PEERTUBE = PeerTube(query="kde")
TELEGRAM = Telegram(channels=("tchantest",))


def found(source, path, step, state=None):
    """Return the documents of a recorded answer by native id, and the page they come from."""
    response = recorded(path)
    url = response.url
    response = recorded(path, request=Request(url=url.partition("?")[0], step=step))
    page = source.parse(response, state or State())
    return by_id(page.items, url), page


def by_id(items, base):
    clean = documents(
        items, about=MASTODON_ABOUT, source="it", channel=Channel.SOCIAL, seen_at=NOW, base=base
    )
    return {document.sightings[0].native_id: document for document in clean}


NOW = datetime(2026, 11, 22, tzinfo=UTC)
MASTODON_ABOUT = (
    Telegram(channels=("none",)).parse(answer('<p class="tgme_channel_info"></p>'), State()).about
)


def words(markup):
    """Return the letters and digits of some markup, read with no code of ours."""
    return re.findall(r"\w+", html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br ?/?>|</p>", " ", markup))))


def unequal(expected, documents_by_id):
    """Return (id, field) of all that differs; a field that is expected as None must be None."""
    assert list(documents_by_id) == list(expected)
    return [
        (native, field)
        for native, fields in expected.items()
        for field, value in fields.items()
        if getattr(documents_by_id[native], field) != value
    ]


# --- Mastodon ---------------------------------------------------------------------------------------------

STATUSES = {
    "tag_ichbinhanna_p1.json": 40,
    "tag_ichbinhanna_p2.json": 40,
    "tag_rstats_anonymous.json": 5,
    "public_timeline_anonymous.json": 20,
    "account_statuses_p1.json": 20,
}


def status(post):
    """Return what a recorded status should become."""
    post = post["reblog"] or post
    counts = {"likes": "favourites_count", "shares": "reblogs_count", "replies": "replies_count"}
    return {
        "url": urls.safe(post["url"]) or urls.safe(post["uri"]),
        "author_url": post["account"]["url"],
        "published": dates.parse(post["created_at"]),
        "updated": dates.parse(post["edited_at"]),
        "language": (post["language"] or "").split("-")[0] or None,
        "parent": post["in_reply_to_id"],
        "reach": post["account"]["followers_count"],
        "engagement": {name: post[key] for name, key in counts.items()},
        "host": urls.host(post["uri"]),
        "title": " ".join(post["spoiler_text"].split()),
    }


@pytest.mark.parametrize(("name", "count"), STATUSES.items())
def test_each_status_of_mastodon_is_read(shared, name, count):
    """Address, author, dates, language, thread, followers and counts are those of the answer."""
    path = shared / "recordings/mastodon" / name
    posts = json.loads(path.read_bytes())
    read, page = found(MASTODON, path, "older  mastodon.social #x")
    assert len(posts) == len(page.items) == len(read) == count
    expected = {(post["reblog"] or post)["id"]: status(post) for post in posts}
    assert unequal(expected, read) == []
    assert [item.identity for item in page.items] == [(post["reblog"] or post)["uri"] for post in posts]
    for post in posts:
        shown = post["reblog"] or post
        text = re.findall(r"\w+", read[shown["id"]].text)
        assert "".join(text).startswith("".join(words(shown["content"])))


def test_two_recorded_pages_of_a_hashtag_follow_each_other(shared):
    """Looking back asks for exactly the page that was recorded next, by its `max_id`."""
    folder = shared / "recordings/mastodon"
    first, second = (recorded(folder / f"tag_ichbinhanna_p{number}.json") for number in (1, 2))
    start = "https://mastodon.social/api/v1/timelines/tag/ichbinhanna?limit=40"
    asked = dict(pair.split("=") for pair in urlsplit(second.url).query.split("&"))["max_id"]
    oldest = min(post["created_at"] for post in json.loads(second.body))
    since = dates.parse(oldest).replace(microsecond=999_999)
    net = FakeNet({start: first, f"{start}&max_id={asked}": second})
    outcome = play(MASTODON, net, State(since=since, back=True))
    assert net.urls == [start, f"{start}&max_id={asked}"]
    assert len({item.identity for item in outcome.items}) == 80
    assert outcome.gap is False


def test_the_header_of_a_recorded_page_agrees_with_our_paging(shared):
    """`Link` names the same posts as those we go on from."""
    response = recorded(shared / "recordings/mastodon/tag_ichbinhanna_p1.json")
    said = dict(re.findall(r"(max_id|min_id)=(\d+)", response.headers["link"]))
    outcome = play(
        MASTODON, FakeNet({"https://mastodon.social/api/v1/timelines/tag/ichbinhanna?limit=40": response})
    )
    assert outcome.cursor == {"mastodon.social #ichbinhanna": said["min_id"]}
    assert min(outcome.items, key=lambda item: int(item.native_id)).native_id == said["max_id"]


@pytest.mark.parametrize(
    ("name", "key", "count"),
    [("status_poll.json", None, 1), ("status_with_quote.json", None, 1), ("status_context_thread.json", "descendants", None)],
)  # fmt: skip
def test_polls_quotes_and_threads_of_mastodon_are_read(shared, name, key, count):
    """Choices are text, the quoted post is a link, replies know what they answer."""
    told = json.loads((shared / "recordings/mastodon" / name).read_bytes())
    posts = told[key] if key else [told]
    request = Request(url="https://mastodon.social/x", step="older  mastodon.social #x")
    page = MASTODON.parse(answer(json.dumps(posts), request=request), State())
    assert len(page.items) == len(posts) == (count or len(posts))
    read = by_id(page.items, request.url)
    for post in posts:
        document = read[post["id"]]
        assert document.parent == post["in_reply_to_id"]
        for choice in (post.get("poll") or {}).get("options", []):
            assert choice["title"] in document.text
        quoted = (post.get("quote") or {}).get("quoted_status")
        if quoted:
            assert quoted["url"] in document.links


def test_a_recorded_instance_that_shows_hashtags_is_not_called_closed(shared):
    """mastodon.social closed its live timelines in 2026 and kept its hashtags."""
    response = recorded(
        shared / "recordings/mastodon/instance_v2_mastodon_social_2026_08.json",
        request=Request(url="https://mastodon.social/api/v2/instance", step="closed x"),
    )
    with pytest.raises(ParseError) as caught:
        MASTODON.parse(response, State())
    assert caught.value.code == "unavailable"


def test_the_recorded_feed_of_an_account_stands_in_for_its_api(shared):
    """Its posts are named as the API names them."""
    path = shared / "recordings/mastodon/mastodon_social_user_rss.xml"
    net = FakeNet(
        {
            "https://mastodon.social/api/v1/accounts/lookup?acct=Gargron": FetchError("http_4xx", status=401),
            "https://mastodon.social/@Gargron.rss": recorded(path),
        }
    )
    outcome = play(Mastodon(accounts=("Gargron@mastodon.social",)), net)
    assert len(outcome.items) == path.read_bytes().count(b"<item>") > 0
    for item in outcome.items:
        assert (
            item.identity == f"https://mastodon.social/users/Gargron/statuses/{item.url.rpartition('/')[2]}"
        )


# --- Bluesky ----------------------------------------------------------------------------------------------


def skeet(post):
    """Return what a recorded post of Bluesky should become."""
    record, author = post["record"], post["author"]
    _, _, did, _, key = post["uri"].split("/")
    langs = record.get("langs", [])
    reply = record.get("reply")
    return {
        "url": f"https://bsky.app/profile/{did}/post/{key}",
        "author_url": f"https://bsky.app/profile/{author['handle']}",
        "published": min(dates.parse(record["createdAt"]), dates.parse(post["indexedAt"])),
        "language": langs[0].split("-")[0] if len(langs) == 1 else None,
        "parent": reply["parent"]["uri"] if reply else None,
        "thread": reply["root"]["uri"] if reply else None,
        "engagement": {"likes": post["likeCount"], "shares": post["repostCount"], "replies": post["replyCount"]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "count"),
    [("searchPosts_redistricting_2025.json", 25), ("getAuthorFeed_2025.json", 50), ("getPosts.json", 1), ("getQuotes.json", None)],
)  # fmt: skip
def test_each_post_of_bluesky_is_read(shared, name, count):
    """Page, author, date, language, thread, counts, text, and every link of its facets and embeds."""
    path = shared / "recordings/bluesky" / name
    told = json.loads(path.read_bytes())
    posts = told["posts"] if "posts" in told else [one["post"] for one in told["feed"]]
    read, page = found(BLUESKY, path, "search" if "posts" in told else "account")
    assert len(posts) == len(page.items) == (count or len(posts))
    assert unequal({post["uri"]: skeet(post) for post in posts}, read) == []
    for post in posts:
        record, document = post["record"], read[post["uri"]]
        features = [one for facet in record.get("facets", []) for one in facet["features"]]
        links = {one["uri"] for one in features if "uri" in one}
        card = (record.get("embed") or {}).get("external") or (record.get("embed") or {}).get(
            "media", {}
        ).get("external")
        links |= {card["uri"]} if card else set()
        assert links <= set(document.links)
        assert re.findall(r"\w+", document.text)[: len(words(record["text"]))] == re.findall(
            r"\w+", record["text"]
        )


def test_each_link_of_a_recorded_post_stands_on_its_own_words(shared):
    """Cut by bytes, what is linked is what a reader sees as the link."""
    path = shared / "recordings/bluesky/getAuthorFeed_2025.json"
    page = BLUESKY.parse(recorded(path, request=Request(url="https://x.example/", step="account")), State())
    shown = [
        (urls.host(html.unescape(link)), html.unescape(text))
        for item in page.items
        for link, text in re.findall(r'<a href="([^"]*)">([^<]*)</a>', item.html or "")
        if "bsky.app/profile/did:" not in link
    ]
    assert len(shown) >= 20
    named = [
        text for host, text in shown if text.removeprefix("https://").removeprefix("www.").startswith(host)
    ]
    assert len(named) / len(shown) > 0.9


# --- PeerTube ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["sepiasearch_videos_p1", "instance_search_p1", "instance_search_p2", "trending"]
)
def test_each_video_of_peertube_is_read(shared, name):
    """Address, title, author, date, language and counts are those of the answer."""
    path = shared / f"recordings/peertube/{name}.json"
    videos = json.loads(path.read_bytes())["data"]
    read, page = found(PEERTUBE, path, "videos")
    assert len(videos) == len(page.items) == 12
    expected = {
        video["uuid"]: {
            "url": video["url"],
            "title": " ".join(video["name"].split()),
            "author": " ".join(video["account"]["displayName"].split()),
            "author_url": video["account"]["url"],
            "published": dates.parse(video["publishedAt"]),
            "language": (video["language"]["id"] or "").split("-")[0] or None,
            "engagement": {"likes": video["likes"], "replies": video["comments"], "views": video["views"]},
            "host": urls.host(video["url"]),
        }
        for video in videos
    }
    assert unequal(expected, read) == []
    for video in videos:
        assert words(read[video["uuid"]].text) == words(video["description"] or "")


def test_two_recorded_pages_of_a_search_follow_each_other(shared):
    """`start` goes on to exactly the page that was recorded next."""
    pages = [recorded(shared / f"recordings/peertube/instance_search_p{number}.json") for number in (1, 2)]
    start = (
        "https://framatube.org/api/v1/search/videos?search=internet&start={}&count=50&sort=-publishedAt"
        "&startDate=2010-01-01T00%3A00%3A00Z"
    )
    net = FakeNet(
        {start.format(0): pages[0], start.format(12): pages[1], start.format(24): answer('{"data": []}')}
    )
    source = PeerTube(query="internet", instance="framatube.org")
    outcome = play(source, net, State(since=LONG_AGO, back=True))
    assert len(net.calls) == 3
    assert len({item.identity for item in outcome.items}) == 24


def test_each_comment_of_peertube_is_read(shared):
    """Text, author, date, followers; the video is what they answer."""
    path = shared / "recordings/peertube/comment_threads.json"
    comments = json.loads(path.read_bytes())["data"]
    read, page = found(PEERTUBE, path, "threads kkGMgK9ZtnKfYAgnEtQxbv")
    kept = [comment for comment in comments if not comment["isDeleted"]]
    assert len(page.items) == len(kept) > 0
    expected = {
        str(comment["id"]): {
            "url": f"https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv;threadId={comment['id']}",
            "author_url": comment["account"]["url"],
            "published": dates.parse(comment["createdAt"]),
            "reach": comment["account"]["followersCount"],
            "engagement": {"replies": comment["totalReplies"]},
            "thread": "kkGMgK9ZtnKfYAgnEtQxbv",
        }
        for comment in kept
    }
    assert unequal(expected, read) == []
    for comment in kept:
        assert re.findall(r"\w+", read[str(comment["id"])].text) == words(comment["text"])


def test_a_list_of_channels_holds_no_video(shared):
    """What is recorded of an account is its channels: none of them is taken for a video."""
    _, page = found(PEERTUBE, shared / "recordings/peertube/framasoft_account_videos.json", "videos")
    assert page.items == ()


# --- Telegram ---------------------------------------------------------------------------------------------


def blocks(shared):
    return sorted((shared / "recordings/telegram").glob("tme_s_parse_*.html"))


def test_each_recorded_message_of_telegram_is_read(shared):
    """Address, date and views of every message; notes of the service are none."""
    counted = 0
    shortened = {"1.2K": 1_200, "3.1M": 3_100_000}
    for path in blocks(shared):
        body = path.read_text(encoding="utf-8")
        posts = set(re.findall(r'data-post="([^"]+)"', body))
        read, page = found(TELEGRAM, path, "tchantest 0")
        if " service_message " in body:
            assert page.items == ()
            continue
        assert {item.native_id for item in page.items} == posts
        (item,) = page.items
        document = read[item.native_id]
        assert document.url == f"https://t.me/{item.native_id}"
        assert item.published == re.search(r'<time datetime="([^"]+)"', body)[1]
        views = re.search(r'_views">([^<]+)<', body)[1]
        assert item.engagement == {"views": shortened.get(views) or int(views)}
        assert document.author.startswith(("tchan's test channel", "Câmara dos Deputados"))
        counted += 1
    assert counted == 13


def test_what_recorded_messages_say_is_read(shared):
    """Text, polls, files, links and forwards."""
    folder = shared / "recordings/telegram"

    def message(name):
        read, _ = found(TELEGRAM, folder / f"tme_s_parse_{name}.html", "tchantest 0")
        (document,) = read.values()
        return document

    assert message("signed_edited_text_message").text == "Hello! Signed and edited message"
    assert message("poll").text.split("\n\n") == ["Let's do a quick poll quizz mode", "Opt1", "Opt2", "Opt3"]
    assert message("audio_document").text.split("\n\n") == [
        "Povo hebreu",
        "AUD-20130329-WA0000",
        "portadosfundos",
    ]
    assert message("forwarded_text_message").links == ("https://t.me/some_user",)
    assert message("emoji_message").text == "👍"
    odd = message("message_weird_preview")
    assert "Projeto que aumenta penas para crimes sexuais contra crianças" in odd.text
    assert "http://bit.ly/3Tq1C4G" in odd.links


def test_the_recorded_head_of_a_channel_is_no_failure(shared):
    """A channel without posts in the part that was kept is no failure."""
    _, page = found(TELEGRAM, shared / "recordings/telegram/tme_s_channel_info.html", "tchantest 0")
    assert page.about.title == "tchan's test channel 👍"
    assert page.items == ()


# --- Lemmy ------------------------------------------------------------------------------------------------


def test_objects_of_activitypub_are_not_taken_for_answers_of_lemmy(shared):
    """They are the other language that Lemmy speaks: no answer of its API was recorded."""
    paths = sorted((shared / "recordings/lemmy").glob("*.json"))
    assert len(paths) == 4
    for path in paths:
        with pytest.raises(ParseError):
            Lemmy(query="x").parse(recorded(path), State())
