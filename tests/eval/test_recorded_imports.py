# SPDX-License-Identifier: MIT
"""Real exports, saved pages, mail archives and lists of feeds: what veille reads against what the files hold."""

from __future__ import annotations

import json
import mailbox
import re
from contextlib import closing
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from veille import opml
from veille.importers.base import Columns
from veille.model import About
from veille.steps.identify import documents
from veille.watch.importing import read_file

SEEN = datetime(2026, 11, 20, tzinfo=UTC)


def stored(path):
    """Return what is read of a file, and the documents it becomes."""
    read = read_file(path.name, path.read_bytes(), Columns())[1]
    items = [found.item for found in read.found]
    made = documents(items, about=About(), source="x", channel=read.channel, seen_at=SEEN, base=None)
    return read, items, made


# name: (links in the file, private, not of the web)
BOOKMARKS = [
    "delicious.htm",
    "firefox_nested.htm",
    "chromium_flat.htm",
    "internet_explorer_11_nested.htm",
    "shaarli.htm",
]


@pytest.mark.parametrize("name", BOOKMARKS)
def test_every_bookmark_of_a_real_export_is_read(shared, name):
    """Address, title, date and note of each one, against the file read with expressions of its own."""
    path = shared / "recordings" / "bookmarks" / name
    text = path.read_text(encoding="utf-8-sig")
    wanted = []
    left_out = 0
    for attributes, title in re.findall(r"<A\s+(HREF=[^>]*)>(.*?)</A>", text, re.IGNORECASE | re.DOTALL):
        given = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        address = unescape(given["HREF"])
        if given.get("PRIVATE") == "1" or re.match(r"(?:place|javascript|file|data):", address):
            left_out += 1
            continue
        when = datetime.fromtimestamp(int(given["ADD_DATE"][:10]), UTC) if "ADD_DATE" in given else None
        wanted.append((address, " ".join(unescape(title).split()), when))
    read, items, made = stored(path)
    assert sum(read.skipped.values()) == left_out
    assert [(item.url or item.native_id, item.title) for item in items] == [one[:2] for one in wanted]
    assert [datetime.fromisoformat(item.published) for item in items] == [one[2] for one in wanted]
    notes = len(re.findall(r"<DD>\s*[^<\s]", re.sub(r"</H3>\s*<DD>[^<]*", "", text)))
    assert sum(1 for item in items if item.text) >= notes
    assert len(made) == len({url for url, _, _ in wanted})


@pytest.mark.parametrize(
    ("name", "count"), [("burgerking_fr_2025.html", 17), ("elejidoshopping_es_2025.html", 1)]
)
def test_every_review_of_a_saved_page_is_read(shared, name, count):
    """Author, title, text, date and language are those that the page hands to its own program."""
    path = shared / "recordings" / "trustpilot_page" / name
    page = path.read_text(encoding="utf-8")
    (data,) = re.findall(r'<script id="__NEXT_DATA__"[^>]*>(.*?)</script>', page, re.DOTALL)
    reviews = {one["id"]: one for one in json.loads(data)["props"]["pageProps"]["reviews"]}
    _, items, made = stored(path)
    assert len(items) == len(made) == len(reviews) == count
    for item, document in zip(items, made, strict=True):
        review = reviews[item.native_id]
        assert item.title.startswith(review["title"].strip())
        # The page's own JSON-LD drops line breaks, and glues the words around them.
        assert "".join(item.text.split()) == "".join(review["text"].split())
        assert item.author == review["consumer"]["displayName"].strip()
        assert item.language == review["language"]
        published = datetime.fromisoformat(review["dates"]["publishedDate"])
        assert document.published == published.replace(microsecond=0)


@pytest.mark.parametrize("name", ["hyperkitty_2016_april.mbox", "mbox_complex.mbox"])
def test_every_message_of_a_real_archive_is_read(shared, name):
    """Subject, identifier, date and parent are those that the standard library finds."""
    path = shared / "recordings" / "mailinglists" / name
    with closing(mailbox.mbox(path)) as archive:
        wanted = list(archive)
    _, items, made = stored(path)
    assert len(items) == len(wanted)
    for item, message in zip(items, wanted, strict=True):
        subject = " ".join(str(make_header(decode_header(message["Subject"]))).split())
        assert item.title == subject
        assert item.native_id == message["Message-ID"].strip("<> \n")
        assert parsedate_to_datetime(item.published) == parsedate_to_datetime(message["Date"])
        answered = re.search(r"<([^>]+)>", message["In-Reply-To"] or "")
        assert item.parent == (answered and answered[1])
    assert len(made) == len({message["Message-ID"] for message in wanted})


@pytest.mark.parametrize(
    ("name", "well_formed"),
    [
        ("liferea_feedlist_fr.opml", True),
        ("reader_export_subs.opml", True),
        ("countries_with_category_France.opml", False),
        ("recommended_with_category_Tech.opml", False),
    ],
)
def test_every_feed_of_a_real_list_is_read(shared, name, well_formed):
    """Every address in the file is a feed with its folders, though two of the lists are no XML."""
    body = (shared / "recordings" / "opml" / name).read_bytes()
    read = opml.read(body)
    written = re.findall(r'xmlUrl="([^"]*)"', re.sub(r"<!--.*?-->", "", body.decode(), flags=re.DOTALL))
    usable = {unescape(url.strip()) for url in written if url.strip().startswith("http")}
    assert {outline.url for outline in read.outlines} == usable
    if well_formed:
        assert {outline.url: outline.folders for outline in read.outlines} == _folders(ET.fromstring(body))


def _folders(root):
    """Return the folders of each feed, as a parser of XML sees them."""
    found = {}

    def walk(node, above):
        for child in node.findall("outline"):
            url, name = child.get("xmlUrl"), child.get("text") or child.get("title")
            if url and url.startswith("http"):
                found.setdefault(url, above)
            walk(child, above if url or not name else (*above, " ".join(name.split())))

    walk(root.find("body"), ())
    return found
