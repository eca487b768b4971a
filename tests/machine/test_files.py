# SPDX-License-Identifier: MIT
"""Files are written whole or not at all."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from veille.errors import FileError
from veille.machine.files import free_space, write_atomically


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_and_replaced(tmp_path):
    """The chunks arrive in order, the old content goes, nothing else stays in the folder."""
    path = tmp_path / "report.csv"
    write_atomically(path, [b"old"])
    write_atomically(path, iter([b"a", b"", b"b"]))
    assert path.read_bytes() == b"ab"
    assert names(tmp_path) == ["report.csv"]


def test_an_error_while_writing_leaves_the_old_file(tmp_path):
    """Whatever the chunks raise passes through; no temporary file is left."""
    path = tmp_path / "report.csv"
    path.write_bytes(b"old")

    def chunks():
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, chunks())
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["report.csv"]


def test_a_reader_never_sees_half_a_file(tmp_path):
    """While the new content is being made, the old one is there."""
    path = tmp_path / "report.csv"
    path.write_bytes(b"old")
    seen = []

    def chunks():
        for _ in range(3):
            yield b"x" * 100_000
            seen.append(path.read_bytes())

    write_atomically(path, chunks())
    assert seen == [b"old"] * 3
    assert path.stat().st_size == 300_000


def test_the_mode_is_asked_for_or_kept_or_the_umask_says(tmp_path):
    """A private file is private from its first byte; an existing one keeps its mode."""
    path = tmp_path / "a"
    write_atomically(path, [b"x"], mode=0o600)
    assert mode(path) == 0o600
    path.chmod(0o640)
    write_atomically(path, [b"y"])
    assert mode(path) == 0o640
    (tmp_path / "plain").touch()
    write_atomically(tmp_path / "b", [b"x"])
    assert mode(tmp_path / "b") == mode(tmp_path / "plain")


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path):
    """A link planted where a report goes cannot make us write elsewhere."""
    (tmp_path / "target").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_atomically(tmp_path / "link", [b"report"])
    assert (tmp_path / "target").read_bytes() == b"precious"
    assert not (tmp_path / "link").is_symlink()


def test_a_pipe_is_written_to(tmp_path):
    """`-o /dev/stdout` and the like are poured into, never replaced."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()
    write_atomically(path, [b"a", b"b"])
    reader.join(5)
    assert read == [b"ab"]
    assert path.is_fifo()


def test_a_full_disk_is_told_with_what_is_free():
    """ENOSPC has its own code and the room left."""
    with pytest.raises(FileError) as caught:
        write_atomically(Path("/dev/full"), [b"x" * 100_000])
    assert caught.value.code == "disk_full"
    assert "free" in caught.value.facts


@pytest.mark.parametrize(
    ("name", "code"), [("nowhere/x", "no_folder"), (".", "is_a_folder"), ("x" * 300, "write_failed")]
)
def test_each_failure_has_its_code(tmp_path, name, code):
    """A missing folder, a folder in place of a file, a name the disk cannot hold."""
    with pytest.raises(FileError) as caught:
        write_atomically(tmp_path / name, [b"x"])
    assert caught.value.code == code
    assert names(tmp_path) == []


def test_a_refused_file_is_not_writable(tmp_path):
    """What the system refuses keeps its reason."""

    def chunks():
        yield b"x"
        raise PermissionError(errno.EACCES, "Permission denied")

    with pytest.raises(FileError) as caught:
        write_atomically(tmp_path / "x", chunks())
    assert (caught.value.code, caught.value.facts["reason"]) == ("not_writable", "Permission denied")


def test_free_space_is_known_for_a_file_not_there_yet(tmp_path):
    """The disk is that of the nearest folder that exists."""
    assert free_space(tmp_path / "a" / "b" / "c.db") > 0
