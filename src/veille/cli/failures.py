# SPDX-License-Identifier: MIT
"""Puts failures into two lines: what happened and where, then what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import EnumMeta
from pathlib import Path
from typing import Any

from veille.cli import later
from veille.errors import ConfigError, QueryError, VeilleError
from veille.i18n import Words
from veille.near import nearest


def lines(error: VeilleError, words: Words) -> Iterator[str]:
    """Yield the lines that tell a person of an error."""
    if isinstance(error, ConfigError) and error.problems:
        yield from _problems(error, words)
    elif isinstance(error, QueryError):
        yield from query_lines(error, words)
    else:
        yield f"veille: {what(error, words)} [{error.code}]"
        yield f"  {words('cli.hint')} {_todo(error, words)}"


def _todo(error: VeilleError, words: Words) -> str:
    """Return the remedy; a word that was probably meant stands before it."""
    remedy = words(f"{words.failure(error.code, error.facts)}.todo", **error.facts)
    near = error.facts.get("near")
    return f"{words('cli.usage.did_you_mean', near=near)} {remedy}" if near else remedy


def what(error: VeilleError, words: Words) -> str:
    """Return what happened, in one line."""
    return words(f"{words.failure(error.code, error.facts)}.what", **in_words(error.facts, words))


def in_words(facts: dict[str, object], words: Words) -> dict[str, object]:
    """Return the facts with the system's own reasons, always English, put into the reader's language."""
    reason = facts.get("reason")
    known = words.find("errors.reasons")
    if isinstance(known, Mapping) and reason in known:
        return facts | {"reason": known[str(reason)]}
    return facts


def query_lines(error: QueryError, words: Words) -> Iterator[str]:
    """Yield the query with a caret under the place, and what was expected there."""
    from veille.expression import caret

    happened = words(f"query.{error.code}.what", **error.facts)
    if "named" in error.facts:
        happened = words("query.in_named", named=error.facts["named"], what=happened)
    yield f"veille: {happened} [{error.code}]"
    yield from ("  " + line for line in caret(error).splitlines())
    yield f"  {words('cli.hint')} {words(f'query.{error.code}.todo', **error.facts)}"


def _problems(error: ConfigError, words: Words) -> Iterator[str]:
    from veille.config import wording

    path = Path(str(error.facts.get("path", "sources.toml")))
    for problem in error.problems:
        happened, remedy = wording(problem, words, path)
        yield happened
        yield f"  {words('cli.hint')} {remedy}"
    yield words("cli.problems", count=len(error.problems), file=str(path))


def usage_lines(error: Any, words: Words) -> Iterator[str]:
    """Yield the lines for an error of the command-line parser, whose own words are English only."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "veille"
    yield f"veille: {_usage(kind, error, words)} [usage]"
    yield f"  {words('cli.hint')} {words('cli.usage.todo', command=command)}"


def _usage(kind: str, error: Any, words: Words) -> str:
    match kind:
        case "NoSuchOption":
            return _no_such_option(error, words)
        case "MissingParameter":
            return words("cli.usage.missing", name=_name(error))
        case "BadParameter":
            return _bad_value(error, words)
        case _:
            return _other_usage(error, error.format_message(), words)


def _no_such_option(error: Any, words: Words) -> str:
    if error.option_name in later.OPTIONS:
        return words("cli.usage.later", name=error.option_name)
    near = ", ".join(error.possibilities or ())
    key = "no_such_option_near" if near else "no_such_option"
    return words(f"cli.usage.{key}", option=error.option_name, near=near)


def _other_usage(error: Any, message: str, words: Words) -> str:
    if "No such command" in message:
        command = message.split("'")[1]
        if command in later.COMMANDS:
            return words("cli.usage.later", name=command)
        return words("cli.usage.no_such_command", command=command) + _near(error, message, words)
    if "unexpected extra argument" in message:
        return words("cli.usage.extra", extra=message.rpartition("(")[2].rstrip(")."))
    if "Missing command" in message:
        return words("cli.usage.missing_command")
    return words("cli.usage.other", reason=message)


def _bad_value(error: Any, words: Words) -> str:
    choices = _choices(getattr(error.param, "type", None))
    value = error.message.split("'")[1] if error.message.count("'") > 1 else error.message
    if choices and value in later.FORMATS:
        return words("cli.usage.later", name=f"--format {value}")
    if choices:
        known = ", ".join(str(choice) for choice in choices)
        return words("cli.usage.choice", name=_name(error), value=value, known=known)
    if "range" in error.message or "valid int" in error.message:
        return words("cli.usage.number", name=_name(error))
    return words("cli.usage.bad_value", name=_name(error), reason=error.message)


def _choices(kind: Any) -> tuple[object, ...]:
    """Return what may be chosen of; an enum that reads its own values is one too."""
    enum = getattr(kind, "func", None)
    return tuple(enum if isinstance(enum, EnumMeta) else getattr(kind, "choices", None) or ())


def _near(error: Any, message: str, words: Words) -> str:
    known = error.ctx.command.list_commands(error.ctx)
    near = nearest(message.split("'")[1], known)
    return " " + words("cli.usage.did_you_mean", near=near) if near else ""


def _name(error: Any) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "?")
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return str(parameter.metavar or parameter.name)
