# SPDX-License-Identifier: MIT
"""Telegram: the posts of a public preview, page after page, and channels that have none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import FetchError, ParseError
from veille.i18n import Words
from veille.model import Request
from veille.net.outcomes import Failed
from veille.sources.base import State
from veille.sources.telegram import Telegram
from veille.testing import NOON, FakeNet, answer, assert_source_contract, play
from veille.watch.tallied import Failure, told

DATA = Path(__file__).parent / "data" / "telegram"
URL = "https://t.me/s/lenoir_infos"
REQUEST = Request(url=URL, step="lenoir_infos 0")
POST = """<div class="tgme_widget_message" data-post="lenoir_infos/{}"><div class="js-message_text">Texte</div>
<a class="tgme_widget_message_date"><time datetime="{}"></time></a></div>"""


def source(*channels):
    return Telegram(channels=channels or ("lenoir_infos",))


def read(body, url=URL):
    return source().parse(answer(body, url=url, request=REQUEST), State())


def posts(first, last):
    """Return a page of posts, the oldest first as Telegram has it; a post's number is its hour."""
    hours = [datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number) for number in range(first, last + 1)]
    blocks = [POST.format(first + index, hour.isoformat()) for index, hour in enumerate(hours)]
    return answer(f'<html><section class="tgme_channel_history">{"".join(blocks)}</section></html>', url=URL)


def numbers(outcome):
    return sorted(int(item.native_id.partition("/")[2]) for item in outcome.items)


def test_everything_a_post_says_is_copied():
    """Text with its links, who, when, views, subscribers, what it answers and points at."""
    page = read(DATA / "channel.html")
    first, forwarded, photos, poll = page.items
    assert (first.url, first.native_id) == ("https://t.me/lenoir_infos/41", "lenoir_infos/41")
    assert "rappelé<br>Détails" in first.html
    assert 'href="https://biscuits-lenoir.example/rappel"' in first.html
    assert "Avant" not in first.html
    assert (first.author, first.author_url) == ("Lenoir infos 🍪", "https://t.me/lenoir_infos")
    assert first.published == "2026-11-01T08:30:00+00:00"
    assert (first.parent, first.links) == ("lenoir_infos/39", ("https://gazette.example/rappel",))
    assert (first.engagement, first.audience) == ({"views": 1200}, 12400)
    assert forwarded.links == ("https://t.me/gazette/7",)
    assert photos.engagement == {"views": 2_000_000}
    assert poll.html == "<p>Sablé ou galette!</p><p>Sablé</p><p>Galette &amp; thé</p>"
    assert poll.published == "2026-11-02T08:30:00+00:00"
    assert page.about.title == "Lenoir infos"


def test_notes_of_the_service_are_no_posts():
    """Somebody pinned a message, changed a picture: nobody said anything."""
    assert "lenoir_infos/42" not in {item.native_id for item in read(DATA / "channel.html").items}


def test_photos_of_one_post_are_one_post():
    """An album has several addresses and one text."""
    assert [item.native_id for item in read(DATA / "channel.html").items][2:] == [
        "lenoir_infos/44",
        "lenoir_infos/46",
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1", 1), ("1.2K", 1200), ("3,4M", 3_400_000), ("12K", 12_000), ("", None), ("beaucoup", None), ("1.2.3K", None)],
)  # fmt: skip
def test_shortened_numbers_are_read(written, meant):
    """Views are written for people."""
    body = POST.format(1, "").replace("</div>\n", f'</div><i class="tgme_widget_message_views">{written}</i>')
    (item,) = read(body).items
    assert item.engagement == ({} if meant is None else {"views": meant})


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_nothing_that_stands_in_a_page_breaks_the_reading(number, views):
    """Numbers, dates and names are foreign text."""
    body = POST.format(number, views) + f'<i class="tgme_widget_message_views">{views}</i>'
    assert read('<p class="tgme_channel_history"></p>' + body) is not None


# --- paging -----------------------------------------------------------------------------------------------


