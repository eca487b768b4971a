# SPDX-License-Identifier: MIT
"""`veille sources add|check|repair|try|show|import|export`, `init --site`, `add` and `demo`, from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import pytest

from support.site import item, rss
from veille import plugins, urls
from veille.sources.base import Source

WATCH = """# ours
[veille]
timezone = "Europe/Paris"

[fetch]   # quick, and here only
gap = "0s"
allow_private = ["127.0.0.1"]

[[brand]]
name = "Lenoir"
"""

FEED = rss(item("Lenoir", "https://c.example/1", "Lenoir."), title="Le Courrier")
PAGE = "<html><head>{head}</head><body>{body}</body></html>"


@pytest.fixture
def watching(person):
    """Return somebody whose watch file has a brand and no source."""
    person.watch_file(WATCH)
    return person


@pytest.mark.parametrize("how", ["address", "link", "header", "body", "path"])
def test_the_feed_of_any_page_is_found(watching, site, how):
    """A feed is found by its address, a link tag, an HTTP header, a link in the page, or a usual path."""
    feed = site.put("/feed" if how == "path" else "/some/where.xml", FEED)
    link = '<link rel="alternate" type="application/rss+xml" href="/some/where.xml">' if how == "link" else ""
    body = '<a href="/some/where.xml">Flux RSS</a>' if how == "body" else "Rien."
    header = (
        {"Link": '</some/where.xml>; rel="alternate"; type="application/rss+xml"'} if how == "header" else {}
    )
    page = site.put("/page", PAGE.format(head=link, body=body), type="text/html", headers=header)
    said = watching("sources", "add", feed if how == "address" else page, "--json")
    assert said.code == 0, said.err
    assert said.json["added"] == {"name": "Le Courrier", "kind": "feed", "url": feed}
    assert [row["how"] for row in said.json["tried"] if row["feed"]] == [how]
    text = (watching.folder / "sources.toml").read_text()
    assert text.startswith(WATCH)
    assert watching("fetch", "--json").json["mentions"]["new"] == 1


def test_no_feed_lists_all_that_was_tried(watching, site):
    """Without a feed: exit 1, the list of addresses tried, the file untouched."""
    page = site.put("/page", PAGE.format(head="", body="Rien."), type="text/html")
    said = watching("sources", "add", page, "--json")
    assert said.code == 1
    assert said.json["added"] is None
    tried = {row["url"] for row in said.json["tried"]}
    assert {page, site.url("/feed"), site.url("/rss.xml")} <= tried
    assert (watching.folder / "sources.toml").read_text() == WATCH


def test_an_address_that_does_not_answer_is_said_as_such(watching):
    """A private address is refused with its own remedy, not with advice on feeds."""
    watching.watch_file(WATCH.replace('allow_private = ["127.0.0.1"]', ""))
    said = watching("sources", "add", "http://127.0.0.1:9/")
    assert said.code == 1
    assert "[blocked_address]" in said.err
    assert "allow_private" in said.err


def test_a_feed_is_not_added_twice(watching, site):
    """The same address, tracking parameters aside, is refused by name."""
    feed = site.put("/f.xml", FEED)
    assert watching("sources", "add", feed).code == 0
    said = watching("sources", "add", feed)
    assert said.code == 2
    assert "Le Courrier" in said.err


def sources(*pairs: tuple[str, str]) -> str:
    """Return a watch file with these sources."""
    return WATCH + "".join(
        f'\n[[source]]\nname = "{name}"\nkind = "feed"\nurl = "{url}"\n' for name, url in pairs
    )


def test_check_says_alive_dead_moved_and_terms(watching, site):
    """Each source is visited once; exit 3 when one is not well; nothing is stored."""
    rights = FEED.replace("<language>", "<copyright>CC BY 4.0</copyright><language>")
    good = site.put("/good", rights)
    old = site.put("/old", status=301, headers={"Location": good})
    watching.watch_file(sources(("Bon", good), ("Parti", old), ("Mort", site.url("/nowhere"))))
    said = watching("sources", "check", "--json")
    assert said.code == 3
    rows = {row["name"]: row for row in said.json}
    assert (rows["Bon"]["state"], rows["Bon"]["rights"]) == ("ok", "CC BY 4.0")
    assert (rows["Parti"]["state"], rows["Parti"]["moved_to"]) == ("moved", good)
    assert (rows["Mort"]["state"], rows["Mort"]["code"]) == ("failing", "http_4xx")
    assert watching("sources", "check", "Bon").code == 0
    assert watching("search", "lenoir", "--json").json == []


def test_check_prints_rights_terms_and_remedies(watching, site):
    """At a terminal: what a feed declares, what the kind says of itself, and for a failure what to do."""
    rights = FEED.replace("<language>", "<copyright>CC BY 4.0</copyright><language>")
    good = site.put("/good", rights)
    text = sources(("Bon", good), ("Mort", site.url("/nowhere")))
    text += f'\n[[source]]\nname = "Plan"\nkind = "sitemap"\nurl = "{site.url("/none.xml")}"\n'
    watching.watch_file(text)
    said = watching("--lang", "fr", "sources", "check")
    assert said.code == 3
    assert "§ Bon : CC BY 4.0" in said.out.replace("\u202f", " ")
    assert "§ Plan" in said.out
    failures = [line for line in said.out.splitlines() if line.startswith("✗ Mort")]
    assert "[http_4xx]" in failures[0]
    assert any(line.startswith("  ") and "veille sources repair" in line for line in said.out.splitlines())
    row = next(row for row in watching("sources", "check", "--json").json if row["name"] == "Plan")
    assert row["terms_of_use"]
    assert row["hint"]


def test_check_stores_nothing_and_sends_secrets(watching, site):
    """A secret header is revealed for the visit; a missing one is said by name; no database is made."""
    url = site.put("/f.xml", FEED)
    header = 'headers = { Authorization = "env:JETON" }\n'
    watching.watch_file(sources(("Privé", url)) + header)
    said = watching("sources", "check", "--json")
    assert (said.code, said.json[0]["code"]) == (3, "secret")
    assert "JETON" in said.json[0]["message"]
    watching.environ["JETON"] = "tr3s-s3cret"
    said = watching("sources", "check", "--json")
    assert said.code == 0
    assert site.asked("/f.xml")[0]["authorization"] == "tr3s-s3cret"
    assert "tr3s" not in said.out + said.err
    assert not (watching.folder / "veille.db").exists()


def test_any_kind_is_checked_and_tried_through_its_own_steps(watching, site):
    """A kind of several requests is visited as fetch does, not read as a feed."""
    entries = "".join(
        f"<url><loc>{site.url(f'/a{number}')}</loc><lastmod>2026-11-20</lastmod></url>" for number in range(3)
    )
    listed = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    inner = site.put("/inner.xml", f'<?xml version="1.0"?>{listed}')
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{inner}</loc></sitemap></sitemapindex>"
    )
    url = site.put("/sitemap.xml", f'<?xml version="1.0"?>{index}')
    tried = watching("sources", "try", "sitemap", f"url={url}", "--json")
    assert (tried.code, len(tried.json)) == (0, 3)
    watching.watch_file(WATCH + f'\n[[source]]\nname = "Plan"\nkind = "sitemap"\nurl = "{url}"\n')
    (row,) = watching("sources", "check", "--json").json
    assert (row["state"], row["items"]) == ("ok", 3)


def test_try_wants_the_brands_that_it_searches_for(person):
    """`query=@brands` where there is no brand is refused with what to give instead; the nearest kind is offered."""
    person.watch_file(WATCH.partition("[[brand]]")[0])
    said = person("sources", "try", "hackernews", "query=@brands")
    assert said.code == 2
    assert "[brands_unknown]" in said.err
    assert "query=..." in said.err
    said = person("sources", "try", "hackernew", "query=x")
    assert said.code == 2
    assert "Did you mean hackernews?" in said.err


def test_kinds_are_listed_and_described(person):
    """`show` alone lists the kinds; with one: options in the reader's language, terms, and a table that loads."""
    rows = {row["kind"]: row for row in person("sources", "show", "--json").json}
    assert rows.keys() >= {"feed", "googlenews", "mastodon"}
    assert rows["googlenews"]["terms_of_use"]
    assert rows["feed"]["label"] in person("sources", "show").out
    for kind in rows:
        said = person("--lang", "fr", "sources", "show", kind)
        assert said.code == 0, kind
        assert said.out.splitlines()[0] == plugins.load("sources", kind, Source).label["fr"]
        table = said.out[said.out.index("[[source]]") :]
        bare = "\n".join(line for line in table.splitlines() if not line.startswith("#"))
        person.watch_file(f"{WATCH}\n{bare}\n")
        assert person("sources", "list", "--json").code == 0, bare
    assert "Did you mean feed?" in person("sources", "show", "fead").err


