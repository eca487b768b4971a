# SPDX-License-Identifier: MIT
"""Any forum by any address. Pages of phpBB and XenForo have the shape of recorded ones.

All feeds, and the answers of SMF, vBulletin, Forumactif, jeuxvideo.com, NodeBB and Flarum, are written from the documentation.
"""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import dates, urls
from veille.errors import FetchError
from veille.model import Request
from veille.sources import _forum_dates, _forum_engines
from veille.sources.base import State
from veille.sources.forum import Forum
from veille.steps.identify import documents
from veille.testing import NOON, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "forum"
SINCE = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
PHPBB = "https://gourmand.example/forum"
SECTION = f"{PHPBB}/viewforum.php?f=4"
THREAD = f"{PHPBB}/viewtopic.php?f=4&t=12"


def said(name, url):
    return answer(DATA / name, url=url)


def net(pages):
    """Return a network where these addresses answer and all others refuse."""
    return Refusing({url: said(name, url) if isinstance(name, str) else name for url, name in pages.items()})


class Refusing(FakeNet):
    """A forum that answers 404 where nothing is."""

    def send(self, call):
        try:
            return super().send(call)
        except FetchError as error:
            raise FetchError("http_4xx", **{**error.facts, "status": 404}) from error


class Sending(FakeNet):
    """A network that answers as a function does."""

    def __init__(self, send):
        super().__init__({})
        self.send = send


def stepped(name, url, step):
    return answer(DATA / name, url=url, request=Request(url=url, step=step))


def test_contract_forum():
    """It keeps what veille promises of every source, for each engine and at each step."""
    assert_source_contract(
        Forum,
        DATA / "phpbb_section.html",
        stepped("phpbb_section.html", SECTION, "page phpbb"),
        stepped("phpbb_thread.html", THREAD, "thread phpbb"),
        stepped("phpbb_feed.xml", f"{PHPBB}/app.php/feed", "feed phpbb"),
        stepped("xenforo_thread.html", "https://xf.example/threads/avis.12/", "thread xenforo"),
        stepped("smf_thread.html", "https://smf.example/forum/index.php?topic=12.0", "thread smf"),
        stepped("vbulletin_thread.html", "https://vb.example/showthread.php?12-Vos-avis", "thread vbulletin"),
        stepped(
            "forumactif_thread.html", "https://gourmands.forumactif.com/t12-vos-avis", "thread forumactif"
        ),
        stepped("nodebb_topic.json", "https://bb.example/api/topic/12", "more nodebb"),
        stepped("flarum_posts.json", "https://fl.example/api/posts", "feed flarum"),
    )


def test_a_section_of_phpbb_is_read_by_its_own_feed():
    """Session ids are stripped and two question marks rebuilt; the feed of the whole board is not asked."""
    found_net = net({SECTION: "phpbb_section.html", f"{PHPBB}/app.php/feed?f=4": "phpbb_feed.xml"})
    found = play(Forum(url=SECTION), found_net)
    assert found_net.urls == [SECTION, f"{PHPBB}/app.php/feed?f=4"]
    (item,) = found.items
    assert item.url == f"{PHPBB}/viewtopic.php?f=4&t=12&p=34#p34"
    assert (item.native_id, item.identity) == ("34", f"{PHPBB}/viewtopic.php?p=34")
    assert (item.thread, item.parent) == ("t12", "t12")
    assert found.cursor == {SECTION: f"feed phpbb {PHPBB}/app.php/feed?f=4"}


def test_a_normal_visit_is_one_request():
    """What was found is remembered."""
    state = State(cursor={SECTION: f"feed phpbb {PHPBB}/app.php/feed?f=4"}, since=SINCE)
    found_net = net({f"{PHPBB}/app.php/feed?f=4": "phpbb_feed.xml"})
    assert len(play(Forum(url=SECTION), found_net, state).items) == 1
    assert len(found_net.urls) == 1


