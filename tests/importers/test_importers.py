# SPDX-License-Identifier: MIT
"""Files brought by people: every encoding and delimiter, hostile ones, and those of vendors from documentation."""

from __future__ import annotations

import contextlib
import io
import json
import re
import time
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import plugins
from veille.errors import FileError, UsageError, VeilleError
from veille.importers import xlsx
from veille.importers._presets import PRESETS
from veille.importers._table import channel_of, number
from veille.importers._usual import PLAIN
from veille.importers.base import FIELDS, Columns, Importer
from veille.model import Channel
from veille.watch.importing import formats, read_file

HEAD = "URL;Titre;Message;Publié le;J’aime\n"
ROW = "https://a.example/1;L’été;Un « mot »;13/11/2026;1 234\n"


def read(name, body, **columns):
    return read_file(name, body if isinstance(body, bytes) else body.encode(), Columns(**columns))[1]


def items(name, body, **columns):
    return [found.item for found in read(name, body, **columns).found]


def workbook(*sheets):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", plugins.builtin_names("importers"))
def test_every_format_is_an_importer_with_a_name(name):
    """Each module of the folder holds one importer, and says what it reads."""
    assert plugins.load("importers", name, Importer)().label


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_a_csv_is_read_whatever_its_encoding_and_delimiter(encoding, mark):
    """UTF-8 and UTF-16 with and without their mark, windows-1252; the four delimiters."""
    (item,) = items("t.csv", (HEAD + ROW).replace(";", mark).encode(encoding))
    assert (item.url, item.title, item.text) == ("https://a.example/1", "L’été", "Un « mot »")
    assert (item.published, item.engagement) == ("13/11/2026", {"likes": 1234})


def test_lines_above_the_header_and_empty_rows_are_no_trouble():
    """What a tool writes above its header is passed over; rows without content are counted, not those at the end."""
    found = read(
        "t.csv", "Report:;Lenoir\nFrom:;1 Nov\n\n" + HEAD + ";;;13/11/2026;\n" + ROW + ";;;;\n;;;;\n"
    )
    assert [one.row for one in found.found] == [6]
    assert found.skipped == {"empty": 1}


def test_a_formula_and_a_nul_byte_are_text():
    """Nothing in a cell is run or lost; a NUL byte is dropped."""
    (item,) = items("t.csv", "url,text\nhttps://a.example/1,=cmd|' /C calc'!A0 \0x\n")
    assert item.text == "=cmd|' /C calc'!A0 x"


def test_the_first_line_of_excel_says_the_delimiter():
    """`sep=;` is obeyed and is no header."""
    (item,) = items("t.csv", "sep=;\nurl;text\nhttps://a.example/1;a, b, c\n")
    assert item.text == "a, b, c"


