# SPDX-License-Identifier: MIT
"""Whether recorded answers of real forums are read whole, field by field, against their own JSON or markup."""

import json
import re

import pytest

from support.recorded import recorded
from veille import dates
from veille.errors import ParseError
from veille.model import About, Request
from veille.sources.base import State
from veille.sources.discourse import Discourse
from veille.sources.forum import Forum
from veille.steps.identify import documents
from veille.testing import NOON, FakeNet, answer, play

SITE = "https://recorded.example"
PHPBB = "https://foren.myoos.de/viewtopic.php?f=4&t=167"
XENFORO = "https://www.katzen-forum.net/threads/jede-nacht-verliert-pepe-soviel-dreck-aus-dem-fell.230143/"


@pytest.fixture
def discourse(shared):
    return shared / "recordings" / "discourse"


@pytest.fixture
def pages(shared):
    return shared / "recordings" / "forum_html"


def read(source, path, *, url, step):
    """Return the page that a source reads in a recording, and its documents."""
    page = source.parse(recorded(path, url=url, request=Request(url=url, step=step)), State())
    found = documents(page.items, about=About(), source="it", channel=source.channel, seen_at=NOON, base=url)
    return page, found


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def likes(post):
    found = [act["count"] for act in post["actions_summary"] if act["id"] == 2 and "count" in act]
    return found[0] if found else None


def test_a_recorded_topic_is_read_whole(discourse):
    """All 20 posts shown, each field as its JSON has it; the two that are not shown are asked for."""
    path = discourse / "discourse_topic_1148.json"
    topic = load(path)
    posts = topic["post_stream"]["posts"]
    page, found = read(Discourse(url=SITE), path, url=f"{SITE}/t/1148.json", step="topic")
    assert len(found) == len(posts) == 20
    slug = topic["slug"]
    for post, one in zip(posts, found, strict=True):
        assert one.url == f"{SITE}/t/{slug}/1148/{post['post_number']}"
        assert one.author == post["username"]
        assert one.published == dates.parse(post["created_at"])
        assert one.updated == dates.parse(post["updated_at"])
        assert one.title == topic["title"]
        assert one.thread == "1148/1"
        assert one.engagement.get("likes") == likes(post)
        assert one.text
        answered = post["reply_to_post_number"]
        assert one.parent == (f"1148/{answered or 1}" if post["post_number"] > 1 else None)
    assert found[0].engagement["views"] == topic["views"]
    (rest,) = page.follow
    assert [value for _, value in rest.params] == ["21", "22"]


def test_recorded_newest_posts_are_read(discourse):
    """Four posts, field by field."""
    path = discourse / "api_posts_latest.json"
    posts = load(path)["latest_posts"]
    page, found = read(Discourse(url=SITE), path, url=f"{SITE}/posts.json", step="posts 0 1")
    assert len(found) == len(posts) == 4
    for post, one in zip(posts, found, strict=True):
        assert one.url == f"{SITE}/t/{post['topic_slug']}/{post['topic_id']}/{post['post_number']}"
        assert (one.title, one.author) == (post["topic_title"], post["username"])
        assert one.published == dates.parse(post["created_at"])
        assert one.engagement["views"] == post["reads"]
    assert found[1].text == "hi there. hi there. hi there."
    assert page.cursor == {"posts": "15"}


@pytest.mark.parametrize(
    ("name", "step_url", "topics"),
    [
        ("api_category_latest_topics.json", "/c/test/l/latest.json", ["5", "4"]),
        ("discourse_topics.json", "/c/all/l/latest.json", None),
        ("api_latest.json", "/c/all/l/latest.json", ["1"]),
    ],
)
def test_each_topic_of_a_recorded_list_is_followed(discourse, name, step_url, topics):
    """Pinned ones and those without a last date included, each once."""
    path = discourse / name
    listed = [str(topic["id"]) for topic in load(path)["topic_list"]["topics"]]
    page, _ = read(Discourse(url=SITE), path, url=SITE + step_url, step="list")
    followed = [re.search(r"/t/(\d+)\.json", request.url)[1] for request in page.follow]
    assert sorted(followed) == sorted(set(listed))
    assert topics is None or sorted(followed) == sorted(topics)


