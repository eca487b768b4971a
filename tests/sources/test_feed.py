# SPDX-License-Identifier: MIT
"""Feeds as they are in the wild, one file of data/feed/ per oddity, named after it."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.sources import _feeds
from veille.sources._feeds import MOST_ITEMS
from veille.sources.base import State
from veille.sources.feed import Feed
from veille.testing import assert_source_contract

DATA = Path(__file__).parent / "data" / "feed"
URL = "https://flux.example/rss.xml"
RSS = '<rss version="2.0"><channel><title>T</title>{}</channel></rss>'


def read(body: bytes | str, *, url: str = URL, content_type: str = "") -> Page:
    """Parse bytes as an answer from that address."""
    body = body.encode() if isinstance(body, str) else body
    headers = {"content-type": content_type} if content_type else {}
    now = datetime(2026, 11, 22, tzinfo=UTC)
    response = Response(
        request=Request(url=URL), url=url, status=200, headers=headers, body=body, fetched_at=now
    )
    return Feed(url=URL).parse(response, State())


def recorded(name: str) -> Page:
    """Parse a file of data/feed/."""
    return read((DATA / name).read_bytes())


def refused(body: bytes | str, **how: str) -> ParseError:
    """Return the error of an answer that is no feed."""
    with pytest.raises(ParseError) as caught:
        read(body, **how)
    return caught.value


def outcome(body: bytes) -> Page | str:
    """Return the page, or the code of the ParseError."""
    try:
        return read(body)
    except ParseError as error:
        return error.code


def one(body: str) -> str | None:
    """Return the title of the only item of an RSS feed."""
    (item,) = read(RSS.format(f"<item><title>{body}</title></item>")).items
    return item.title


# --- asking -----------------------------------------------------------------------------------------------


def test_it_asks_once_for_its_address():
    """A feed is one request to its own address, feeds preferred."""
    (request,) = Feed(url=URL).requests(State())
    assert request.url == URL
    assert "rss" in request.headers["accept"]
    assert not request.page


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example/", "file:///etc/passwd", "javascript:alert(1)", "x.example"]
)
def test_an_address_that_is_not_of_the_web_is_refused(url):
    """Only http and https can be watched."""
    with pytest.raises(ValueError, match="url"):
        Feed(url=url)


# --- formats ----------------------------------------------------------------------------------------------


def test_everything_an_rss_item_says_is_copied():
    """Address, links, id, dates, author, content, counts; and of the feed its language, rights and pace."""
    page = recorded("everything.xml")
    (item,) = page.items
    assert item.url == "https://gazette.example/rappel"
    assert item.native_id == "g-1"
    assert item.published == "Mon, 16 Nov 2026 14:05:00 +0100"
    assert item.author == "Anne Martin"
    assert "rappelle un lot</a>" in item.html
    assert "Un lot est rappelé." in item.html
    assert item.engagement == {"replies": 7}
    assert "https://gazette.example/son.mp3" in item.links
    assert "https://agence.example/flux" in item.links
    assert "https://gazette.example/rappel#comments" in item.links
    assert "https://gazette.example/image.jpg" not in item.links
    assert page.about.language == "fr-FR"
    assert page.about.rights == "Usage personnel seulement"
    assert page.about.ttl == timedelta(minutes=30)
    assert page.about.link == "https://gazette.example/"


def test_a_summary_that_the_content_repeats_is_not_kept_twice():
    """Summary and content are joined only when the summary says something else."""
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    body = "<description>Le début du texte</description><content:encoded>&lt;p&gt;Le début du texte, puis la fin.&lt;/p&gt;"
    (item,) = read(f"{head}<item>{body}</content:encoded></item></channel></rss>").items
    assert item.html == "<p>Le début du texte, puis la fin.</p>"


@pytest.mark.parametrize(
    ("name", "title", "published"),
    [
        ("rss090.rdf", "Sans date", None),
        ("rss10.rdf", "Un", "2026-11-16T14:05:00+01:00"),
        ("netscape_doctype.xml", "Ouverture d'un magasin", None),
        ("atom03.atom", "Un", "2026-11-16T14:05:00Z"),
        ("podcast.xml", "Épisode 1", None),
    ],
)
def test_old_and_special_formats_are_read(name, title, published):
    """RSS 0.90, 0.91 with its DOCTYPE, 1.0, Atom 0.3, podcasts."""
    (item,) = recorded(name).items
    assert item.title == title
    assert item.published == published


def test_atom_says_who_in_what_language_and_in_answer_to_what():
    """Author and language of the entry come before those of the feed; replies know their parent."""
    reply, article = recorded("threaded.atom").items
    assert (reply.author, reply.author_url, reply.language) == ("Bob", "https://fil.example/bob", "en")
    assert (reply.parent, reply.engagement) == ("tag:fil,0", {"replies": 3})
    assert "https://autre.example/x" in reply.links
    assert (article.author, article.language) == ("La rédaction", "fr")


def test_the_only_date_of_an_atom_entry_is_its_publication():
    """Atom demands `updated` alone; a feed that gives nothing else is dated by it."""
    (item,) = recorded("xml_base.atom").items
    assert item.published == item.updated == "2026-11-16T14:05:00+01:00"


def test_json_feed_is_read():
    """Versions 1.0 and 1.1, ids that are numbers, relative addresses, and what makes no sense left out."""
    page = recorded("jsonfeed.json")
    first, second, third = page.items
    assert first.url == "https://carnet.example/un"
    assert (first.native_id, first.author, first.html) == ("12", "Anne, Paul", "<p>Premier <b>texte</b></p>")
    assert first.links == ("https://carnet.example/son.mp3",)
    assert (second.url, second.text, second.author) == ("https://ailleurs.example/deux", "a < b", "Zoé")
    assert (third.url, third.title, third.native_id) == (None, None, None)
    assert page.about.language == "fr"


# --- links and ids ----------------------------------------------------------------------------------------


def test_relative_links_are_those_of_the_site_and_ids_stay_as_they_are():
    """A link is resolved against the feed's site when somebody else serves the feed; an id never is."""
    (item,) = recorded("relative_links.xml").items
    assert item.url == "https://blog.example/2026/un.html"
    assert item.native_id == "t3_un"


