# SPDX-License-Identifier: MIT
"""`label` and `undo` seen from outside: what a person says, and where it shows."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.site import item, rss
from veille.cli import run
from veille.nouns import replace

BRAND = """
[veille]
timezone = "Europe/Paris"
[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]
[[brand]]
name = "Lenoir"
{rule}
[[source]]
name = "Courrier"
kind = "feed"
url = "{url}"
"""


def mentions(person, *options):
    return {row["brand"]: row for row in person("mentions", "--status", "all", *options, "--json").json}


def ids(person):
    return {brand: row["id"] for brand, row in mentions(person).items()}


def rejected(person):
    return {brand for brand, row in mentions(person).items() if row["verdict"] == "rejected"}


def test_a_decision_shows_in_lists_data_and_views(collected):
    """Verdict, follow-up, tone, tags, assignee and note, wherever mentions are shown."""
    named = ids(collected)["Maison Duval"]
    options = ["--keep", "--todo", "--tone", "negative", "--tag", "Crise", "--tag", "a b", "--assign", "Ève"]
    said = collected("label", named, *options, "--note", "see\nthis")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith(
        "✓ 1 mention (Maison Duval): kept, to do, assigned to Ève, tone: negative, tags “Crise, a b”"
    )
    assert "veille undo" in said.err
    shown = {
        "verdict": "kept",
        "decided": True,
        "status": "todo",
        "tone": "negative",
        "tags": ["a b", "Crise"],
    }
    row = mentions(collected)["Maison Duval"]
    assert row.items() >= (shown | {"assignee": "Ève", "note": "see this"}).items()
    (cells,) = csv.DictReader(io.StringIO(collected("mentions", "--status", "todo", "--csv").out))
    assert (cells["decided"], cells["tags"], cells["tone"]) == ("true", '["a b","Crise"]', "negative")
    with sqlite3.connect(collected.folder / "veille.db") as base:
        asked = "SELECT decided, status, tags, note FROM mentions_view WHERE brand = 'Maison Duval'"
        (found,) = base.execute(asked).fetchall()
    base.close()
    assert found == ("true", "todo", '["a b","Crise"]', "see this")
    for form in ("table", "markdown"):
        text = collected("mentions", "--status", "todo", "--format", form).out
        assert all(word in text for word in ("negative", "to do", "Ève", "Crise", "Note: see this"))


def test_what_is_rejected_counts_no_more_and_comes_back_with_undo(collected):
    """Lists, volume and search follow; undo says what it took back."""
    named = ids(collected)["Maison Duval"]
    assert collected("label", named[:5], "--reject").code == 0
    assert [row["brand"] for row in collected("mentions", "--json").json] == ["Biscuiterie Lenoir"]
    volume = collected("report", "volume", "--week", "2026-W47", "--json").json["sections"][0]["rows"]
    assert {row["brand"]: row["volume"] for row in volume}["Maison Duval"] == 0
    undone = collected("undo")
    assert undone.code == 0
    assert undone.err.startswith("✓ undone: rejected (Maison Duval, “Maison Duval ouvre”, decided ")
    assert len(collected("mentions", "--json").json) == 2
    again = collected("undo")
    assert (again.code, again.err) == (0, "there is nothing to undo\n")


def test_what_terminals_obey_is_taken_out_whole(collected):
    """Escape sequences, controls and signs that turn text round, of tags, notes and names; spaces stay."""
    named = ids(collected)["Biscuiterie Lenoir"]
    tag, note, who = "\x1b[31mcri\u202ese\x1b[0m", "\x1b]0;titre\x07à\tvoir\x9b2J\nici\x7f", "È\x08v\x1bce"
    assert collected("label", named, "--tag", tag, "--note", note, "--assign", who).code == 0
    (row,) = collected("mentions", "--where", "tag:crise", "--json").json
    assert (row["tags"], row["note"], row["assignee"]) == (["crise"], "à voir ici", "Ève")


def test_a_refused_tag_is_not_echoed_whole(collected):
    """Its beginning tells which one it is."""
    said = collected("label", ids(collected)["Biscuiterie Lenoir"], "--tag", "x" * 5_000)
    assert (said.code, len(said.err) < 400) == (2, True)
    assert "at most 60 characters" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "status"),
    [
        ([], "label_names_nothing", 2),
        (["--keep"], "label_names_nothing", 2),
        (["ID"], "label_says_nothing", 2),
        (["ID", "--story"], "label_says_nothing", 2),
        (["ID", "--keep", "--reject"], "label_clash", 2),
        (["ID", "--todo", "--done"], "label_clash", 2),
        (["ID", "--where", "lenoir", "--keep"], "label_both", 2),
        (["ID", "--keep", "--brand", "Biscuiterie Lenoir", "--week", "2026-W47"], "label_where_only", 2),
        (["ID", "--keep", "--brand", "Maison Duval"], "not_of_brand", 1),
        (["--keep", "--since", "7d"], "label_where_only", 2),
        (["ID", "--tag", ""], "bad_tag", 2),
        (["ID", "--tag", "None"], "bad_tag", 2),
        (["ID", "--tag", "x" * 61], "bad_tag", 2),
        (["ID", "--tag", "\x1b[31m\x07"], "bad_tag", 2),
        (["ID", "--tone", "sad"], "bad_choice", 2),
        (["--where", "lenoir AND (", "--keep"], "^", 2),
        (["ID", "zzz", "--reject"], "unknown_id", 1),
        (["--where", "lenoir", "--brand", "Nobody", "--keep"], "unknown_brand", 2),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(collected, arguments, code, status):
    """A usage error is 2, an unknown id is 1; in both languages, and the ids that were right are left alone."""
    named = ids(collected)["Biscuiterie Lenoir"]
    line = [named if word == "ID" else word for word in arguments]
    for language in ("fr", "en"):
        said = collected("label", *line, "--lang", language)
        assert (said.code, said.out) == (status, "")
        assert code in said.err
    assert collected("undo").err == "there is nothing to undo\n"


def test_an_id_that_fits_several_names_them(collected):
    """Nothing is guessed."""
    collected("add", "https://one.example/", "--text", "-", stdin="Lenoir et Maison Duval")
    (both,) = [row for row in collected("search", "lenoir duval", "--json").json if len(row["brand"]) == 2]
    letters = [row["document"] for row in collected("search", "lenoir OR duval", "--json").json]
    assert len(letters) == 3
    assert collected("label", both["document"], "--tag", "x", "--json").json[1]["tags"] == ["x"]
    said = collected("label", f"{both['document']}.", "--tag", "y")
    assert said.code == 1
    assert "biscuiterie-lenoir" in said.err
    assert "maison-duval" in said.err


def test_a_brand_names_its_mention_of_a_document(collected):
    """Of a document that two brands are in, only that brand's mention is marked, even when it is rejected."""
    collected("add", "https://one.example/", "--text", "-", stdin="Lenoir et Maison Duval")
    (both,) = [row for row in collected("search", "lenoir duval", "--json").json if len(row["brand"]) == 2]
    told = collected("label", both["document"], "--reject").err
    assert told.startswith("✓ 2 mentions (Biscuiterie Lenoir, Maison Duval): rejected")
    told = collected("label", both["document"][:9], "--brand", "maison duval", "--keep").err
    assert told.startswith("✓ 1 mention (Maison Duval): kept")
    found = collected("mentions", "--status", "all", "--json").json
    verdicts = {row["brand"]: row["verdict"] for row in found if row["document"] == both["document"]}
    assert verdicts == {"Biscuiterie Lenoir": "rejected", "Maison Duval": "kept"}
    told = collected("undo").err
    assert told.startswith("✓ undone: kept (Maison Duval, “")
    assert collected("undo").err.startswith(
        "✓ undone: rejected (2 mentions: Biscuiterie Lenoir, Maison Duval, decided "
    )