def test_a_list_leads_to_its_topics_and_these_to_their_posts(discourse):
    """Paging over recorded answers: list, topic of 20 posts, and the request for the other two."""
    net = FakeNet(
        {
            f"{SITE}/c/all/l/latest.json": answer(discourse / "discourse_topics.json"),
            f"{SITE}/t/1148.json": answer(discourse / "discourse_topic_1148.json"),
            f"{SITE}/t/1149.json": answer('{"post_stream": {"posts": []}}'),
            f"{SITE}/t/1148/posts.json?post_ids%5B%5D=21&post_ids%5B%5D=22": answer(
                '{"post_stream": {"posts": []}}'
            ),
        }
    )
    found = play(Discourse(url=SITE, category="all"), net)
    assert len(found.items) == 20
    assert len(net.urls) == 4


def test_a_recorded_post_is_read(discourse):
    """One post of its own address."""
    path = discourse / "discourse_post.json"
    post = load(path)
    _, (one,) = read(Discourse(url=SITE), path, url=f"{SITE}/posts/2500.json", step="whole Titel")
    assert (one.author, one.published) == (post["username"], dates.parse(post["created_at"]))
    assert one.thread == f"{post['topic_id']}/1"


def test_a_recorded_thread_of_phpbb_is_read(pages):
    """Its one post, and its feed with session id and double question mark mended."""
    path = pages / "phpbb_topic_de.html"
    markup = path.read_text(encoding="utf-8")
    page, (one,) = read(Forum(url=PHPBB), path, url=PHPBB, step="thread phpbb")
    assert len(re.findall(r'<div id="p\d+" class="post', markup)) == len(page.items) == 1
    assert (one.author, one.title, one.thread) == ("r23", "Was ist Freie Software", "t167")
    assert one.published.date().isoformat() == "2009-01-21"
    assert one.text.startswith("Was ist Freie Software und warum ist sie wichtig?")
    assert "Digitalagentur" not in one.text
    assert "sid=" not in f"{one.url} {one.author_url} {one.identity}"
    found, _ = read(Forum(url=PHPBB), path, url=PHPBB, step="find")
    assert found.follow[0].url == "https://foren.myoos.de/app.php/feed?f=4&t=167"
    board, _ = read(Forum(url="https://foren.myoos.de/"), path, url="https://foren.myoos.de/x", step="find")
    assert "sid=" not in repr(board.follow)


def test_a_recorded_thread_of_xenforo_is_read(pages):
    """Its 18 posts: number, author, machine date, address; the first is the one its JSON-LD describes."""
    path = pages / "xenforo_thread_de.html"
    markup = path.read_text(encoding="utf-8")
    posts = re.findall(r'data-author="([^"]*)"\s+data-content="post-(\d+)"', markup)
    stamps = [
        int(found) for found in re.findall(r'class="u-dt"[^>]*data-time="(\d+)"[^>]*datePublished', markup)
    ]
    _, found = read(Forum(url=XENFORO), path, url=XENFORO, step="thread xenforo")
    assert len(found) == len(posts) == 18
    assert [(one.author, one.sightings[0].native_id) for one in found] == posts
    assert [int(one.published.timestamp()) for one in found] == stamps
    assert [one.parent for one in found] == [None] + ["t230143"] * 17
    assert {one.thread for one in found} == {"t230143"}
    assert all(one.text for one in found)
    assert [one.url for one in found[1:]] == [f"{XENFORO}post-{number}" for _, number in posts[1:]]
    described = json.loads(re.search(r'ld\+json">(.*?)</script>', markup, re.DOTALL)[1])
    assert found[0].published == dates.parse(described["datePublished"])
    assert found[0].title == described["headline"]


def test_an_article_of_a_forum_s_portal_is_no_thread(pages):
    """Its software is found and its feeds are asked; the page itself has no posts."""
    path = pages / "xenforo_portal_article_de.html"
    url = "https://www.anglerboard.de/ams/raubfisch-rute.434/"
    page, _ = read(Forum(url=url), path, url=url, step="find")
    chain = []
    request = page.follow[0]
    while request:
        chain.append(request.url)
        request = request.otherwise
    assert "https://www.anglerboard.de/forums/-/index.rss" in chain
    with pytest.raises(ParseError, match="not_a_feed"):
        read(Forum(url=url), path, url=url, step="page xenforo")
