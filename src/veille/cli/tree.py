# SPDX-License-Identifier: MIT
"""The tree of commands: each is one module, imported when it is called, and its help is put into words here."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from keyword import iskeyword
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from veille.cli.session import Session
from veille.cli.world import World
from veille.i18n import Words

DAILY = ("init", "fetch", "search", "mentions", "label", "report")
OTHERS = ("undo", "brands", "sources", "query", "add", "company", "import", "demo", "db", "doctor")


def session_of(context: Any) -> Session:
    """Return the session of a command, whoever started it."""
    found = context.find_object(Session)
    return found if isinstance(found, Session) else Session(world=World())


class Command(TyperCommand):
    """A command whose help speaks the reader's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        write_help(self, ctx, formatter)


class Group(TyperGroup):
    """A group of commands of one module, such as `veille brands`."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        return command and translated(command, f"{self.name}_{cmd_name}", session_of(ctx).words)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        write_help(self, ctx, formatter)


class Root(TyperGroup):
    """The program itself: it knows the names of its commands, and imports the module of the one called."""

    parts: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (("daily", DAILY), ("others", OTHERS))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is the base's
        return [name for _, names in self.parts for name in names]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = built(cmd_name)
        return translated(command, cmd_name, session_of(ctx).words)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        write_help(self, ctx, formatter)


def built(name: str) -> Any:
    """Return the command of that name, built from the `app` of its module."""
    module = importlib.import_module(f"veille.cli.{name}{'_' if iskeyword(name) else ''}")
    command = typer.main.get_command(module.app)
    command.name = name
    return command


def translated(command: Any, key: str, words: Words) -> Any:
    """Give a command and its parameters their help, `cli.commands.<key>` and `cli.options.<name>`."""
    command.help = words(f"cli.commands.{key}")
    for parameter in command.params:
        _translate(parameter, key, words)
    return command


def _translate(parameter: Any, key: str, words: Words) -> None:
    for name in (f"{key}_{parameter.name}", parameter.name):
        if words.has(f"cli.options.{name}"):
            parameter.help = words(f"cli.options.{name}")
            return


def write_help(command: Any, context: Any, formatter: Any) -> None:
    """Write the help page of a command: usage, what it does, arguments, options, commands."""
    words = session_of(context).words
    for parameter in command.params:
        _translate(parameter, "_".join(context.command_path.split()[1:]), words)
    pieces = " ".join(command.collect_usage_pieces(context))
    formatter.write_usage(context.command_path, pieces, words("cli.help.usage") + " ")
    formatter.write_paragraph()
    formatter.write_text(words("cli.commands.veille") if isinstance(command, Root) else command.help or "")
    if isinstance(command, TyperGroup):
        _write_commands(command, context, formatter, words)
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    _write_rows(formatter, words("cli.help.arguments"), (_argument(one, context) for one in arguments))
    shown = [_option(one) for one in options if not one.hidden]
    _write_rows(formatter, words("cli.help.options"), [*shown, ("--help", words("cli.options.help"))])


def _write_commands(group: TyperGroup, context: Any, formatter: Any, words: Words) -> None:
    if isinstance(group, Root):
        for title, part in group.parts:
            rows = ((name, words(f"cli.commands.{name}")) for name in part)
            _write_rows(formatter, words(f"cli.help.{title}"), rows)
        return
    names = group.list_commands(context)
    rows = ((name, words(f"cli.commands.{group.name}_{name}")) for name in names)
    _write_rows(formatter, words("cli.help.commands"), rows)


def _write_rows(formatter: Any, title: str, rows: Iterable[tuple[str, str]]) -> None:
    listed = list(rows)
    if listed:
        with formatter.section(title):
            formatter.write_dl(listed)


def _argument(parameter: Any, context: Any) -> tuple[str, str]:
    return parameter.make_metavar(context), parameter.help or ""


def _option(parameter: Any) -> tuple[str, str]:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    if not parameter.is_flag:
        choices = getattr(parameter.type, "choices", None)
        value = "|".join(str(choice) for choice in choices) if choices else (parameter.metavar or "…")
        names = f"{names} {value}"
    return names, parameter.help or ""
