# SPDX-License-Identifier: MIT
"""Finds the language of a watch file that may be wrong otherwise: its problems are told in that language too."""

from __future__ import annotations

from collections.abc import Mapping

from veille.config.finding import find
from veille.errors import ConfigError
from veille.i18n import LANGUAGES


def language_of(explicit: str | None, environ: Mapping[str, str]) -> str | None:
    """Return `language` of the watch file that would be used; None when it says none, or nothing can be read."""
    import tomllib

    try:
        with find(explicit, environ).open("rb") as file:
            table = tomllib.load(file).get("veille")
    except (ConfigError, OSError, ValueError, RecursionError):
        return None
    language = table.get("language") if isinstance(table, dict) else None
    return language if language in LANGUAGES else None