@pytest.mark.parametrize(
    ("line", "reason", "column"),
    [
        ("pas une adresse;t;m;;;\n", "not_an_address", "URL"),
        ("https://a.example/1;t;m;;beaucoup\n", "not_a_number", "J’aime"),
        ("https://a.example/1;t;m;;1;et;plus\n", "too_many_cells", None),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_its_column(line, reason, column):
    """Rows are counted as a spreadsheet does, the header being the first."""
    (fault,) = read("t.csv", HEAD + ROW + line).faults
    assert (fault.row, fault.reason, fault.column) == (3, reason, column)


def test_a_row_that_is_too_short_lacks_its_last_cells():
    """Missing cells are unknown."""
    (item,) = items("t.csv", HEAD + "https://a.example/1;t\n")
    assert (item.title, item.text, item.published, item.engagement) == ("t", None, None, {})


def test_quotes_that_never_close_are_told():
    """The row is named, instead of one cell swallowing the file."""
    with pytest.raises(FileError) as told:
        read("t.csv", HEAD + ROW + 'https://a.example/2;"t;m\n' + ROW)
    assert (told.value.code, told.value.facts["row"]) == ("bad_row", 3)


def test_a_header_that_says_nothing_is_told_with_its_columns():
    """No column is guessed from its content."""
    with pytest.raises(FileError) as told:
        read("t.csv", "foo;bar\n1;2\n")
    assert (told.value.code, told.value.facts["known"]) == ("no_columns", "foo, bar")


def test_a_map_names_columns_and_a_typo_gets_the_nearest():
    """--map goes before what is recognised."""
    body = "lien court;bla bla;Titre\nhttps://a.example/1;le texte;t\n"
    (item,) = items("t.csv", body, named={"url": "Lien court", "text": "bla bla"})
    assert (item.url, item.text, item.title) == ("https://a.example/1", "le texte", "t")
    with pytest.raises(UsageError) as told:
        read("t.csv", body, named={"text": "bla bal"})
    assert (told.value.code, told.value.facts["near"]) == ("no_such_column", "bla bla")


@pytest.mark.parametrize("preset", [None, *PRESETS])
@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Corps du message", "text"), ("CONTENU", "text"), ("Texte de la publication", "text"), ("Caption", "text"),
        ("Titre", "title"), ("Headline", "title"), ("Permalien", "url"), ("Lien", "url"), ("Post link", "url"),
        ("Date de creation", "published"), ("Date de publication", "published"), ("Publié le :", "published"),
        ("Created at", "published"), ("Nom de la page", "author"), ("Auteur", "author"), ("Nom d'utilisateur", "author"),
        ("Impressions", "views"), ("Mentions J'aime", "likes"), ("mentions j’aime", "likes"), ("Réactions", "likes"),
        ("Commentaires", "replies"), ("Partages", "shares"), ("Portée", "reach"), ("Nombre d’abonnés", "reach"),
        ("Langue", "language"), ("Source", "source"), ("Média", "source"), ("Type de média", "channel"),
        ("Identifiant de la publication", "id"), ("Domaine", "site"),
    ],
)  # fmt: skip
def test_usual_names_of_columns_are_recognised_with_any_preset(header, field, preset):
    """In French and English, whatever their case, accents and apostrophes; a preset adds names and takes none away."""
    beside = "https://a.example/1" if field == "url" else "1"
    other = "Titre" if field == "text" else "Texte"
    found = read("t.csv", f"{header};{other}\n{beside};Nos biscuits\n", preset=preset)
    assert found.columns[field] == header


def test_an_export_with_french_names_is_read_without_a_map():
    """The post's address goes before the link it shows, publication before creation, the author before the page."""
    head = (
        "Date de création;Nom de la page;Corps du message;Permalien;Impressions;Mentions J'aime;Commentaires;"
        "Partages;Auteur;Lien;Titre;Contenu;Date de publication;Source;Média;Budget;budget;Note"
    )
    row = "2026-11-12;Lenoir;;https://a.example/p;500;10;3;2;Ana;https://b.example/;T;Nos biscuits;2026-11-13;Le Courrier;Presse;x;y;5"
    found = read("t.csv", f"{head}\n{row}\n")
    (one,) = found.found
    assert (one.item.url, one.item.title, one.item.text) == ("https://a.example/p", "T", "Nos biscuits")
    assert (one.item.author, one.item.published) == ("Ana", "2026-11-13")
    assert one.item.engagement == {"likes": 10, "shares": 2, "replies": 3, "views": 500}
    assert (one.source, one.channel) == ("Le Courrier", Channel.NEWS)
    assert found.columns_left_out == ("Budget", "budget", "Note")
    assert found.columns["text"] == "Contenu / Corps du message"


def test_a_preset_goes_before_the_usual_names_and_not_instead():
    """Where the tool's column is empty, the usual one of the row counts; a column that a person names stands alone."""
    body = (
        "Description;Corps du message;Date de publication;Date de création;URL\n;Nos biscuits;;2026-11-13;\n"
    )
    (item,) = items("t.csv", body, preset="meta")
    assert (item.text, item.published) == ("Nos biscuits", "2026-11-13")
    found = read("t.csv", body + "d;m;;;\n", preset="meta", named={"text": "Description"})
    assert [one.item.text for one in found.found] == ["d"]
    assert "Corps du message" in found.columns_left_out


