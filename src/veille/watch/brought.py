# SPDX-License-Identifier: MIT
"""Reads a file that a person names: what most often is wrong is the path, and they are told so."""

from __future__ import annotations

from pathlib import Path

from veille.errors import FileError


def content(path: Path, *, most: int = -1) -> bytes:
    """Return the bytes of a file, or as many. Raises FileError `no_such_file`, `folder_given`, `unreadable`."""
    try:
        if path.is_dir():
            raise FileError("folder_given", file=str(path))
        with path.open("rb") as file:
            return file.read(most)
    except (FileNotFoundError, NotADirectoryError):
        raise FileError("no_such_file", file=str(path)) from None
    except OSError as error:
        raise FileError("unreadable", file=str(path), reason=error.strerror or str(error)) from None