def test_a_document_is_named_by_its_address_too(collected):
    """In any spelling of it, for label and explain; an address that nothing is at is told with what to do."""
    collected("add", "https://www.one.example/a/?b=1", "--text", "-", stdin="Lenoir ouvre.")
    spelled = "http://ONE.example/a?b=1&utm_source=x"
    assert collected("label", spelled, "--keep").err.startswith("✓ 1 mention (Biscuiterie Lenoir): kept")
    (row,) = [one for one in collected("mentions", "--json").json if "one.example" in one["url"]]
    assert row["decided"] is True
    told = collected("brands", "explain", spelled)
    assert (told.code, row["document"] in told.out) == (0, True)
    for command in (
        ["label", "https://one.example/b", "--keep"],
        ["brands", "explain", "https://one.example/b"],
    ):
        told = collected(*command)
        assert (told.code, "unknown_address" in told.err, "veille add" in told.err) == (1, True, True)


def test_conditions_that_leave_nothing_are_told_as_such(collected):
    """The learned filter is not blamed for what a query leaves out."""
    told = collected("mentions", "--where", "tag:perso", "--lang", "fr").err
    assert "aucune ne répond à vos conditions" in told
    assert "filtre" not in told


def test_a_query_labels_what_mentions_lists(collected):
    """`--where` with --brand and a period, as mentions has them; --dry-run counts; nothing found is no failure."""
    dry = collected("label", "--where", "lenoir OR duval", "--done", "--dry-run")
    assert (dry.code, dry.err) == (
        0,
        "2 mentions (Biscuiterie Lenoir, Maison Duval) would be marked: done · nothing was written\n",
    )
    assert collected("mentions", "--status", "done", "--json").json == []
    narrow = ["--where", "lenoir OR duval", "--brand", "maison duval", "--week", "2026-W47"]
    assert [row["brand"] for row in collected("label", *narrow, "--done", "--json").json] == ["Maison Duval"]
    again = collected("label", "--where", "lenoir OR duval", "--done")
    assert "✓ 2 mentions (Biscuiterie Lenoir, Maison Duval): done" in again.err
    assert "1 of them was so already" in again.err
    same = collected("label", "--where", "lenoir OR duval", "--done")
    assert "nothing changed" in same.err
    none = collected("label", "--where", "introuvable", "--done")
    assert (none.code, none.err) == (0, "no mention matches: nothing was written\n")
    assert collected("undo").code == 0
    assert len(collected("mentions", "--status", "done", "--json").json) == 1


