# SPDX-License-Identifier: MIT
"""`search`, `mentions`, `report`, `brands`, `sources`, `db`, `doctor` seen from outside."""

from __future__ import annotations

import csv
import io
import sqlite3

import pytest

KEYS = (
    "id document brand title url host source channel ownership author published first_seen language tone "
    "tone_score relevance verdict decided status tags story copies engagement reach verbatim terms where "
    "assignee note"
).split()


def test_mentions_have_the_promised_columns_everywhere(collected):
    """JSON, CSV and the SQL view show the same columns in the same order."""
    rows = collected("mentions", "--json").json
    assert [list(row) for row in rows] == [KEYS, KEYS]
    table = list(csv.DictReader(io.StringIO(collected("mentions", "--csv").out)))
    assert list(table[0]) == KEYS
    with sqlite3.connect(collected.folder / "veille.db") as base:
        view = [column[0] for column in base.execute("SELECT * FROM mentions_view").description]
    base.close()
    assert view == KEYS


def test_search_finds_and_marks(collected):
    """A search shows the words as published, the hit marked, and which brands the document mentions."""
    (row,) = collected("search", "rappel*", "--json").json
    assert "**rappelle**" in row["verbatim"]
    assert row["brand"] == ["Biscuiterie Lenoir"]
    assert row["verdict"] is None
    assert row["id"] == row["document"]


def test_search_in_a_brand_gives_its_mentions(collected):
    """With --brand, ids are the mentions' and the verdict is theirs."""
    (row,) = collected("search", "lot", "--brand", "biscuiterie lenoir", "--json").json
    assert row["id"] == f"{row['document']}.biscuiterie-lenoir"
    assert row["verdict"] == "kept"


def test_an_empty_result_says_why_and_what_next(collected):
    """Nothing found is exit 0, an empty list in data, and advice on standard error."""
    said = collected("search", "introuvable", "--json")
    assert (said.code, said.json) == (0, [])
    assert "hint" in said.err


def test_a_wrong_query_shows_a_caret(collected):
    """A wrong query is exit 2 with a caret under the place."""
    said = collected("search", "lenoir AND (rappel")
    assert said.code == 2
    assert any(line.strip() == "^" for line in said.err.splitlines())


def test_words_near_one_another_are_found(collected):
    """Proximity is an operator of the search, not a word to look for."""
    (row,) = collected("search", "lot NEAR/3 lenoir", "--json").json
    assert row["brand"] == ["Biscuiterie Lenoir"]
    assert collected("search", "lot ONEAR/3 lenoir", "--json").json == []


def test_a_negative_word_needs_no_quoting(collected):
    """`veille search lenoir -duval` is a query, not an option."""
    assert len(collected("search", "-duval", "--json").json) == 1


@pytest.mark.parametrize("name", ["weekly", "daily", "monthly", "volume", "share_of_voice", "timeline"])
def test_every_report_speaks_json(collected, name):
    """Each report gives its envelope and sections."""
    told = collected("report", name, "--week", "2026-W47", "--json").json
    assert told["report"] == name
    assert set(told) >= {"report", "client", "period", "previous", "brands", "sections"}
    for section in told["sections"]:
        assert set(section) >= {"key", "columns", "rows", "notes"}


def test_volume_counts_kept_and_earned(collected):
    """The week's volume is what mentions says, and the period says that collection began later."""
    told = collected("report", "volume", "--week", "2026-W47", "--json").json
    rows = {row["brand"]: row for row in told["sections"][0]["rows"]}
    assert rows["Biscuiterie Lenoir"]["volume"] == 1
    assert rows["Biscuiterie Lenoir"]["share_of_voice"] == 0.5
    assert rows["Biscuiterie Lenoir"]["evolution"] is None
    assert told["period"]["complete"] is False


def test_output_takes_its_format_from_the_suffix(collected):
    """`-o file.md` is Markdown, complete or not there."""
    path = collected.folder / "week.md"
    said = collected("report", "--week", "2026-W47", "-o", str(path))
    assert (said.code, said.out) == (0, "")
    assert path.read_text().startswith("#")


def test_unknown_suffix_is_refused(collected):
    """A suffix that means nothing is exit 2 and nothing is written."""
    path = collected.folder / "week.xyz"
    assert collected("report", "-o", str(path)).code == 2
    assert not path.exists()


def test_help_says_what_the_file_will_hold(collected):
    """Exports have one format: their help does not speak of suffixes."""
    for command in (("sources", "export"), ("db", "export")):
        assert "suffix" not in collected(*command, "--help").out
    assert "suffix" in collected("report", "--help").out
    assert "Rule that replaces name" in collected("brands", "add", "--help").out


