# SPDX-License-Identifier: MIT
"""YouTube: an invented answer in the shape of feeds recorded from 2015 to 2026."""

from pathlib import Path

import pytest

from veille.errors import FetchError
from veille.model import Channel
from veille.net.outcomes import Failed, Fetched
from veille.sources.base import State
from veille.sources.youtube import YouTube
from veille.steps import identify
from veille.testing import NOON, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "youtube"
BODY = (DATA / "channel.xml").read_text(encoding="utf-8")
FEED = "https://www.youtube.com/feeds/videos.xml"
ONE, TWO = "UCexempleexempleexemple0", "UCexempleexempleexemple1"
NOT_FOUND = FetchError("http_4xx", status=404)


def read(body=BODY):
    """Return the page of an answer."""
    return YouTube(channels=(ONE,)).parse(answer(body), State())


def documents(body=BODY):
    """Return the documents of an answer."""
    page = read(body)
    return identify.documents(
        page.items, about=page.about, source="YT", channel=Channel.VIDEO, seen_at=NOON, base=FEED
    )


def test_each_channel_and_playlist_is_one_request():
    """Ids, and addresses that hold them; the same one twice is asked once."""
    source = YouTube(
        channels=(ONE, f"https://www.youtube.com/channel/{ONE}/videos", TWO),
        playlists=("https://www.youtube.com/playlist?list=PLexemple123", "PLautre4567"),
    )
    assert [request.params for request in source.requests(State())] == [
        (("channel_id", ONE),),
        (("channel_id", TWO),),
        (("playlist_id", "PLexemple123"),),
        (("playlist_id", "PLautre4567"),),
    ]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({}, "channels"),
        ({"channels": ("@gouter",)}, "@gouter.*UC…"),
        ({"channels": ("UC",)}, "channels"),
        ({"playlists": ("x",)}, "playlists.*PL…"),
    ],
)
def test_a_wrong_option_is_named(wrong, named):
    """The name of a channel is not its id, which no feed can be asked without."""
    with pytest.raises(ValueError, match=named):
        YouTube(**wrong)


def test_a_video_has_its_description_views_and_likes():
    """Title, address, channel, dates, whole description, counts; no comment is invented."""
    video, short = read().items
    assert (video.url, video.native_id) == (
        "https://www.youtube.com/watch?v=aBcDeFgHiJ1",
        "yt:video:aBcDeFgHiJ1",
    )
    assert (video.author, video.author_url) == ("Goûter Test", f"https://www.youtube.com/channel/{ONE}")
    assert (video.published, video.updated) == ("2026-10-30T15:00:00+00:00", "2026-10-31T09:12:00+00:00")
    assert (video.engagement, video.whole) == ({"likes": 120, "views": 3456}, True)
    assert (short.engagement, short.text, short.whole) == ({"views": 0}, None, None)


def test_a_description_is_text_whatever_it_looks_like():
    """Angle brackets are not markup, lines stay lines."""
    first = documents()[0]
    assert first.title == "Lenoir < Duval ? On goûte"
    assert first.text.startswith("Les sablés Lenoir sont-ils <meilleurs> que ceux de Duval ?\nLes boîtes")


def test_addresses_in_a_description_are_links():
    """A link to a brand's site is a mention of it."""
    assert read().items[0].links == (
        "https://www.biscuits-lenoir.example/sables?x=1",
        "https://duval.example",
    )


def test_a_short_is_one_document_under_both_of_its_addresses():
    """/shorts/ID and watch?v=ID are the same video."""
    short = documents()[1]
    assert short.url == "https://www.youtube.com/shorts/kLmNoPqRsT2"
    assert documents(BODY.replace("shorts/", "watch?v="))[1].id == short.id


def test_more_views_are_no_other_content():
    """Views are part of the entry: the counts move, the content's hash does not."""
    before, after = documents()[0], documents(BODY.replace("3456", "9999"))[0]
    assert after.engagement["views"] == 9999
    assert before.content_hash == after.content_hash


def test_a_channel_that_fails_is_asked_by_its_uploads():
    """In the spells when channel feeds answer 404, the playlist of its uploads may answer."""
    net = FakeNet(
        {
            f"{FEED}?channel_id={ONE}": NOT_FOUND,
            f"{FEED}?playlist_id=UUexempleexempleexemple0": answer(BODY),
        }
    )
    outcome = play(YouTube(channels=(ONE,)), net)
    assert isinstance(outcome, Fetched)
    assert len(outcome.items) == 2


def test_a_404_is_a_passing_failure_and_the_other_channels_are_read():
    """It fails with its status, it is never taken for gone, and what else was read is kept."""
    net = FakeNet(
        {
            f"{FEED}?channel_id={ONE}": NOT_FOUND,
            f"{FEED}?playlist_id=UUexempleexempleexemple0": NOT_FOUND,
            f"{FEED}?channel_id={TWO}": answer(BODY),
        }
    )
    outcome = play(YouTube(channels=(ONE, TWO)), net)
    assert isinstance(outcome, Failed)
    assert (outcome.error.code, outcome.error.status) == ("http_4xx", 404)
    assert len(outcome.items) == 2


def test_the_contract_of_sources_is_kept():
    """However broken, an answer gives items or a ParseError."""
    assert_source_contract(YouTube, DATA / "channel.xml")
