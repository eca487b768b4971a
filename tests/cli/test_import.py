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
        "read": 3,
        "documents": 2,
        "new": 2,
        "updated": 0,
        "known": 0,
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
        "columns_left_out": [],
    }
    again = watching("import", file, "--json").json
    assert (again["new"], again["updated"], again["known"], again["mentions"]) == (0, 0, 2, 0)
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
        (["--channel", "pressse"], "Did you mean news? choices: news, blog"),
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


@pytest.mark.parametrize(
    "command", [["import"], ["sources", "import"], ["add", "https://a.example/1", "--text"]]
)
def test_a_path_that_leads_to_no_file_is_told_as_such(watching, command):
    """Nothing there, or a folder: the hint speaks of the path, not of owners and rights."""
    for path, code, todo in (
        ("nowhere.csv", "no_such_file", "check the path"),
        (str(watching.folder), "folder_given", "the path of a file"),
    ):
        said = watching(*command, path)
        assert said.code == 1
        assert f"[{code}]" in said.err
        assert todo in said.err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.opml",
            '<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>',
            "veille sources import ",
        ),
        ("a.rss", '<rss version="2.0"><channel/></rss>', "veille sources add "),
        ("a.md", "# Notes\n\nLenoir ouvre.\n", "--text"),
    ],
)
def test_a_file_for_another_command_names_it(watching, name, content, told):
    """Exit 1, and what to run instead."""
    said = watching("import", put(watching, name, content))
    assert said.code == 1
    assert told in said.err


def test_a_file_without_texts_is_refused_with_its_columns(watching):
    """And what to say is said, with a column of the file; what was not understood is listed when it is read."""
    file = put(watching, "a.csv", "Permalien;Propos;Budget\nhttps://a.example/1;Lenoir;3\n")
    said = watching("import", file)
    assert said.code == 1
    assert "[texts_missing]" in said.err
    assert "Permalien, Propos, Budget" in said.err
    assert '--map text="Propos"' in said.err
    assert watching("search", "lenoir", "--json").json == []
    read = watching("import", file, "--map", "text=Propos")
    assert 'columns left out: Budget (to take one, say which: --map text="Budget")' in read.err
    assert watching("import", file, "--map", "text=Propos", "--json").json["columns_left_out"] == ["Budget"]


@pytest.mark.parametrize(("wrong", "more"), [(2, None), (10, None), (11, "and 1 more"), (13, "and 3 more")])
def test_every_wrong_row_is_told_up_to_ten(watching, wrong, more):
    """Row, column and value of each of the first ten, then how many more."""
    lines = "".join(f"nulle part {at};Lenoir;x;;Ana;1;\n" for at in range(wrong - 1))
    said = watching("import", put(watching, "a.csv", EXPORT + lines + "https://a.example/9;L;x;un jour;;;\n"))
    assert said.code == 1
    assert said.err.count('column "Lien": not a web address') == min(wrong - 1, 10)
    assert 'row 5, column "Lien": not a web address ("nulle part 0")' in said.err
    assert ('column "Date": not a date ("un jour")' in said.err) is (wrong <= 10)
    assert f"faults found: {wrong}; nothing was imported [bad_rows]" in said.err
    assert more is None or more in said.err
    assert ("more\n" in said.err) is (more is not None)
    assert watching("search", "lenoir", "--json").json == []


def test_what_was_read_is_new_updated_known_or_left_out(watching):
    """Each is counted and told: a row that repeats one of the file, an empty one, one that changed, one that did not."""
    head = "Lien;Titre;Texte\n"
    kept, old = "https://a.example/1;Lenoir;un\n", "https://a.example/2;Lenoir;deux\n"
    watching("import", put(watching, "a.csv", head + kept + old), "--source", "s")
    body = (
        head
        + kept
        + ";;\n"
        + "https://a.example/2;Lenoir;deux et demi\n"
        + kept
        + "https://a.example/3;Autre;x\n"
    )
    said = watching("import", put(watching, "a.csv", body), "--source", "s")
    assert "read: 5 · new: 1 · updated: 1 · already known: 1 · left out: 2 · mentions: 0" in said.err
    assert "1 row without address, title or text left out" in said.err
    assert "1 row that repeats a document of the same file" in said.err
    dry = watching("import", put(watching, "a.csv", body), "--dry-run", "--json").json
    assert (dry["read"], dry["documents"], dry["known"]) == (5, 3, None)
    assert dry["skipped"] == {"empty": 1, "repeated": 1}


@pytest.mark.parametrize(
    "said", ["presse", "Presse", "NEWS", "réseaux sociaux", "reseaux  SOCIAUX", "Lettre d'information"]
)
def test_a_channel_is_said_in_either_language(watching, said):
    """By import and by add; the English name is what is stored."""
    stored = {"r": "social", "l": "newsletter"}.get(said[0].lower(), "news")
    file = put(watching, "a.csv", "url,text\nhttps://a.example/1,Lenoir\n")
    assert watching("import", file, "--channel", said).code == 0
    assert watching("add", "https://a.example/2", "--text", "-", "--channel", said, stdin="Lenoir").code == 0
    assert {row["channel"] for row in watching("search", "lenoir", "--json").json} == {stored}


def test_an_export_that_does_not_say_its_media_is_told_how_to(watching):
    """Once, on standard error; not when the person said it, or the file does."""
    bare = put(watching, "bare.csv", "url,title,text\nhttps://un.example/a,Titre,Le texte\n")
    told = watching("import", bare)
    assert (told.code, told.out, told.err.count("--channel social")) == (0, "", 1)
    assert "--channel" not in watching("import", bare, "--channel", "forum").err
    assert "--channel" not in watching("import", put(watching, "octobre.csv", EXPORT)).err


def test_the_choice_of_channels_is_in_the_readers_language(watching):
    """The name to type, and beside it the word that is shown."""
    said = watching("--lang", "fr", "import", put(watching, "a.csv", EXPORT), "--channel", "radio")
    assert said.code == 2
    assert "news (presse), blog, forum, social (réseaux sociaux)" in said.err


def test_a_named_source_goes_before_a_usual_column(watching):
    """--source names all; without it each row has the source its column says."""
    file = put(watching, "a.csv", "Source;Texte\nLe Courrier;Lenoir\n")
    watching("import", file, "--source", "Revue")
    watching("import", file)
    rows = watching("search", "lenoir", "--json").json
    assert {row["source"] for row in rows} <= {"Revue", "Le Courrier"}
    assert "Revue" in {row["source"] for row in rows}


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
