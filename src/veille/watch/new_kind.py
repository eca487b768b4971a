# SPDX-License-Identifier: MIT
"""Writes a kind of source of one's own: a package that works, with its test, to be changed from there."""

from __future__ import annotations

import keyword
from pathlib import Path
from string import Template

from veille import plugins
from veille.errors import FileError, UsageError
from veille.patterns import pattern

_NAME = pattern(r"[a-z][a-z0-9_]{1,39}")
_TEMPLATES = Path(__file__).with_name("templates")


def write(folder: Path, kind: str) -> tuple[Path, ...]:
    """Write the folder `veille-KIND` into another, and return its files.

    Raises UsageError `bad_kind_name`, `kind_taken` (facts kind, packages); FileError `exists` and those of writing.
    """
    _check(kind)
    target = folder / f"veille-{kind.replace('_', '-')}"
    if target.exists() or target.is_symlink():
        raise FileError("exists", file=str(target))
    files = {
        target / "pyproject.toml": "pyproject.toml.txt",
        target / f"veille_{kind}.py": "source.py.txt",
        target / f"test_veille_{kind}.py": "test.py.txt",
    }
    facts = {"kind": kind, "name": target.name, "module": f"veille_{kind}", "Kind": _class_name(kind)}
    for path, template in files.items():
        _write(path, (_TEMPLATES / template).read_text(encoding="utf-8"), facts)
    return tuple(files)


def _check(kind: str) -> None:
    if not _NAME.fullmatch(kind) or kind.endswith("_") or keyword.iskeyword(kind) or kind == "base":
        raise UsageError("bad_kind_name", kind=kind)
    if kind in plugins.names("sources"):
        packages = plugins.packages("sources").get(kind, ("veille",))
        raise UsageError("kind_taken", kind=kind, packages=", ".join(packages))


def _class_name(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))


def _write(path: Path, template: str, facts: dict[str, str]) -> None:
    from veille.machine.files import file_error, write_atomically

    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise file_error(error, path.parent) from error
    write_atomically(path, [Template(template).substitute(facts).encode()])