def test_relative_links_of_a_feed_without_site_are_those_of_its_address():
    """Without a link of its own the feed's address is the base."""
    (item,) = read(RSS.format("<item><link>un.html</link></item>"), url="https://a.example/b/rss").items
    assert item.url == "https://a.example/b/un.html"


def test_xml_base_is_obeyed():
    """xml:base comes before any other base."""
    (item,) = recorded("xml_base.atom").items
    assert item.url == "https://base.example/journal/un.html"


def test_feedburner_says_where_the_article_really_is():
    """The counting redirect stays the link; the true address is the identity, and a link."""
    (item,) = recorded("feedburner.xml").items
    assert item.url == "http://compteur.example/~r/f/~3/xyz/"
    assert item.identity == "https://vrai.example/un?utm_source=feedburner"
    assert item.identity in item.links


def test_missing_ids_titles_and_dates_are_none():
    """What a feed does not say is None, never invented."""
    note, bare = recorded("no_id_title_or_date.xml").items
    assert (note.url, note.title, note.native_id, note.published) == (None, None, None, None)
    assert note.html == "Une note sans titre, sans date et sans lien."
    assert bare.url == "https://notes.example/2"


def test_html_in_titles_is_kept_and_angle_brackets_that_are_not_markup_survive():
    """Titles are cleaned later, in one place; plain ones are marked as such by escaping."""
    marked, code = recorded("html_in_title.xml").items
    assert marked.title == "<b>Lenoir</b> &amp; fils"
    assert code.title == "Un std::vector&lt;int&gt; de plus"


# --- damage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["blank_before_prolog.xml", "warning_before_prolog.xml"])
def test_what_stands_before_the_prolog_does_no_harm(name):
    """A blank line, or the warning of a script, before `<?xml`."""
    (item,) = recorded(name).items
    assert item.title == "Une usine rouvre"


def test_impossible_references_become_the_replacement_character():
    """A reference to no character loses neither the feed nor the item."""
    first, second = recorded("impossible_references.xml").items
    assert first.title.startswith("Avant \ufffd après \ufffd fin")
    assert second.title == "Deux"


