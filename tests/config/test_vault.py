# SPDX-License-Identifier: MIT
"""Secrets: where they are looked up, and how the env file is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.config.faults import Faults, Spot
from veille.config.vault import Vault, env_file, sendable

ENV = """\
# comment
export TOKEN=abc   # why
PLAIN = with spaces
EMPTY=
HASH=a#b
DOUBLE="a # b\\n\\"c\\"" # end
SINGLE='a\\n'
"""


def read(tmp_path, content):
    path = tmp_path / ".env"
    path.write_bytes(content)
    path.chmod(0o600)
    faults = Faults()
    return env_file(path, Spot(faults)), [fault.code for fault in faults.warnings]


def test_the_env_file_has_the_usual_forms(tmp_path):
    """export, quotes, escapes, comments, blanks."""
    assert read(tmp_path, ENV.encode()) == (
        {
            "TOKEN": "abc",
            "PLAIN": "with spaces",
            "EMPTY": "",
            "HASH": "a#b",
            "DOUBLE": 'a # b\n"c"',
            "SINGLE": "a\\n",
        },
        [],
    )


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00\x80"])
def test_an_env_file_that_is_no_text_is_a_warning(tmp_path, content):
    """Bytes that are no UTF-8 stop nothing."""
    assert read(tmp_path, content) == ({}, ["env_file_unreadable"])


def test_the_shell_wins_over_the_env_file(tmp_path):
    """env:NAME is the shell's, else the file's; an empty one is not set."""
    vault = Vault(folder=tmp_path, environ={"A": "shell", "B": ""}, env_file={"A": "file", "B": "file"})
    assert [vault.reveal(f"env:{name}") for name in "ABC"] == ["shell", "file", None]
    assert vault.reveal("literal") == "literal"


def test_a_secret_file_is_read_without_its_last_line_end(tmp_path):
    """file: is relative to the watch file or absolute; a folder, a missing or a binary file is no secret."""
    (tmp_path / "token").write_text("abc\n")
    (tmp_path / "binary").write_bytes(b"\xff\x00")
    vault = Vault(folder=tmp_path, environ={})
    assert vault.reveal("file:token") == "abc"
    assert vault.reveal(f"file:{tmp_path}/token") == "abc"
    assert [vault.reveal(f"file:{name}") for name in ("none", "binary", ".", "")] == [None] * 4


@given(st.text(max_size=20))
def test_what_is_sent_cannot_begin_another_header(content):
    """A header value is one line of ASCII."""
    if sendable(content):
        content.encode("ascii")
        assert not set(content) & set("\r\n\0")
