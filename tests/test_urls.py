# SPDX-License-Identifier: MIT
"""Addresses: one for one document, safe to keep, fit to be shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import urls

PIECES = st.sampled_from(
    ["http://", "https://", "HTTP://", "//", "a.fr", "www.É.fr", ":80", ":443", ":8080", "/", "/a", "/../", "/./", "?", "&", "a=1",
     "utm_source=x", "#", "#p12", "#!/x", "%", "%41", "%c3%a9", "é", " ", "@", "\\", "[::1]", "[", "\x00", "\ud800", ";jsessionid=1",
     "https://www.google.com/url?url=", "..", "=", "sid=0", "."]
)  # fmt: skip
ADDRESSES = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=10).map("".join))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTP://WWW.Exemple.FR:80/a/../b/./c", "http://www.exemple.fr/b/c"),
        ("https://exemple.fr", "https://exemple.fr/"),
        ("https://exemple.fr./a", "https://exemple.fr/a"),
        ("https://société.fr/", "https://xn--socit-esab.fr/"),
        ("https://a.fr/?utm_source=x&b=2&a=1&fbclid=y&xtor=RSS-3", "https://a.fr/?b=2&a=1"),
        ("https://a.fr/x#xtor=RSS-1481423633", "https://a.fr/x"),
        ("https://a.fr/x#:~:text=12", "https://a.fr/x"),
        ("https://a.fr/x#commentaires", "https://a.fr/x"),
        ("https://a.fr/x#post-12", "https://a.fr/x#post-12"),
        ("https://a.fr/#!/x", "https://a.fr/#!/x"),
        ("https://a.fr/viewtopic.php?f=4&t=7&sid=0f1e", "https://a.fr/viewtopic.php?f=4&t=7"),
        ("https://a.fr/x;jsessionid=AB?y=1", "https://a.fr/x?y=1"),
        ("https://a.fr/%7Eanne/%c3%a9t%C3%A9", "https://a.fr/~anne/%C3%A9t%C3%A9"),
        ("https://a.fr/été", "https://a.fr/%C3%A9t%C3%A9"),
        (" https://a.fr/a b\n", "https://a.fr/a%20b"),
        ("https://u:p@a.fr/", "https://a.fr/"),
        ("https://a.fr:8443/", "https://a.fr:8443/"),
        ("https://[::1]:80/x", "https://[::1]:80/x"),
        ("ftp://a.fr/", None),
        ("a.fr/x", None),
        ("https:///x", None),
        ("https://a.fr:99999/", None),
        ("http://internal\\@public.example/", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_one_spelling_for_one_document(written, canonical):
    """Case, ports, dots, tracking and session ids make no new address; what tells documents apart stays."""
    assert urls.canonical(written) == canonical


def test_a_search_on_wordpress_keeps_its_question():
    """`?s=` is a question, no session."""
    assert urls.canonical("https://a.fr/?s=biscuit") == "https://a.fr/?s=biscuit"


def test_scheme_www_and_final_slash_make_no_new_document():
    """The key of an address is the same for all usual twins."""
    twins = ["http://www.a.fr/x/", "https://a.fr/x", "https://www.a.fr/x", "http://a.fr/x/?utm_medium=rss"]
    assert {urls.key(twin) for twin in twins} == {"https://a.fr/x"}
    assert urls.key("https://a.fr/x?p=/") == "https://a.fr/x?p=/"
    assert urls.key("https://a.fr/x#p-1") != urls.key("https://a.fr/x#p-2")
    assert urls.key("mailto:x@a.fr") is None


@pytest.mark.parametrize(
    ("wrapped", "inner"),
    [
        ("https://www.google.com/url?rct=j&sa=t&url=https%3A%2F%2Fx.fr%2Fa%3Fb%3D1&ct=ga", "https://x.fr/a?b=1"),
        ("https://www.google.fr/url?q=https://x.fr/a&sa=D", "https://x.fr/a"),
        ("https://www.google.co.uk/url?url=https://x.fr/a", "https://x.fr/a"),
        ("http://www.bing.com/news/apiclick.aspx?ref=F&url=https%3a%2f%2fx.fr%2fa&c=1", "https://x.fr/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.fr%2Fa&h=AT", "https://x.fr/a"),
        ("https://www.youtube.com/redirect?event=v&q=https%3A%2F%2Fx.fr%2Fa", "https://x.fr/a"),
        ("https://www.google.com/amp/s/x.fr/a.html", "https://x.fr/a.html"),
        ("https://x-fr.cdn.ampproject.org/c/s/x.fr/a.html", "https://x.fr/a.html"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Furl%3Dhttps%253A%252F%252Fx.fr%252Fa", "https://x.fr/a"),
        ("https://www.google.com/url?url=javascript:alert(1)", None),
        ("https://www.google.com/search?q=https://x.fr/", None),
        ("https://www.facebook.com/lenoir?u=https://x.fr/", None),
        ("https://x.fr/url?url=https://y.fr/", None),
    ],
)  # fmt: skip
def test_redirectors_are_unwrapped_without_asking_them(wrapped, inner):
    """The true address is read out of the link; a link that holds none stays."""
    assert urls.unwrap(wrapped) == (inner or wrapped)


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://WWW.A.fr:8080/x", "a.fr"), ("http://www2.a.fr/", "www2.a.fr"), ("https://a.fr./", "a.fr"), ("x", None), (None, None)],
)  # fmt: skip
def test_a_host_is_a_name_alone(url, host):
    """Lower case, no port, no final dot, no `www.`."""
    assert urls.host(url) == host


def test_links_are_joined_to_web_addresses_only():
    """A relative link needs a base; other schemes, user-info and giants are refused."""
    assert urls.join("https://a.fr/b/c", "../d?x=1") == "https://a.fr/d?x=1"
    assert urls.join("https://a.fr/b", "//c.fr/d") == "https://c.fr/d"
    assert urls.join(None, "https://c.fr/") == "https://c.fr/"
    for link in (
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.fr",
        "https://u:p@a.fr/",
        "",
        None,
        "https://a.fr/" + "x" * 2048,
    ):
        assert urls.join("https://a.fr/", link) is None
    assert urls.join(None, "/a") is None


def test_front_pages_are_no_documents():
    """The root and its index files, with or without tracking."""
    for url in ("https://a.fr", "https://a.fr/", "https://a.fr/index.php", "https://a.fr/?utm_source=rss"):
        assert urls.front_page(url)
    for url in ("https://a.fr/x", "https://a.fr/?p=12", "https://a.fr/#post-1", "x"):
        assert not urls.front_page(url)


def test_an_origin_is_scheme_host_and_port():
    """What headers may be sent to."""
    assert urls.origin("HTTPS://A.fr:443/x") == "https://a.fr"
    assert urls.origin("https://a.fr:8443/x") == "https://a.fr:8443"
    assert urls.origin("x") is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://anne:secret@a.fr/x", "https://•••@a.fr/x"),
        ("https://a.fr/?api_key=abc&q=lenoir", "https://a.fr/?api_key=•••&q=lenoir"),
        ("https://www.reddit.com/.rss?feed=0123456789abcdef0123456789abcdef&user=bob", "https://www.reddit.com/.rss?feed=•••&user=•••"),
        ("https://www.google.com/alerts/feeds/12345678901234567890/99", "https://www.google.com/alerts/feeds/•••"),
        ("https://lemmy.example/feeds/front/eyJhbGciOi.eyJzdWIi.abc.xml", "https://lemmy.example/feeds/front/•••"),
        ("https://a.fr/flux?feed=rss2&lang=fr", "https://a.fr/flux?feed=rss2&lang=fr"),
        ("pas une adresse", "pas une adresse"),
        ("https://a.fr/flux/Zk3J9dQx7LmP2vRt8WsY4bNc/rss", "https://a.fr/flux/•••/rss"),
        ("https://a.fr/f/0123456789abcdef0123456789abcdef.xml", "https://a.fr/f/•••.xml"),
        ("https://a.fr/?access_token=x&auth=y&password=z&sig=t", "https://a.fr/?access_token=•••&auth=•••&password=•••&sig=•••"),
        ("https://a.fr/f/k3j9q7w2m5x8z1b4c6v0n3p7r2", "https://a.fr/f/•••"),
        ("https://a.fr/?accessToken=x", "https://a.fr/?accessToken=•••"),
    ],
)  # fmt: skip
def test_secrets_are_masked(url, shown):
    """User-info, keys, tokens and private feeds never show."""
    assert urls.mask(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://a.fr/feeds/fr_lemonde_international_rss2_2024.xml",
        "https://a.fr/2026-11-12-un-titre-assez-long-pour-un-article-en-3-parties",
        "https://a.fr/LeNouvelObservateurCultureRSS/flux.xml",
        "https://a.fr/dossierelectionpresidentielle2027",
        "https://a.fr/rss?q=biscuits+lenoir+rappel+de+lots+en+2026",
        "https://a.fr/rss?keyword=lenoir&author=anne&code=75&monkey=1",
        "https://a.fr/rss?q=biscuits_lenoir_rappel_2026_et_autres",
    ],
)
def test_ordinary_words_are_shown(url):
    """File names, titles, numbers and search words are no secrets."""
    assert urls.mask(url) == url


@settings(max_examples=300, deadline=None)
@given(ADDRESSES)
def test_any_text_has_an_answer_and_canonical_is_idempotent(text):
    """Total functions; the canonical form of a canonical address is itself, and so is its key."""
    canonical = urls.canonical(text)
    assert canonical is None or urls.canonical(canonical) == canonical
    key = urls.key(text)
    assert key is None or urls.key(key) == key
    assert urls.safe(urls.safe(text)) == urls.safe(text)
    for function in (urls.host, urls.origin, urls.mask, urls.unwrap, urls.front_page):
        function(text)


@settings(max_examples=100, deadline=None)
@given(ADDRESSES, ADDRESSES)
def test_what_is_joined_is_safe(base, link):
    """Whatever is joined to whatever is an http(s) address of bounded length, or None."""
    joined = urls.join(base, link)
    assert joined is None or (
        urls.host(joined) and len(joined) <= urls.LONGEST and urls.safe(joined) == joined
    )


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.org:8443/x", "example.org"),
        ("imaps://Mail.example.org:993/INBOX", "mail.example.org"),
        ("imap://127.0.0.1/INBOX", "127.0.0.1"),
        ("imap://[::1]:143/INBOX", "[::1]"),
        ("imaps://user@mail.example.org/", None),
        ("ftp://example.org/", None),
        ("", None),
    ],
)
def test_the_server_of_an_address_is_that_of_the_web_or_of_mail(url, host):
    """A mailbox has a host too: visits to it are paced and leased by that."""
    assert urls.server(url) == host
