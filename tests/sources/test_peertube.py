# SPDX-License-Identifier: MIT
"""PeerTube: videos of an instance or of the network, page after page, and the comments below them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veille.errors import ParseError
from veille.model import Request
from veille.sources.base import State
from veille.sources.peertube import PeerTube
from veille.testing import FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "peertube"
UUID = "11111111-1111-4111-8111-111111111111"
SEARCH = "https://sepiasearch.org/api/v1/search/videos?search=lenoir&start=0&count=50&sort=-publishedAt"
VIDEOS = Request(url="https://sepiasearch.org/api/v1/search/videos", step="videos")
THREADS = f"https://tube.example/api/v1/videos/{UUID}/comment-threads"
LIST = "?start=0&count=50&sort=-createdAt"


def read(body, step="videos", url=VIDEOS.url):
    return PeerTube(query="x").parse(answer(body, request=Request(url=url, step=step)), State())


def videos(first, last, total):
    """Return a page of videos of those days."""
    data = [
        {
            "uuid": str(day),
            "name": "V",
            "url": f"https://t.example/w/{day}",
            "publishedAt": f"2026-10-{day:02}",
        }
        for day in range(last, first - 1, -1)
    ]
    return answer(json.dumps({"total": total, "data": data}))


def test_everything_a_video_says_is_copied():
    """Title, description, who, when, counts; 1970 is no date of publication; a cut description is told."""
    first, second = read(DATA / "videos.json").items
    assert (first.native_id, first.identity) == (UUID, UUID)
    assert first.url == f"https://tube.example/videos/watch/{UUID}"
    assert first.title == "Visite de l’usine Lenoir"
    assert first.text == "Comment naît un sablé ? https://biscuits-lenoir.example/visite"
    assert (first.author, first.author_url) == ("Visites d’usines", "https://tube.example/accounts/usines")
    assert (first.published, first.updated, first.language) == ("2026-11-01T08:00:00.000Z", None, "fr")
    assert first.engagement == {"likes": 7, "replies": 2, "views": 142}
    assert (first.whole, second.whole) == (True, False)
    assert (second.author, second.language, second.engagement) == (None, None, {"replies": 0})


def test_a_search_is_of_the_whole_network_or_of_one_instance():
    """Sepia Search takes exact phrases, an instance the plain words."""
    state = State(brands=(("Maison Duval", "Duval"),))
    network = list(PeerTube(query="@brands").requests(state))
    assert [dict(one.params)["search"] for one in network] == ['"Maison Duval"', '"Duval"']
    here = list(PeerTube(query="@brands", instance="tube.example").requests(state))
    assert here[0].url == "https://tube.example/api/v1/search/videos"
    assert dict(here[0].params)["search"] == "Maison Duval"


def test_accounts_are_asked_of_their_own_instance():
    """Each once."""
    asked = PeerTube(accounts=("framasoft@tube.example", "@framasoft@tube.example")).requests(State())
    assert [one.url for one in asked] == ["https://tube.example/api/v1/accounts/framasoft/videos"]


def test_a_first_visit_reads_one_page():
    """What was there before is not missing."""
    found = play(PeerTube(query="lenoir"), FakeNet({SEARCH: videos(1, 9, 300)}))
    assert (len(found.items), found.gap) == (9, False)


def test_pages_follow_each_other_until_there_is_none():
    """`start` goes on by what was shown; `startDate` leaves a margin for videos that travel."""
    since = datetime(2026, 10, 3, tzinfo=UTC)
    dated = SEARCH + "&startDate=2026-10-01T00%3A00%3A00Z"
    net = FakeNet({dated: videos(11, 20, 20), dated.replace("start=0", "start=10"): videos(1, 10, 20)})
    found = play(PeerTube(query="lenoir"), net, State(since=since))
    assert (len(found.items), found.gap, len(net.calls)) == (20, False, 2)


def test_videos_of_an_account_end_with_the_last_visit():
    """Accounts know no `startDate`: the dates of the videos end the paging."""
    url = "https://tube.example/api/v1/accounts/f/videos?start=0&count=50&sort=-publishedAt"
    net = FakeNet({url: videos(11, 20, 99), url.replace("start=0", "start=10"): videos(1, 10, 99)})
    found = play(PeerTube(accounts=("f@tube.example",)), net, State(since=datetime(2026, 10, 8, tzinfo=UTC)))
    assert (len(found.items), len(net.calls)) == (20, 2)


def test_comments_are_read_where_the_video_lives():
    """Threads, then the replies of those that have some; a deleted comment is none."""
    net = FakeNet(
        {
            SEARCH: answer(DATA / "videos.json"),
            THREADS + LIST: answer(DATA / "threads.json"),
            f"{THREADS}/12": answer(DATA / "thread.json"),
        }
    )
    found = play(PeerTube(query="lenoir", comments=True), net)
    assert len(net.calls) == 3
    _, _, comment, reply, last = found.items
    assert (comment.native_id, comment.parent, comment.thread) == ("12", UUID, UUID)
    assert comment.identity == "https://loin.example/videos/watch/x/comments/9"
    assert comment.url == f"https://tube.example/w/{UUID};threadId=12"
    assert comment.html == "Très <b>bons</b> sablés &lt;3"
    assert (comment.author, comment.audience, comment.engagement) == ("Zoé", 4, {"replies": 1})
    assert (reply.native_id, reply.parent, reply.author) == ("13", "12", "usines")
    assert (last.native_id, last.parent, last.identity) == ("14", "13", None)


def test_comments_are_not_read_unless_wished():
    """Each costs a request."""
    net = FakeNet({SEARCH: answer(DATA / "videos.json")})
    assert len(play(PeerTube(query="lenoir"), net).items) == 2


def test_a_very_deep_thread_is_read():
    """Replies of replies of replies do not exhaust anything."""
    tree = {"comment": {"id": 0, "text": "t"}, "children": []}
    for number in range(1, 300):
        tree = {"comment": {"id": number, "text": "t"}, "children": [tree]}
    page = read(json.dumps({"children": [tree]}), step=f"thread {UUID}")
    assert len(page.items) == 300


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "at least one"),
        ({"query": "x", "instance": "https://tube.example"}, "instance"),
        ({"accounts": ("framasoft",)}, "accounts"),
    ],
)
def test_options_that_cannot_work_are_refused(options, said):
    """Each says which option, and what it should look like."""
    with pytest.raises(ValueError, match=said):
        PeerTube(**options)


@pytest.mark.parametrize("body", ["{}", "[]", '{"data": {}}', "<html>", '{"error": "x"}'])
@pytest.mark.parametrize("step", ["videos", f"threads {UUID}", f"thread {UUID}"])
def test_what_is_no_list_is_refused(body, step):
    """An error told with status 200, a page, nothing."""
    with pytest.raises(ParseError):
        read(body, step=step)


def test_peertube_keeps_the_contract_of_sources():
    """Whatever the server answers, there are videos, comments or a ParseError."""
    assert_source_contract(
        PeerTube,
        DATA / "videos.json",
        answer(DATA / "threads.json", request=Request(url=THREADS, step=f"threads {UUID}")),
        answer(DATA / "thread.json", request=Request(url=f"{THREADS}/12", step=f"thread {UUID}")),
    )
