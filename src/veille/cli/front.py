# SPDX-License-Identifier: MIT
"""Serves the commands typed all day long without loading the parser of command lines, which costs more than they do.

It knows the plain forms of `search`, `mentions` and `--version`, and leaves everything else, mistakes and
help included, to that parser (docs/decisions/0008); a test holds its tables to the parser's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from veille.cli.world import World
from veille.i18n import LANGUAGES
from veille.nouns import noun

Read = Callable[[str], object]


class Option(NamedTuple):
    """An option: the parameter it fills, and how its value is read (ValueError: it cannot be); a flag has none."""

    parameter: str
    read: Read | None = None
    repeats: bool = False


def _language(value: str) -> str:
    return LANGUAGES[LANGUAGES.index(value)]


def _count(value: str) -> int:
    if not value.isdecimal():
        raise ValueError(value)
    return int(value)


GLOBAL: Mapping[str, Option] = {
    "--config": Option("config", str),
    "--db": Option("db", str),
    "--lang": Option("lang", _language),
    "--quiet": Option("quiet"),
    "-q": Option("quiet"),
    "--verbose": Option("verbose"),
    "-v": Option("verbose"),
    "--debug": Option("debug"),
    "--no-color": Option("no_color"),
}


def commands() -> Mapping[str, Mapping[str, Option]]:
    """Return the options of each command; `--output` is left out, its value is checked against the disk."""
    from veille.cli.shape import Format
    from veille.questions import Sort, Status

    both = {
        "--brand": Option("brand", str, repeats=True),
        "--week": Option("week", str),
        "--month": Option("month", str),
        "--since": Option("since", str),
        "--until": Option("until", str),
        "--limit": Option("limit", _count),
        "--sort": Option("sort", Sort),
        "--status": Option("status", Status),
        "--format": Option("format", Format),
        "-f": Option("format", Format),
        "--json": Option("json"),
        "--csv": Option("csv"),
        "--excel": Option("excel"),
    }
    return {"search": both, "mentions": {**both, "--where": Option("where", str)}}


@noun
class Plain:
    """A plain command line: values by parameter, of the global options and of the command's own."""

    command: str
    first: Mapping[str, Any]
    given: Mapping[str, Any]


def understood(arguments: Sequence[str], world: World) -> Callable[[], None] | None:
    """Return what to do for these arguments, global options first; None when the parser must see them."""
    if list(arguments) == ["--version"]:
        return version
    plain = read(arguments)
    return partial(_show, plain, world) if plain is not None else None


def read(arguments: Sequence[str]) -> Plain | None:
    """Return a plain `search` or `mentions` in its parts; None when it is anything else."""
    try:
        first, (command, *rest) = _parsed(arguments, GLOBAL, mixed=False)
        given, words = _parsed(rest, commands()[command], mixed=True)
    except (ValueError, KeyError):
        return None
    if command == "search":
        return (
            Plain(command=command, first=first, given={**given, "where": " ".join(words)}) if words else None
        )
    return None if words else Plain(command=command, first=first, given=given)


def version() -> None:
    """Print the version."""
    from veille import __version__

    print(f"veille {__version__}")  # noqa: T201 - cli/ prints


def _show(plain: Plain, world: World) -> None:
    from veille.cli.listing import Asked, show
    from veille.cli.session import begin

    show(begin(world, **plain.first), plain.command, Asked(**plain.given))


def _parsed(
    arguments: Sequence[str], options: Mapping[str, Option], *, mixed: bool
) -> tuple[dict[str, Any], list[str]]:
    """Return the values by parameter, and the words, which may stand among the options when these are mixed.

    Raises KeyError or ValueError for all that is not plain.
    """
    values: dict[str, Any] = {}
    words: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            words += left
        elif not argument.startswith("-"):
            words += [argument] if mixed else [argument, *left]
        else:
            _put(values, options, argument, left)
    return values, words


def _put(values: dict[str, Any], options: Mapping[str, Option], argument: str, left: Any) -> None:
    name, joined, value = argument.partition("=")
    option = options[name]
    if option.read is None:
        if joined:
            raise ValueError(argument)
        values[option.parameter] = True
        return
    if not joined:
        value = next(left, "-")
    if value.startswith("-") or (joined and not name.startswith("--")):
        raise ValueError(argument)
    read = option.read(value)
    values[option.parameter] = [*values.get(option.parameter, ()), read] if option.repeats else read