@pytest.mark.parametrize("options", [("--excel",), ("--csv",), ("--format", "csv"), ()])
def test_a_spreadsheet_is_not_faked(collected, options):
    """CSV in an .xlsx does not open: it is refused, whatever the other options say."""
    path = collected.folder / "m.xlsx"
    assert collected("mentions", *options, "-o", str(path)).code == 2
    assert not path.exists()


def test_the_format_is_that_asked_else_that_of_the_suffix(collected):
    """`--csv` may write to any other name; `--excel` alone makes CSV."""
    path = collected.folder / "m.data"
    assert collected("mentions", "--excel", "-o", str(path)).code == 2
    assert collected("mentions", "--csv", "-o", str(path)).code == 0
    assert path.read_text(encoding="utf-8").startswith("id,document,")
    assert collected("mentions", "--excel").out.startswith("\ufeff")


def test_global_options_may_come_after_the_command(collected):
    """`veille mentions --lang fr` is `veille --lang fr mentions`."""
    assert collected("mentions", "--status", "rejected", "--lang", "fr").err.count("conseil") == 1


def test_explain_says_why(collected):
    """`brands explain DOC` shows for each brand whether and why."""
    (row,) = collected("search", "rappelle", "--json").json
    told = collected("brands", "explain", row["id"][:6], "--json").json
    assert {one["brand"]: one["verdict"] for one in told} == {
        "Biscuiterie Lenoir": "kept",
        "Maison Duval": None,
    }


def test_explain_gives_its_reasons_in_words_to_people(collected):
    """A person reads sentences, and what was looked for in vain; data keeps its codes."""
    (row,) = collected("search", "rappelle", "--json").json
    said = collected("brands", "explain", row["id"], "--lang", "fr")
    assert "«\u202fLenoir\u202f» y figure" in said.out
    assert "term:" not in said.out
    assert "Maison Duval\u202f: non trouvée, aucun de ses noms ne figure dans le document" in said.err
    told = collected("brands", "explain", row["id"], "--json").json
    assert [one["reasons"] for one in told] == [["term: Lenoir", "term: Biscuiterie Lenoir"], []]


def test_what_was_added_by_hand_is_said_so_in_words(collected):
    """The source of such a document has a name in data, and a word for people."""
    text = "La biscuiterie Lenoir ouvre."
    assert collected("add", "https://journal.example/a", "--text", "-", stdin=text).code == 0
    assert "by hand" in collected("mentions", "--csv").out
    said = collected("mentions", "--excel", "--lang", "fr").out
    assert "ajouté à la main" in said
    assert "by hand" not in said
    assert "page" in said


def test_a_brand_is_shown_in_words(collected):
    """No key and no code; what is not set is left out."""
    said = collected("brands", "show", "Maison Duval", "--lang", "fr").out
    assert "Rôle" in said
    assert "concurrent" in said
    assert "Mots contraires" not in said
    assert "case_sensitive" not in said
    assert "Mots contraires" in collected("brands", "show", "biscuiterie lenoir", "--lang", "fr").out


def test_the_database_is_described_in_words(collected):
    """Titles and local times for people, keys and ISO times in data."""
    said = collected("db", "info", "--lang", "fr").out
    assert "Plus ancien document" in said
    assert not any(word in said for word in ("purged_documents", "T00:", "read_only"))
    assert collected("db", "info", "--json").json["oldest"].endswith("Z")


def test_a_failure_has_its_words_in_the_list_of_sources(collected, site):
    """`http_4xx` is for scripts."""
    site.answers.clear()
    collected("fetch", "--all")
    said = collected("sources", "list", "--lang", "fr").out
    assert "requête refusée par le site" in said
    assert "http_4xx" not in said


def test_sources_list_has_the_promised_keys(collected):
    """Health of each source, in the promised keys."""
    (row,) = collected("sources", "list", "--json").json
    promised = "name kind url channel last_success last_attempt last_error documents documents_7d mentions_7d"
    assert list(row)[:12] == [*promised.split(), "silent_days", "next_due"]
    assert row["documents"] == 2


def test_db_commands(collected, tmp_path):
    """A backup is a database that opens; check says that all is well."""
    assert collected("db", "check").code == 0
    assert collected("db", "info", "--json").json["documents"] == 2
    copy = tmp_path / "copy.db"
    assert collected("db", "backup", str(copy)).code == 0
    assert collected("db", "backup", str(copy)).code == 1
    assert collected("--db", str(copy), "mentions", "--json").json == collected("mentions", "--json").json


