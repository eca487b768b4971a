# SPDX-License-Identifier: MIT
"""A person who has the pages behind headlines read: what is found, what is asked of whom, and how often."""

import pytest

from support.site import item, rss

pytest.importorskip("trafilatura", exc_type=ImportError, reason="the extra article is not installed")

WATCH = """
[veille]
language = "en"
timezone = "Europe/Paris"

[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]

[[brand]]
name = "Biscuiterie Lenoir"

[[source]]
name = "Courrier"
kind = "feed"
url = "{url}"
text = "{text}"
"""
FILLER = "<p>La préfecture a confirmé lundi la fermeture du site pour trois semaines de travaux et de nettoyage.</p>"
ARTICLE = (
    "<html><head><title>Une usine ferme</title></head><body><nav><a href=/>Accueil</a></nav><article>"
    f"<h1>Une usine ferme</h1>{FILLER * 3}<p>Elle livrait la Biscuiterie Lenoir.</p></article></body></html>"
)
LOGIN = '<html><title>Connexion</title><form><input type="password" name="p"></form></html>'


@pytest.fixture
def newspaper(person, site):
    """Return somebody who watches a feed of two headlines; none of them names the brand."""

    def watching(text="page"):
        items = [item(f"Titre {n}", site.url(f"/{n}"), f"Un résumé, numéro {n}.") for n in (1, 2)]
        person.watch_file(WATCH.format(url=site.put("/feed.xml", rss(*items)), text=text))
        site.put("/1", ARTICLE, type="text/html; charset=utf-8")
        site.put("/2", ARTICLE.replace("Lenoir", "Leblanc"), type="text/html; charset=utf-8")
        return person

    return watching


def test_a_brand_named_far_down_is_found(newspaper, site):
    """The page behind each new item is read once, robots.txt asked first; the mention is that of the article."""
    person = newspaper()
    said = person("fetch", "--json").json
    assert said["pages"] == {"read": 2, "failed": 0, "left": 0}
    assert said["mentions"]["new"] == 1
    (mention,) = person("mentions", "--json").json
    assert mention["url"] == site.url("/1")
    assert "**Biscuiterie Lenoir**" in mention["verbatim"]
    again = person("fetch", "--all", "--json").json
    assert again["pages"] == {"read": 0, "failed": 0, "left": 0}
    assert [len(site.asked(path)) for path in ("/1", "/2", "/robots.txt")] == [1, 1, 1]


def test_without_it_headlines_are_all_there_is_and_the_report_says_so(newspaper, site):
    """text = "feed": no page is asked for; coverage says what share is known by headline only."""
    person = newspaper("feed")
    assert person("fetch", "--json").json["mentions"]["new"] == 0
    assert site.asked("/1") == []
    report = person("report", "coverage", "--since", "2026-11-01", "--until", "2026-11-30", "--json").json
    (note,) = [one for one in report["sections"][0]["notes"] if "headline" in str(one)]
    assert "100" in str(note)


def test_full_text_reads_the_pages_of_all_sources(newspaper):
    """The option does for one run what the watch file would say of each source; old items are left alone."""
    person = newspaper("feed")
    assert person("fetch", "--full-text", "--json").json["pages"]["read"] == 2
    assert [one["brand"] for one in person("mentions", "--json").json] == ["Biscuiterie Lenoir"]
    report = person("report", "coverage", "--since", "2026-11-01", "--until", "2026-11-30", "--json").json
    assert "headline" not in str(report["sections"][0]["notes"])


def test_robots_are_obeyed(newspaper, site):
    """A page that robots.txt keeps from us is never asked for, now or later."""
    person = newspaper()
    site.put("/robots.txt", "User-agent: *\nDisallow: /1\n", type="text/plain")
    assert person("fetch", "--json").json["pages"] == {"read": 1, "failed": 1, "left": 0}
    person("fetch", "--all")
    assert (site.asked("/1"), len(site.asked("/2"))) == ([], 1)


@pytest.mark.parametrize(
    "wall", [{"body": LOGIN, "status": 200}, {"body": LOGIN, "status": 403}, {"status": 404}]
)
def test_a_wall_is_never_tried_twice(newspaper, site, wall):
    """What a login or a refusal hides stays unread, and the source is no failure for it."""
    person = newspaper()
    site.put("/1", wall.get("body", ""), status=wall["status"], type="text/html")
    said = person("fetch", "--json")
    assert (said.code, said.json["pages"]) == (0, {"read": 1, "failed": 1, "left": 0})
    person("fetch", "--all")
    assert len(site.asked("/1")) == 1


def test_a_site_that_is_down_is_asked_again_later(newspaper, site):
    """Its pages wait for a later run, not the next minute."""
    person = newspaper()
    site.put("/1", "", status=500, type="text/html")
    assert person("fetch", "--json").json["pages"]["failed"] == 1
    site.put("/1", ARTICLE, type="text/html; charset=utf-8")
    assert person("fetch", "--all", "--json").json["pages"]["read"] == 0


def test_a_site_that_wants_to_be_left_alone_is(newspaper, site):
    """After "too many requests" no other page of it is asked for in that run; they wait for the next."""
    person = newspaper()
    for page in ("/1", "/2"):
        site.put(page, "", status=429, type="text/html", headers={"Retry-After": "3600"})
    said = person("fetch", "--json")
    assert said.json["pages"] == {"read": 0, "failed": 1, "left": 1}
    assert len(site.asked("/1")) + len(site.asked("/2")) == 1


def test_what_a_run_had_no_time_for_is_read_by_the_next(newspaper, site):
    """Pages asked for and not read are not forgotten, though their items are no longer new."""
    person = newspaper()
    site.delay = 0.8
    first = person("fetch", "--max-time", "1s", "--json").json
    site.delay = 0.0
    second = person("fetch", "--all", "--json").json
    assert first["documents"]["new"] == 2
    assert first["pages"]["read"] + second["pages"]["read"] == 2
    assert len(person("mentions", "--json").json) == 1


def test_without_the_extra_it_says_what_to_install(newspaper, monkeypatch):
    """Exit 2, the extra's name, and nothing half done."""
    monkeypatch.setattr("veille.steps.article.LIBRARY", "no_such_library")
    for text, option in (("page", ()), ("feed", ("--full-text",))):
        said = newspaper(text)("fetch", *option)
        assert said.code == 2
        assert "veille[article]" in said.err
    assert newspaper("feed")("fetch").code == 0


def test_half_an_extra_is_a_missing_one(newspaper, monkeypatch):
    """The library is there and does not load: exit 2 with its name, the feed is stored, its pages go on waiting."""
    monkeypatch.setattr("veille.steps.article.loads", bool)  # what a child can import, and is false
    person = newspaper()
    said = person("fetch")
    assert said.code == 2
    assert "veille[article]" in said.err
    assert person("db", "info", "--json").json["documents"] == 2
    assert person("doctor").code == 3
    monkeypatch.undo()
    assert person("fetch", "--all", "--json").json["pages"]["read"] == 2
