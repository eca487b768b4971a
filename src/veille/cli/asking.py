# SPDX-License-Identifier: MIT
"""Asks a person at a terminal, in their language, and understands the answer in both."""

from __future__ import annotations

from veille.cli.session import Session
from veille.i18n import Words

YES = frozenset({"", "y", "yes", "o", "oui"})
NO = frozenset({"n", "no", "non"})


def answer(session: Session, question: str) -> str:
    """Return what a person types after the question; nothing at the end of input."""
    session.world.stderr.write(f"{question} ")
    session.world.stderr.flush()
    return session.world.stdin.readline().strip()


def agrees(session: Session, question: str, words: Words) -> bool:
    """Ask until yes or no is understood; an empty line is yes. Nobody to ask is no."""
    if not session.world.asks:
        return False
    while True:
        said = answer(session, f"{question} {words('cli.yes_no')}").casefold()
        if said in YES | NO:
            return said in YES
        session.world.say(words("cli.yes_or_no"))
