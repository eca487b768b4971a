# SPDX-License-Identifier: MIT
"""Puts a problem of the watch file into the reader's language: where and what in one line, then the remedy."""

from __future__ import annotations

from pathlib import Path

from veille.config.values import shown
from veille.errors import Problem, QueryError
from veille.i18n import Words


def wording(problem: Problem, words: Words, path: Path) -> tuple[str, str]:
    """Return what is wrong and what to do about it.

    `sources.toml:4: [[source]] lemonde: unknown key 'ulr' (did you mean 'url'?)`. A wrong query adds two
    lines to the first: the query, and a caret under the place.
    """
    facts = _facts(problem, words)
    line = f":{problem.line}" if problem.line else ""
    where = words("config.where", where=shown(problem.where)) if problem.where else ""
    what = words(f"config.{problem.code}.what", **facts)
    if "suggestion" in facts:
        what += words("config.did_you_mean", suggestion=facts["suggestion"])
    return f"{path}{line}: {where}{what}{_caret(problem)}", _remedy(problem, words, facts)


def _remedy(problem: Problem, words: Words, facts: dict[str, object]) -> str:
    if problem.code == "query_error" and words.has(f"query.{problem.facts['error']}.todo"):
        return words(f"query.{problem.facts['error']}.todo", **facts)
    near = f"config.{problem.code}.near"
    if "suggestion" in facts and words.has(near):
        return words(near, **facts)
    return words(f"config.{problem.code}.todo", **facts)


def _facts(problem: Problem, words: Words) -> dict[str, object]:
    facts = {"known": "", **problem.facts}
    if "expected" in facts:
        facts["example"] = words(f"config.types.{facts['expected']}.example")
        facts["expected"] = words(f"config.types.{facts['expected']}.name")
    if "fault" in facts:
        facts["fault"] = words(f"config.toml.{facts['fault']}")
    if "error" in facts:
        key = f"query.{facts['error']}.what"
        facts["reason"] = words(key, **problem.facts) if words.has(key) else facts["error"]
        if "named" in facts:
            facts["reason"] = words("query.in_named", named=facts["named"], what=facts["reason"])
    return facts


def _caret(problem: Problem) -> str:
    query, column = problem.facts.get("query"), problem.facts.get("column")
    if problem.code != "query_error" or not isinstance(query, str) or not isinstance(column, int):
        return ""
    from veille.expression import caret

    shown_lines = caret(QueryError(str(problem.facts["error"]), query=query, column=column)).splitlines()
    return "".join(f"\n    {line}" for line in shown_lines)
