# SPDX-License-Identifier: MIT
"""`veille fetch` seen from outside: shapes, counts, exit codes, silence."""

from __future__ import annotations

import pytest

from support.site import item, rss

WATCH = """
[veille]
language = "en"
timezone = "Europe/Paris"

[fetch]
gap = "0s"
timeout = "3s"
allow_private = ["127.0.0.1"]

[[brand]]
name = "Biscuiterie Lenoir"
aliases = ["Lenoir"]
exclude = ["acteur"]
"""


def source(name: str, url: str, more: str = "") -> str:
    return f'\n[[source]]\nname = "{name}"\nkind = "feed"\nurl = "{url}"\n{more}'


FEED = rss(
    item(
        "Lenoir rappelle un lot",
        "https://courrier.example/1?utm_source=rss",
        "La biscuiterie Lenoir rappelle.",
    ),
    item("Lenoir sur les planches", "https://courrier.example/2", "L'acteur Lenoir joue à Lyon."),
    item("Rien à voir", "https://courrier.example/3", "Le temps qu'il fera."),
)


def test_first_fetch_counts_and_shapes(person, site):
    """The first fetch tells what came, in the promised shape; rejected mentions are not new ones."""
    person.watch_file(WATCH + source("Courrier", site.put("/f", FEED)))
    said = person("fetch", "--json")
    assert said.code == 0
    told = said.json
    assert told["sources"] == {"due": 1, "ok": 1, "unchanged": 0, "failed": 0, "skipped": 0}
    assert told["documents"] == {"seen": 3, "new": 3, "updated": 0}
    assert told["mentions"] == {"new": 1, "rematched": 0}
    assert told["failures"] == []
    assert told["started"].endswith("Z")
    assert told["started"] <= told["finished"]
    assert said.err == ""


def test_second_fetch_is_conditional_and_adds_nothing(person, site):
    """`fetch --all` again is answered by 304 and changes nothing."""
    person.watch_file(WATCH + source("Courrier", site.put("/f", FEED)))
    person("fetch")
    before = person("db", "export", "--no-clock").out
    told = person("fetch", "--all", "--json").json
    assert told["sources"]["unchanged"] == 1
    assert told["documents"] == {"seen": 0, "new": 0, "updated": 0}
    assert site.statuses("/f") == [200, 304]
    assert person("db", "export", "--no-clock").out == before


def test_what_is_not_due_is_not_asked(person, site):
    """A source is visited at most once per its interval; nothing due is exit 0."""
    person.watch_file(WATCH + source("Courrier", site.put("/f", FEED)))
    person("fetch")
    said = person("fetch", "--json")
    assert (said.code, said.json["sources"]["due"]) == (0, 0)
    assert len(site.log) == 1


def test_a_named_source_is_taken_due_or_not(person, site):
    """`fetch NAME` asks again; an unknown name is exit 2 and names those there are."""
    person.watch_file(WATCH + source("Courrier", site.put("/f", FEED)))
    person("fetch")
    assert person("fetch", "Courrier", "--json").json["sources"]["unchanged"] == 1
    said = person("fetch", "Courier")
    assert said.code == 2
    assert "Courrier" in said.err


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"body": b"", "status": 404}, "http_4xx"),
        ({"body": b"", "status": 403}, "http_4xx"),
        ({"body": b"", "status": 500}, "http_5xx"),
        ({"body": b"", "status": 429, "headers": {"Retry-After": "120"}}, "rate_limited"),
        ({"body": b"", "status": 410}, "gone"),
        ({"body": b""}, "not_a_feed"),
        ({"body": b"\x00\xff\xfegarbage" * 50}, "not_a_feed"),
        (
            {
                "body": b"<!doctype html><html><title>Connexion</title><form action=login>"
                b"<input type=password name=pw></form></html>",
                "type": "text/html",
            },
            "login",
        ),
    ],
)
def test_a_failing_source_keeps_what_was_known(person, site, answer, code):
    """Each failure has its code, takes nothing away, and alone is exit 1."""
    address = site.put("/f", FEED)
    person.watch_file(WATCH + source("Courrier", address))
    person("fetch")
    site.put("/f", **answer)
    said = person("fetch", "Courrier", "--json")
    assert said.code == 1
    (failure,) = said.json["failures"]
    assert failure["code"] == code
    assert failure["source"] == "Courrier"
    assert failure["message"]
    assert failure["hint"]
    assert person("search", "rappelle", "--json").json != []


def test_one_bad_source_does_not_harm_the_others(person, site):
    """Some failed is exit 3, nothing is printed away from a terminal, and the good one is stored."""
    watch = WATCH + source("Bon", site.put("/f", FEED)) + source("Mort", site.url("/nowhere"))
    person.watch_file(watch)
    said = person("fetch")
    assert (said.code, said.out, said.err) == (3, "", "")
    assert len(person("mentions", "--json").json) == 1


