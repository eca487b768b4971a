# SPDX-License-Identifier: MIT
"""A person who watches a mailbox, the change of a page and a sitemap, as the watch file has them."""

import pytest

from support.mail_server import MailServer

WATCH = """
[veille]
language = "en"

[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]

[[brand]]
name = "Biscuiterie Lenoir"

[[source]]
name = "It"
{source}
"""
PASSWORD = "mot de passe"
MAILBOX = 'kind = "mailbox"\nhost = "127.0.0.1"\nport = {}\ntls = false\nuser = "veille@example.org"\npassword = "{}"'
PAGE = "<html><title>Avis</title><main><h1>Avis</h1><p>Rien à signaler aujourd’hui.</p>{}</main></html>"
LETTER = (
    "From: La Gazette <lettre@gazette.example>\r\nTo: veille@example.org\r\nSubject: Rappel\r\n"
    "Message-ID: <1@gazette.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "La Biscuiterie Lenoir rappelle un lot. https://clic.gazette.example/c/9f8e7d6c5b\r\n"
)


@pytest.fixture
def reader(person):
    """Return somebody who watches one source, with the password of a mailbox in the environment."""

    def watching(source):
        person.environ["IMAP_PASSWORD"] = PASSWORD
        person.watch_file(WATCH.format(source=source))
        return person

    return watching


def test_a_newsletter_is_a_mention(reader):
    """From a private server, without allow_private, which is for addresses nobody named."""
    with MailServer() as server:
        server.folder().put(LETTER.encode())
        person = reader(MAILBOX.format(server.port, "env:IMAP_PASSWORD"))
        assert person("fetch", "--json").json["documents"]["new"] == 1
        (mention,) = person("mentions", "--json").json
        assert mention["host"] == "gazette.example"
        assert mention["channel"] == "newsletter"
        assert "9f8e7d6c5b" not in mention["verbatim"]
        server.folder().put(LETTER.replace("<1@", "<2@").encode())
        assert person("fetch", "--all", "--json").json["documents"] == {"seen": 1, "new": 1, "updated": 0}
        (listed,) = person("sources", "list", "--json").json
        assert listed["url"] == f"imap://127.0.0.1:{server.port}/INBOX"
    database = b"".join(path.read_bytes() for path in person.folder.glob("veille.db*"))
    assert PASSWORD.encode() not in database


def test_a_refused_password_is_said_in_the_words_of_mailboxes(reader):
    """The code is login; what to do names app passwords; the password itself is nowhere."""
    with MailServer(password="autre") as server:
        said = reader(MAILBOX.format(server.port, "env:IMAP_PASSWORD"))("fetch", "--json")
        (failure,) = said.json["failures"]
        assert failure["code"] == "login"
        assert "app password" in failure["hint"]
        assert PASSWORD not in said.out + said.err


def test_a_change_of_a_page_is_told_once_it_is_seen_twice(reader, site):
    """Although the server says, the second time, that nothing changed since the first."""
    person = reader(f'kind = "page"\nurl = "{site.url("/avis")}"')
    news = "<p>La Biscuiterie Lenoir rappelle tous ses sablés au beurre.</p>"
    found = []
    for more in ("", news, news, news):
        site.put("/avis", PAGE.format(more), type="text/html; charset=utf-8")
        found.append(person("fetch", "--all", "--json").json["documents"]["new"])
    assert found == [0, 0, 1, 0]
    (mention,) = person("mentions", "--json").json
    assert mention["title"] == "Avis"
    assert mention["url"] == site.url("/avis")
    assert mention["channel"] == "page"
    assert mention["verbatim"].startswith("+ La **Biscuiterie Lenoir**")


def test_a_page_that_robots_txt_closes_is_not_read(reader, site):
    """The code is robots."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n", type="text/plain")
    site.put("/avis", PAGE.format(""), type="text/html; charset=utf-8")
    said = reader(f'kind = "page"\nurl = "{site.url("/avis")}"')("fetch", "--json").json
    assert [one["code"] for one in said["failures"]] == ["robots"]


def test_headlines_of_a_sitemap_are_mentions(reader, site):
    """From the address of the site alone."""
    entry = (
        "<url><loc>{}</loc><news:news><news:title>Biscuiterie Lenoir : un rappel</news:title>"
        "<news:publication_date>2026-11-02T08:00:00Z</news:publication_date></news:news></url>"
    )
    site.put("/robots.txt", f"Sitemap: {site.url('/news.xml')}\n", type="text/plain")
    site.put("/news.xml", f"<urlset>{entry.format(site.url('/rappel'))}</urlset>")
    person = reader(f'kind = "sitemap"\nurl = "{site.url("/")}"')
    assert person("fetch", "--json").json["documents"]["new"] == 1
    (mention,) = person("mentions", "--json").json
    assert mention["url"] == site.url("/rappel")
    assert mention["where"] == "title"
