# SPDX-License-Identifier: MIT
"""Puts what a person said of mentions into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veille.cli.session import Session
    from veille.i18n import Words
    from veille.store.decisions import Mark
    from veille.watch import Watch
    from veille.watch.taught import Standing, Taught

_BRANDS = 5
"""Brands that a line names."""


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


def told_brands(watch: Watch, mentions: Sequence[str], words: Words) -> str:
    """Return `Orange, Free`, with how many of each where there are more mentions than brands."""
    from veille.watch.label import by_brand

    counts = by_brand(watch, mentions)
    alone = len(counts) in {1, len(mentions)}
    named = [name if alone else f"{name} {words.number(count)}" for name, count in counts.items()]
    return ", ".join([*named[:_BRANDS], *(["…"] if len(named) > _BRANDS else [])])


def told_learning(session: Session, watch: Watch, taught: Taught, words: Words) -> None:
    """Say what the filters made of it: which verdicts changed, whose filter is gone, who is rated later."""
    from veille.watch.label import waiting

    for gone in taught.unfiltered:
        key = "too_few" if gone.answers < gone.enough else "one_sided"
        facts = {"brand": gone.brand, "count": gone.answers, "enough": gone.enough}
        session.say(words(f"cli.label.{key}", **facts))
    if taught.changed:
        session.say(
            words("cli.label.rerated" if taught.unfiltered else "cli.label.relearned", count=taught.changed)
        )
    for one in taught.standings:
        session.say(words("cli.label.standing", brand=one.brand, **_standing(one, words)))
    late = waiting(watch)
    if late:
        session.say(words("cli.label.later", brands=", ".join(late)))


def _standing(one: Standing, words: Words) -> dict[str, str]:
    """Return how many mentions have each verdict, and how many more or fewer than before."""
    return {
        str(verdict): f"{words.number(count)}{_more(count - one.before[verdict], words)}"
        for verdict, count in one.after.items()
    }


def _more(difference: int, words: Words) -> str:
    if not difference:
        return ""
    return f" ({'+' if difference > 0 else '−'}{words.number(abs(difference))})"
