# SPDX-License-Identifier: MIT
"""Finds the class behind a name: the built-in module of that name, else the entry point of that name only."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from veille.errors import PluginError
from veille.near import nearest

Base = TypeVar("Base")


@cache
def builtin_names(family: str) -> tuple[str, ...]:
    """Return the kinds veille itself has in a family ("sources", "reports", "renderers"), sorted."""
    package = importlib.import_module(f"veille.{family}")
    # pkgutil would load inspect for this, 10 ms of every start.
    files = (file for folder in package.__path__ for file in Path(folder).iterdir())
    names = (file.stem for file in files if file.suffix == ".py")
    return tuple(sorted(name for name in names if name != "base" and not name.startswith("_")))


def names(family: str) -> tuple[str, ...]:
    """Return every kind of a family, those of other packages included, without importing any."""
    return tuple(sorted({*builtin_names(family), *(point.name for point in _entry_points(family))}))


def packages(family: str) -> dict[str, tuple[str, ...]]:
    """Return the kinds that other packages bring to a family, with the packages that do, importing none."""
    found: dict[str, list[str]] = {}
    for point in _entry_points(family):
        package = f"{point.dist.name} {point.dist.version}" if point.dist else "?"
        found.setdefault(point.name, []).append(package)
    return {name: tuple(sorted(known)) for name, known in sorted(found.items())}


def load(family: str, name: str, base: type[Base]) -> type[Base]:
    """Return the class of that name.

    Raises PluginError: `unknown_kind` (facts name, family, known, near), `claimed_twice` (packages) or
    `broken_plugin` (it does not import, is no subclass of `base`, or lacks what that asks for).
    """
    points = [point for point in _entry_points(family) if point.name == name]
    builtin = re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None and name in builtin_names(family)
    if len(points) + builtin > 1:
        packages = [point.dist.name if point.dist else "?" for point in points]
        raise PluginError("claimed_twice", name=name, family=family, packages=", ".join(packages))
    if builtin:
        return _implementation(importlib.import_module(f"veille.{family}.{name}"), base)
    if not points:
        known = names(family)
        near = nearest(name, known)
        facts = {"near": near} if near else {}
        raise PluginError("unknown_kind", name=name, family=family, known=", ".join(known), **facts)
    return _loaded(points[0], base)


def _implementation(module: Any, base: type[Base]) -> type[Base]:
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__
    ]
    assert len(found) == 1, f"{module.__name__} must hold exactly one {base.__name__}"
    return found[0]


def _entry_points(family: str) -> Sequence[Any]:
    if not _any_plugin(tuple(sys.path)):
        return ()
    from importlib.metadata import entry_points

    return tuple(entry_points(group=f"veille.{family}"))


@cache
def _any_plugin(folders: Sequence[str]) -> bool:
    """Say whether an installed package may bring a plug-in; importlib.metadata, 50 ms to import, knows which."""
    return any(b"[veille." in listing.read_bytes() for folder in folders for listing in _listings(folder))


def _listings(folder: str) -> Iterator[Path]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - Path.glob takes ten times as long, at every start
    except OSError:
        return
    for name in names:
        if name.endswith((".dist-info", ".egg-info")):
            listing = Path(folder, name, "entry_points.txt")
            if listing.is_file():
                yield listing


def _loaded(point: Any, base: type[Base]) -> type[Base]:
    try:
        found = point.load()
    except Exception as cause:
        # A plug-in may fail in any way at all; the reader is told which package, never left with its traceback.
        raise PluginError("broken_plugin", name=point.name, reason=str(cause)) from cause
    if not (isinstance(found, type) and issubclass(found, base)):
        raise PluginError("broken_plugin", name=point.name, reason=f"not a {base.__name__}")
    lacking = _lacking(found, base)
    if lacking:
        raise PluginError("broken_plugin", name=point.name, reason=f"no {lacking[0]}")
    return found


def _lacking(found: type[Base], base: type[Base]) -> list[str]:
    """Return what a class must have and has not: the attributes that its base only declares, and its methods."""
    declared = (name for name in base.__annotations__ if not hasattr(found, name))
    return [*declared, *sorted(getattr(found, "__abstractmethods__", ()))]
