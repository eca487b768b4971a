"""E-mail messages and mbox files are read whatever programs made of them."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from veille import mail

TWO = b"""From claire at forum.example  Mon Nov  2 11:06:56 2026
From: claire at forum.example (Claire Morel)
Date: Mon, 2 Nov 2026 11:06:56 +0100
Subject: [annonces] =?utf-8?q?Les_biscuits_=C3=A0_l=27avoine?=
Message-ID: <un@forum.example>

Bonjour,

From now on it is about https://lenoir.example/avoine.
>From the factory.

From paul at forum.example  Mon Nov  2 12:06:56 2026
From: paul at forum.example (Paul)
Date: Mon, 2 Nov 2026 12:06:56 +0100
Subject: Re: [annonces]
In-Reply-To: <un@forum.example> (Claire Morel's message)
References: <zero@forum.example>
\t<un@forum.example>
Message-ID: <deux@forum.example>

Merci.
"""


def one(headers: str = "", body: bytes = b"Bonjour") -> mail.Letter:
    return mail.read(headers.encode() + b"\n" + body)


def test_an_mbox_is_cut_where_messages_begin():
    """A line of text that begins with "From" begins no message, and >From is undone."""
    first, second = mail.letters(TWO)
    assert first.subject == "[annonces] Les biscuits à l'avoine"
    assert (first.author, first.address) == ("Claire Morel", "claire@forum.example")
    assert first.text.splitlines()[-2:] == ["From the factory.", ""]
    assert first.links == ("https://lenoir.example/avoine",)
    assert (first.message_id, first.thread, first.parent) == ("un@forum.example", "un@forum.example", None)
    assert second.text == "Merci.\n"
    assert (second.parent, second.thread) == ("un@forum.example", "zero@forum.example")


def test_a_quoted_separator_without_header_behind_it_is_text():
    """The line that begins a message is followed by a header."""
    quoted = (
        b"From: a@b.example\n\nLook:\nFrom jgb at example.com  Thu Apr 14 11:06:56 2016\nis how it begins\n"
    )
    (letter,) = mail.letters(quoted)
    assert letter.text.count("\n") == 3


def test_windows_line_ends_and_blank_lines_at_the_start_do_no_harm():
    """Exports of Windows programs read the same."""
    assert [one.message_id for one in mail.letters(b"\r\n" + TWO.replace(b"\n", b"\r\n"))] == [
        one.message_id for one in mail.letters(TWO)
    ]
    assert list(mail.letters(b"")) == list(mail.letters(b"\n\n")) == []


def test_a_message_alone_is_an_mbox_of_one():
    """An .eml file has no separator."""
    (letter,) = mail.letters(b"Subject: Seul\n\nBonjour")
    assert (letter.subject, letter.text) == ("Seul", "Bonjour")


def test_senders_of_all_spellings_have_a_name_and_an_address():
    """Names in quotes, in comments, encoded with a comma inside, addresses hidden from robots, or nothing."""
    senders = {
        '"Morel, Claire" <Claire@forum.example>': ("Morel, Claire", "claire@forum.example"),
        "claire@forum.example (Claire Morel)": ("Claire Morel", "claire@forum.example"),
        "=?utf-8?q?Morel=2C_L=C3=A9a?= <lea@forum.example>": ("Morel, Léa", "lea@forum.example"),
        "lea at forum.example (=?iso-8859-1?q?L=E9a?=)": ("Léa", "lea@forum.example"),
        "lea at forum.example": (None, "lea@forum.example"),
        "lea@forum.example": (None, "lea@forum.example"),
        "": (None, None),
        "???": (None, None),
        '"Morel \\"La Cousine\\"" <lea@forum.example>': ('Morel "La Cousine', "lea@forum.example"),
    }
    for sender, expected in senders.items():
        letter = one(f"From: {sender}\n")
        assert (letter.author, letter.address) == expected, sender


def test_text_is_decoded_whatever_its_charset_claims():
    """Unknown, missing, wrong or silly charsets give the text that Western mail meant."""
    cases = {
        'text/plain; charset="unknown-8bit"': "été".encode(),
        "text/plain; charset=iso-8859-1": b"\xe9t\xe9",
        "text/plain; charset=us-ascii": b"\xe9t\xe9",
        "text/plain": "été".encode(),
        "text/plain; charset=zlib_codec": "été".encode(),
        "text/plain; charset=idna": "été".encode(),
        "text/plain; charset*=utf-8''utf-8": "été".encode(),
    }
    for kind, body in cases.items():
        assert one(f"Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n", body).text == "été", kind


def test_headers_may_hold_raw_bytes_and_damaged_words():
    """What cannot be decoded is shown as sent."""
    assert mail.read("Subject: Été\n\n".encode()).subject == "Été"
    assert mail.read(b"Subject: \xc9t\xe9\n\n").subject == "Été"
    assert mail.read(b"Subject: =?utf-8?b?!?=\n\n").subject is not None
    assert mail.read(b"Subject:  =?nonsense?q?=C3=A9t=C3=A9?= chez nous\n\n").subject == "été chez nous"


def test_parts_are_told_apart_and_attachments_left_out():
    """The text, the HTML, and nothing of attachments, pictures and forwarded messages."""
    body = (
        "--x\nContent-Type: multipart/related; boundary=y\n\n"
        "--y\nContent-Type: text/plain\n\nBonjour\n--y\nContent-Type: text/html\n\n<p>Bonjour</p>\n"
        "--y\nContent-Type: image/gif\nContent-Transfer-Encoding: base64\n\nR0lG\n--y--\n"
        "--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nannexe\n"
        "--x\nContent-Type: message/rfc822\n\nSubject: Autre\n\nautre\n"
        "--x\nContent-Type: text/plain\n\npied\n--x--\n"
    )
    letter = one("Content-Type: multipart/mixed; boundary=x\n", body.encode())
    assert (letter.text, letter.html) == ("Bonjour\n\npied", "<p>Bonjour</p>")


def test_a_multipart_without_parts_has_no_text():
    """Its boundary is another one, or there is none: nothing is shown, nothing is raised."""
    for kind in ("multipart/mixed", "multipart/alternative; boundary=z"):
        letter = one(
            f"Subject: Vide\nContent-Type: {kind}\n", b"--autre\nContent-Type: text/plain\n\nBonjour\n"
        )
        assert (letter.subject, letter.text, letter.html) == ("Vide", None, None)


def test_lists_say_who_they_are_and_where_the_message_is_kept():
    """List-Id and Archived-At are taken without their brackets."""
    letter = one(
        "List-Id: Annonces <annonces.forum.example>\n"
        "Archived-At: <https://listes.example/hyperkitty/list/annonces@forum.example/message/ABC/>\n"
    )
    assert letter.list_id == "annonces.forum.example"
    assert letter.archived_at == "https://listes.example/hyperkitty/list/annonces@forum.example/message/ABC/"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["From", "Subject", "Content-Type", "References", "Date"]))
def test_no_bytes_make_it_raise(noise, name):
    """Whatever stands in a header or a body."""
    head = TWO.partition(b"\n")[0] + b"\n" + name.encode() + b": "
    for letter in [*mail.letters(head + noise), *mail.letters(TWO + noise), *mail.letters(noise + TWO)]:
        assert letter.text is None or isinstance(letter.text, str)


def test_parameters_that_the_library_stumbles_on_are_left_out():
    """Wrong RFC 2231 costs the charset or the parts, never the message."""
    both = "Subject: Avis\nContent-Type: {}; {}*=a; {}*0*=b\n"
    assert one(both.format("text/plain", *["charset"] * 3)).text == "Bonjour"
    assert one(both.format("multipart/mixed", *["boundary"] * 3)).subject == "Avis"
    assert one("Content-Type: text/plain; charset*" + "9" * 5000 + "*=b\n").text == "Bonjour"


def test_parts_lie_only_so_deep_in_one_another():
    """A text is found eight parts down; below, lines are no longer looked at for the marks of all parts above."""
    heads = [b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(300)]
    assert mail.read(b"".join(heads[:8]) + b"\nBonjour").text == "Bonjour"
    started = time.process_time()
    mail.read(b"".join(heads) + b"\n" + b"a\n" * 200_000)
    mail.read(b'Content-Type: multipart/mixed; boundary="b' + b';\\"' * 200_000 + b'"\n\n--b\nx')
    assert time.process_time() - started < 6


def test_hostile_messages_take_linear_time():
    """Endless parts, headers and references are read in a moment."""
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    started = time.process_time()
    for message in (
        nested,
        b"Content-Type: message/rfc822\n\n" * 5000,
        b"From: " + b"(" * 500_000,
        b"Subject: " + b"=?" * 500_000,
        b"References: " + b"<a@b> " * 100_000 + b"<c@d>",
        b"Subject: a\n\n" + b"http://" * 100_000,
        (b"From a at b.example  Thu Apr 14 11:06:56 2016\n") * 20_000,
    ):
        assert all(len(letter.references) <= 200 for letter in mail.letters(message))
    assert time.process_time() - started < 8