def test_a_query_of_nothing_labels_nothing_and_names_the_typing_error(collected):
    """In data it is an empty list; the brand that the watch file does not know is named."""
    said = collected("label", "--where", "brand:zut", "--keep", "--json")
    assert (said.code, said.json) == (0, [])
    assert "zut" in said.err


def test_rejected_mentions_are_left_out_of_a_query_unless_it_names_verdicts(collected):
    """What `mentions` does not list is not labelled."""
    collected("label", ids(collected)["Maison Duval"], "--reject")
    assert len(collected("label", "--where", "lenoir OR duval", "--tag", "x", "--json").json) == 1
    assert len(collected("label", "--where", "verdict:rejected", "--tag", "y", "--json").json) == 1


def test_status_says_what_is_to_do_done_or_neither(collected):
    """And both languages have words for it."""
    named = ids(collected)
    collected("label", named["Biscuiterie Lenoir"], "--todo")
    collected("label", named["Maison Duval"], "--done")
    for status, brand in (("todo", "Biscuiterie Lenoir"), ("done", "Maison Duval")):
        assert [row["brand"] for row in collected("mentions", "--status", status, "--json").json] == [brand]
    assert collected("mentions", "--status", "none", "--json").json == []
    assert "à traiter" in collected("mentions", "--status", "todo", "--lang", "fr").out


def test_what_was_said_can_be_taken_off(collected):
    """A tag by any spelling, a tone by none, an assignee and a note by nothing."""
    named = ids(collected)["Maison Duval"]
    collected(
        "label", named, "--tag", "Été", "--tag", "y", "--tone", "négative", "--assign", "Ève", "--note", "n"
    )
    said = collected(
        "label", named, "--untag", "ete", "--tone", "aucune", "--assign", "", "--note", "", "--lang", "fr"
    )
    assert "sans l’étiquette" in said.err
    row = mentions(collected)["Maison Duval"]
    assert (row["tags"], row["tone"], row["assignee"], row["note"]) == (["y"], None, None, None)


def watch_of(person, site, *items, rule=""):
    """Write a watch of one feed of these texts, each on a page of its own."""
    feed = rss(*(item(f"n{n}", f"https://courrier.example/{n}", text) for n, text in enumerate(items)))
    person.watch_file(BRAND.format(url=site.put("/feed.xml", feed), rule=rule))
    said = person("fetch", "--json")
    assert said.code == 0, said.err
    return said.json


def test_copies_are_labelled_with_story(person, site):
    """The same text on three pages is one matter; another text is another."""
    watch_of(person, site, "Lenoir ferme.", "Lenoir ferme.", "Lenoir ferme.", "Lenoir ouvre.")
    (one, *_) = person("mentions", "--where", "ferme", "--json").json
    assert len(person("label", one["id"], "--reject", "--story", "--json").json) == 3
    assert [row["title"] for row in person("mentions", "--json").json] == ["n3"]
    assert "3 mentions" in person("undo").err


def test_a_decision_outlives_fetches_rules_and_rematches(person, site):
    """Kept stays though the rule no longer finds it, rejected stays though it does; when the brand left and came back too."""
    texts = ("Lenoir ouvre.", "Lenoir ferme.", "Lenoir joue.")
    watch_of(person, site, *texts)
    rows = {row["title"]: row["id"] for row in person("mentions", "--json").json}
    person("label", rows["n0"], "--keep", "--tag", "x")
    person("label", rows["n1"], "--reject")

    def verdicts():
        return {row["title"]: row["verdict"] for row in person("mentions", "--status", "all", "--json").json}

    held = {"n0": "kept", "n1": "rejected"}
    watch_of(person, site, *(f"{text} Et encore." for text in texts))
    assert verdicts() == held | {"n2": "kept"}
    watch_of(person, site, *texts, rule="query = 'introuvable'")
    assert verdicts() == {"n0": "kept"}
    assert person("brands", "rematch").code == 0
    assert verdicts() == {"n0": "kept"}
    watch_of(person, site, *texts, rule="exclude = ['ouvre', 'joue']")
    assert verdicts() == held | {"n2": "rejected"}
    (kept,) = person("mentions", "--json").json
    assert (kept["tags"], kept["decided"]) == (["x"], True)
    assert person("db", "check").code == 0