def test_a_feed_that_died_is_looked_for_again():
    """The remembered address refuses: the forum is looked at anew, in the same visit."""
    state = State(cursor={SECTION: f"feed phpbb {PHPBB}/old.xml"}, since=SINCE)
    found_net = net({SECTION: "phpbb_section.html", f"{PHPBB}/app.php/feed?f=4": "phpbb_feed.xml"})
    found = play(Forum(url=SECTION), found_net, state)
    assert found_net.urls == [f"{PHPBB}/old.xml", SECTION, f"{PHPBB}/app.php/feed?f=4"]
    assert len(found.items) == 1


def test_without_a_feed_the_pages_are_read():
    """The list of threads, then those that moved since the last visit; robots.txt applies to each."""
    newest = f"{PHPBB}/viewtopic.php?f=4&t=12&p=34#p34"
    found_net = net({SECTION: "phpbb_section.html", newest: "phpbb_thread.html"})
    found = play(Forum(url=SECTION), found_net, State(since=SINCE))
    first, reply = found.items
    assert (first.parent, reply.parent, reply.thread) == (None, "t12", "t12")
    assert reply.html.startswith('<div class="content">La <a')
    assert dates.parse(reply.published) == datetime(2026, 11, 2, 9, 12, tzinfo=UTC)
    assert dates.parse(first.published) == datetime(2026, 1, 21, 4, 42, tzinfo=UTC)
    assert (first.author, first.author_url) == ("ana", f"{PHPBB}/memberlist.php?mode=viewprofile&u=3")
    assert first.title == "Vos avis sur les sablés Lenoir"
    pages = [
        call.request for call in found_net.calls if call.request.step.startswith(("find", "page", "thread"))
    ]
    assert len(pages) == 3
    assert all(request.page for request in pages)
    assert found.cursor == {SECTION: "page phpbb"}


def test_requests_stay_on_the_host_that_was_named():
    """A canonical address and a feed of another host are left alone; without a feed here, the page is read."""
    elsewhere = "https://www.elsewhere.example/forum"
    head = (
        f'<link rel="canonical" href="{elsewhere}/viewtopic.php?t=12">'
        f'<link rel="alternate" type="application/atom+xml" href="{elsewhere}/app.php/feed/topic/12">'
    )
    page = (DATA / "phpbb_thread.html").read_text(encoding="utf-8").replace("<head>", f"<head>{head}", 1)
    assert head in page
    for here in (THREAD, "http://127.0.0.1:8000/copy.html"):
        found_net = net({here: answer(page, url=here)})
        found = play(Forum(url=here), found_net)
        assert len(found.items) == 2
        assert {urls.host(url) for url in found_net.urls} == {urls.host(here)}
        assert {item.thread for item in found.items} == {"t12"}
        assert found.cursor == {here: "page phpbb"}


def test_the_same_forum_under_www_is_the_same_site():
    """A feed that the page names with `www.` is asked."""
    link = '<link rel="alternate" type="application/atom+xml" href="https://www.gourmand.example/a.xml">'
    page = f"<html><head>{link}</head></html>"
    board = "https://gourmand.example/"
    feed = "https://www.gourmand.example/a.xml"
    assert play(Forum(url=board), net({board: answer(page, url=board), feed: "phpbb_feed.xml"})).items


def test_a_feed_whose_host_is_not_there_leaves_the_page():
    """The name under `www.` does not resolve; that of the page did."""
    link = '<link rel="alternate" type="application/atom+xml" href="https://www.gourmand.example/feed?t=12">'
    page = (DATA / "phpbb_thread.html").read_text(encoding="utf-8").replace("<head>", f"<head>{link}", 1)
    found_net = FakeNet({THREAD: answer(page, url=THREAD)})
    refusing = net({})

    def send(call):
        here = urls.origin(call.request.url) == urls.origin(THREAD) and call.request.url != THREAD
        return (refusing if here else found_net).send(call)

    found = play(Forum(url=THREAD), Sending(send))
    assert len(found.items) == 2
    assert any("www.gourmand.example" in url for url in found_net.urls)


