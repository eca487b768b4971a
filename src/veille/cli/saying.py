# SPDX-License-Identifier: MIT
"""Puts what a person said of mentions into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.i18n import Words
    from veille.store.decisions import Mark
    from veille.watch import Watch


def told(said: Mark, words: Words, count: int) -> str:
    """Return `gardées, à traiter, étiquette « crise »`, for so many mentions; empty when nothing is known."""
    parts = [words(f"cli.said.{said.verdict}", count=count)] if said.verdict else []
    if said.status:
        parts.append(words(f"cli.said.{said.status}", count=count))
    if said.assignee:
        parts.append(words("cli.said.assignee", count=count, who=said.assignee))
    if said.tone:
        parts.append(words("cli.said.tone", tone=words(f"words.{said.tone}")))
    for key, tags in (("tags", said.tags), ("untags", said.untags)):
        if tags:
            parts.append(words(f"cli.said.{key}", count=len(tags), tags=", ".join(tags)))
    if said.note:
        parts.append(words("cli.said.note", note=said.note))
    parts += [words(f"cli.said.no_{name}") for name in said.cleared]
    return ", ".join(parts)


def told_learning(session: Session, watch: Watch, relearned: int, words: Words) -> None:
    """Say what the filters made of it: how many verdicts changed, and whose mentions are rated later."""
    from veille.watch.label import waiting

    if relearned:
        session.say(words("cli.label.relearned", count=relearned))
    late = waiting(watch)
    if late:
        session.say(words("cli.label.later", brands=", ".join(late)))