def test_a_file_that_is_not_ours_is_refused_and_left_alone(collected):
    """Neither a text file, nor an emptied one, nor another program's database is taken or overwritten."""
    other = collected.folder / "other.db"
    with sqlite3.connect(other) as base:
        base.execute("CREATE TABLE theirs (x)")
    base.close()
    text, empty = collected.folder / "notes.txt", collected.folder / "empty.db"
    text.write_text("my notes " * 100)
    empty.write_bytes(b"")
    for path in (other, text, empty):
        before = path.read_bytes()
        for command in ("mentions", "fetch"):
            said = collected("--db", str(path), command)
            assert said.code == 1, (path, command, said)
            assert path.name in said.err
        assert path.read_bytes() == before


def test_doctor_finds_nothing_wrong_here(collected):
    """All well is exit 0, and each thing looked at is told."""
    said = collected("doctor", "--json")
    assert said.code == 0, said.out
    assert said.json["ok"] is True


def test_every_command_has_help_in_both_languages(person):
    """Each command's help page comes in French and English, without a key left untranslated."""
    pages = [["--help"]]
    commands = ("init", "fetch", "search", "mentions", "report", "add", "demo", "doctor")
    pages += [[command, "--help"] for command in commands]
    for group, names in {
        "brands": ("list", "add", "show", "test", "review", "explain", "rematch"),
        "sources": ("list", "add", "check", "try", "show", "repair", "import", "export"),
        "db": ("info", "backup", "check", "export"),
    }.items():
        pages += [[group, "--help"], *([group, name, "--help"] for name in names)]
    for page in pages:
        for language in ("fr", "en"):
            said = person("--lang", language, *page)
            assert said.code == 0
            assert ("Usage\u202f:" in said.out) == (language == "fr"), page
            assert "cli." not in said.out


def test_without_a_watch_file_the_next_step_is_said(person):
    """Any command without a watch file offers `veille init`."""
    del person.environ["HOME"]
    said = person("mentions")
    assert said.code == 2
    assert "veille init" in said.err


def test_coverage_is_that_of_the_watch_file(collected):
    """A source just added is « never »; one taken out is stopped, since its documents still count in the figures."""
    path = collected.folder / "sources.toml"
    text = path.read_text().replace('name = "Courrier"', 'name = "Renamed"')
    path.write_text(text)
    (section,) = collected("report", "coverage", "--week", "2026-W47", "--json").json["sections"]
    assert [(row["source"], row["state"]) for row in section["rows"]] == [
        ("Renamed", "never"),
        ("Courrier", "stopped"),
    ]


def test_a_database_beyond_opening_is_a_fault_found(collected):
    """`db check` on a file cut short leaves with 3, as for any other damage."""
    path = collected.folder / "veille.db"
    path.write_bytes(path.read_bytes()[:20_000])
    assert collected("db", "check").code == 3


@pytest.mark.parametrize("arguments", [["alert"], ["report", "tone"], ["mentions", "--format", "html"]])
def test_what_later_versions_know_is_refused_by_name(collected, arguments):
    """A later command, report or format is said to be one, not mistaken for a slip."""
    said = collected(*arguments)
    assert said.code == 2
    assert "not supported by this version" in said.err


def test_errors_speak_the_language_of_the_watch_file(collected):
    """Under cron, where no locale is set, the watch file says in which language errors are told."""
    path = collected.folder / "sources.toml"
    path.write_text(path.read_text().replace('language = "en"', 'language = "fr"'))
    collected.environ["LANG"] = "C"
    said = collected("fetch", "Nulle part")
    assert said.code == 2
    assert "aucune source" in said.err


def test_the_method_names_the_languages_expected(collected):
    """`languages` of the watch file is said where the figures are explained."""
    path = collected.folder / "sources.toml"
    path.write_text(path.read_text().replace("[veille]", '[veille]\nlanguages = ["fr", "de"]'))
    assert "fr, de" in collected("report", "method", "--week", "2026-W47").out


@pytest.mark.parametrize("command", [("search", "lenoir", "--json"), ("db", "export"), ("sources", "export")])
def test_a_file_called_minus_is_standard_output(collected, command):
    """-o - says what saying nothing says, and writes no file of that name."""
    plain, named = collected(*command), collected(*command, "-o", "-")
    assert (named.code, named.out) == (0, plain.out)
    assert not (collected.folder / "-").exists()