def test_a_first_visit_reads_one_page():
    """And remembers the newest post."""
    found = play(source(), FakeNet({URL: posts(81, 100)}))
    assert (numbers(found), found.gap) == (list(range(81, 101)), False)
    assert found.cursor == {"lenoir_infos": "100"}


def test_the_next_visits_read_back_to_the_last_post_known():
    """`before` pages downwards; the cursor moves when all is read."""
    net = FakeNet({URL: posts(81, 100), f"{URL}?before=81": posts(61, 80)})
    state = State(cursor={"lenoir_infos": "75"}, since=NOON)
    found = play(source(), net, state)
    assert (numbers(found), found.gap) == (list(range(61, 101)), False)
    assert found.cursor == {"lenoir_infos": "100"}
    broken = FakeNet({URL: posts(81, 100), f"{URL}?before=81": FetchError("timeout", seconds=1)})
    assert play(source(), broken, state).cursor == {"lenoir_infos": "75"}


def test_looking_back_ends_at_the_instant_asked_for():
    """Whatever the cursor says, which stays."""
    net = FakeNet({URL: posts(81, 100), f"{URL}?before=81": posts(61, 80), f"{URL}?before=61": posts(41, 60)})
    since = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=65)
    state = State(cursor={"lenoir_infos": "99"}, since=since, back=True)
    found = play(source(), net, state)
    assert (numbers(found), found.cursor) == (list(range(61, 101)), state.cursor)


def test_a_channel_that_does_not_page_is_not_asked_for_ever():
    """The same posts again end the reading, and so does the first post of all."""
    net = FakeNet({URL: posts(81, 100), f"{URL}?before=81": posts(81, 100)})
    play(source(), net, State(cursor={"lenoir_infos": "5"}, since=NOON))
    assert len(net.calls) == 2
    young = FakeNet({URL: posts(1, 9)})
    assert play(source(), young, State(since=datetime(2026, 1, 1, tzinfo=UTC))).gap is False


def test_a_channel_without_posts_is_empty_and_no_failure():
    """Its page is there, and holds nothing yet."""
    assert read('<div class="tgme_channel_info"></div>').items == ()


# --- no preview -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [URL, "https://t.me/lenoir_infos"])
def test_a_channel_without_preview_is_no_empty_channel(url):
    """Telegram redirects to the page that opens its application."""
    with pytest.raises(ParseError) as caught:
        read(DATA / "no_preview.html", url)
    assert (caught.value.code, caught.value.facts["channel"]) == ("not_a_feed", "lenoir_infos")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_channel_without_preview_spoils_no_other_and_says_what_to_do(language):
    """The others are read."""
    net = FakeNet({URL: answer(DATA / "no_preview.html", url="https://t.me/lenoir_infos")})
    net.answers["https://t.me/s/gazette"] = posts(1, 3)
    found = play(source("lenoir_infos", "gazette"), net)
    assert isinstance(found, Failed)
    assert len(found.items) == 3
    failure = Failure(source="T", error=found.error, failing_for=timedelta(0), newly_a_day=False)
    what, todo = told(failure, Words(language))
    assert "lenoir_infos" in what
    assert "veille import" in todo


@pytest.mark.parametrize("body", ["", "{}", "<html><title>Bonjour</title>", "\x00"])
def test_another_page_is_refused(body):
    """What is no page of Telegram is no empty channel."""
    with pytest.raises(ParseError):
        read(body)


# --- options ----------------------------------------------------------------------------------------------


def test_a_channel_is_named_as_people_copy_it():
    """With @, as an address, or bare; once."""
    asked = source("@gazette", "https://t.me/s/gazette", "t.me/gazette/").requests(State())
    assert [(one.url, one.page) for one in asked] == [("https://t.me/s/gazette", True)]


@pytest.mark.parametrize("channels", [(), ("a b",), ("https://exemple.example/x",), ("../x",), ("+abcdef",)])
def test_names_that_cannot_be_are_refused(channels):
    """A private invitation is no name either."""
    with pytest.raises(ValueError, match="channels"):
        Telegram(channels=channels)


def test_telegram_keeps_the_contract_of_sources():
    """Whatever is answered, there are posts or a ParseError."""
    assert_source_contract(Telegram, DATA / "channel.html")