def test_a_post_is_the_same_by_feed_and_by_page():
    """Whatever veille reads it in, it is one document."""
    (by_feed,) = (
        Forum(url=SECTION).parse(stepped("phpbb_feed.xml", f"{PHPBB}/feed", "feed phpbb"), State()).items
    )
    by_page = Forum(url=SECTION).parse(stepped("phpbb_thread.html", THREAD, "thread phpbb"), State()).items[1]
    assert (by_feed.identity, by_feed.native_id, by_feed.thread) == (
        by_page.identity,
        by_page.native_id,
        by_page.thread,
    )
    thread = "https://xf.example/threads/avis-sables.12/"
    (by_feed,) = Forum(url=thread).parse(stepped("xenforo_feed.xml", thread, "feed xenforo"), State()).items
    by_page = (
        Forum(url=thread).parse(stepped("xenforo_thread.html", thread, "thread xenforo"), State()).items[0]
    )
    assert by_feed.identity == by_page.identity == "https://xf.example/threads/12/"


def test_xenforo_is_read_from_its_home_down():
    """No feed: sections, their newest threads, each to its last page."""
    board = "https://xf.example/"
    pages = {
        board: "xenforo_board.html",
        "https://xf.example/forums/biscuits.4/": "xenforo_section.html",
        "https://xf.example/threads/avis-sables.12/latest": "xenforo_thread.html",
        "https://xf.example/threads/avis-sables.12/page-2": "xenforo_thread.html",
    }
    found = play(Forum(url=board), net(pages))
    assert [item.native_id for item in found.items[:2]] == ["33", "34"]
    assert {item.author_url for item in found.items} == {"https://xf.example/members/ana.3/", None}
    assert {item.url for item in found.items} == {
        f"https://xf.example/threads/avis-sables.12/post-{n}" for n in (33, 34)
    }


FEEDS = [
    ("https://xf.example/forums/biscuits.4/", "xenforo_section.html", "https://xf.example/forums/biscuits.4/index.rss", "xenforo_feed.xml", "t12"),
    ("https://smf.example/forum/", "smf_board.html", "https://smf.example/forum/index.php?action=.xml;type=rss2;sa=recent;limit=255", "smf_feed.xml", "t12"),
    ("https://smf.example/forum/index.php?board=4.0", "smf_board.html", "https://smf.example/forum/index.php?action=.xml;type=rss2;sa=recent;board=4;limit=255", "smf_feed.xml", "t12"),
    ("https://vb.example/forumdisplay.php?4-Biscuits", "vbulletin_thread.html", "https://vb.example/external.php?type=RSS2&forumids=4&lastpost=1&count=100", "vbulletin_feed.xml", "t12"),
    ("https://fl.example/", "flarum_board.html", "https://fl.example/api/posts?sort=-createdAt&include=user,discussion&page[limit]=50", "flarum_posts.json", "t12"),
    ("https://fl.example/t/avis", "flarum_board.html", "https://fl.example/api/discussions?filter[tag]=avis&sort=-lastPostedAt&include=user,firstPost,lastPost&page[limit]=50", "flarum_discussions.json", "t12"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "page", "feed", "body", "thread"), FEEDS, ids=[one[0] for one in FEEDS])
def test_each_engine_has_its_feed_from_the_documentation(url, page, feed, body, thread):
    """The page tells the engine, the engine and the address tell the feed; the next visit asks that alone."""
    asked = next(iter(Forum(url=url).requests(State())))
    found_page = Forum(url=url).parse(answer(DATA / page, url=url, request=asked), State())
    (request,) = found_page.follow
    assert request.url == feed
    read = Forum(url=url).parse(answer(DATA / body, url=feed, request=request), State())
    assert read.items
    assert {item.thread for item in read.items} == {thread}
    (again,) = Forum(url=url).requests(State(cursor=read.cursor))
    assert again.url == feed
    assert again.otherwise == asked