def test_repair_says_what_to_do_with_other_kinds(watching, site):
    """Only a feed is looked for elsewhere; for the rest the person is told where to look."""
    path = watching.watch_file(
        WATCH + f'\n[[source]]\nname = "Plan"\nkind = "sitemap"\nurl = "{site.url("/none.xml")}"\n'
    )
    before = path.read_text()
    watching("fetch")
    (row,) = watching("sources", "repair", "--yes", "--json").json
    assert (row["proposed"], row["written"]) == (None, False)
    assert "veille sources show sitemap" in row["hint"]
    assert path.read_text() == before


def test_a_new_kind_is_written_with_a_test_that_passes(person, monkeypatch):
    """`new` writes a package that works; it never overwrites, and refuses names that are bad or taken."""
    monkeypatch.chdir(person.folder)
    assert person("sources", "new", "my_forum").code == 0
    folder = person.folder / "veille-my-forum"
    names = {"pyproject.toml", "veille_my_forum.py", "test_veille_my_forum.py"}
    assert {path.name for path in folder.iterdir()} == names
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    assert project["entry-points"] == {"veille.sources": {"my_forum": "veille_my_forum:MyForum"}}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "pyproject.toml", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    (folder / "veille_my_forum.py").write_text("mine")
    assert person("sources", "new", "my_forum").code == 1
    assert (folder / "veille_my_forum.py").read_text() == "mine"
    for name, code in (("feed", "kind_taken"), ("9x", "bad_kind_name"), ("../x", "bad_kind_name")):
        said = person("sources", "new", name)
        assert (said.code, f"[{code}]" in said.err) == (2, True)
    assert "[bad_kind_name]" in person("sources", "new", "class").err


