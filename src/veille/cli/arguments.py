# SPDX-License-Identifier: MIT
"""Puts the global options first, so that `veille search x --db f` means `veille --db f search x`."""

from __future__ import annotations

from collections.abc import Sequence

WITH_VALUE = frozenset({"--config", "--db", "--lang"})
FLAGS = frozenset({"--quiet", "-q", "--verbose", "-v", "--debug", "--no-color"})


def hoist(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the global ones first; nothing after `--` is touched."""
    first: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument in FLAGS or (argument.partition("=")[0] in WITH_VALUE and "=" in argument):
            first.append(argument)
        elif argument in WITH_VALUE:
            first += [argument, *_value(left)]
        else:
            rest.append(argument)
    return first + _negative_query(rest)


def _value(left: object) -> list[str]:
    value = next(left, None)  # type: ignore[call-overload]
    return [] if value is None else [value]


def _negative_query(rest: list[str]) -> list[str]:
    """`veille search -panne orange` is a query, not options: move such words behind `--`."""
    if rest[:1] == ["query"]:
        return _query_last(rest)
    if rest[:1] != ["search"] or "--" in rest:
        return rest
    words = [word for word in rest[1:] if _is_negated_word(word)]
    return [word for word in rest if not _is_negated_word(word)] + (["--", *words] if words else [])


def _query_last(rest: list[str]) -> list[str]:
    """`veille query explain -panne OR orange`: the order of words counts, so they go behind `--` as they are."""
    if "--" in rest or not any(map(_is_negated, rest)):
        return rest
    options: list[str] = []
    words: list[str] = []
    left = iter(rest[2:])
    for word in left:
        if word == "--from":
            options += [word, *_value(left)]
        else:
            (options if word.startswith("--") else words).append(word)
    return [*rest[:2], *options, "--", *words]


def _is_negated(word: str) -> bool:
    """Say whether a word begins with a minus; the commands of queries have no options of one letter."""
    return len(word) > 1 and word[0] == "-" and word[1] != "-"


def _is_negated_word(word: str) -> bool:
    return len(word) > 2 and word[0] == "-" and word[1] != "-"  # noqa: PLR2004 - `-o` is an option, `-or` a word


def peek(arguments: Sequence[str], name: str) -> str | None:
    """Return the value of a global option before anything is parsed (for the words of a parse error)."""
    for position, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument == name and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return None