def test_a_usual_name_means_one_thing():
    """No name stands in two fields, but the outlet, which is its type where a column says the source."""
    known = [(name, field) for field, names in PLAIN.items() for name in names]
    assert all(re.fullmatch(r"[a-z]+(?: [a-z]+)*", name) for name, _ in known)
    twice = {name for name, count in Counter(name for name, _ in known).items() if count > 1}
    assert twice == {"media"}
    assert set(PLAIN) == set(FIELDS)


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_a_table_whose_rows_have_no_text_is_refused(name):
    """An address alone is no document of ours: the columns there are named, and one to try."""
    body = {"t.csv": "Permalien;Propos\nhttps://a.example/1;Lenoir\n",
            "t.jsonl": '{"Permalien": "https://a.example/1", "Propos": "Lenoir"}'}[name]  # fmt: skip
    with pytest.raises(FileError) as told:
        read(name, body)
    assert told.value.code == "texts_missing"
    assert told.value.facts == {"known": "Permalien, Propos", "example": "Propos"}
    assert items(name, body, named={"text": "propos"})[0].text == "Lenoir"
    assert items("t.csv", "Permalien;Texte\n") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("1 234", 1234), ("1,234", 1234), ("1.234", 1234), ("1234,5", 1234), ("1.2K", 1200), ("3 M", 3_000_000)],
)
def test_counts_are_read_as_people_write_them(text, count):
    """Blanks, points or commas between thousands, K and M."""
    assert number(text) == count


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Twitter", Channel.SOCIAL),
        ("x", Channel.SOCIAL),
        ("ONLINENEWS_NEWSPAPER", Channel.NEWS),
        ("MESSAGEBOARD", Channel.FORUM),
        ("Avis", Channel.REVIEW),
        ("SOCIALMEDIA_YOUTUBE", Channel.VIDEO),
        ("Réseaux sociaux", Channel.SOCIAL),
        ("Lettre d’information", Channel.NEWSLETTER),
        ("Officiel", Channel.OFFICIAL),
        ("???", None),
    ],
)
def test_types_of_media_are_understood(text, channel):
    """What vendors call a type of media is one of ours, or nothing."""
    assert channel_of(text) == channel


# --- workbooks --------------------------------------------------------------------------------------------


def test_a_workbook_gives_the_sheet_that_has_the_documents():
    """Other sheets, lines above the header, real dates and numbers."""
    from datetime import datetime

    body = workbook(
        ("Notes", [["Bonjour"], ["rien ici"]]),
        ("All posts", [["Export du mois"], ["Post link", "Post title", "Created date", "Likes"],
                       ["https://www.linkedin.com/feed/update/1", "Nos biscuits", datetime(2026, 11, 13, 9, 30), 12.0]]),
    )  # fmt: skip
    (item,) = items("x.xlsx", body, preset="linkedin")
    assert (item.text, item.published, item.engagement) == (
        "Nos biscuits",
        "2026-11-13 09:30:00",
        {"likes": 12},
    )


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    """What an archive says of its size is looked at first; a broken one is told."""
    monkeypatch.setattr(xlsx, "MOST_UNPACKED", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000)
    with pytest.raises(FileError, match="unpacked_too_large"):
        read("x.xlsx", out.getvalue())
    for body in (b"PK\x03\x04 nothing", workbook(("a", [["url"], ["https://a.example"]]))[:-200]):
        with pytest.raises(FileError, match="not_readable"):
            read("x.xlsx", body)


def test_a_missing_library_is_an_extra_to_install(monkeypatch):
    """Exit 2, with the name of the extra."""
    import sys

    body = workbook(("a", [["url"], ["https://a.example/1"]]))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UsageError) as told:
        read("x.xlsx", body)
    assert (told.value.code, told.value.facts["extra"], told.value.exit_code) == ("missing_extra", "xlsx", 2)


# --- JSON -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["lines", "list", "inside"])
def test_json_is_read_a_line_each_or_as_a_list(form):
    """Objects within objects are named with a dot, and a map may name them."""
    records = [
        {"url": "https://a.example/1", "text": "un", "user": {"name": "Ana"}},
        {"text": "deux", "n": 3},
    ]
    lines = "\n".join(map(json.dumps, records)) + "\n\n"
    body = {"lines": lines, "list": json.dumps(records), "inside": json.dumps({"results": records}, indent=1)}
    found = items("t.jsonl", body[form], named={"author": "user.name"})
    assert [(item.url, item.text, item.author) for item in found] == [
        ("https://a.example/1", "un", "Ana"),
        (None, "deux", None),
    ]


