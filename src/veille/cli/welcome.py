# SPDX-License-Identifier: MIT
"""What a person sees who types `veille` alone: where they are, and the next thing to type."""

from __future__ import annotations

from typing import Any

from veille.cli.tree import session_of


def welcome(context: Any) -> None:
    """Say the next step when there is no watch file, else show the commands."""
    from veille import config
    from veille.errors import ConfigError

    session = session_of(context)
    words = session.words
    try:
        config.find(session.config_path, session.world.environ)
    except ConfigError:
        session.world.write((words("cli.welcome") + "\n").encode())
        return
    session.world.write((context.get_help() + "\n").encode())
