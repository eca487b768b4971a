# SPDX-License-Identifier: MIT
"""Lists of feeds: read however badly written, refused when dangerous, written so that readers take them."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import opml
from veille.errors import FileError
from veille.opml import Outline

NESTED = b"""<?xml version="1.0"?>
<!-- <outline xmlUrl="https://comment.example"/> -->
<opml><body>
<outline text="France"><outline title='Presse'>
  <outline text="A &amp; B &eacute;" xmlUrl="https://a.example/rss?x=1&copy=2" htmlUrl="https://a.example"/>
  <outline TEXT="raw & <b> here" XMLURL="https://b.example/rss" type="rss"></outline>
</outline>
  <outline xmlUrl="feed://c.example/rss"/>
</outline>
<outline text="Twice" xmlUrl="https://a.example/rss?x=1&amp;copy=2"/>
<outline text="File" xmlUrl="file:///etc/passwd"/>
<outline text="Link" type="link" url="https://link.example"/>
</body></opml>"""


def test_folders_entities_and_bad_attributes_are_read():
    """Nesting gives folders; raw & and < do no harm; `&copy=` is an address and no sign."""
    read = opml.read(NESTED)
    assert read.outlines == (
        Outline(
            name="A & B é",
            url="https://a.example/rss?x=1&copy=2",
            site="https://a.example",
            folders=("France", "Presse"),
        ),
        Outline(name="raw & <b> here", url="https://b.example/rss", folders=("France", "Presse")),
        Outline(name="c.example", url="http://c.example/rss", folders=("France",)),
    )
    assert (read.unusable, read.repeated) == (("file:///etc/passwd", "Link"), 1)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ('<outline text="é" xmlUrl="https://a.example"/>'.encode(), ["é"]),
        ('<outline text="é" xmlUrl="https://a.example"/>'.encode("utf-8-sig"), ["é"]),
        ('<outline text="é" xmlUrl="https://a.example"/>'.encode("utf-16"), ["é"]),
        (
            '<?xml encoding="iso-8859-1"?><outline text="é" xmlUrl="https://a.example"/>'.encode("latin-1"),
            ["é"],
        ),
        ('<?xml encoding="zip"?><outline text="’" xmlUrl="https://a.example"/>'.encode("cp1252"), ["’"]),
        (
            b'<outline text="a xmlUrl="https://a.example"/><outline text="b" xmlUrl="https://b.example"/>',
            ["b"],
        ),
        (b'<outline text="a\n\x01  b" xmlUrl=" https://a.example "/>', ["a b"]),
        (
            b'<outline text="a" 3= xmlUrl="https://a.example"/><outline text="b" xmlUrl="https://b.example"/>',
            ["a", "b"],
        ),
        (b'<outlines/><outline xmlUrl="https://[x"/><![CDATA[<outline xmlUrl="https://x.example"/>]]>', []),
        (b'<outline text="a" xmlUrl="https://a.example"', ["a"]),
        (b'<outline text="a" title=""quoted" words" xmlUrl="https://a.example"/>', ["a"]),
    ],
)
def test_encodings_and_broken_tags(body, names):
    """Marks, declarations, and tags that a hand has damaged cost at most themselves."""
    assert [outline.name for outline in opml.read(body).outlines] == names


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><outline text="&a;" xmlUrl="https://a.example"/>',
        b'<!DOCTYPE opml [\n<!ELEMENT a ANY>\n<!entity % b "x">]><opml/>',
    ],
)
def test_declared_entities_are_refused(body):
    """Nothing is expanded and no file is opened."""
    with pytest.raises(FileError, match="opml_entities"):
        opml.read(body)


def test_a_plain_doctype_is_passed_over():
    """A DOCTYPE without entities is harmless."""
    body = b'<!DOCTYPE opml SYSTEM "http://x.example/opml.dtd"><outline text="a" xmlUrl="https://a.example"/>'
    assert len(opml.read(body).outlines) == 1


@pytest.mark.parametrize("body", [b"", b"<html><body>hello</body></html>", b"\x00\xff" * 20])
def test_what_is_no_list_is_refused(body):
    """No outline at all: the file is something else."""
    with pytest.raises(FileError, match="not_opml"):
        opml.read(body)


def test_what_is_written_is_xml_that_any_reader_takes():
    """Folders, escapes, both titles; the same list gives the same bytes."""
    outlines = [
        Outline(
            name='A "&" <b>', url="https://a.example/?a=1&b=2", site="https://a.example", folders=("F", "G")
        ),
        Outline(name="B", url="https://b.example"),
        Outline(name="C", url="https://c.example", folders=("F",)),
    ]
    body = opml.write(outlines, title="veille & co")
    root = ET.fromstring(body)
    assert root.findtext("head/title") == "veille & co"
    feeds = root.findall(".//outline[@xmlUrl]")
    assert [feed.get("text") for feed in feeds] == ["B", "C", 'A "&" <b>']
    assert all(feed.get("type") == "rss" for feed in feeds)
    assert (
        root.find("body/outline[@text='F']/outline[@text='G']/outline").get("xmlUrl")
        == "https://a.example/?a=1&b=2"
    )
    assert opml.write(outlines, title="veille & co") == body


_name = st.text(max_size=10).map("a{}".format)
_outline = st.builds(
    Outline,
    name=_name,
    url=st.integers(0, 9).map("https://a.example/{}?b=1&c=2".format),
    folders=st.lists(_name, max_size=3).map(tuple),
)


@given(st.lists(_outline, max_size=5, unique_by=lambda outline: outline.url))
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_again(outlines):
    """Names come back on one line and without control characters, all else as it was."""
    body = opml.write(outlines, title="x")
    ET.fromstring(body)
    if outlines:
        again = {outline.url: outline for outline in opml.read(body).outlines}
        assert set(again) == {outline.url for outline in outlines}
        assert opml.write(opml.read(body).outlines, title="x") == body


@given(st.lists(st.sampled_from([b"<outline ", b"</outline>", b"/>", b">", b'"', b"'", b'xmlUrl="https://a.example"',
                                 b"text=", b"<!--", b"-->", b"<![CDATA[", b"<!DOCTYPE x [", b"&lt;", b"&#x0;", b"\xff", b" "]),
                max_size=30).map(b"".join))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_hostile_input_ends_in_a_list_or_an_error_of_ours(body):
    """Any bytes at all: no other exception, no address that is not http."""
    try:
        read = opml.read(body)
    except FileError:
        return
    assert all(re.match("https?://", outline.url) for outline in read.outlines)


def test_a_large_hostile_list_takes_linear_time():
    """A megabyte of open quotes or tags is read in well under a second."""
    for piece in (
        b"<outline ",
        b'<outline a="',
        b"<outline a='<outline",
        b"<!--",
        b"<!DOCTYPE [",
        b'<outline a=" >',
    ):
        body = piece * (1_000_000 // len(piece))
        try:
            opml.read(body)
        except FileError:
            continue


def test_recorded_lists_are_read_whole(shared):
    """Every feed of the lists recorded from real programs is found, the ill-formed ones included."""
    for path in sorted((shared / "recordings/opml").glob("*.opml")):
        body = path.read_bytes()
        addresses = set(re.findall(rb'xmlUrl="(https?://[^"]+)"', body, re.IGNORECASE))
        read = opml.read(body)
        assert len(read.outlines) == len(addresses), path.name


@pytest.mark.parametrize("body", [b'<outline title="', b"<outline text='a' title=\"b", b'<outline x title="'])
def test_an_attribute_that_never_ends_ends_the_reading(body):
    """A quote that is never closed does not make the reading go round for ever."""
    assert opml.read(body).outlines == ()