def test_a_line_that_is_no_json_is_told():
    """With its number; nothing is read."""
    with pytest.raises(FileError) as told:
        read("t.jsonl", '{"text": "a"}\n{"text": \n')
    assert (told.value.code, told.value.facts["row"]) == ("bad_row", 2)


# --- bookmarks, mail, reviews -----------------------------------------------------------------------------

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE><H1>Menu</H1>
<DL><p>
 <DT><H3 ADD_DATE="1">Presse</H3>
 <DD>note of the folder
 <DL><p>
  <DT><H3>Locale</H3>
  <DL><p>
   <DT><A HREF="https://a.example/1?x=1&amp;y=2" ADD_DATE="1700000000" TAGS="un,deux">L&eacute;noir</A>
   <DD>Une note
sur deux lignes
   <DT><A HREF="https://a.example/2" ADD_DATE="1700000000000">B</A>
  </DL><p>
  <DT><A HREF="https://a.example/3" ADD_DATE="1700000000000000" PRIVATE="0">C</A>
 </DL><p>
 <DT><A HREF="https://a.example/4" PRIVATE="1">secret</A>
 <DT><A HREF="place:type=6">Recent</A>
 <DT><A HREF="javascript:alert(1)">x</A>
 <DT><A HREF="https://a.example/5" ADD_DATE="99999999999999999999">D</A>
</DL><p>"""


def test_bookmarks_keep_folders_notes_and_dates():
    """Nested folders and tags end the text; dates in s, ms, us; private ones and what is no page are left out."""
    found = read("b.html", BOOKMARKS)
    assert [(one.item.title, one.item.text) for one in found.found] == [
        ("Lénoir", "Une note\nsur deux lignes\n\nun, deux, Presse, Locale"),
        ("B", "Presse, Locale"),
        ("C", "Presse"),
        ("D", None),
    ]
    assert found.found[0].item.url == "https://a.example/1?x=1&y=2"
    day = "2023-11-14T22:13:20+00:00"
    assert [one.item.published for one in found.found] == [day, day, day, None]
    assert found.skipped == {"private": 1, "not_web": 2}


def test_pinboard_bookmarks_are_read_from_its_json():
    """Its keys are the reverse of what they say: description is the title, extended the note (written from the documentation)."""
    marks = [
        {"href": "https://a.example/1", "description": "T", "extended": "note", "tags": "a b", "shared": "yes",
         "time": "2026-11-01T10:00:00Z", "toread": "no", "meta": "x", "hash": "y"},
        {"href": "https://a.example/2", "description": "P", "tags": "", "shared": "no", "toread": "no"},
    ]  # fmt: skip
    found = read("pinboard.json", json.dumps(marks))
    (one,) = found.found
    assert (one.item.title, one.item.text, one.item.published) == (
        "T",
        "note\n\na, b",
        "2026-11-01T10:00:00Z",
    )
    assert found.skipped == {"private": 1}


def test_messages_keep_their_thread():
    """An mbox gives one document a message, with what it answers."""
    body = (
        b"From a@b.example Mon Nov 16 10:00:00 2026\nFrom: Ana <a@b.example>\nSubject: Lenoir\nMessage-ID: <1@b>\n"
        b"Date: Mon, 16 Nov 2026 10:00:00 +0100\n\nBonjour\n\n"
        b"From c@b.example Mon Nov 16 11:00:00 2026\nFrom: Cy <c@b.example>\nSubject: Re: Lenoir\n"
        b"Message-ID: <2@b>\nIn-Reply-To: <1@b>\n\nOui\n"
    )
    first, second = items("list.mbox", body)
    assert (first.title, first.author, first.native_id) == ("Lenoir", "Ana", "1@b")
    assert (second.parent, second.thread) == ("1@b", "1@b")


LINKED = """<html><head><link rel="canonical" href="https://avis.example/lenoir">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "LocalBusiness", "@id": "#b", "name": "Biscuiterie Lenoir", "sameAs": "https://lenoir.example"},
 {"@type": "Review", "@id": "https://avis.example/#/r/7", "itemReviewed": {"@id": "#b"}, "inLanguage": "fr",
  "author": {"@type": "Person", "name": "Ana"}, "datePublished": "2026-11-01", "headline": "Bien", "reviewBody": "Bons biscuits."},
 {"@type": "Product", "name": "Sablé", "review": [{"@type": "Review", "author": "Bo", "reviewBody": "Sec."}]}]}</script>
