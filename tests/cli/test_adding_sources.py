# SPDX-License-Identifier: MIT
"""What `veille sources add` and `try` tell a person, from outside."""

import pytest

from support.site import item, rss

WATCH = """
[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]

[[brand]]
name = "Lenoir"
"""
FEED = rss(item("Lenoir", "https://c.example/1", "Lenoir."), title="Le Courrier")


@pytest.fixture
def watching(person):
    """Return somebody whose watch file has a brand and no source."""
    person.watch_file(WATCH)
    return person


def test_only_what_was_found_is_listed(watching, site):
    """All that was tried with --verbose, and in data."""
    site.put("/page", '<a href="/rss/nothing">RSS</a><a href="/good.rss">RSS</a>', type="text/html")
    good = site.put("/good.rss", FEED)
    watching_all = watching("--verbose", "sources", "add", site.url("/page"))
    assert "/rss/nothing" in watching_all.out
    watching.watch_file(WATCH)
    said = watching("sources", "add", site.url("/page"))
    assert said.code == 0
    assert good in said.out
    assert "/rss/nothing" not in said.out
    watching.watch_file(WATCH)
    tried = watching("sources", "add", site.url("/page"), "--json").json["tried"]
    assert [row["answer"] for row in tried if row["url"] == site.url("/rss/nothing")] == [404]


def test_a_404_is_told_in_words(watching, site):
    """In both languages, not as a site without a feed."""
    assert "introuvable (404)" in watching("--lang", "fr", "sources", "add", site.url("/x")).err
    said = watching("--lang", "en", "sources", "add", site.url("/x"))
    assert said.code == 1
    assert "was not found (404)" in said.err


def test_a_site_without_a_feed_is_offered_other_ways(watching, site):
    """Its sitemap, or the page itself, with the line to type."""
    page = site.put("/page", "<p>Rien.</p>", type="text/html")
    said = watching("--lang", "fr", "sources", "add", page)
    assert said.code == 1
    assert f"veille sources try sitemap url={page}" in said.err
    assert f"veille sources try page url={page}" in said.err


@pytest.mark.parametrize(("language", "words"), [("fr", "aucun programme"), ("en", "no program")])
def test_a_closed_service_is_refused_with_the_way_in(watching, language, words):
    """Exit 1, and `veille import` is named."""
    said = watching("--lang", language, "sources", "add", "https://x.com/lenoir")
    assert said.code == 1
    assert "[no_lawful_access]" in said.err
    assert words in said.err
    assert "veille import" in said.err


def test_a_sitemap_is_added_as_what_it_is(watching, site):
    """A news sitemap gives a source of that kind."""
    url = site.put(
        "/news_sitemap.xml",
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/1</loc>'
        "<lastmod>2026-11-01</lastmod></url></urlset>",
    )
    said = watching("sources", "add", url, "--json")
    assert said.code == 0
    assert (said.json["added"]["kind"], said.json["added"]["url"]) == ("sitemap", url)


def test_trying_a_page_shows_what_will_be_watched(watching, site):
    """The first visit only learns the text: its beginning is shown, not "0 documents"."""
    text = "Nos tarifs. " + "Le sablé coûte trois euros la boîte. " * 40
    page = site.put("/tarifs", f"<main><p>{text}</p></main>", type="text/html; charset=utf-8")
    said = watching("--lang", "fr", "sources", "try", "page", f"url={page}")
    assert said.code == 0
    shown = " ".join((said.out + said.err).split())
    assert "la première visite apprend seulement" in shown
    assert "Nos tarifs. Le sablé" in shown
    assert len(shown) < 700
    assert "0 document" not in shown


def test_booleans_are_shown_as_they_are_typed(person):
    """true and false in French too; data keep them as they are."""
    said = person("--lang", "fr", "sources", "show", "page")
    (line,) = [line for line in said.out.splitlines() if line.startswith("confirm")]
    assert line.split()[3] == "true"
    assert line.split()[-1] == "true"
    rows = {row["option"]: row for row in person("sources", "show", "page", "--json").json}
    assert rows["confirm"]["default"] is True


@pytest.mark.parametrize(
    ("language", "kind", "words"),
    [
        ("fr", "balo", "donnez siren ou query"),
        ("en", "balo", "give siren or query"),
        ("fr", "joafe", "donnez siren ou rna ou query"),
        ("fr", "youtube", "donnez channels ou playlists"),
        ("en", "reddit", "give subreddits or query or account"),
    ],
)
def test_a_missing_option_is_named_in_the_readers_language(person, language, kind, words):
    """With where to read on, for that kind."""
    said = person("--lang", language, "sources", "try", kind)
    assert said.code == 2
    assert words in said.err
    assert f"veille sources show {kind}" in said.err


@pytest.mark.parametrize(("language", "words"), [("fr", "ce numéro n’existe pas"), ("en", "no such number")])
def test_one_bad_option_is_told_in_the_readers_language(person, language, words):
    """Not as options that do not go together."""
    said = person("--lang", language, "sources", "try", "balo", "siren=123456789")
    assert said.code == 2
    assert words in said.err
    assert "veille sources show balo" in said.err


def test_what_a_command_lacks_is_no_line_of_a_file(person):
    """`sources try feed` wants url=…, typed there."""
    said = person("--lang", "fr", "sources", "try", "feed")
    assert said.code == 2
    assert "ajoutez url=…" in said.err
    assert "ligne" not in said.err


def test_a_source_is_tried_without_a_watch_file_unless_one_is_named(person):
    """Named queries are asked of a file that is there; `--config` must name one."""
    assert "watch_file_missing" not in person("sources", "try", "balo").err
    assert "watch_file_missing" in person("--config", "none.toml", "sources", "try", "balo").err
