# SPDX-License-Identifier: MIT
"""Edits of a watch file change what was meant and not one other byte."""

import stat
import subprocess
import sys
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import FileError
from veille.machine.watchfile import append_brand, append_source, append_sources, set_source_url

TEXT = """\
# my watch        (kept)

[veille]
language   =  'fr'      # odd spaces

  [[source]]   # first
name = "A"
kind = "feed"
url = "https://a.example/rss"   # "https://a.example/rss" is old
tags = [ "x",
         "y" ]

[[source]]
name = 'B'
kind = "feed"
url = 'https://a.example/rss'
"""


def anything(before, after):
    """Allow every edit."""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_bytes(TEXT.encode())
    return path


def test_a_source_is_added_at_the_end(file):
    """All that was there is there still, byte for byte; the line of the new header is returned."""
    table = {
        "name": 'C "é" \\',
        "kind": "feed",
        "url": "https://c.example",
        "tags": ("a", "b"),
        "every": None,
    }
    line = append_source(file, table, check=anything)
    text = file.read_text()
    assert text.startswith(TEXT)
    assert text.split("\n")[line - 1] == "[[source]]"
    added = tomllib.loads(text)["source"][2]
    assert added == {"name": 'C "é" \\', "kind": "feed", "url": "https://c.example", "tags": ["a", "b"]}


def test_a_brand_is_added_to_a_file_without_one(file):
    """Lists, numbers, flags and tables in tables are written."""
    table = {
        "name": "Lenoir",
        "keep_above": 0.5,
        "case_sensitive": True,
        "examples": {"yes": ["a"], "no": []},
    }
    append_brand(file, table, check=anything)
    assert tomllib.loads(file.read_text())["brand"] == [table]
    assert file.read_text().startswith(TEXT)


@pytest.mark.parametrize(
    "before", [b"", b"[veille]", b"[veille]\n", b"\xef\xbb\xbf[veille]\r\nlanguage = 'fr'\r\n", b"# only"]
)
def test_line_ends_and_marks_are_kept(tmp_path, before):
    """No final line end, CRLF, a byte order mark, an empty file: the beginning stays as it is."""
    path = tmp_path / "sources.toml"
    path.write_bytes(before)
    append_sources(path, [{"name": "A"}, {"name": "B"}], check=anything)
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.endswith(b"\n")
    assert (b"\r\n" in before) == (b"\r\n" in after)
    assert after.count(b"\n") == after.count(b"\r\n") or b"\r" not in after
    document = tomllib.loads(after.removeprefix(b"\xef\xbb\xbf").decode())
    assert [source["name"] for source in document["source"]] == ["A", "B"]


def test_nothing_to_add_writes_nothing(file):
    """An empty list leaves the very same file."""
    before = file.stat().st_ino
    append_sources(file, [], check=anything)
    assert file.stat().st_ino == before


@pytest.mark.parametrize("name", ["A", "B"])
def test_the_address_of_one_source_changes_alone(file, name):
    """Of several places that hold the same text, the one of that source changes; comments stay."""
    set_source_url(file, name, 'https://new.example/a?b=1&c="2"', check=anything)
    text = file.read_text()
    urls = {source["name"]: source["url"] for source in tomllib.loads(text)["source"]}
    other = "B" if name == "A" else "A"
    assert urls == {name: 'https://new.example/a?b=1&c="2"', other: "https://a.example/rss"}
    assert '# "https://a.example/rss" is old' in text
    changed = [(old, new) for old, new in zip(TEXT.split("\n"), text.split("\n"), strict=True) if old != new]
    assert len(changed) == 1


def test_an_edit_that_is_refused_is_not_written(file):
    """The check is given the text before and after; what it raises leaves the file as it was, and unlocked."""
    seen = []

    def refuse(before, after):
        seen.append((before, after))
        raise ValueError

    for edit in (
        lambda: append_source(file, {"name": "C"}, check=refuse),
        lambda: append_brand(file, {"name": "C"}, check=refuse),
        lambda: set_source_url(file, "A", "https://c.example", check=refuse),
    ):
        with pytest.raises(ValueError):
            edit()
        assert file.read_bytes() == TEXT.encode()
    assert [before for before, _ in seen] == [TEXT] * 3
    assert len({after for _, after in seen} - {TEXT}) == 3
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_edits_at_once_are_all_kept(file):
    """Several processes that add to one file lose nothing, and leave nothing beside it."""
    program = (
        "import sys; from pathlib import Path; from veille.machine.watchfile import append_brand\n"
        "for number in range(5): append_brand(Path(sys.argv[1]), {'name': f'{sys.argv[2]}{number}'}, "
        "check=lambda before, after: None)"
    )
    commands = [[sys.executable, "-c", program, str(file), letter] for letter in "abcd"]
    running = [subprocess.Popen(command) for command in commands]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    names = {brand["name"] for brand in tomllib.loads(file.read_text())["brand"]}
    assert names == {f"{letter}{number}" for letter in "abcd" for number in range(5)}
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_mode_and_link_are_kept(tmp_path, file):
    """A private file stays private; a link stays a link, and its target is edited."""
    file.chmod(0o600)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    append_source(link, {"name": "C"}, check=anything)
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(tomllib.loads(file.read_text())["source"]) == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("source = [{name = 'A', url = 'x'}]\n", "edit_failed"),
        ("source = 3\n", "edit_failed"),
        ("[source\n", "unreadable"),
        ("\xff", "unreadable"),
    ],
)
def test_what_cannot_be_edited_safely_is_left_alone(tmp_path, text, code):
    """A file written in another style, or wrong, is not touched; the error says what to type."""
    path = tmp_path / "sources.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(FileError) as caught:
        append_source(path, {"name": "C"}, check=anything)
    assert caught.value.code == code
    assert path.read_bytes() == text.encode("latin-1")


def test_an_unknown_or_addressless_source_is_refused(file):
    """A name that is not there, and a source that has no url key to change."""
    with pytest.raises(FileError, match="no_such_source_in_file"):
        set_source_url(file, "Z", "https://z.example", check=anything)
    append_source(file, {"name": "C"}, check=anything)
    with pytest.raises(FileError, match="edit_failed"):
        set_source_url(file, "C", "https://z.example", check=anything)
    with pytest.raises(FileError, match="unreadable"):
        append_source(file.with_name("none.toml"), {"name": "C"}, check=anything)


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(name=_text, value=_text, comment=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12))
@settings(max_examples=80, deadline=None)
def test_any_text_is_added_right_and_the_rest_untouched(tmp_path_factory, name, value, comment):
    """Whatever is in the new table and in the comments of the file, both come out as they went in."""
    path = tmp_path_factory.getbasetemp() / "edited.toml"
    before = f"# {comment}\n{TEXT}# {comment}".encode()
    path.write_bytes(before)
    append_source(path, {"name": name, "tags": [value], "headers": {"A": value}}, check=anything)
    after = path.read_bytes()
    assert after.startswith(before)
    added = tomllib.loads(after.decode())["source"][-1]
    assert added == {"name": name, "tags": [value], "headers": {"A": value}}
    set_source_url(path, "B", f"https://x.example/{value}", check=anything)
    changed = tomllib.loads(path.read_bytes().decode())["source"]
    assert changed[1]["url"] == f"https://x.example/{value}"
    assert changed[0]["url"] == "https://a.example/rss"