def test_repair_writes_only_what_it_may(watching, site):
    """A dead feed's new address is written with --yes; one already followed, or a passing fault, is left."""
    page = PAGE.format(head='<link rel="alternate" type="application/rss+xml" href="/new.xml">', body="")
    site.put("/", page, type="text/html")
    site.put("/new.xml", FEED)
    site.put("/down", status=503)
    path = watching.watch_file(sources(("Mort", site.url("/dead.xml")), ("Panne", site.url("/down"))))
    watching("fetch")
    assert watching("sources", "repair", "--json").json[0]["written"] is False
    (row,) = watching("sources", "repair", "--yes", "--json").json
    assert (row["name"], row["proposed"], row["written"]) == ("Mort", site.url("/new.xml"), True)
    assert path.read_text() == sources(("Mort", site.url("/new.xml")), ("Panne", site.url("/down")))
    site.answers.pop("/down")
    watching("fetch", "--all")
    assert [row["proposed"] for row in watching("sources", "repair", "--yes", "--json").json] == [None]


def test_a_kind_can_be_tried_and_described(watching, site):
    """`try` lists what a source would bring and stores nothing; `show` says its options; failing is exit 1."""
    feed = site.put("/f.xml", FEED)
    assert [row["title"] for row in watching("sources", "try", "feed", f"url={feed}", "--json").json] == [
        "Lenoir"
    ]
    assert watching("sources", "try", "feed", f"url={site.url('/nowhere')}").code == 1
    assert watching("sources", "try", "feed", "url").code == 2
    assert watching("sources", "try", "nothing", "url=x").code == 2
    assert [row["option"] for row in watching("sources", "show", "feed", "--json").json] == ["url"]


