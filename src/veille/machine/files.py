# SPDX-License-Identifier: MIT
"""Writes files whole or not at all, so that a reader never sees half of one and a failure leaves the old one."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from veille.errors import FileError

_FLAGS = os.O_CREAT | os.O_EXCL | os.O_WRONLY
_FLAGS |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_atomically(path: Path, chunks: Iterable[bytes], *, mode: int | None = None) -> None:
    """Replace a file by these bytes, once they are all on the disk; a link is replaced, not followed.

    `mode` is that of the file, else the one it has, else what the umask says. A pipe or a device (/dev/stdout)
    is written to as it comes. An error, of `chunks` too, leaves what was there and no temporary file.

    Raises FileError: `disk_full`, `not_writable`, `no_folder`, `is_a_folder`, `write_failed`.
    """
    try:
        if path.is_dir():
            raise FileError("is_a_folder", path=str(path))
        if path.exists() and not path.is_file():
            _pour(path, chunks)
        else:
            _replace(path, chunks, mode)
    except OSError as error:
        raise file_error(error, path) from error


def _pour(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)


def _replace(path: Path, chunks: Iterable[bytes], mode: int | None) -> None:
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    handle = os.open(temporary, _FLAGS, 0o600 if mode is not None else 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            _set_mode(handle, path, mode)
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(handle)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _set_mode(handle: int, path: Path, mode: int | None) -> None:
    if os.name != "posix":
        return
    if mode is None and path.exists():
        mode = stat.S_IMODE(path.stat().st_mode)
    if mode is not None:
        os.fchmod(handle, mode)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; some file systems do not know how, and need not."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def file_error(error: OSError, path: Path) -> FileError:
    """Return what a person is told of a failure of the system to write a file."""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return FileError("disk_full", path=str(path), free=f"{free_space(path) // 1024} kB")
    if error.errno in _REFUSED:
        return FileError("not_writable", path=str(path), reason=reason)
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return FileError("no_folder", path=str(path), folder=str(path.parent))
    return FileError("write_failed", path=str(path), reason=reason)


def free_space(path: Path) -> int:
    """Return the bytes free on the disk that holds a file, there already or not; 0 if that cannot be known."""
    from shutil import disk_usage

    folder = next((parent for parent in (path, *path.absolute().parents) if parent.is_dir()), None)
    try:
        return disk_usage(folder).free if folder else 0
    except OSError:
        return 0
