# SPDX-License-Identifier: MIT
"""Mailboxes, read from real servers of this machine: read-only, bounded, private by default."""

import json
import socket
import ssl
import threading
import time
from base64 import b64decode
from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.mail_server import MailServer
from veille.errors import FetchError
from veille.model import Request
from veille.net.http import Call
from veille.net.imap import folder_name, quoted
from veille.net.mailboxes import Mailboxes, is_mailbox

PASSWORD = "mot de passe"


def letter(number, *, sender="gazette@example.org", body="Bonjour"):
    """Write a small message."""
    day = f"{number % 28 + 1:02} Nov 2026 10:00:00 +0000"
    head = f"From: {sender}\r\nDate: {day}\r\nSubject: n{number}\r\nMessage-ID: <{number}@example.org>\r\n"
    return f"{head}\r\n{body}\r\n".encode()


@pytest.fixture
def server():
    """Run a server."""
    with MailServer() as running:
        yield running


@pytest.fixture
def mailboxes():
    """Make mailboxes that may be read."""
    with Mailboxes() as made:
        yield made


def ask(server, *params, folder="INBOX", password=PASSWORD, scheme="imap", host="127.0.0.1", **limits):
    """Make a call to a server."""
    url = f"{scheme}://{host}:{server.port}/{folder}"
    request = Request(url=url, params=params, headers={"user": "veille@example.org", "password": password})
    limits.setdefault("timeout", timedelta(seconds=5))
    return Call(request=request, origin=url, **limits)


def read(mailboxes, call):
    """Return the head of the answer, and the messages by UID."""
    response = mailboxes.send(call)
    head, *lines = [json.loads(line) for line in response.body.splitlines()]
    assert response.headers == {"x-uidvalidity": head["uidvalidity"]}
    return head, {line["uid"]: b64decode(line["message"]) for line in lines}


def failure(mailboxes, call):
    """Return the error of a call."""
    with pytest.raises(FetchError) as caught:
        mailboxes.send(call)
    assert PASSWORD not in repr(caught.value)
    return caught.value


def test_messages_are_read_and_nothing_is_changed(server, mailboxes):
    """EXAMINE and PEEK only: what was unread stays unread."""
    server.folder().put(letter(1), letter(2))
    head, messages = read(mailboxes, ask(server))
    assert messages == {1: letter(1), 2: letter(2)}
    assert head == {"uidvalidity": "1", "last": 2, "more": False}
    assert [one.split(" ")[0] for one in server.log if "FETCH" not in one] == [
        "CAPABILITY", "AUTHENTICATE", "EXAMINE", "UID", "LOGOUT",
    ]  # fmt: skip
    assert all("BODY.PEEK[]" in one for one in server.commands("UID FETCH"))


def test_only_what_came_after_the_last_visit_is_read(server, mailboxes):
    """By UID; the last message, which servers name although it is older, is not read again."""
    server.folder().put(*map(letter, range(5)))
    assert list(read(mailboxes, ask(server, ("uidvalidity", "1"), ("after", "3")))[1]) == [4, 5]
    head, messages = read(mailboxes, ask(server, ("uidvalidity", "1"), ("after", "5")))
    assert (head["last"], messages) == (5, {})


def test_another_uidvalidity_begins_anew_from_a_day(server, mailboxes):
    """The old place means nothing there: the day is what is left."""
    server.folder().uidvalidity = 7
    server.folder().put(*map(letter, range(5)))
    call = ask(server, ("uidvalidity", "1"), ("after", "40"), ("since", "2026-11-03"))
    head, messages = read(mailboxes, call)
    assert head["uidvalidity"] == "7"
    assert list(messages) == [3, 4, 5]


def test_a_first_visit_takes_the_newest_and_later_ones_go_on(server, mailboxes):
    """Fifty at most at a time; the rest of what is new is for the next request."""
    server.folder().put(*map(letter, range(9)))
    head, messages = read(mailboxes, ask(server, ("most", "4")))
    assert list(messages) == [6, 7, 8, 9]
    assert not head["more"]
    head, messages = read(mailboxes, ask(server, ("most", "4"), ("uidvalidity", "1"), ("after", "1")))
    assert list(messages) == [2, 3, 4, 5]
    assert (head["more"], head["last"]) == (True, 5)


def test_a_first_visit_to_a_large_folder_names_its_end_only(server, mailboxes):
    """The numbers of a hundred thousand messages are not asked for."""
    server.folder().messages = {number: letter(number) for number in range(4_990, 5_001)}
    assert list(read(mailboxes, ask(server, ("most", "2")))[1]) == [4_999, 5_000]
    assert server.commands("UID SEARCH") == ["UID SEARCH UID 3000:*"]


def test_senders_and_lists_are_chosen_by_the_server(server, mailboxes):
    """Any of them will do; the place reached counts the others too."""
    listed = b"List-Id: <debats.example.org>\r\n" + letter(3, sender="c@c.example")
    server.folder().put(letter(1), letter(2, sender="b@b.example"), listed, letter(4, sender="d@d.example"))
    call = ask(server, ("from", "gazette@"), ("from", "b.example"), ("list", "debats.example.org"))
    head, messages = read(mailboxes, call)
    assert list(messages) == [1, 2, 3]
    assert head["last"] == 4


