# SPDX-License-Identifier: MIT
"""Newsletters by mail: what is asked, what is read, and what is nobody else's business and left out."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.mail_server import MailServer
from veille.errors import ParseError
from veille.net.engine import Job, Pace, fetch
from veille.net.mailboxes import Mailboxes
from veille.sources import _personal
from veille.sources.base import State, Watched
from veille.sources.mailbox import Mailbox
from veille.steps.identify import documents
from veille.testing import NOON, answer, assert_source_contract

DATA = Path(__file__).parent / "data" / "mailbox"
NEWSLETTER = (DATA / "newsletter.eml").read_bytes()
OPTIONS = {"host": "127.0.0.1", "user": "anne.martin@example.org", "password": "mot de passe", "tls": False}
ME = _personal.forms(["anne.martin@example.org"])


def framed(*messages, last=None, more=False, uidvalidity="1"):
    """Write an answer as net/imap.py does."""
    head = {"uidvalidity": uidvalidity, "last": last or len(messages), "more": more}
    lines = [{"uid": uid, "message": b64encode(body).decode()} for uid, body in enumerate(messages, 1)]
    return "\n".join(map(json.dumps, (head, *lines)))


def read(*messages, state=State(), **options):  # noqa: B008 - frozen
    """Parse an answer with these messages."""
    source = Mailbox(**{**OPTIONS, **options})
    return source.parse(answer(framed(*messages), url="imap://127.0.0.1/INBOX"), state)


def one(message, **options):
    """Return the only item of a message."""
    (item,) = read(message, **options).items
    return item


def document(message):
    """Return the document that a message becomes."""
    page = read(message)
    (found,) = documents(
        page.items,
        about=page.about,
        source="s",
        channel=Mailbox.channel,
        seen_at=NOON,
        base="imaps://m.example/",
    )
    return found


def letter(*headers, body="Bonjour", sender="a@a.example"):
    """Write a plain message."""
    return "\r\n".join([f"From: {sender}", *headers, "", body]).encode()


def test_it_keeps_the_contract():
    """A newsletter, and one that the server cut in the middle."""
    assert_source_contract(Mailbox, framed(NEWSLETTER, NEWSLETTER[:900]))


# --- what is read -----------------------------------------------------------------------------------------


def test_a_newsletter_is_a_document_of_its_sender():
    """Title, author, date, text without the pictures, and the sender's host: it has no address of its own."""
    found = document(NEWSLETTER)
    assert found.title == "Rappel chez Lenoir : ce qu’il faut savoir"
    assert found.author == "La Gazette de l’Ouest"
    assert found.published == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
    assert found.identity == "mid:20261102.42@news.gazette.example"
    assert found.url is None
    assert found.host == "news.gazette.example"
    assert "La Biscuiterie Lenoir rappelle un lot de sablés." in found.text
    assert found.whole is True


def test_nothing_of_the_reader_is_kept():
    """Neither the address, nor a link that knows who clicks, nor one to leave the list or see the letter."""
    item = one(NEWSLETTER)
    everything = repr(item).lower()
    for told in (
        "anne.martin",
        "7f3a9c1e2b",
        "4531494",
        "8e1f22ab90cd",
        "zz81kq90",
        "désabonner",
        "<img",
        "utm_",
    ):
        assert told not in everything, told
    assert "Bonjour •••," in item.html