def test_all_failed_prints_its_two_lines(person, site):
    """Exit 1 always says what happened and what to do, under cron too."""
    person.watch_file(WATCH + source("Mort", site.url("/nowhere")))
    said = person("fetch")
    assert said.code == 1
    assert len(said.err.strip().splitlines()) == 2


def test_a_private_address_is_refused_unless_allowed(person, site):
    """Without allow_private nothing of this network is touched."""
    watch = WATCH.replace('allow_private = ["127.0.0.1"]\n', "")
    person.watch_file(watch + source("Intranet", site.put("/f", FEED)))
    said = person("fetch", "--json")
    assert said.json["failures"][0]["code"] == "blocked_address"
    assert site.log == []


def test_tracking_parameters_make_no_new_document(person, site):
    """The same article with other tracking parameters, in two feeds, is one document with two sightings."""
    other = rss(
        item("Lenoir rappelle un lot", "https://courrier.example/1?utm_campaign=x#xtor=RSS-1", "Lenoir.")
    )
    watch = WATCH + source("Courrier", site.put("/f", FEED)) + source("Autre", site.put("/g", other))
    person.watch_file(watch)
    told = person("fetch", "--json").json
    assert told["documents"] == {"seen": 4, "new": 3, "updated": told["documents"]["updated"]}
    assert len(person("search", "site:courrier.example", "--json").json) == 3
    assert len(person("search", "source:Autre", "--json").json) == 1


def test_retry_after_holds_even_with_all(person, site):
    """A server that asked us to wait is left alone until then, `--all` or not."""
    site.put("/f", status=429, headers={"Retry-After": "3600"})
    person.watch_file(WATCH + source("Pressé", site.url("/f")))
    person("fetch")
    said = person("fetch", "--all", "--json")
    assert said.json["sources"] == {"due": 1, "ok": 0, "unchanged": 0, "failed": 0, "skipped": 1}
    assert said.code == 0
    assert len(site.log) == 1


def test_gone_stops_the_source_until_it_is_named(person, site):
    """410 stops a source, even for `--all`; naming it tries again."""
    site.put("/f", status=410)
    person.watch_file(WATCH + source("Fini", site.url("/f")))
    person("fetch")
    assert person("fetch", "--all", "--json").json["sources"]["due"] == 0
    site.put("/f", FEED)
    assert person("fetch", "Fini", "--json").json["sources"]["ok"] == 1


def test_a_permanent_move_is_followed_and_remembered(person, site):
    """After a 301 the new address is asked directly; `sources list` shows the configured one."""
    new = site.put("/new", FEED)
    old = site.put("/old", status=301, headers={"Location": new})
    person.watch_file(WATCH + source("Mobile", old))
    person("fetch")
    person("fetch", "--all")
    assert len(site.asked("/old")) == 1
    assert len(site.asked("/new")) == 2
    assert person("sources", "list", "--json").json[0]["url"] == old


def test_dry_run_touches_nothing(person, site):
    """`--dry-run` lists what is due, asks nobody and writes nothing."""
    person.watch_file(WATCH + source("Courrier", site.put("/f", FEED)))
    said = person("fetch", "--dry-run", "--json")
    assert said.code == 0
    assert [row["name"] for row in said.json] == ["Courrier"]
    assert site.log == []
    assert not (person.folder / "veille.db").exists()


def test_a_changed_rule_is_applied_to_what_is_stored(person, site):
    """Editing a brand makes the next fetch rematch, and tells what that gained."""
    path = person.watch_file(WATCH + source("Courrier", site.put("/f", FEED)))
    person("fetch")
    path.write_text(path.read_text() + '\n[[brand]]\nname = "Le temps"\nrole = "topic"\n')
    assert person("fetch", "--json").json["mentions"]["rematched"] == 1
    assert [row["title"] for row in person("mentions", "--brand", "le temps", "--json").json] == [
        "Rien à voir"
    ]


def test_source_headers_go_to_their_own_origin_only(person, site):
    """A secret header is sent to the source, and not to where it redirects."""
    from support.site import Site

    with Site() as other:
        target = other.put("/f", FEED)
        site.put("/r", status=302, headers={"Location": target})
        person.environ["INTRANET_TOKEN"] = "s3cret"
        headers = 'headers = { Authorization = "env:INTRANET_TOKEN" }'
        person.watch_file(WATCH + source("Secret", site.url("/r"), headers))
        assert person("fetch").code == 0
        assert site.asked("/r")[0]["authorization"] == "s3cret"
        assert "authorization" not in other.asked("/f")[0]


def test_a_missing_secret_fails_that_source_alone(person, site):
    """A source whose secret is nowhere fails with the code secret; the others are read."""
    headers = 'headers = { Authorization = "env:NOT_SET_ANYWHERE" }'
    watch = WATCH + source("Secret", site.put("/s", FEED), headers) + source("Bon", site.put("/f", FEED))
    person.watch_file(watch)
    said = person("fetch", "--json")
    assert said.code == 3
    assert [(one["source"], one["code"]) for one in said.json["failures"]] == [("Secret", "secret")]
    assert site.asked("/s") == []
