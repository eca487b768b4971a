# SPDX-License-Identifier: MIT
"""Recorded sitemaps, press pages and messages, through the whole pipeline, against what they hold."""

import email
import email.header
import gzip
import json
import re
from base64 import b64encode
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from veille.model import Channel
from veille.sources.base import State
from veille.sources.mailbox import Mailbox
from veille.sources.page import PageChange
from veille.sources.sitemap import Sitemap
from veille.steps.identify import documents
from veille.testing import NOON, FakeNet, answer, play

BACK = State(since=datetime(2016, 11, 1, tzinfo=UTC), back=True)
MAP = "https://www.sitemaps.org/sitemap.xml"
PAGE = "https://journal.example/article"


def of(items, *, base=None, about=None):
    """Return the documents of items."""
    from veille.model import About

    return documents(items, about=about or About(), source="s", channel=Channel.PAGE, seen_at=NOON, base=base)


# --- sitemaps ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap.xml.gz"])
def test_every_dated_page_of_a_recorded_sitemap_is_found(shared, name):
    """Addresses and days of change, plain and gzip, as an independent reading of the file has them."""
    body = (shared / "recordings" / "sitemaps" / name).read_bytes()
    text = gzip.decompress(body).decode() if name.endswith(".gz") else body.decode()
    held = [
        (re.search(r"<loc>\s*(.*?)\s*</loc>", one)[1], re.search(r"<lastmod>(.*?)</lastmod>", one)[1])
        for one in re.findall(r"<url>.*?</url>", text, re.DOTALL)
        if "<lastmod>" in one
    ]
    assert len(held) > 80
    found = of(play(Sitemap(url=MAP), FakeNet({MAP: answer(body, url=MAP)}), BACK).items, base=MAP)
    assert {(one.url, f"{one.updated:%Y-%m-%d}") for one in found} == {(url, day[:10]) for url, day in held}
    assert len(found) == len(held)
    assert {(one.title, one.text, one.published) for one in found} == {("", "", None)}


def test_a_recorded_sitemap_that_has_not_changed_for_years_brings_nothing(shared):
    """The first visit takes the last week's changes only."""
    body = (shared / "recordings" / "sitemaps" / "sitemap.xml").read_bytes()
    assert play(Sitemap(url=MAP), FakeNet({MAP: answer(body, url=MAP)}), State()).items == ()


# --- pages ------------------------------------------------------------------------------------------------


def pages(shared):
    """Return recorded press pages with what must be in their text, and what must not."""
    folder = shared / "recordings" / "article_html_fr"
    expected = json.loads((folder / "trafilatura" / "expected.json").read_text(encoding="utf-8"))
    for path in sorted(folder.glob("trafilatura/*.gz")):
        said = expected[path.name.removesuffix(".gz")]
        yield path, said["with"], said["without"]
    for path in sorted(folder.glob("*.gz")):
        body = json.loads((folder / f"{path.name.split('_')[0]}.json").read_text(encoding="utf-8"))["V1"][
            "body"
        ]
        yield path, [one for part in body["sections"] for one in part["paragraphs"]], []


def watched(body, cursor, **options):
    """Look once at a page."""
    return PageChange(url=PAGE, **options).parse(answer(body, url=PAGE), State(cursor=cursor))


def test_the_main_text_of_recorded_pages_is_what_is_compared(shared):
    """Nearly all that must be in the text is there; not all that surrounds it can be told apart without a model."""
    wanted = there = 0
    for path, inside, _ in pages(shared):
        text = " ".join(watched(gzip.decompress(path.read_bytes()), {}).cursor["text"].split())
        wanted += len(inside)
        there += sum(" ".join(one.split()) in text for one in inside)
    assert wanted >= 40
    assert there / wanted >= 0.95


def test_two_looks_at_a_recorded_page_differ_by_nothing(shared):
    """The same page twice is no change."""
    for path, _, _ in pages(shared):
        body = gzip.decompress(path.read_bytes())
        page = watched(body, watched(body, {}).cursor, minimum=1)
        assert (page.items, page.again) == ((), False)