def test_links_lead_where_they_truly_lead():
    """Those whose true address stands in them; nothing is asked on the way."""
    assert document(NEWSLETTER).links == (
        "https://agence.example/depeche-1234",
        "https://gazette.example/economie/lenoir-rappelle-un-lot",
        "https://lenoir.example/rappel",
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://lenoir.example/", "https://lenoir.example/"),
        ("https://gazette.example/2026/11/02/article_6071234.html", "https://gazette.example/2026/11/02/article_6071234.html"),
        ("https://gazette.example/article?id=1234&page=2", "https://gazette.example/article?id=1234&page=2"),
        ("https://gazette.example/un-rappel-de-lot-a1b2c3d4e5", "https://gazette.example/un-rappel-de-lot-a1b2c3d4e5"),
        ("https://gazette.example/a?email=anne.martin%40example.org", "https://gazette.example/a"),
        (f"https://gazette.example/a?z={md5(b'anne.martin@example.org', usedforsecurity=False).hexdigest()}", "https://gazette.example/a"),
        ("https://gazette.example/pour/anne.martin@example.org", None),
        ("https://x.ct.sendgrid.example/ls/click?upn=abcDEF123456", None),
        ("https://click.gazette.example/?qs=8f14e45fceea167a", None),
        ("https://gazette.example/unsubscribe/4", None),
        ("https://ab12.awstrack.example/L0/https:%2F%2Flenoir.example%2Frappel/1/0102018b/x=1", "https://lenoir.example/rappel"),
        ("mailto:lettre@gazette.example", None),
        ("https://www.youtube.com/@lenoir", "https://www.youtube.com/@lenoir"),
        ("https://www.youtube.com/watch?v=a1b2c3d4e5F&si=Zz81kq90aB", "https://www.youtube.com/watch?v=a1b2c3d4e5F"),
        ("https://piaille.example/@lenoir/1234567890", "https://piaille.example/@lenoir/1234567890"),
        ("javascript:alert(1)", None),
    ],
)  # fmt: skip
def test_a_link_is_kept_without_what_tells_who_reads_it(written, kept):
    """Ids of articles stay, ids of readers go; what cannot be told apart goes too."""
    assert _personal.link(written, ME) == kept


def test_a_plain_letter_is_cleaned_as_well():
    """Links in plain text, in and out of brackets."""
    text = "Bonjour Anne.Martin@example.org, lisez https://gazette.example/a?uid=77. Ou (https://clic.g.example/c/9f8e7d6c5b)"
    assert one(letter(body=text)).text == "Bonjour •••, lisez https://gazette.example/a. Ou ()"


def test_a_message_without_any_part_has_no_text():
    """A multipart that holds none: title and date are what there is."""
    item = one(letter("Subject: Vide", "Content-Type: multipart/mixed; boundary=x", body="--y\r\n\r\nrien"))
    assert (item.title, item.text, item.html) == ("Vide", None, None)


@pytest.mark.parametrize("charset", ["unknown-8bit", "utf-7x", "iso-8859-1", "\udce9"])
def test_charsets_that_are_none_are_read_all_the_same(charset):
    """What is not declared rightly is read as it is in the West."""
    head = f"From: a@a.example\r\nSubject: s\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
    assert one(head.encode("utf-8", "surrogateescape") + "été".encode("latin-1")).text == "été"


def test_a_message_without_an_id_is_known_by_what_it_says():
    """The same after the folder was numbered anew."""
    message = letter("Subject: Sans numéro", "Date: Mon, 02 Nov 2026 07:30:00 +0100")
    assert one(message).identity is None
    assert one(message).native_id == one(message).native_id != one(message + b"!").native_id


def test_mail_of_a_list_has_its_address_and_its_thread():
    """Archived-At is where it can be read; the answered message is its parent."""
    item = one(
        letter(
            "Message-ID: <2@l.example>",
            "In-Reply-To: <1@l.example>",
            "References: <0@l.example> <1@l.example>",
            "Archived-At: <https://l.example/archives/message/2/>",
            "List-Id: Débats <debats.l.example>",
        )
    )
    assert (item.url, item.identity) == ("https://l.example/archives/message/2/", None)
    assert (item.native_id, item.parent, item.thread) == ("2@l.example", "1@l.example", "0@l.example")


def test_other_mail_is_left_out_whatever_the_server_found():
    """Servers search in ways of their own; the watch file decides."""
    listed = letter("List-Id: <debats.l.example>", sender="b@b.example")
    page = read(NEWSLETTER, listed, letter(), senders=("news.gazette.example",), lists=("debats.l.example",))
    assert len(page.items) == 2


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"uidvalidity": "1", "last": true}', "null\n{}"])
def test_an_answer_that_is_no_folder_is_an_error(body):
    """Never "0 new"."""
    with pytest.raises(ParseError):
        Mailbox(**OPTIONS).parse(answer(body), State())


