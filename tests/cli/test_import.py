# SPDX-License-Identifier: MIT
"""`veille import` and `veille add`, from outside: what is stored, what is said, and that a wrong file stores nothing."""

from __future__ import annotations

import pytest

WATCH = """
[veille]
timezone = "Europe/Paris"

[[brand]]
name = "Lenoir"
domains = ["lenoir.example"]
"""

EXPORT = """Lien;Titre;Texte;Date;Auteur;J'aime;Type de média
https://a.example/1;Lenoir rappelle;Un lot;13/11/2026;Ana;1 234;Twitter
;;;;;;
https://a.example/2;Autre;Rien;05/11/2026 10:30;Bo;2;Presse
"""


@pytest.fixture
def watching(person):
    """Return somebody whose watch file has a brand."""
    person.watch_file(WATCH)
    return person


def put(person, name, content):
    path = person.folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_an_export_is_stored_once(watching):
    """Read, new, mentions and what was left out are said; the same file again adds nothing."""
    file = put(watching, "octobre.csv", EXPORT)
    first = watching("import", file, "--json")
    assert first.code == 0, first.err
    assert first.json == {
        "source": "import octobre",
        "format": "csv",
        "read": 2,
        "documents": 2,
        "new": 2,
        "updated": 0,
        "mentions": 1,
        "skipped": {"empty": 1},
        "columns": {
            "url": "Lien",
            "title": "Titre",
            "text": "Texte",
            "published": "Date",
            "author": "Auteur",
            "likes": "J'aime",
            "channel": "Type de média",
        },
    }
    again = watching("import", file, "--json").json
    assert (again["new"], again["updated"], again["mentions"]) == (0, 0, 0)
    found = [watching("search", word, "--json").json for word in ("lenoir", "autre")]
    rows = {row["url"][-1]: row for (row,) in found}
    assert (rows["1"]["source"], rows["1"]["channel"], rows["2"]["channel"]) == (
        "import octobre",
        "social",
        "news",
    )
    # A day is that day in Paris, a time without a zone a time in Paris.
    assert (rows["1"]["published"], rows["2"]["published"]) == (
        "2026-11-12T23:00:00Z",
        "2026-11-05T09:30:00Z",
    )
    assert rows["1"]["engagement"] == {"likes": 1234}


def test_a_dry_run_stores_nothing(watching):
    """It says what would come, before there is a database."""
    file = put(watching, "a.csv", EXPORT)
    said = watching("import", file, "--dry-run", "--json").json
    assert (said["documents"], said["mentions"], said["new"]) == (2, 1, None)
    assert not (watching.folder / "veille.db").exists()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("https://a.example/3;Lenoir;x;un jour;Ana;1;\n", ["row 5", '"Date"', "not a date", "[bad_cell]"]),
        ("nulle part;Lenoir;x;;Ana;1;\n", ["row 5", '"Lien"', "not a web address"]),
        ("https://a.example/3;Lenoir;x;;Ana;mille;\n", ["row 5", '"J\'aime"', "not a number"]),
        ('https://a.example/3;"Lenoir;x;;Ana;1;\n', ["row 5", "quotes"]),
    ],
)
def test_a_wrong_file_stores_nothing_at_all(watching, line, told):
    """Which row, which column; exit 1, and not one document."""
    said = watching("import", put(watching, "a.csv", EXPORT + line))
    assert said.code == 1
    assert [one for one in told if one not in said.err] == []
    assert watching("search", "lenoir", "--json").json == []


def test_a_date_of_two_meanings_is_asked_about(watching):
    """Where no other row tells, 05/11/2026 is not guessed: --dates says it."""
    file = put(watching, "a.csv", "url,text,date\nhttps://a.example/1,Lenoir,05/11/2026\n")
    said = watching("import", file)
    assert said.code == 1
    assert "--dates" in said.err
    assert watching("import", file, "--dates", "mdy").code == 0
    (row,) = watching("search", "lenoir", "--json").json
    assert row["published"] == "2026-05-10T22:00:00Z"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--preset", "brandwach"], "brandwatch"),
        (["--map", "texte=Texte"], "Did you mean text"),
        (["--map", "text=Txte"], "Did you mean Texte"),
        (["--map", "text"], "text"),
        (["--dates", "ymd"], "dmy"),
        (["--channel", "presse"], "news"),
    ],
)
def test_a_wrong_option_is_told_with_the_nearest(watching, options, told):
    """Exit 2, before anything is stored."""
    said = watching("import", put(watching, "a.csv", EXPORT), *options)
    assert said.code == 2
    assert told in said.err