def test_entities_of_html_are_understood():
    """`&eacute;` without a DTD, and a bare ampersand in an address."""
    (item,) = recorded("undefined_entity.xml").items
    assert (item.title, item.url) == ("Léa & Zoé", "https://e.example/?a=1&b=2")


def test_control_characters_do_not_lose_the_feed():
    """NUL and other characters that XML forbids are dropped before parsing."""
    assert one("Un\x00 deux\x0b trois") == "Un deux trois"


def test_comments_and_blanks_before_a_feed_cost_no_time():
    """However many there are, each is read once."""
    before = " " * 9_000 + "<!-- generated -->" * 200 + "\n" * 5_000
    started = time.process_time()
    assert read(before + RSS.format("<item><title>A</title></item>")).items[0].title == "A"
    assert refused(before + "<html><title>Accueil</title>").facts["title"] == "Accueil"
    assert time.process_time() - started < 3


def test_a_cut_feed_gives_what_it_has():
    """What was read before the cut is kept."""
    assert recorded("truncated_after_an_item.xml").items[0].title == "Entier"


def test_a_feed_that_declares_entities_is_refused():
    """Their expansion is unbounded (billion laughs)."""
    assert refused((DATA / "billion_laughs.xml").read_bytes()).code == "parse"


def test_an_entity_declaration_inside_an_article_is_text():
    """Only the prolog can declare entities: an article about them is an article."""
    assert one("Le &lt;!ENTITY expliqué") is not None


def test_begun_as_a_feed_and_unreadable_is_a_parse_failure():
    """An XML or JSON feed cut before its first item."""
    assert refused((DATA / "truncated_before_any_item.xml").read_bytes()).code == "parse"
    assert refused((DATA / "jsonfeed.json").read_bytes()[:80]).code == "parse"


def test_an_empty_valid_feed_is_no_failure():
    """Nothing published yet is an answer."""
    page = recorded("empty_but_valid.xml")
    assert page.items == ()
    assert page.about.title == "Rien encore"
    assert read('{"version": "https://jsonfeed.org/version/1", "title": "x", "items": []}').items == ()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"   \n", b"\xef\xbb\xbf", b"\x00\x01\x02garbage\xff\xfe", b"bonjour", b"{}", b"[]", b"[" * 100_000, b"{", b"12",
        b'{"version": "1.0", "items": []}', b"<urlset><url><loc>https://x.example/</loc></url></urlset>",
        b"<opml><body><outline/></body></opml>", b"<?xml version='1.0'?><error>no</error>", b"%PDF-1.7", b"GIF89a",
    ],
)  # fmt: skip
def test_what_is_no_feed_says_so(body):
    """Empty, garbage, other XML and other JSON are `not_a_feed`."""
    assert refused(body).code == "not_a_feed"


@pytest.mark.parametrize(
    ("name", "code", "title"),
    [
        ("home_page.html", "not_a_feed", "Le Petit & Grand Courrier"),
        ("login_page.html", "login", "Connexion - Intranet"),
        ("consent_page.html", "consent", "Avant d'accéder à la recherche"),
        ("blocked_page.html", "blocked", "Just a moment..."),
    ],
)
def test_a_page_instead_of_a_feed_is_told_by_kind_and_title(name, code, title):
    """A login, consent or robot page with status 200 is no empty feed."""
    error = refused((DATA / name).read_bytes())
    assert (error.code, error.facts["title"]) == (code, title)


def test_numbers_that_json_does_not_know_are_refused():
    """NaN, Infinity and numbers of thousands of digits do not crash the reader."""
    head = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": '
    assert refused(f"{head}NaN}}]}}").code == "parse"
    assert refused(f"{head}{'9' * 5000}}}]}}").code == "parse"
    assert refused(head + "[" * 200_000).code == "parse"


def test_at_most_ten_thousand_items_are_kept_newest_first():
    """The overflow is cut from the old end."""
    items = tuple(
        Item(title=str(number), published=str(1_700_000_000 + number)) for number in range(MOST_ITEMS + 5)
    )
    kept = _feeds.newest(items)
    assert len(kept) == MOST_ITEMS
    assert kept[0].title == str(MOST_ITEMS + 4)
    assert _feeds.newest(items[:3]) == items[:3]