# --- what is asked ----------------------------------------------------------------------------------------


def test_it_asks_for_what_came_since():
    """The place reached, and a day in case the folder was numbered anew; secrets stand in headers only."""
    state = State(cursor={"uidvalidity": "9", "uid": "41"}, since=datetime(2026, 11, 20, tzinfo=UTC))
    (request,) = Mailbox(
        host="Imap.example.org", user="a", password="p", folder="Été/Lettres", senders=("x@y.example",)
    ).requests(state)
    assert request.url == "imaps://imap.example.org:993/%C3%89t%C3%A9/Lettres"
    assert request.params == (
        ("uidvalidity", "9"),
        ("after", "41"),
        ("since", "2026-11-13"),
        ("from", "x@y.example"),
    )
    assert request.headers == {"user": "a", "password": "p"}
    (back,) = Mailbox(**OPTIONS).requests(replace(state, back=True))
    assert back.params == (("since", "2026-11-13"),)


def test_the_place_reached_never_goes_back():
    """Looking back reads old messages; the next visit goes on where the last one ended."""
    source = Mailbox(**OPTIONS)
    state = State(cursor={"uidvalidity": "1", "uid": "41"})
    assert source.parse(answer(framed(NEWSLETTER, last=7)), state).cursor == {"uidvalidity": "1", "uid": "41"}
    renumbered = framed(NEWSLETTER, last=7, uidvalidity="2")
    assert source.parse(answer(renumbered), state).cursor == {"uidvalidity": "2", "uid": "7"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "imap example"},
        {"host": ""},
        {"port": 0},
        {"folder": "a\r\nb"},
        {"user": " "},
        {"senders": ("é",)},
    ],
)
def test_options_that_cannot_be_are_refused(wrong):
    """When the watch file is read."""
    with pytest.raises(ValueError, match=r"host|port|folder|user|senders"):
        Mailbox(**{**OPTIONS, **wrong})


# --- with a real server -----------------------------------------------------------------------------------


def test_a_folder_is_followed_from_visit_to_visit():
    """All pages of what is new; then nothing; then one more; and no duplicates when it is numbered anew."""
    with MailServer(user=OPTIONS["user"]) as server, Mailboxes() as mailboxes:
        source = Mailbox(**OPTIONS, port=server.port)
        state, names = State(), []
        for round_ in range(4):
            if round_ == 0:
                server.folder().put(*[letter(f"Message-ID: <{n}@x.example>", DAY) for n in range(3)])
            elif round_ == 2:
                server.folder().put(*[letter(f"Message-ID: <{n}@x.example>", DAY) for n in range(3, 110)])
            elif round_ == 3:
                server.folder().uidvalidity = 2
            outcome = visit(source, mailboxes, state)
            names.append([item.identity for item in outcome.items])
            state = State(cursor=outcome.cursor, since=NOON)
        assert [len(one) for one in names] == [3, 0, 107, 110]
        assert len({name for one in names for name in one}) == 110
        assert state.cursor == {"uidvalidity": "2", "uid": "110"}


DAY = "Date: Mon, 02 Nov 2026 07:30:00 +0100"


def visit(source, mailboxes, state):
    """Visit it once through the engine."""
    watched = Watched(name="it", kind="mailbox", source=source, channel=source.channel)
    (outcome,) = fetch(
        [Job(watched=watched, state=state)],
        send=mailboxes.send,
        parse=lambda source, response, state: source.parse(response, state),
        pace=Pace(gap=timedelta(0), timeout=timedelta(seconds=10)),
        now=lambda: NOON,
    )
    return outcome


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_link_and_any_text_is_cleaned(text):
    """Whatever a letter holds, and always to the same."""
    for written in (text, f"https://{text}", f"https://a.example/{text}", f"https://a.example/?{text}"):
        _personal.link(written, ME)
        _personal.text(written, ME)
    assert _personal.html(f"<a href='{text}'>{text}", ME) == _personal.html(f"<a href='{text}'>{text}", ME)
