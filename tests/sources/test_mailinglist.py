# SPDX-License-Identifier: MIT
"""Mailing lists: mbox and pipermail in the shape of recordings of 2016; public-inbox written from its documentation."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.errors import FetchError, ParseError
from veille.model import Request
from veille.net.outcomes import Fetched
from veille.sources.base import State
from veille.sources.mailinglist import MailingList
from veille.testing import BRAND_NAMES, NOON, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "mailinglist"
MBOX = (DATA / "month.mbox").read_bytes()
INDEX = (DATA / "pipermail.html").read_text(encoding="utf-8")
ATOM = (DATA / "new.atom").read_text(encoding="utf-8")
PIPERMAIL = "https://listes.example/pipermail/annonces/"
KITTY = "https://listes.example/archives/list/annonces@listes.example/"
INBOX = "https://boites.example/annonces/"
FRONT = '<html><head><link rel="alternate" href="new.atom" type="application/atom+xml"></head><body>annonces</body></html>'


def test_it_keeps_the_contract():
    """As every kind, for each sort of archive."""
    mbox = answer(gzip.compress(MBOX, mtime=0), request=Request(url=PIPERMAIL, step="mbox " + PIPERMAIL))
    atom = answer(ATOM, url=INBOX, request=Request(url=INBOX, step="atom"))
    assert_source_contract(MailingList, INDEX, mbox, atom, FRONT)


def test_a_first_visit_of_pipermail_reads_the_newest_month():
    """The index says which files there are, packed or not; authors have names, threads hold together."""
    net = FakeNet({PIPERMAIL: answer(INDEX, url=PIPERMAIL), PIPERMAIL + "2026-November.txt": answer(MBOX)})
    first, second = play(MailingList(url=PIPERMAIL + "2026-October/thread.html"), net, State()).items
    assert first.url == PIPERMAIL + "2026-November/thread.html"
    assert (first.native_id, first.identity) == ("un@forum.example", "mid:un@forum.example")
    assert (first.title, first.author) == ("[annonces] Les biscuits Lenoir", "Cléa Morel")
    assert first.published == "Mon, 2 Nov 2026 11:06:56 +0100"
    assert first.links == ("https://lenoir.example/avoine",)
    assert (second.parent, second.thread, second.text) == ("un@forum.example", "un@forum.example", "Moi.\n\n")


@pytest.mark.parametrize(
    ("since", "back", "months"),
    [
        (NOON, False, ["2026-November.txt", "2026-October.txt.gz"]),
        (NOON + timedelta(days=5), False, ["2026-November.txt"]),
        (
            datetime(2026, 9, 20, tzinfo=UTC),
            True,
            ["2026-November.txt", "2026-October.txt.gz", "2026-September.txt.gz"],
        ),
    ],
)
def test_months_are_read_back_to_the_last_visit(since, back, months):
    """With two days of overlap, as far as somebody asks; gz is unpacked."""
    packed = gzip.compress(MBOX)
    net = FakeNet(
        {PIPERMAIL: answer(INDEX, url=PIPERMAIL), **{PIPERMAIL + month: answer(packed) for month in months}}
    )
    outcome = play(MailingList(url=PIPERMAIL), net, State(since=since, back=back))
    assert net.urls == [PIPERMAIL, *(PIPERMAIL + month for month in months)]
    assert outcome.gap is False


class Missing(FakeNet):
    """An archive that answers 404 where nothing is."""

    def send(self, call):
        try:
            return super().send(call)
        except FetchError as error:
            raise FetchError("http_4xx", **{**error.facts, "status": 404}) from error


def test_a_month_that_is_not_there_is_no_failure():
    """The others are read, and a gap is told; a month that is there in its other form is no gap."""
    since = State(since=datetime(2026, 9, 20, tzinfo=UTC), back=True)
    pages = {
        PIPERMAIL: answer(INDEX, url=PIPERMAIL),
        PIPERMAIL + "2026-November.txt": answer(MBOX),
        PIPERMAIL + "2026-September.txt": answer(MBOX),
    }
    outcome = play(MailingList(url=PIPERMAIL), Missing(pages), since)
    assert isinstance(outcome, Fetched)
    assert ({item.native_id for item in outcome.items}, outcome.gap) == (
        {"un@forum.example", "deux@forum.example"},
        True,
    )
    pages[PIPERMAIL + "2026-October.txt"] = answer(MBOX)
    assert play(MailingList(url=PIPERMAIL), Missing(pages), since).gap is False


def test_files_of_other_periods_are_read_newest_first():
    """Weeks, quarters, years: the newest on a first visit, two later."""
    index = '<a href="2026q4.txt.gz">x</a><a href="2026q3.txt.gz">x</a><a href="2026q2.txt.gz">x</a>'
    source = MailingList(url=PIPERMAIL)
    (request,) = source.requests(State())
    assert len(source.parse(answer(index, request=request), State()).follow) == 1
    assert len(source.parse(answer(index, request=request), State(since=NOON)).follow) == 2


def test_hyperkitty_exports_what_is_new():
    """One packed file since the last visit; a message has its own page, by the hash that Mailman makes."""
    export = f"{KITTY}export/annonces@listes.example-2026-10-31.mbox.gz?start=2026-10-31"
    net = FakeNet({KITTY: answer("<html>HyperKitty</html>", url=KITTY), export: answer(gzip.compress(MBOX))})
    outcome = play(MailingList(url=KITTY + "latest?page=2"), net, State(since=NOON))
    assert net.urls == [KITTY, export]
    assert outcome.items[0].url == KITTY + "message/3T2QZHA43HQXASBEL3NBWWTKZHJFIQYR/"
    archived = MBOX.replace(b"Message-ID: <un", b"Archived-At: <https://listes.example/x/>\nMessage-ID: <un")
    net = FakeNet({**net.answers, export: answer(archived)})
    assert play(MailingList(url=KITTY), net, State(since=NOON)).items[0].url == "https://listes.example/x/"


def test_a_first_visit_of_hyperkitty_asks_for_a_month():
    """Thirty days and the overlap, counted from the answer of the archive."""
    source = MailingList(url=KITTY)
    (request,) = source.requests(State())
    (export,) = source.parse(answer("", request=request), State()).follow
    assert export.params == (("start", "2026-10-01"),)


def test_public_inbox_is_read_by_its_feed():
    """The address of a message ends with its Message-ID, and so does that of the one it answers."""
    net = FakeNet({INBOX: answer(FRONT, url=INBOX), INBOX + "new.atom": answer(ATOM, url=INBOX + "new.atom")})
    (item,) = play(MailingList(url=INBOX[:-1]), net, State()).items
    assert (item.native_id, item.parent) == ("deux@forum.example", "un@forum.example")
    assert item.identity == "mid:deux@forum.example"
    assert (item.author.split()[0], item.title) == ("Paul", "Re: Les biscuits Lenoir")
    assert "Moi." in item.html


def inbox_page(first, last):
    """Return a page of public-inbox's feed: one message an hour, newest first."""
    entries = "".join(
        f"<entry><title>Message {hour}</title><updated>{NOON - timedelta(hours=hour):%Y-%m-%dT%H:%M:%SZ}</updated>"
        f'<link href="{INBOX}m{hour}@forum.example/"/><id>urn:m{hour}</id></entry>'
        for hour in range(first, last + 1)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>annonces</title>{entries}</feed>'


def test_public_inbox_is_paged_back_until_the_last_visit():
    """The feed shows 25 messages; asked for those until its oldest, it shows that one again and what is before."""
    feed = INBOX + "new.atom"
    pages = {INBOX: answer(FRONT, url=INBOX), feed: answer(inbox_page(0, 24))}
    pages[f"{feed}?t={NOON - timedelta(hours=24):%Y%m%d%H%M%S}"] = answer(inbox_page(24, 48))
    pages[f"{feed}?t={NOON - timedelta(hours=48):%Y%m%d%H%M%S}"] = answer(inbox_page(48, 72))
    outcome = play(MailingList(url=INBOX), FakeNet(pages), State(since=NOON - timedelta(hours=20)))
    assert ({item.title for item in outcome.items}, outcome.gap) == (
        {f"Message {n}" for n in range(73)},
        False,
    )


def test_the_end_of_a_public_inbox_is_no_gap():
    """Its last page shows the oldest message alone; a feed that cannot be paged shows the same page again."""
    feed = INBOX + "new.atom"
    until = f"{feed}?t={NOON - timedelta(hours=24):%Y%m%d%H%M%S}"
    since = State(since=NOON - timedelta(days=300), back=True)
    pages = {
        INBOX: answer(FRONT, url=INBOX),
        feed: answer(inbox_page(0, 24)),
        until: answer(inbox_page(24, 24)),
    }
    assert play(MailingList(url=INBOX), FakeNet(pages), since).gap is False
    pages[until] = answer(inbox_page(0, 24))
    assert play(MailingList(url=INBOX), FakeNet(pages), since).gap is True


def test_a_search_of_public_inbox_counts_its_results():
    """A full page of 200 is followed by the next one; a shorter one is the last."""
    source, state = MailingList(url=INBOX, query="lenoir"), State(since=NOON - timedelta(days=300), back=True)
    first = f"{INBOX}?q=lenoir&x=A"
    pages = {INBOX: answer(FRONT, url=INBOX), first: answer(inbox_page(0, 199))}
    pages[f"{first}&o=200"] = answer(inbox_page(200, 210))
    outcome = play(source, FakeNet(pages), state)
    assert (len(outcome.items), outcome.gap) == (211, False)


def test_public_inbox_is_searched_for_brands():
    """One search for each brand, as a feed."""
    state = State(brands=BRAND_NAMES)
    source = MailingList(url=INBOX, query="@brands")
    (front,) = source.requests(state)
    asked = [dict(one.params) for one in source.parse(answer(FRONT, request=front), state).follow]
    assert asked == [
        {"q": '"Biscuiterie Lenoir" OR "Lenoir Biscuits"', "x": "A"},
        {"q": '"Maison Duval"', "x": "A"},
    ]


def test_what_is_no_archive_is_said():
    """A page without months and feed, and a page instead of a file."""
    source = MailingList(url="https://listes.example/")
    (front,) = source.requests(State())
    for request in (front, Request(url=PIPERMAIL, step="mbox x")):
        with pytest.raises(ParseError) as caught:
            source.parse(answer("<html><title>Bonjour</title></html>", request=request), State())
        assert caught.value.code == "not_a_feed"


def test_archives_are_known_by_their_address():
    """Any page of the two Mailmans' archives leads to the list."""
    assert MailingList.from_address(PIPERMAIL + "2016-April/000001.html") == {"url": PIPERMAIL}
    assert MailingList.from_address(KITTY + "thread/ABC/") == {"url": KITTY}
    assert MailingList.from_address("https://listes.example/") is None
    with pytest.raises(ValueError, match="url"):
        MailingList(url="annonces@listes.example")