def test_what_cannot_be_a_document_is_refused(watching, monkeypatch):
    """A picture, nothing, a folder, a file that is too large: exit 1 and why."""
    from veille.watch import importing

    monkeypatch.setattr(importing, "LARGEST", 100)
    for name, content, code in (
        ("a.png", b"\x89PNG\r\n\x1a\n", "unknown_format"),
        ("a.csv", b" \n", "empty_file"),
        ("b.csv", b"url;text\n" * 50, "file_too_large"),
    ):
        said = watching("import", put(watching, name, content))
        assert (said.code, f"[{code}]" in said.err) == (1, True), said.err
    assert watching("import", str(watching.folder)).code == 1
    assert watching("import", "nowhere.csv").code == 1


def test_source_channel_and_map_are_as_said(watching):
    """--source names it, --channel goes before what the file says, --map takes any column."""
    file = put(watching, "a.csv", "où;quoi\nhttps://a.example/1;Lenoir\n")
    said = watching(
        "import",
        file,
        "--map",
        "url=où",
        "--map",
        "text=quoi",
        "--source",
        "Presse papier",
        "--channel",
        "news",
    )
    assert said.code == 0, said.err
    (row,) = watching("search", "lenoir", "--json").json
    assert (row["source"], row["channel"]) == ("Presse papier", "news")


def test_what_a_file_calls_things_is_harmless(watching):
    """Neither the names of its columns nor its sources reach the terminal or the database as they are."""
    file = put(
        watching, "a.jsonl", '{"title": "Lenoir", "\\u001b]0;x\\u0007": "b", "s": "c\\ud800\\u001b[31m"}\n'
    )
    said = watching("import", file, "--map", "source=s", "--map", "author=\x1b]0;x\x07")
    assert said.code == 0, said.err
    assert "\x1b" not in said.err
    (row,) = watching("search", "lenoir", "--json").json
    assert row["source"] == "c"


def test_an_import_is_no_visit_of_the_source_it_names(watching):
    """A source of the watch file stays due, and unread, when documents come in under its name."""
    path = watching.folder / "sources.toml"
    table = '[[source]]\nname = "Courrier"\nkind = "feed"\nurl = "https://courrier.example/feed.xml"\n'
    watching.watch_file(path.read_text(encoding="utf-8") + table)
    watching("fetch", "--max-time", "1s")
    (before,) = watching("sources", "list", "--json").json
    file = put(watching, "a.csv", "url,text\nhttps://a.example/1,Lenoir\n")
    assert watching("import", file, "--source", "Courrier").code == 0
    (after,) = watching("sources", "list", "--json").json
    same = ("last_success", "last_attempt", "last_error", "next_due", "state")
    assert {key: after[key] for key in same} == {key: before[key] for key in same}
    assert after["documents"] == 1


def test_a_text_is_added_from_a_file_and_from_a_pipe(watching):
    """`add URL --text FILE` and `--text -` do the same."""
    file = put(watching, "texte.txt", "\ufeffLenoir ouvre une usine.")
    assert watching("add", "https://a.example/1", "--text", file, "--json").json["mentions"] == 1
    old = put(watching, "vieux.txt", "Lenoir, l’été à Périgueux".encode("cp1252"))
    assert watching("add", "https://a.example/4", "--text", old).code == 0
    assert watching("search", "périgueux", "--json").json[0]["verbatim"] == "Lenoir, l’été à **Périgueux**"
    piped = watching("add", "https://a.example/2", "--text", "-", "--json", stdin="Lenoir ferme une usine.")
    assert piped.json["mentions"] == 1
    assert watching("add", "https://a.example/3", "--text", str(watching.folder / "none")).code == 1