def test_a_huge_message_is_cut_and_a_full_exchange_goes_on_later(server, mailboxes):
    """Memory and traffic are bounded, and no message stops the others."""
    server.folder().put(letter(1, body="x" * 90_000), letter(2, body="y" * 90_000), letter(3))
    head, messages = read(mailboxes, ask(server, max_bytes=100_000))
    assert {uid: len(body) for uid, body in messages.items()} == {1: 50_000, 2: 50_000}
    assert (head["more"], head["last"]) == (True, 2)


def test_a_long_list_of_messages_leaves_less_room_for_them(server, mailboxes):
    """What a server says of a large folder is no reason to fail at it for ever."""
    server.folder().put(*(letter(number, body="x" * 498_000) for number in range(1, 5)))
    server.answers["UID SEARCH"] = b"* SEARCH" + b" 1 2 3 4" * 40_000 + b"\r\nTAG OK done\r\n"
    head, messages = read(mailboxes, ask(server, max_bytes=1_000_000))
    assert (list(messages), head["more"], head["last"]) == ([1], True, 1)


def test_a_refused_login_is_said_with_what_to_do(server, mailboxes):
    """The code is login, in the words of mailboxes: app passwords."""
    found = failure(mailboxes, ask(server, password="faux"))
    assert found.code == "login"
    assert found.facts["case"] == "mailbox_login"
    assert found.facts["host"] == "127.0.0.1"
    assert "Invalid credentials" in found.facts["title"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"TAG NO [UNAVAILABLE] Temporary failure\r\n", "unavailable"),
        (b"TAG NO [LIMIT] Too many connections\r\n", "rate_limited"),
        (b"TAG NO LOGIN failed\r\n", "login"),
    ],
)
def test_a_login_that_fails_for_now_is_no_wrong_password(server, mailboxes, said, code):
    """The server's reason decides."""
    server.capabilities = "IMAP4rev1"
    server.answers["LOGIN"] = said
    assert failure(mailboxes, ask(server)).code == code


@pytest.mark.parametrize("password", [PASSWORD, 'pa"ss\\word', "clé"])
@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 AUTH=PLAIN"])
def test_any_password_is_sent_as_it_is(password, capabilities):
    """Quotes, backslashes, accents."""
    with MailServer(password=password, capabilities=capabilities) as server, Mailboxes() as mailboxes:
        assert read(mailboxes, ask(server, password=password))[1] == {}


def test_a_folder_that_does_not_exist_is_named(server, mailboxes):
    """What is wrong is the watch file, not the server."""
    found = failure(mailboxes, ask(server, folder="Lettres"))
    assert (found.code, found.facts["case"]) == ("unavailable", "mailbox_folder")
    assert found.facts["folder"] == "Lettres"


def test_what_the_server_said_is_shown_in_its_own_words(server, mailboxes):
    """An apostrophe among them leaves no quotes of a programming language around them."""
    server.answers["EXAMINE"] = b"TAG NO Mailbox doesn't exist: Lettres\r\n"
    assert failure(mailboxes, ask(server)).facts["reason"] == "Mailbox doesn't exist: Lettres"


def test_a_folder_may_have_any_name(server, mailboxes):
    """Accents travel in IMAP's own encoding."""
    server.folder("Été &- chaud".replace("É", "&AMk-").replace("té", "t&AOk-")).put(letter(1))
    assert read(mailboxes, ask(server, folder="%C3%89t%C3%A9%20%26%20chaud"))[1]


