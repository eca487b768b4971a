# SPDX-License-Identifier: MIT
"""`veille query`: what a query means, and what a query of another tool is in our language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from veille import expression, plugins
from veille.config import Config
from veille.dialects.base import Dialect, Loss, Translation
from veille.errors import PluginError, QueryError, UsageError
from veille.expression.named import queries_used
from veille.expression.remarks import remarks
from veille.expression.telling import Told, tell
from veille.i18n import Words
from veille.model import Sentence
from veille.nouns import noun
from veille.watch.doubts import doubts


@noun
class Explained:
    """What a query means, what to know of it, and whether a brand's rule may have it."""

    query: str
    meaning: tuple[Told, ...]
    notes: tuple[Sentence, ...]
    rule: bool


def explained(config: Config, query: str, *, today: date) -> Explained:
    """Tell what a query means beside this watch file. Raises QueryError."""
    zone, queries = config.timezone, config.queries
    root = expression.parse(query, today=today, zone=zone, queries=queries).root
    names = {
        name: expression.parse(text, today=today, zone=zone, queries=queries).root
        for name, text in queries_used(query, queries)
    }
    refused = _refused(config, query, today)
    notes = (*doubts(config, query), *remarks(root, zone=zone))
    if refused is not None and refused.code != "only_negative":
        why = Sentence(key=f"query.{refused.code}.what", facts=refused.facts)
        notes = (Sentence(key="telling.notes.rule", facts={"why": why}), *notes)
    meaning = tell(root, zone=zone, names=names)
    return Explained(query=query, meaning=meaning, notes=notes, rule=refused is None)


def _refused(config: Config, query: str, today: date) -> QueryError | None:
    """Return why a brand's rule may not have a query that is otherwise right."""
    try:
        expression.parse(query, today=today, zone=config.timezone, rule=True, queries=config.queries)
    except QueryError as error:
        return error
    return None


@noun
class Translated:
    """A translation, and the name of the tool whose language it comes from."""

    dialect: str
    label: Mapping[str, str]
    query: str
    translation: Translation


def translated(dialect: str | None, query: str) -> Translated:
    """Put a query of another tool into our language.

    Raises UsageError `dialect_missing`, `unknown_dialect`; QueryError where it cannot be read.
    """
    known = ", ".join(plugins.names("dialects"))
    if dialect is None:
        raise UsageError("dialect_missing", known=known)
    try:
        found = plugins.load("dialects", dialect.lower(), Dialect)  # type: ignore[type-abstract]
    except PluginError as error:
        if error.code != "unknown_kind":
            raise
        near = {"near": error.facts["near"]} if "near" in error.facts else {}
        raise UsageError("unknown_dialect", name=dialect, known=known, **near) from error
    return Translated(
        dialect=dialect.lower(), label=found.label, query=query, translation=found().translate(query)
    )


def told(loss: Loss, words: Words) -> str:
    """Return what was lost, and why, in one sentence."""
    why = words(loss.key, **{**loss.facts, "written": loss.written})
    return words(f"dialects.{loss.code}.named", written=" ".join(loss.written.split()), why=why)
