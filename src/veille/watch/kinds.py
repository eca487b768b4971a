# SPDX-License-Identifier: MIT
"""Describes the kinds of sources there are, those of installed packages included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any

from veille import plugins
from veille.errors import PluginError
from veille.i18n import Words
from veille.model import Column, Listing, Row, Sentence, Unit
from veille.nouns import noun
from veille.sources.base import Source, secrets_of

KINDS = (
    Column(key="kind"),
    Column(key="label"),
    Column(key="channel", unit=Unit.WORD),
    Column(key="looks_back", unit=Unit.FLAG),
    Column(key="terms_of_use"),
    Column(key="code", unit=Unit.WORD),
)

OPTIONS = (
    Column(key="option"),
    Column(key="required", unit=Unit.FLAG),
    Column(key="secret", unit=Unit.FLAG),
    Column(key="default"),
    Column(key="help"),
    Column(key="example"),
)


@noun
class Described:
    """One kind of source, for a reader."""

    label: str
    about: str | None
    """What its class says of itself, to who reads English."""
    channel: str
    looks_back: bool
    terms: str | None
    options: Listing
    example: str
    """A table of the watch file, ready to paste."""


def kind_of(name: str) -> type[Source]:
    """Return the class of a kind. Raises PluginError."""
    return plugins.load("sources", name, Source)  # type: ignore[type-abstract]


def listing(words: Words) -> Listing:
    """List all kinds; one that does not load is listed with the code of its failure."""
    rows = tuple(_row(name, words) for name in plugins.names("sources"))
    broken = sum(1 for row in rows if row["code"])
    notes = (Sentence(key="cli.broken_kinds", facts={"count": broken}),) if broken else ()
    return Listing(kind="kinds", columns=KINDS, rows=rows, notes=notes)


def _row(name: str, words: Words) -> Row:
    row: dict[str, object] = dict.fromkeys(column.key for column in KINDS)
    row["kind"] = name
    try:
        found = kind_of(name)
        return row | {
            "label": found.label[words.language],
            "channel": found.channel,
            "looks_back": found.looks_back,
            "terms_of_use": found.terms.get(words.language),
        }
    except PluginError as error:
        return row | {"code": error.code, "label": words(f"errors.{error.code}.what", **error.facts)}
    except (KeyError, AttributeError):  # a class that lacks what each kind has
        return row | {"code": "broken_plugin"}


def described(name: str, words: Words) -> Described:
    """Return what there is to know of a kind. Raises PluginError `unknown_kind`, with the nearest right one."""
    found = kind_of(name)
    options = tuple(_option(one, words) for one in fields(found))  # type: ignore[arg-type]
    return Described(
        label=found.label[words.language],
        about=_about(found) if words.language == "en" else None,
        channel=words(f"words.{found.channel}"),
        looks_back=found.looks_back,
        terms=found.terms.get(words.language),
        options=Listing(kind="options", columns=OPTIONS, rows=options),
        example=_example(name, found, words),
    )


def typed(options: Listing) -> Listing:
    """Return options as they are typed in a watch file: true and false, in every language."""
    rows = tuple({key: _typed(key, value) for key, value in row.items()} for row in options.rows)
    return Listing(kind=options.kind, columns=options.columns, rows=rows, notes=options.notes)


def _typed(column: str, value: object) -> object:
    return _toml(value) if column in {"default", "example"} and isinstance(value, bool) else value


def _about(kind: type[Source]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _option(option: Field[Any], words: Words) -> Row:
    default = option.default
    if option.default_factory is not MISSING:
        default = option.default_factory()
    return {
        "option": option.name,
        "required": default is MISSING,
        "secret": bool(option.metadata.get("secret")),
        "default": None if default is MISSING else default,
        "help": option.metadata.get("help", {}).get(words.language),
        "example": option.metadata.get("example"),
    }


def _example(name: str, kind: type[Source], words: Words) -> str:
    return "\n".join(_lines(name, kind, words))


def _lines(name: str, kind: type[Source], words: Words) -> Iterator[str]:
    yield "[[source]]"
    yield f"name = {_toml(kind.label[words.language])}"
    yield f"kind = {_toml(name)}"
    for option, value in kind.example.items():
        yield f"{option} = {_toml(value)}"
    for option in secrets_of(kind):
        if option not in kind.example:
            yield f'# {option} = "env:{name.upper()}_{option.upper()}"'


def _toml(value: object) -> str:
    import tomlkit

    return tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string()