def test_names_are_encoded_as_the_standard_shows():
    """The example of RFC 3501, and what must not break out of a quoted string."""
    assert folder_name("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
    assert folder_name("a&b") == "a&-b"
    assert quoted('a"b\\') == '"a\\"b\\\\"'
    with pytest.raises(ValueError, match="control"):
        quoted("a\r\nA2 DELETE INBOX")


def test_a_silent_server_ends_at_the_deadline(mailboxes):
    """The time is that of the whole exchange."""
    with MailServer() as server:
        server.answers["UID SEARCH"] = b""
        server.folder().put(letter(1))
        begun = time.monotonic()
        found = failure(mailboxes, ask(server, timeout=timedelta(seconds=0.4)))
        assert found.code == "timeout"
        assert time.monotonic() - begun < 2


def test_a_server_that_never_stops_is_stopped(server, mailboxes):
    """An answer larger than allowed is too_large."""
    server.folder().put(letter(1))
    server.answers["UID FETCH"] = b"* 1 FETCH (BODY[]<0> {99999999999}\r\n" + b"x" * 600_000
    assert failure(mailboxes, ask(server, max_bytes=100_000)).code == "too_large"


@pytest.mark.parametrize(
    "greeting",
    [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"* BYE too many\r\n", b"\x00\xff\r\n", b"* OK" * 99],
)
def test_what_is_no_imap_server_is_unavailable(greeting):
    """Another service on that port, or none at all."""
    with MailServer() as server, Mailboxes() as mailboxes:
        server.greeting = greeting
        server.capabilities = "NONSENSE"
        assert failure(mailboxes, ask(server, timeout=timedelta(seconds=0.4))).code in {
            "unavailable",
            "timeout",
        }


def test_a_closed_port_is_refused(mailboxes):
    """Nothing listens there."""
    with MailServer() as server:
        pass
    assert failure(mailboxes, ask(server)).code == "refused"


def test_a_name_that_does_not_exist_is_said(server):
    """dns, without waiting."""

    def nobody(*_):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with Mailboxes(resolve=nobody) as mailboxes:
        assert failure(mailboxes, ask(server, host="imap.absent.example")).code == "dns"


def test_closing_ends_what_is_under_way(server):
    """A run that ends waits for no mailbox."""
    server.answers["UID SEARCH"] = b""
    mailboxes = Mailboxes()
    threading.Timer(0.2, mailboxes.close).start()
    begun = time.monotonic()
    assert failure(mailboxes, ask(server)).code == "cancelled"
    assert time.monotonic() - begun < 3
    assert failure(mailboxes, ask(server)).code == "cancelled"


def test_only_the_place_that_the_user_named_is_asked(server, mailboxes):
    """A request that some answer led to goes nowhere else, and carries no password there."""
    call = ask(server)
    for origin in ("https://feed.example/feed.xml", ""):
        other = Call(request=call.request, origin=origin)
        assert failure(mailboxes, other).code == "blocked_address"
    for url in (
        "imap://user:pw@127.0.0.1/INBOX",
        "imap:///INBOX",
        "imap://127.0.0.1:99999/",
        "https://a.example/",
    ):
        assert failure(mailboxes, Call(request=Request(url=url))).code == "blocked_address"
    assert server.log == []


def test_which_addresses_are_mailboxes():
    """By their scheme alone."""
    assert is_mailbox("imaps://mail.example/INBOX")
    assert not is_mailbox("https://imap.example/")


# --- secrecy ----------------------------------------------------------------------------------------------


@contextmanager
def secure(certificate, **options):
    """Run a server that speaks TLS with a certificate of this machine's own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with MailServer(tls=context, **options) as server:
        yield server


def trusting(certificate):
    """Make mailboxes that trust that certificate."""
    return Mailboxes(tls=lambda: ssl.create_default_context(cafile=certificate), resolve=_here)


def _here(_, port):
    return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))]


def test_a_server_that_cannot_be_verified_is_never_told_the_password(certificate):
    """A certificate nobody signed, or one of another name."""
    with secure(certificate) as server:
        with Mailboxes(resolve=_here) as mailboxes:
            assert failure(mailboxes, ask(server, scheme="imaps", host="localhost")).code == "tls"
        with trusting(certificate) as mailboxes:
            assert failure(mailboxes, ask(server, scheme="imaps", host="other.example")).code == "tls"
        assert server.log == []


def test_a_verified_server_is_read(certificate):
    """imaps, the usual way."""
    with secure(certificate) as server, trusting(certificate) as mailboxes:
        server.folder().put(letter(1))
        assert list(read(mailboxes, ask(server, scheme="imaps", host="localhost"))[1]) == [1]


@pytest.fixture
def as_if_far(monkeypatch):
    """Take this machine for a far one: no test may have a real one."""
    monkeypatch.setattr("veille.net.imap._is_far", lambda _: True)


@pytest.mark.usefixtures("as_if_far")
def test_a_far_server_is_told_the_password_under_tls_only(certificate):
    """imap:// means STARTTLS there; without it, nothing is said."""
    offered = "IMAP4rev1 STARTTLS AUTH=PLAIN"
    with (
        secure(certificate, at_once=False, capabilities=offered) as server,
        trusting(certificate) as mailboxes,
    ):
        server.folder().put(letter(1))
        assert list(read(mailboxes, ask(server, host="localhost"))[1]) == [1]
        assert server.log[:3] == ["CAPABILITY", "STARTTLS", "CAPABILITY"]
    with MailServer() as plain, Mailboxes() as mailboxes:
        found = failure(mailboxes, ask(plain))
        assert (found.code, found.facts["case"]) == ("tls", "mailbox_plain")
        assert plain.log == ["CAPABILITY"]


# --- anything ---------------------------------------------------------------------------------------------


@given(
    said=st.lists(
        st.sampled_from(
            [
                b"* SEARCH 1 2 x",
                b"* 1 FETCH (BODY[] {3}\r\nabc)",
                b"TAG OK",
                b"TAG NO",
                b"* ",
                b"+ ",
                b"\xff",
                b"{5}",
            ]
        ),
        max_size=5,
    ),
    command=st.sampled_from(["CAPABILITY", "EXAMINE", "UID SEARCH", "UID FETCH"]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_server_says_is_messages_or_a_failure(said, command):
    """Never another exception, never a wait without end."""
    with MailServer() as server, Mailboxes() as mailboxes:
        server.folder().put(letter(1))
        server.answers[command] = b"\r\n".join([*said, b"TAG OK done", b""])
        try:
            mailboxes.send(ask(server, timeout=timedelta(seconds=0.5)))
        except FetchError:
            return
