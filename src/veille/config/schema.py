# SPDX-License-Identifier: MIT
"""Reads one table by its keys: what is unknown, missing, of a later version, or wrong is noted, all of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

from veille.config import values
from veille.config.faults import Refused, Spot
from veille.config.values import Reader
from veille.nouns import noun, required
from veille.sources.base import Source


@noun
class Key:
    """One key of a table: how its value is read, and whether it must be there."""

    read: Reader
    required: bool = False


def later(_: Any, spot: Spot) -> NoReturn:
    """Refuse what a later version of veille understands, by its name."""
    spot.refuse("unsupported")


def read(table: Mapping[str, Any], keys: Mapping[str, Key], spot: Spot) -> dict[str, Any]:
    """Return the values of a table's keys that are there and right; the others are noted."""
    meant = {_unknown(name, keys, table, spot) for name in table if name not in keys}
    for name, key in keys.items():
        if key.required and name not in table and name not in meant:
            spot.note("missing_key", key=name)
    found = {}
    for name, value in table.items():
        if name in keys:
            with suppress(Refused):
                found[name] = keys[name].read(value, spot.at(name))
    return found


def _unknown(name: str, keys: Mapping[str, Key], table: Mapping[str, Any], spot: Spot) -> str | None:
    """Note an unknown key; return the key it was probably meant to be."""
    free = [key for key in keys if key not in table]
    near = values.near(name, free) or values.near(name, keys)
    if near or not keys:
        spot.at(name).note("unknown_key", **near)
    else:
        spot.at(name).note("unknown_key", known=", ".join(sorted(keys)))
    return str(near["suggestion"]) if near else None


def subtable(keys: Mapping[str, Key]) -> Reader:
    """Return the reader of a table within a table."""

    def read_subtable(value: Any, spot: Spot) -> dict[str, Any]:
        if not isinstance(value, dict):
            spot.refuse("wrong_type", expected="table")
        return read(value, keys, spot)

    return read_subtable


# --- the options of a kind of source ------------------------------------------------------------------------


@cache
def options(kind: type[Source]) -> Mapping[str, Key]:
    """Return the keys of a kind of source: the fields of its class, read by their annotations."""
    hints = get_type_hints(kind)
    return {
        name: Key(read=_reader(name, hints[name]), required=must) for name, must in required(kind).items()
    }


def typed(kind: type[Source], given: Mapping[str, str]) -> dict[str, Any]:
    """Return options written as texts as the values TOML would have: `limit=10`, `tags=a,b`."""
    hints = get_type_hints(kind)
    return {name: _typed(text, hints.get(name, str)) for name, text in given.items()}


def _typed(text: str, hint: Any) -> Any:
    plain = next((part for part in get_args(hint) if part is not type(None)), hint)
    if get_origin(hint) is tuple:
        return [part.strip() for part in text.split(",")]
    if plain not in {bool, int, float}:
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        return text


def _reader(name: str, hint: Any) -> Reader:
    plain = [part for part in get_args(hint) if part is not type(None)]
    if type(None) in get_args(hint):
        return _reader(name, plain[0])
    if get_origin(hint) is tuple:
        return values.many(_reader(name.removesuffix("s"), plain[0]))
    if hint is str and (name == "url" or name.endswith("_url")):
        return values.url
    return _READERS.get(get_origin(hint) or hint, values.text)


_READERS: Mapping[Any, Reader] = {
    str: values.text,
    bool: values.flag,
    int: values.integer(),
    float: values.number,
    timedelta: values.duration("0s", "366d"),
    Mapping: values.words_map,
    dict: values.words_map,
}