<script type="application/ld+json">{broken</script></head><body></body></html>"""


def test_reviews_are_read_from_a_saved_page():
    """In a graph or within a product; what is reviewed is named where the words do not name it, and linked."""
    first, second = items("page.html", LINKED)
    assert (first.title, first.text, first.author) == ("Bien (Biscuiterie Lenoir)", "Bons biscuits.", "Ana")
    assert (first.published, first.language, first.links) == ("2026-11-01", "fr", ("https://lenoir.example",))
    assert (second.title, second.text, second.author) == ("Sablé", "Sec.", "Bo")
    assert first.url == second.url == "https://avis.example/lenoir"
    assert read("page.html", LINKED).channel is Channel.REVIEW


def test_reviews_in_microdata_are_read_too():
    """Properties of the author or of the thing within are not taken for the review's."""
    page = """<!DOCTYPE html><html><body><div itemscope itemtype="https://schema.org/Review">
    <span itemprop="itemReviewed" itemscope itemtype="https://schema.org/Product"><b itemprop="name">Sablé</b></span>
    <h3 itemprop="name">Bon</h3><p itemprop="author" itemscope><i itemprop="name">Ana</i></p>
    <time itemprop="datePublished" datetime="2026-11-01">hier</time><p itemprop="reviewBody">Très bon.</p></div>"""
    (item,) = items("page.htm", page)
    assert (item.title, item.author, item.published, item.text) == ("Bon", "Ana", "2026-11-01", "Très bon.")


def test_a_page_of_blocks_that_never_end_costs_no_time():
    """Each is looked for once."""
    started = time.process_time()
    with pytest.raises(FileError) as caught:
        read_file("a.html", b"<html>" + b'<script type="application/ld+json">' * 20_000, Columns())
    assert caught.value.code == "no_reviews"
    assert time.process_time() - started < 3


def test_a_page_without_reviews_is_told():
    """It is no unknown format: the person is told what was looked for."""
    with pytest.raises(FileError, match="no_reviews"):
        read("page.html", "<!doctype html><p>Bonjour</p>")


# --- presets: every one written from the documentation ----------------------------------------------------

EXPORTS = {
    "meta": (
        "Post ID,Page ID,Page name,Title,Description,Publish time,Permalink,Reactions,Comments,Shares,Views,Reach\n"
        "1_2,1,Lenoir,,Nos biscuits,11/13/2026 09:30,https://www.facebook.com/1/posts/2,10,3,2,500,400\n"
    ).encode("utf-16"),
    "linkedin": (
        b"Post title,Post link,Post type,Posted by,Created date,Impressions,Likes,Comments,Reposts\n"
        b"Nos biscuits,https://www.linkedin.com/feed/update/1,Organic,Lenoir,11/13/2026,500,10,3,2\n"
    ),
    "brandwatch": (
        "Report:,Bulk\nBrand:,Lenoir\nFrom:,x\nTo:,y\nLabel:,z\n\n"
        "Query Id,Query Name,Date,Title,Snippet,Url,Domain,Page Type,Language,Author,Full Text,Reach (new),"
        "Twitter Retweets,Facebook Likes,Likes,Comments,Thread Id,Impressions\n"
        "1,Lenoir,2026-11-13 09:30:00.0,,Nos,https://x.com/l/1,x.com,twitter,fr,Lenoir,Nos biscuits,400,2,0,10,3,t,500\n"
    ).encode("utf-8-sig"),
    "talkwalker": (
        "url\tpublished\ttitle\tcontent\tlang\tsource_type\textra_author_attributes.name\treach\t"
        "article_extended_attributes.facebook_likes\tarticle_extended_attributes.twitter_retweets\t"
        "article_extended_attributes.num_comments\tarticle_extended_attributes.num_views\n"
        "https://x.com/l/1\t2026-11-13 09:30:00\t\tNos biscuits\tfr\tSOCIALMEDIA_TWITTER\tLenoir\t400\t10\t2\t3\t500\n"
    ).encode("utf-16"),
    "mention": (
        b"title;description;original_url;source_name;source_type;published_at;language;author_name;reach;"
        b"engagement.likes;engagement.shares;engagement.comments;views\n"
        b";Nos biscuits;https://x.com/l/1;Twitter;twitter;2026-11-13T09:30:00+01:00;fr;Lenoir;400;10;2;3;500\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
def test_an_export_of_each_tool_is_read_written_from_the_documentation(preset):
    """Text, author, address, date and every count stand where the tool's documentation says."""
    found = read(f"{preset}.csv", EXPORTS[preset], preset=preset)
    (one,) = found.found
    assert (one.item.text, one.item.author, found.faults) == ("Nos biscuits", "Lenoir", ())
    assert one.item.engagement == {"likes": 10, "shares": 2, "replies": 3, "views": 500}
    assert one.item.published
    assert (one.channel or found.channel) is Channel.SOCIAL
    assert one.item.audience == (None if preset == "linkedin" else 400)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_says_where_its_columns_come_from(preset):
    """And knows no field that there is not."""
    assert PRESETS[preset].origin
    assert set(PRESETS[preset].columns) <= set(FIELDS)


def test_an_unknown_format_says_which_are_known():
    """Old workbooks, pictures and other bytes are none of ours."""
    for name, body in (
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
    ):
        with pytest.raises(FileError) as told:
            read(name, body)
        assert told.value.code == "unknown_format"
        assert all(one.label in told.value.facts["known"] for one in formats().values())


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("f.opml", '<?xml version="1.0"?>\n<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>', "is_opml"),
        ("f.csv", '<?xml version="1.0"?><!-- x --><rss version="2.0"><channel/></rss>', "is_feed"),
        ("f.xml", '\ufeff<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "is_feed"),
        ("f.rdf", "<rdf:RDF></rdf:RDF>", "is_feed"),
        ("f.xml", "<svg></svg>", "unknown_format"),
        ("a.md", "# Notes\n\nA NETSCAPE-Bookmark-file-1 is what browsers write, [see](https://a.example).\n", "is_text"),
        ("a.txt", "Bonjour,\n\nLenoir, à Périgueux, ouvre.\nUne usine; c’est dit.\n", "is_text"),
        ("LISEZMOI", "Une ligne.\nUne autre.\n", "is_text"),
        ("b.md", "[Lenoir](https://a.example) ouvre une usine.\n", "is_text"),
        ("a.pdf", "%PDF-1.4\n1 0 obj\n", "unknown_format"),
    ],
)  # fmt: skip
def test_a_file_for_another_command_is_told_which(name, body, code):
    """A list of feeds, a feed and a text are no unknown format, and a text about bookmarks holds none."""
    with pytest.raises(FileError) as told:
        read(name, body)
    assert told.value.code == code


@pytest.mark.parametrize(
    "body",
    ["Lien\tPropos\nhttps://a.example/1\tLenoir, ici\n", "Texte\nLenoir\n", "Post, titre;Texte\na;b\n"],
)
def test_a_table_called_txt_is_still_one(body):
    """Two lines alike, or a header that we know."""
    assert items("t.txt", body, named={"text": "Propos"} if "Propos" in body else {})


def test_faults_beyond_what_is_told_are_counted():
    """A file of a million wrong rows costs no memory, and its count is right."""
    found = read("t.csv", "url;text\n" + "nulle part;x\n" * 1500)
    assert (len(found.faults), found.more_faults) == (1000, 500)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["a.csv", "a.xlsx", "a.json", "a.mbox", "a.html", "a.jsonl"]),
    start=st.sampled_from([b"", b"url;text\n", b"<!DOCTYPE NETSCAPE-Bookmark-file-1>", b'[{"href": "x", "toread": ""}',
                           b"From a\nFrom: b\nDate: c\n", b"<html>" + LINKED.encode()[:300], b"PK\x03\x04", b"{"]),
    rest=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))),
)  # fmt: skip
def test_whatever_a_file_holds_it_is_read_or_refused(name, start, rest):
    """No other exception than those that a person is told of."""
    with contextlib.suppress(VeilleError):
        read_file(name, start + rest, Columns())
