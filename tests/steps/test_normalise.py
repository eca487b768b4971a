# SPDX-License-Identifier: MIT
"""Foreign text and addresses become ours here, whatever they hold."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.model import About, Channel, Document, Item
from veille.steps.normalise import AUTHOR, CONTENT, LINKS, NATIVE_ID, TITLE, digest, line, normalise, text

SEEN = datetime(2026, 11, 22, 8, tzinfo=UTC)
BASE = "https://site.example/feed.xml"


def cleaned(about: About | None = None, **fields) -> Document:
    """Return the Document of an Item with those fields and an address."""
    fields.setdefault("url", "https://site.example/a")
    document = normalise(
        Item(**fields), about=about or About(), source="s", channel=Channel.NEWS, seen_at=SEEN, base=BASE
    )
    assert document is not None
    return document


# --- text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>Un <b>bé</b>bé</p><p>deux &amp; trois<br>quatre</p>", "Un bébé\n\ndeux & trois\nquatre"),
        ("<ul>\n <li>un</li>\n <li>deux</li>\n</ul>", "un\n\ndeux"),
        ("un\n  retour\nà la ligne <i>du</i> source", "un retour à la ligne du source"),
        ("<script>if (a < b) alert('<p>')</script><style>p{}</style>reste", "reste"),
        ("<iframe src='https://x.example/'>rien</iframe>reste<!-- caché -->", "reste"),
        ("<img alt='une > photo' src=x>légende", "légende"),
        ("1 < 2 et 3 <4", "1 < 2 et 3 <4"),
        ("si a <b alors c", "si a <b alors c"),
        ("<td>un</td><td>deux</td>", "un deux"),
        ("AT&amp;T &eacute;t&#233; &#x2019; &nbsp;&nbsp; fin", "AT&T été ’ fin"),
        ("&lt;p&gt;échappé &amp;eacute; deux fois&lt;/p&gt;", "échappé é deux fois"),
        ("la balise &lt;marquee&gt; existe", "la balise <marquee> existe"),
        ("<![CDATA[texte]]>", "texte"),
        ("<p class=l'été>Bonjour l'ami</p>", "Bonjour l'ami"),
        ("&#xD800;&#0;a", "\ufffd\ufffda"),
        ("avant<script>jamais fermé", "avant"),
    ],
)
def test_html_becomes_text(html, plain):
    """Blocks on lines of their own, no script, no style, no tag, entities read once."""
    assert cleaned(html=html).text == plain


def test_plain_text_is_not_html():
    """What a source calls text keeps its brackets and its lines."""
    assert cleaned(text="a <b> & c\r\n\r\n\r\n\r\nd  \t e").text == "a <b> & c\n\nd e"


def test_a_title_is_one_line_without_markup():
    """Tags and entities go, lines are joined; an empty title stays empty."""
    assert cleaned(title=" <b>Lenoir</b> &amp;\n fils\u2028! ").title == "Lenoir & fils !"
    assert cleaned(title="std::vector&lt;int&gt;").title == "std::vector<int>"
    assert cleaned(title=None).title == ""


@pytest.mark.parametrize(
    "foreign",
    [
        "\x1b[31mrouge\x1b[0m", "\x1b]8;;https://x.example/\x07rouge\x1b]8;;\x07", "rou\x00ge", "\u009brouge", "\u202erouge\u202c",
        "\u2066rouge\u2069", "rou\u00adge", "\ufeffrouge", "\ud800rouge", "rouge\x7f",
    ],
)  # fmt: skip
def test_what_could_act_on_a_terminal_is_dropped(foreign):
    """Escape sequences, controls, bidi overrides, surrogates, invisible hyphens."""
    assert line(foreign) == "rouge"
    assert cleaned(title=foreign, text=foreign).text == "rouge"


def test_piled_marks_are_cut():
    """Normalising long runs of combining marks is quadratic; thirty are enough for any writing."""
    assert text("e" + "\u0301" * 5000 + "t") == "e" + "\u0301" * 30 + "t"
    assert text("中" * 500) == "中" * 500


def test_lengths_are_bounded():
    """Title, author, content, id and links have a most."""
    document = cleaned(
        title="t" * 2000,
        author="a" * 2000,
        text="x" * 300_000,
        native_id="n" * 2000,
        links=tuple(f"https://l.example/{n}" for n in range(500)),
    )
    assert len(document.title) == TITLE
    assert document.title.endswith("…")
    assert len(document.author) == AUTHOR
    assert len(document.text) == CONTENT
    assert len(document.sightings[0].native_id) == 64 < NATIVE_ID
    assert len(document.links) == LINKS
    assert len(cleaned(html="<p>y" * 200_000).text) <= CONTENT


# --- who, when, where ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("foreign", "name"),
    [
        ("redaction@journal.example (Anne Martin)", "Anne Martin"), ("Anne Martin <anne@journal.example>", "Anne Martin"),
        ("Anne Martin (anne@journal.example)", "Anne Martin"), ("anne@journal.example", None), ("mailto:anne@journal.example", None),
        ("<a href='/anne'>Anne</a> &amp; Paul", "Anne & Paul"), ("  Anne\n Martin ", "Anne Martin"), ("@anne", "@anne"), ("", None), (None, None),
        ("Anne Martin (AFP)", "Anne Martin (AFP)"), ("Le Monde avec AFP", "Le Monde avec AFP"),
    ],
)  # fmt: skip
def test_an_author_is_a_name_without_address(foreign, name):
    """E-mail addresses are personal data that nobody asked for."""
    assert cleaned(author=foreign).author == name


def test_dates_out_of_this_world_are_unknown():
    """Before 1990 or more than a day ahead of us: not a date of publication."""
    assert cleaned(published="Mon, 16 Nov 2026 14:05:00 +0100").published == datetime(
        2026, 11, 16, 13, 5, tzinfo=UTC
    )
    assert cleaned(published="1970-01-01T00:00:00Z").published is None
    assert cleaned(published=(SEEN + timedelta(hours=23)).isoformat()).published is not None
    assert cleaned(published=(SEEN + timedelta(hours=25)).isoformat()).published is None
    assert cleaned(published="bientôt", updated="2026-11-16").published is None
    assert cleaned(updated="2026-11-16").updated == datetime(2026, 11, 16, tzinfo=UTC)
    assert cleaned().first_seen == SEEN


@pytest.mark.parametrize(
    ("item", "feed", "language"),
    [("fr-FR", None, "fr"), (None, "en_US", "en"), ("FR", "en", "fr"), ("fre", None, "fr"), ("und", "de", "de"), ("français", None, None),
     ("", "", None), ("x" * 500, None, None)],
)  # fmt: skip
def test_a_language_is_its_primary_tag(item, feed, language):
    """The item's own, else the feed's; declared, not measured."""
    document = cleaned(About(language=feed), language=item)
    assert document.language == language
    assert document.language_from == ("declared" if language else None)
    assert document.language_confidence is None


def test_addresses_are_of_the_web_or_none():
    """Relative ones are resolved, redirectors unwrapped, other schemes dropped."""
    assert cleaned(url="/a?b=1").url == "https://site.example/a?b=1"
    assert cleaned(url="https://www.google.com/url?url=https://x.example/a").url == "https://x.example/a"
    assert cleaned(url="https://x.example/a").host == "x.example"
    dropped = cleaned(url="javascript:alert(1)", title="x", author_url="data:,x")
    assert (dropped.url, dropped.author_url) == (None, None)
    assert dropped.host == "site.example"


def test_links_are_collected_from_the_html_too():
    """Where a document points, sorted, each once, its own address left out."""
    document = cleaned(
        url="https://site.example/a",
        html='<a href="/b">b</a> <a href=\'https://z.example/?x=1&amp;y=2\'>z</a> <a href="#bas">bas</a> <a href="mailto:x@y">m</a>',
        links=("https://site.example/a?utm_source=rss", "https://b.example/"),
    )
    assert document.links == ("https://b.example/", "https://site.example/b", "https://z.example/?x=1&y=2")


def test_counts_that_no_database_holds_are_unknown():
    """Negative, giant and boolean counts are left out."""
    engagement = cleaned(engagement={"likes": 3, "views": 10**20, "shares": -1, "replies": True}).engagement
    assert engagement == {"likes": 3}
    assert cleaned(audience=-5).reach is None


def test_nothing_at_all_is_no_document():
    """Neither title nor text nor address: dropped."""
    empty = Item(url="javascript:x", title=" <b></b> ", html="<script>x</script>", author="Anne")
    assert normalise(empty, about=About(), source="s", channel=Channel.NEWS, seen_at=SEEN, base=None) is None


def test_the_content_hash_is_of_the_content_alone():
    """Engagement, sighting and first sight change nothing; every word does."""
    document = cleaned(title="Un", text="Deux")
    assert document.content_hash == digest(document)
    assert (
        digest(replace(document, engagement={"likes": 1}, first_seen=SEEN + timedelta(1), sightings=()))
        == document.content_hash
    )
    for changed in (
        {"title": "x"},
        {"text": "x"},
        {"author": "x"},
        {"links": ("https://x.example/",)},
        {"published": SEEN},
    ):
        assert digest(replace(document, **changed)) != document.content_hash


# --- any input --------------------------------------------------------------------------------------------

FOREIGN = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["<", ">", "</", "<p>", "<a href=", "'", '"', "&", "&#", ";", "<!--", "<![CDATA[", "]]>", "<script>", "\x1b[", "\u0301", "\ud800",
             "\x00", "https://x.example/", "//[", "@", "(", ")", "\u202e", "é", "\n", " ", "mailto:", "&lt;/p&gt;", "<svg ", "2026-11-16"]
        ),
        max_size=14,
    ).map("".join),
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(
    st.builds(
        Item,
        url=FOREIGN, native_id=FOREIGN, identity=FOREIGN, title=FOREIGN, html=FOREIGN, text=FOREIGN, author=FOREIGN, author_url=FOREIGN,
        published=FOREIGN, updated=FOREIGN, language=FOREIGN, parent=FOREIGN, links=st.lists(st.text(max_size=20), max_size=3).map(tuple),
        engagement=st.dictionaries(st.text(max_size=5), st.integers(), max_size=2), audience=st.none() | st.integers(),
    ),
    FOREIGN,
)  # fmt: skip
def test_any_item_gives_a_clean_document_or_none(item, base):
    """Total, deterministic, and nothing of the controls left in what is stored."""
    about = About(link=base, language=item.language)
    first, second = (
        normalise(item, about=about, source="s", channel=Channel.NEWS, seen_at=SEEN, base=base)
        for _ in range(2)
    )
    assert first == second
    if first is None:
        return
    assert first.title == line(first.title)
    assert first.text == text(first.text)
    for kept in (first.title, first.text, first.author or "", first.sightings[0].native_id or ""):
        kept.encode("utf-8")
        assert not {char for char in kept if unicodedata.category(char) == "Cc"} - {"\n"}
    for address in (first.url, first.author_url, *first.links):
        assert address is None or address.startswith(("http://", "https://", "HTTP"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(foreign):
    """text() and line() are idempotent."""
    assert text(text(foreign)) == text(foreign)
    assert line(line(foreign)) == line(foreign)


@pytest.mark.parametrize(
    "unit",
    [
        "<a ",
        '<a ="',
        "<a\"'\"'",
        '<a=""="',
        "<script>",
        "<!--",
        "<",
        "&#",
        "<p>",
        "<svg ",
        "</p>&lt;",
        "e\u0301",
    ],
)
def test_hostile_markup_costs_no_more_than_honest_markup(unit):
    """Linear: 400,000 characters of it take a fraction of a second."""
    import time

    begun = time.process_time()
    cleaned(html=unit * (400_000 // len(unit)))
    assert time.process_time() - begun < 3