def test_jeuxvideo_is_read_by_its_number_alone():
    """Its pages stay unread: the address of a forum holds the number of its feed."""
    url = "https://www.jeuxvideo.com/forums/0-51-0-1-0-1-0-biscuits.htm"
    found_net = net({"https://www.jeuxvideo.com/rss/forums/51.xml": "jeuxvideo_feed.xml"})
    (item,) = play(Forum(url=url), found_net).items
    assert item.thread == "t70000012"
    assert len(found_net.urls) == 1


POSTS = [
    ("smf_thread.html", "https://smf.example/forum/index.php?topic=12.0", "smf", "2026-11-01T10:12:00+00:00"),
    ("vbulletin_thread.html", "https://vb.example/showthread.php?12-Vos-avis", "vbulletin", "2026-11-02T09:12:00+00:00"),
    ("forumactif_thread.html", "https://gourmands.forumactif.com/t12-vos-avis", "forumactif", "2026-11-02T10:12:00+00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "url", "engine", "when"), POSTS, ids=[one[2] for one in POSTS])
def test_posts_of_pages_written_from_the_documentation(name, url, engine, when):
    """Two posts: numbers, authors, texts, what they answer, and the day in words."""
    assert _forum_engines.recognised((DATA / name).read_text(encoding="utf-8")).name == engine
    page = Forum(url=url).parse(stepped(name, url, f"thread {engine}"), State())
    first, reply = page.items
    assert [item.native_id for item in page.items] == ["33", "34"]
    assert [item.author for item in page.items] == ["ana", "lou"]
    assert (first.parent, reply.parent, reply.thread) == (None, "t12", "t12")
    assert "Qui les a goûtés" in first.html
    assert "Lenoir" in reply.html
    assert dates.parse(reply.published).isoformat() == when
    found = documents(page.items, about=page.about, source="f", channel=Forum.channel, seen_at=NOON, base=url)
    assert len(found) == 2


def test_a_thread_of_jeuxvideo_written_from_the_documentation():
    """Number, author, text and date."""
    url = "https://www.jeuxvideo.com/forums/42-51-70000012-1-0-1-0-x.htm"
    (item,) = Forum(url=url).parse(stepped("jeuxvideo_thread.html", url, "page jeuxvideo"), State()).items
    assert (item.native_id, item.author, item.thread) == ("900033", "ana", "t70000012")
    assert item.published.startswith("2026-11-02T10:12")


def test_nodebb_follows_the_topics_that_moved():
    """Its recent topics, then the posts of those, to the last page; a reply knows the post it answers."""
    base = "https://bb.example/"
    pages = {
        base: "nodebb_board.html",
        f"{base}api/recent": "nodebb_recent.json",
        f"{base}api/topic/12": "nodebb_topic.json",
        f"{base}api/topic/12?page=2": "nodebb_topic.json",
    }
    found_net = net(pages)
    found = play(Forum(url=base), found_net, State(since=SINCE))
    assert found_net.urls == list(pages)
    first, reply = found.items[:2]
    assert (first.parent, reply.parent, reply.thread) == (None, "33", "t12")
    assert first.engagement == {"likes": 2, "replies": 1, "views": 90}
    assert reply.url == f"{base}post/34"
    assert found.cursor == {base: f"feed nodebb {base}api/recent"}


def test_flarum_goes_on_while_all_is_new():
    """Posts newest first, with discussion and author out of what is included; the next page when the last was new."""
    url = "https://fl.example/api/posts"
    source = Forum(url="https://fl.example/")
    page = source.parse(stepped("flarum_posts.json", url, "feed flarum"), State(since=SINCE))
    reply, first = page.items
    assert (reply.url, reply.author, reply.title) == ("https://fl.example/d/12-vos-avis/2", "Lou", "Vos avis")
    assert (reply.parent, first.parent, first.engagement) == ("t12", None, {"likes": 1, "replies": 1})
    assert [request.url for request in page.follow] == ["https://fl.example/api/posts?page%5Boffset%5D=50"]
    assert not source.parse(stepped("flarum_posts.json", url, "feed flarum"), State()).follow


def test_a_closed_forum_says_what_to_use_instead():
    """A form for members and nothing else has its own code."""
    found = play(Forum(url=SECTION), net({SECTION: "closed.html"}))
    assert (found.error.code, found.error.facts["case"]) == ("login", "closed_forum")
    assert found.error.facts["title"] == "Forum gourmand"


def test_an_unknown_page_is_no_forum():
    """Nothing is guessed from it."""
    found = play(Forum(url=SECTION), net({SECTION: "unknown.html"}))
    assert found.error.code == "not_a_feed"


def test_the_address_of_a_feed_is_one_of_the_forum():
    """Whoever pastes a feed has it read, and remembered."""
    url = f"{PHPBB}/app.php/feed?f=4"
    found = play(Forum(url=url), net({url: "phpbb_feed.xml"}))
    assert len(found.items) == 1
    assert next(iter(found.cursor)) == url


def test_a_wrong_address_is_refused():
    """Before anything is asked."""
    with pytest.raises(ValueError, match="url"):
        Forum(url="forum.example")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Aujourd'hui à 10:12", "2026-11-02T10:12"),
        ("aujourd’hui, 10h12", "2026-11-02T10:12"),
        ("Hier à 23:05", "2026-11-01T23:05"),
        ("Avant-hier à 08:00", "2026-10-31T08:00"),
        ("Today at 03:15 PM", "2026-11-02T15:15"),
        ("Yesterday at 12:05 am", "2026-11-01T00:05"),
        ("Heute um 10:12 Uhr", "2026-11-02T10:12"),
        ("gestern, 10:12", "2026-11-01T10:12"),
        ("il y a 5 minutes", "2026-11-02T12:55"),
        ("2 hours ago", "2026-11-02T11:00"),
        ("vor 3 Stunden", "2026-11-02T10:00"),
        ("Beitragvon r23 » 21.01.2009, 05:42", "2009-01-21T05:42"),
        ("« Réponse #1 le: 12 mars 2026 à 10:12:13 »", "2026-03-12T10:12"),
        ("15. Dezember 2025 um 15:11 Uhr", "2025-12-15T15:11"),
        ("3. März 2026, 08:00", "2026-03-03T08:00"),
        ("January 21, 2026, 10:12:13 AM", "2026-01-21T10:12"),
        ("05/11/2026, 10h12", None),
        ("Posté par hier", "2026-11-01T00:00"),
        ("lou", None),
        ("", None),
    ],
)
def test_dates_in_words(text, when):
    """Relative to the visit, in the zone of the forum; a date that can be read in two ways is not read."""
    zone = ZoneInfo("Europe/Paris")
    found = _forum_dates.read(text, NOON, zone)
    assert (found or None) == when or (found or "").startswith(when or "x")


def test_the_zone_is_what_the_forum_says():
    """By name, by offset, else UTC."""
    assert str(_forum_dates.zone_of('Heures <span title="Europe/Paris">UTC+01:00</span>')) == "Europe/Paris"
    assert _forum_dates.zone_of("Fuseau horaire GMT +1. Il est 13h").utcoffset(None).seconds == 3600
    assert _forum_dates.zone_of("UTC+99:00") == UTC
    assert _forum_dates.zone_of("") == UTC


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789 aàhier:./-janvmgotd»,", max_size=60))
def test_no_text_breaks_the_dates(text):
    """Any text gives a date or nothing."""
    found = _forum_dates.read(text, NOON, _forum_dates.zone_of(text))
    assert found is None or dates.parse(found)