def test_feeds_travel_as_opml(watching, site, tmp_path):
    """What export writes, import reads, and adds nothing twice."""
    watching.watch_file(sources(("Un", site.url("/1")), ("Deux", site.url("/2"))))
    listed = tmp_path / "feeds.opml"
    assert watching("sources", "export", "-o", str(listed)).code == 0
    watching.watch_file(WATCH)
    assert watching("sources", "import", str(listed)).code == 0
    assert watching("sources", "import", str(listed)).code == 0
    assert [row["name"] for row in watching("sources", "list", "--json").json] == ["Un", "Deux"]
    assert watching("sources", "import", str(tmp_path / "nothing.opml")).code == 1


def test_init_finds_the_feeds_of_sites(person, site):
    """A site that is not public is not asked; the file is written all the same, and never over another."""
    said = person("init", "--brand", "Lenoir", "--site", site.url("/"))
    assert said.code == 0
    assert site.log == []
    assert person("init").code == 1
    assert person("brands", "list", "--json").json[0]["name"] == "Lenoir"


def test_a_document_by_hand_is_searched_and_counted_on_its_local_day(watching):
    """A date alone is that day where the watch lives; the same text again is nothing new."""
    watching.watch_file(WATCH.replace("Europe/Paris", "America/New_York"))
    arguments = ("add", "https://lettre.example/1", "--text", "-", "--published", "2026-11-10")
    assert watching(*arguments, "--json", stdin="La maison Lenoir ferme.").json["mentions"] == 1
    assert watching(*arguments, "--json", stdin="La maison Lenoir ferme.").json["new"] == 0
    day = ("--since", "2026-11-10", "--until", "2026-11-10")
    said = watching("mentions", *day, "--json")
    assert [row["source"] for row in said.json] == ["by hand"]
    assert said.err == ""
    assert watching("add", "ftp://x/", "--text", "-", stdin="x").code == 2
    assert watching("add", "https://x.example/", "--text", "-", stdin=" ").code == 2


def test_demo_is_the_same_every_time(person):
    """The whole job on the sample world gives the same report, byte for byte."""
    first = person("demo", "--json")
    assert first.code == 0
    assert first.json["period"] == {"since": "2026-11-09", "until": "2026-11-15", "complete": True}
    assert [section["key"] for section in first.json["sections"]][:3] == ["summary", "volume", "extracts"]
    assert person("demo", "--json").out == first.out


def test_who_types_veille_alone_is_told_the_next_step(person, watching):
    """Without a watch file: init; with one: the commands."""
    assert "fetch" in watching().out
    (watching.folder / "sources.toml").unlink()
    person.environ["HOME"] = str(watching.folder)
    assert "veille init" in person("--lang", "fr").out


def test_doctor_sees_as_cron_will(watching):
    """`doctor --as-cron` gives the line to paste, with the watch file's own address."""
    said = watching("--config", str(watching.folder / "sources.toml"), "doctor", "--as-cron")
    assert "sources.toml" in said.out
    assert " fetch" in said.out


def test_masked_addresses_keep_ordinary_names():
    """What is listed can be copied: only secrets are hidden."""
    assert (
        urls.mask("https://x.example/feeds/fr_lemonde_2024.xml?k=1")
        == "https://x.example/feeds/fr_lemonde_2024.xml?k=1"
    )
    assert "s3cret" not in urls.mask("https://x.example/f?api_key=s3cret")
