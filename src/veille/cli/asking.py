# SPDX-License-Identifier: MIT
"""Asks a person at a terminal, in their language, and understands the answer in both."""

from __future__ import annotations

from veille.cli.session import Session
from veille.i18n import Words

YES = frozenset({"y", "yes", "o", "oui"})
NO = frozenset({"n", "no", "non"})


def answer(session: Session, question: str) -> str:
    """Return what a person types after the question; nothing at the end of input."""
    session.world.stderr.write(f"{question} ")
    session.world.stderr.flush()
    return session.world.stdin.readline().strip()


def agrees(session: Session, question: str, words: Words, *, unless_said: bool = True) -> bool:
    """Ask until yes or no is understood; an empty line is `unless_said`. Nobody to ask is no."""
    if not session.world.asks:
        return False
    while True:
        choices = words("cli.yes_no" if unless_said else "cli.no_yes")
        said = answer(session, f"{question} {choices}").casefold()
        if said in YES | NO:
            return said in YES
        if not said:
            return unless_said
        session.world.say(words("cli.yes_or_no"))