class Keyboard(io.StringIO):
    def isatty(self):
        return True


def at_a_terminal(person, typed, *arguments):
    """Run one command where a person watches and types."""
    person.terminal = True
    world, said = person.world()
    code = run(list(arguments), replace(world, stdin=Keyboard(typed)))
    person.terminal = False
    return code, said()[1]


def test_more_than_a_hundred_are_asked_about_at_a_terminal(person, site):
    """No, and an empty line, leave all as it was; yes does it; `--yes` and a script are not asked; a hundred are not either."""
    watch_of(person, site, *[f"Lenoir numéro {n}." for n in range(101)])
    everything = ["label", "--where", "lenoir"]
    code, told = at_a_terminal(person, "n\n", *everything, "--todo")
    assert (
        code,
        "101 mentions to be marked: to do. Go on? [y/N]" in told,
        "nothing was written" in told,
    ) == (0, True, True)
    at_a_terminal(person, "\n", *everything, "--todo")
    assert person("mentions", "--status", "todo", "--json").json == []
    _, told = at_a_terminal(person, "y\n", *everything, "--todo")
    assert "✓ 101 mentions (Lenoir): to do" in told
    _, told = at_a_terminal(person, "", *everything, "--tag", "x", "--yes")
    assert ("?" in told, "✓ 101" in told) == (False, True)
    assert "✓ 101" in person(*everything, "--tag", "y").err
    _, told = at_a_terminal(person, "", "label", "--where", "lenoir -100", "--tag", "z")
    assert ("?" in told, "✓ 100" in told) == (False, True)


def test_several_people_label_the_same_mention_at_once(collected):
    """Nobody's word is lost, and each of them is an action of its own."""
    named = ids(collected)["Maison Duval"]
    with ThreadPoolExecutor(4) as people:
        told = list(people.map(lambda tag: collected.process("label", named, "--tag", tag), "abcd"))
    assert [one.returncode for one in told] == [0] * 4
    assert mentions(collected)["Maison Duval"]["tags"] == ["a", "b", "c", "d"]
    left = [collected("undo", "--json").json[0]["tags"] for _ in range(4)]
    assert [len(tags) for tags in left] == [3, 2, 1, 0]


def test_old_documents_that_a_person_kept_outlive_the_retention(person, site):
    """The rest goes at the end of a fetch."""
    watch_of(person, site, "Lenoir ouvre.", "Lenoir ferme.", "Lenoir joue.")
    rows = {row["title"]: row["id"] for row in person("mentions", "--json").json}
    person("label", rows["n0"], "--keep")
    person("label", rows["n1"], "--reject")
    with sqlite3.connect(person.folder / "veille.db") as base:
        base.execute("UPDATE documents SET first_seen = '2026-01-01T00:00:00Z'")
    base.close()
    path = person.folder / "sources.toml"
    path.write_text(path.read_text().replace("[veille]", "[veille]\nretention = '30 days'"))
    assert person("fetch").code == 0
    assert [row["title"] for row in person("mentions", "--status", "all", "--json").json] == ["n0"]
    assert person("db", "info", "--json").json["decisions"] == 2
    assert person("db", "check").code == 0


def test_decisions_are_exported_and_counted(collected):
    """`db info` counts them, `db export` carries them, times of deciding with the clock only."""
    collected("label", ids(collected)["Maison Duval"], "--reject")
    assert collected("db", "info", "--json").json["decisions"] == 1
    lines = [json.loads(line) for line in collected("db", "export").out.splitlines()]
    (decision,) = [one for line in lines for one in line["decisions"]]
    assert (decision["brand"], decision["verdict"]) == ("Maison Duval", "rejected")
    assert decision["decided_at"].endswith("Z")
    without = collected("db", "export", "--no-clock").out
    assert '"decisions"' in without
    assert "decided_at" not in without


def test_what_an_argument_cannot_hold_harms_nothing(collected):
    """Bytes that are no text, control characters: one clean line is stored."""
    named = ids(collected)["Maison Duval"]
    assert collected("label", named, "--note", "a\x1b[31m\udce9\x00b\r\n").code == 0
    assert mentions(collected)["Maison Duval"]["note"] == "a?b"


def test_undo_without_a_database_is_told(person):
    """There is nothing to open: the error of every command."""
    person.watch_file("[[brand]]\nname = 'Lenoir'\n")
    said = person("undo")
    assert (said.code, "no_database" in said.err) == (1, True)
