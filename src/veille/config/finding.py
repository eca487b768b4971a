# SPDX-License-Identifier: MIT
"""Finds the watch file: where the person says, else here, else in their configuration folder."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from veille.errors import ConfigError

_NAME = "sources.toml"


def find(explicit: str | None, environ: Mapping[str, str]) -> Path:
    """Return the path of the watch file: --config, $VEILLE_CONFIG, ./sources.toml, the user's folder.

    Raises ConfigError `watch_file_missing` when the one that is named is not there, `no_watch_file` (fact
    tried) when none is.
    """
    named = explicit or environ.get("VEILLE_CONFIG")
    if named:
        if not Path(named).exists():
            raise ConfigError("watch_file_missing", path=named)
        return Path(named)
    tried = [Path(_NAME), *_users(environ)]
    for path in tried:
        if path.is_file():
            return path
    raise ConfigError("no_watch_file", tried=", ".join(str(path) for path in tried))


def _users(environ: Mapping[str, str]) -> list[Path]:
    folder = _folder(environ)
    return [folder / "veille" / _NAME] if folder else []


def _folder(environ: Mapping[str, str]) -> Path | None:
    if sys.platform == "win32":
        return _absolute(environ.get("APPDATA"))
    home = _absolute(environ.get("HOME"))
    return _absolute(environ.get("XDG_CONFIG_HOME")) or (home / ".config" if home else None)


def _absolute(folder: str | None) -> Path | None:
    """Return a folder, unless it is relative: the XDG specification says to ignore those."""
    return Path(folder) if folder and Path(folder).is_absolute() else None
