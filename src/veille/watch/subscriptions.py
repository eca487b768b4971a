# SPDX-License-Identifier: MIT
"""`veille sources import` and `export`: lists of feeds, taken from another reader and given to one."""

from __future__ import annotations

from pathlib import Path

from veille import opml, urls
from veille.config import Config, check_options, checker
from veille.errors import ConfigError, FileError
from veille.nouns import noun


@noun
class Imported:
    """What became of a list of feeds: how many were added, how many were there, and which cannot be used."""

    added: int
    known: int
    unusable: tuple[str, ...]


def imported(config: Config, path: Path) -> Imported:
    """Add the feeds of an OPML file to the watch file. Raises FileError, ConfigError."""
    from veille.machine.watchfile import append_sources

    found = opml.read(_bytes(path))
    known = {urls.canonical(source.url) for source in config.sources}
    names = {source.name for source in config.sources}
    fresh: list[dict[str, object]] = []
    unusable = list(found.unusable)
    for outline in found.outlines:
        key = urls.canonical(outline.url)
        entry = _entry(config, outline)
        if entry is None or key is None:
            unusable.append(outline.url)
        elif key not in known:
            known.add(key)
            fresh.append({"name": _unused(outline.name, names), **entry})
    append_sources(config.path, fresh, check=checker(config))
    listed = len(found.outlines) + len(found.unusable) + found.repeated
    return Imported(added=len(fresh), known=listed - len(fresh) - len(unusable), unusable=tuple(unusable))


def _entry(config: Config, outline: opml.Outline) -> dict[str, object] | None:
    """Return what the watch file says of a feed besides its name; None if it would not take that."""
    address = urls.safe(outline.url)
    entry: dict[str, object] = {"kind": "feed", "url": address}
    if outline.folders:
        entry["tags"] = list(outline.folders)
    try:
        check_options(config, entry)
    except ConfigError:
        return None
    return entry if address else None


def _unused(wanted: str, names: set[str]) -> str:
    base = " ".join(wanted.split())[:80] or "source"
    name, number = base, 2
    while name in names:
        name, number = f"{base} {number}", number + 1
    names.add(name)
    return name


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError("unreadable", file=str(path), reason=error.strerror or str(error)) from None


def exported(config: Config) -> bytes:
    """Return the feeds of the watch file as OPML."""
    outlines = [
        opml.Outline(name=source.name, url=source.url, site=None, folders=source.tags)
        for source in config.sources
        if source.kind == "feed"
    ]
    return opml.write(outlines, title="veille")