def test_a_sentence_written_into_a_recorded_page_is_told(shared):
    """And nothing else: no recording holds a page before and after, so that the change is ours."""
    for path, inside, _ in pages(shared):
        body = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        first = next((one for one in inside if body.count(one) == 1 and f">{one}" in body), None)
        if first is None:
            continue
        changed = body.replace(first, f"La Biscuiterie Lenoir dément ce matin toute fermeture. {first}")
        cursor = {}
        for look in (body, changed, changed):
            page = watched(look, cursor)
            cursor |= page.cursor
        (item,) = page.items
        assert "Lenoir dément" in item.text
        assert sum(line.startswith("+") for line in item.text.split("\n")) == 1


def test_two_pages_of_one_site_differ_by_their_articles(shared):
    """Le Monde and Euronews: as if one address had shown one, then the other."""
    folder = shared / "recordings" / "article_html_fr"
    one, other = (gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.gz"))[:2])
    cursor = watched(one, {}).cursor
    page = watched(other, {**cursor, **watched(other, cursor).cursor})
    (found,) = of(page.items, base=PAGE)
    assert found.published == NOON
    assert found.url == PAGE
    assert "− " in found.text
    assert "\n+ " in found.text


# --- messages ---------------------------------------------------------------------------------------------


def messages(shared):
    """Return the recorded messages, with those made by hand."""
    return sorted((shared / "recordings" / "imap").rglob("*.eml"))


def found_in(path):
    """Return the document of one message."""
    head = {"uidvalidity": "1", "last": 1, "more": False}
    lines = (head, {"uid": 1, "message": b64encode(path.read_bytes()).decode()})
    source = Mailbox(host="imap.example.org", user="veille", password="-")
    page = source.parse(answer("\n".join(map(json.dumps, lines))), State())
    (found,) = of(page.items, base=source.requests(State())[0].url)
    return found


def said(message, name):
    """Return a header as the standard library decodes it."""
    if message[name] is None:
        return None
    return " ".join(str(email.header.make_header(email.header.decode_header(message[name]))).split())


def test_every_recorded_message_is_a_document(shared):
    """Subject, date, id as an independent reading has them."""
    paths = messages(shared)
    assert len(paths) >= 7
    for path in paths:
        message, found = email.message_from_bytes(path.read_bytes()), found_in(path)
        assert found.title == said(message, "Subject"), path.name
        sent = message["Date"] and parsedate_to_datetime(message["Date"]).astimezone(UTC)
        assert found.published == sent, path.name
        if message["Message-ID"]:
            assert found.identity == f"mid:{message['Message-ID'].strip('<> ')}", path.name
        name, _ = email.utils.parseaddr(message["From"])
        assert (found.author or "") == str(email.header.make_header(email.header.decode_header(name))), (
            path.name
        )


def test_nothing_of_their_readers_is_kept(shared):
    """No recipient's address, no counting link, no link to leave the list."""
    for path in messages(shared):
        message, found = email.message_from_bytes(path.read_bytes()), repr(found_in(path)).lower()
        for name in ("To", "Delivered-To"):
            address = email.utils.parseaddr(message[name] or "")[1].lower()
            assert not address or address not in found, path.name
        for link in re.findall(r"<(https?://[^>]+)>", message["List-Unsubscribe"] or ""):
            assert link.lower() not in found
        assert "emailsys2a" not in found


def test_the_french_newsletter_is_read(shared):
    """Its text is that of its HTML; its sender's host stands for it."""
    found = found_in(shared / "recordings" / "imap" / "newsletter_fr_related_images.eml")
    assert "Offre valable du 8 mars au 8 avril 2017" in found.text
    assert found.host == "carlance.fr"
    assert found.url is None


def test_a_multipart_without_any_part_has_an_empty_text(shared):
    """And is a document all the same."""
    found = found_in(shared / "recordings" / "imap" / "newsletter_es_malformed_multipart.eml")
    assert found.text == ""
    assert found.title == "Ahorre Dinero en su Recibo de Luz"