# --- characters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "written", "content_type"),
    [
        ("utf-8", "utf-8", ""),
        ("iso-8859-1", "utf-8", ""),
        ("utf-8", "cp1252", ""),
        ("iso-8859-1", "cp1252", ""),
        ("windows-1252", "cp1252", ""),
        ("x-nonsense", "cp1252", ""),
        ("zlib_codec", "cp1252", ""),
        ("utf-7", "cp1252", ""),
        ("utf-8", "utf-16", ""),
        ("utf-16", "utf-16-le", ""),
        ("iso-8859-15", "iso-8859-15", ""),
        ("utf-8", "iso-8859-15", "text/xml; charset=ISO-8859-15"),
        ("utf-8", "utf-8-sig", "text/xml; charset=iso-8859-1"),
    ],
)
def test_the_encoding_is_found_whatever_is_declared(declared, written, content_type):
    """Byte order mark, valid UTF-8, HTTP header, XML declaration, then windows-1252."""
    text = f'<?xml version="1.0" encoding="{declared}"?>' + RSS.format(
        "<item><title>Œuvre à 5 €, déjà</title></item>"
    )
    if written == "iso-8859-15":
        text = text.replace("\u2019", "'")
    (item,) = read(text.encode(written), content_type=content_type).items
    assert item.title == "Œuvre à 5 €, déjà"


def test_stray_bytes_in_utf8_are_windows_1252():
    """One bad byte does not spoil the rest."""
    body = RSS.format("<item><title>déjà vu, X</title></item>").encode().replace(b"X", b"\xe9t\xe9")
    (item,) = read(b'<?xml version="1.0" encoding="utf-8"?>' + body).items
    assert item.title == "déjà vu, été"


def test_cyrillic_is_read_as_declared():
    """Other alphabets than ours keep theirs."""
    body = '<?xml version="1.0" encoding="windows-1251"?>' + RSS.format("<item><title>Новости</title></item>")
    assert read(body.encode("cp1251")).items[0].title == "Новости"


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("Ã©tÃ©", "été"),
        ("lâ€™hÃ´pital", "l’hôpital"),
        ("Été à Ã©", "Été à Ã©"),
        ("SÃO PAULO", "SÃO PAULO"),
        ("déjà", "déjà"),
    ],
)
def test_text_encoded_twice_is_undone_only_when_all_of_it_is(broken, meant):
    """Clear mojibake is repaired; a text that holds one honest accent is left alone."""
    assert one(broken) == meant


# --- nothing but ParseError -------------------------------------------------------------------------------

SAMPLES = [path.read_bytes() for path in sorted(DATA.iterdir())]


@st.composite
def damaged(draw):
    """Return a feed of data/feed/ with pieces cut out, doubled or overwritten."""
    body = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 60)))
        body[start:end] = draw(
            st.one_of(st.binary(max_size=12), st.just(bytes(body[start:end]) * 2), st.just(b""))
        )
    return bytes(body)


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_a_damaged_feed_gives_a_page_or_a_parse_error(body):
    """No damage makes anything else happen, and the same bytes give the same answer."""
    first, second = outcome(body), outcome(body)
    assert first == second
    assert isinstance(first, Page) or first in {"parse", "not_a_feed", "login", "consent", "blocked"}


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20), lambda inner: st.lists(
    inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8)  # fmt: skip
KEYS = st.sampled_from(
    "id url external_url title content_html content_text summary date_published author authors attachments language".split()
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(KEYS, JSON, max_size=6), max_size=4), st.dictionaries(st.sampled_from(
    ["title", "home_page_url", "language", "copyright"]), JSON))  # fmt: skip
def test_any_json_shape_is_read(items, about):
    """Fields of any type are read or left out."""
    written = {**about, "version": "https://jsonfeed.org/version/1.1", "items": items}
    found = outcome(json.dumps(written).encode())
    assert found == "parse" or (isinstance(found, Page) and len(found.items) == len(items))


def test_it_is_a_news_source_unless_told_otherwise():
    """The channel of a feed's documents defaults to news."""
    assert Feed.channel is Channel.NEWS


def test_the_contract_of_sources_is_kept():
    """Every kind of feed answer, broken in every way, gives items or a ParseError."""
    names = ("threaded.atom", "podcast.xml", "xml_base.atom")
    assert_source_contract(Feed, *(DATA / name for name in names))
