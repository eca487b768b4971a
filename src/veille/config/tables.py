# SPDX-License-Identifier: MIT
"""Reads each table of the watch file into what it means: [veille], [fetch], [[brand]], [[source]]; queries.py reads [queries]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from veille import plugins
from veille.config import queries, values, vault, zone
from veille.config.faults import Spot
from veille.config.model import FetchLimits
from veille.config.schema import Key, later, options, read, subtable, typed
from veille.config.values import Reader
from veille.errors import PluginError
from veille.i18n import LANGUAGES
from veille.model import Brand, Channel, Role
from veille.nouns import replace
from veille.sources._absent import Absent
from veille.sources.base import BRANDS, BadOption, MissingOption, Source, Watched, secrets_of
from veille.text import slug

_LONGEST_REASON = 300
"""Characters of what a kind says against its options: it may list those there are."""
LATER = ("client", "alert", "report", "mail", "privacy", "tone")
"""Tables that a later version understands."""

_OFTEN = timedelta(minutes=15)


# --- the document -------------------------------------------------------------------------------------------


def top(document: Mapping[str, Any], spot: Spot) -> None:
    """Note the tables that are unknown, of a later version, or not written as they should be."""
    arrays = ("brand", "source")
    plain = ("veille", "fetch", "queries")
    known = (*plain, *arrays)
    for name, value in document.items():
        if name in LATER:
            spot.at(name).note("unsupported", key=_header(name, value))
        elif name in arrays and not _is_array(value):
            spot.at(name).note("not_an_array", key=name)
        elif name in plain and not isinstance(value, dict):
            spot.at(name).note("not_a_table", key=name)
        elif name not in known:
            _stray(name, value, known, spot.at(name))


def _is_array(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(element, dict) for element in value)


def _header(name: str, value: Any) -> str:
    return f"[[{name}]]" if isinstance(value, list) else f"[{name}]"


def _stray(name: str, value: Any, known: Sequence[str], spot: Spot) -> None:
    if isinstance(value, dict) or _is_array(value):
        spot.note("unknown_table", key=_header(name, value), **values.near(name, known))
        return
    home = next((table for table, keys in (("veille", VEILLE), ("fetch", FETCH)) if name in keys), None)
    if home:
        spot.note("misplaced", table=f"[{home}]")
    else:
        spot.note("unknown_key", **values.near(name, VEILLE))


def entries(document: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """Return the tables of an array of tables; none if it is not one."""
    value = document.get(name, [])
    return value if _is_array(value) else ()


def table(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a table; an empty one if it is not there or not one."""
    value = document.get(name, {})
    return value if isinstance(value, dict) else {}


# --- [veille] and [fetch] -----------------------------------------------------------------------------------


def _timezone(value: Any, spot: Spot) -> tzinfo:
    name = values.text(value, spot)
    found = zone.named(name)
    if found is None:
        from zoneinfo import available_timezones

        near = values.near(name, available_timezones())
        spot.refuse("unknown_timezone", value=values.shown(name), **near)
    return found


def _contact(value: Any, spot: Spot) -> str:
    written = values.text(value, spot)
    if not vault.sendable(written) or not ("@" in written or "://" in written):
        spot.refuse("bad_contact", value=values.shown(written))
    return written


def _language_code(value: Any, spot: Spot) -> str:
    code = values.text(value, spot)
    if not (code.isascii() and code.isalpha() and code.islower() and len(code) in {2, 3}):
        spot.refuse("bad_language", value=values.shown(code))
    return code


def _languages(value: Any, spot: Spot) -> Any:
    return values.many(_language_code)(value, spot) if value != [] else spot.refuse("empty")


VEILLE: Mapping[str, Key] = {
    "database": Key(read=values.text),
    "language": Key(read=values.one_of(*LANGUAGES)),
    "languages": Key(read=_languages),
    "timezone": Key(read=_timezone),
    "contact": Key(read=_contact),
    "retention": Key(read=values.calendar),
    "env_file": Key(read=values.text),
}

FETCH: Mapping[str, Key] = {
    "concurrency": Key(read=values.integer(1, 64)),
    "per_host": Key(read=values.integer(1, 4)),
    "gap": Key(read=values.duration("0s", "10m")),
    "timeout": Key(read=values.duration("1s", "120s")),
    "max_bytes": Key(read=values.size("64 MiB")),
    "max_time": Key(read=values.duration("1s", "24h")),
    "allow_private": Key(read=values.many(values.private_place)),
    "proxy": Key(read=values.text),  # and more, in fetch(): a secret may stand in a file beside this one
}


def fetch(document: Mapping[str, Any], spot: Spot, folder: Path) -> FetchLimits:
    """Read `[fetch]`."""
    return FetchLimits(**read(table(document, "fetch"), {**FETCH, "proxy": Key(read=_proxy(folder))}, spot))


def _proxy(folder: Path) -> Reader:
    def read_proxy(value: Any, spot: Spot) -> str:
        written = values.text(value, spot)
        if not vault.is_reference(written):
            return values.url(written, spot)
        vault.reference(written, spot, folder)
        return written

    return read_proxy


# --- [[brand]] ----------------------------------------------------------------------------------------------


def _findable(value: Any, spot: Spot) -> str:
    """Read a name that a text may hold: it has a letter or a digit."""
    written = values.line(value, spot)
    if not any(character.isalnum() for character in written):
        spot.refuse("nothing_to_find", value=values.shown(written))
    return written


def _handle(value: Any, spot: Spot) -> str:
    written = _findable(value, spot)
    if " " in written:
        spot.refuse("bad_handle", value=values.shown(written))
    return written


_NAMES = Key(read=values.many(_findable))
_SENTENCES = Key(read=values.many(values.text))

BRAND: Mapping[str, Key] = {
    "name": Key(read=_findable, required=True),
    "role": Key(read=values.one_of(*Role)),
    "aliases": _NAMES,
    "handles": Key(read=values.many(_handle)),
    "domains": Key(read=values.many(values.domain)),
    "people": _NAMES,
    "query": Key(read=values.query),
    "context": _NAMES,
    "exclude": _NAMES,
    "case_sensitive": Key(read=values.flag),
    "typos": Key(read=values.flag),
    "keep_above": Key(read=values.share),
    "reject_below": Key(read=values.share),
    "examples": Key(read=subtable({"yes": _SENTENCES, "no": _SENTENCES})),
    "objectives": Key(read=later),
}


def brands(
    document: Mapping[str, Any], spot: Spot, cut: tzinfo, named: Mapping[str, str]
) -> tuple[Brand, ...]:
    """Read all `[[brand]]`; `cut` is the zone of the days a query names, `named` the queries it may use."""
    found = [
        _brand(entry, spot.at(index), cut, named) for index, entry in enumerate(entries(document, "brand"))
    ]
    first: dict[str, tuple[int, str]] = {}
    for index, brand in enumerate(found):
        if brand is None:
            continue
        _, other = first.setdefault(slug(brand.name), (index, brand.name))
        if first[slug(brand.name)][0] != index:
            code = "same_brand" if other == brand.name else "equal_slugs"
            spot.at(index, "name").note(code, value=brand.name, other=other, slug=slug(brand.name))
    return tuple(brand for brand in found if brand)


def _brand(entry: Mapping[str, Any], spot: Spot, cut: tzinfo, named: Mapping[str, str]) -> Brand | None:
    found = read(entry, BRAND, spot)
    examples = found.pop("examples", {})
    if "role" in found:
        found["role"] = Role(found["role"])
    rule = None
    if "query" in found:
        rule = queries.check(found["query"], spot.at("query"), cut, named, rule=True)
        found["queries"] = queries.used(found["query"], named)
    queries.suspect(found, rule, spot)
    if "name" not in found:
        return None
    brand = Brand(**found, examples_yes=examples.get("yes", ()), examples_no=examples.get("no", ()))
    if brand.reject_below > brand.keep_above:
        key = "reject_below" if "reject_below" in entry else "keep_above"
        spot.at(key).note("thresholds", keep=str(brand.keep_above), reject=str(brand.reject_below))
    return brand


# --- [[source]] ---------------------------------------------------------------------------------------------


def _kind(value: Any, spot: Spot) -> tuple[str, type[Source] | Absent]:
    name = values.text(value, spot)
    try:
        return name, _class(name)
    except PluginError as error:
        if error.code != "unknown_kind":
            # A plug-in at fault is no reason not to read the other sources.
            spot.warn(error.code, **{"reason": "", **error.facts})
            return name, Absent(code=error.code, facts=error.facts)
        known = plugins.names("sources")
        near = values.near(name, known)
        spot.refuse("unknown_kind", value=values.shown(name), known=", ".join(known), **near)


@cache
def _class(name: str) -> type[Source]:
    return plugins.load("sources", name, Source)  # type: ignore[type-abstract]


def _watched(folder: Path) -> Mapping[str, Key]:
    return {
        "name": Key(read=values.line, required=True),
        "kind": Key(read=_kind, required=True),
        "channel": Key(read=values.one_of(*Channel)),
        "every": Key(read=values.duration("1s", "366d")),
        "headers": Key(read=vault.headers(folder)),
        "tags": Key(read=values.many(values.text)),
        "text": Key(read=values.one_of("feed", "page")),
        "timeout": Key(read=values.duration("1s", "120s")),
        "max_bytes": Key(read=values.size("64 MiB")),
    }


def sources(
    document: Mapping[str, Any],
    spot: Spot,
    folder: Path,
    brands: Sequence[Brand],
    named: Mapping[str, str],
) -> tuple[Watched, ...]:
    """Read all `[[source]]`; those that search for `@brands` are given their names, others what @name stands for."""
    watched = _watched(folder)
    names = tuple((brand.name, *brand.aliases) for brand in brands if brand.role is not Role.TOPIC)
    found = []
    for index, entry in enumerate(entries(document, "source")):
        written, place = queries.meant(entry, named), spot.at(index)
        source = _source(written, watched, place, folder)
        found.append(source if written is not entry else _searching(source, names, tuple(named), place))
    first: dict[str, int] = {}
    for index, entry in enumerate(entries(document, "source")):
        name = " ".join(str(entry.get("name", index)).split())
        if first.setdefault(name, index) != index:
            spot.at(index, "name").note("same_source", value=values.shown(name))
    return tuple(source for source in found if source)


def some(entry: Mapping[str, Any], spot: Spot, folder: Path) -> None:
    """Note what is wrong with the keys of a `[[source]]` of which only some are known yet."""
    kind = _class_of(entry)
    keys = {**(options(kind) if kind else {}), **_watched(folder)}
    read(entry, {name: key for name, key in keys.items() if name in entry}, spot)


def _searching(
    source: Watched | None, names: tuple[tuple[str, ...], ...], known: Sequence[str], spot: Spot
) -> Watched | None:
    """Give a source that searches for `@brands` their names; other names that nothing bears are refused."""
    query = getattr(source.source, "query", None) if source else None
    if source is None or not isinstance(query, str) or not query.startswith("@"):
        return source
    if query != BRANDS:
        spot.at("query").note(
            "unknown_value",
            value=values.shown(query),
            known=", ".join([BRANDS, *(f"@{name}" for name in known)]),
            **values.near(query, [BRANDS, *(f"@{name}" for name in known)]),
        )
        return None
    if not names:
        spot.at("query").note("no_brands")
        return None
    return replace(source, brands=names)


def _source(entry: Mapping[str, Any], watched: Mapping[str, Key], spot: Spot, folder: Path) -> Watched | None:
    kind = _class_of(entry)
    own = options(kind) if kind else {name: Key(read=_unread) for name in entry if name not in watched}
    found = read(entry, {**own, **watched}, spot)
    given = {name: found.pop(name) for name in own if name in found and name not in watched}
    if "every" in found and found["every"] < _OFTEN:
        spot.at("every").warn("every_short", value=str(entry["every"]))
    if not {"name", "kind"} <= found.keys():
        return None
    name, meant = found.pop("kind")
    source = meant if isinstance(meant, Absent) else _built(name, meant, given, spot)
    if source is None:
        return None
    _check_secrets(source, spot, folder)
    found["pages"] = found.pop("text", "feed") == "page"
    channel = Channel(found.pop("channel", source.channel))
    return Watched(**found, kind=name, source=source, channel=channel)


def _check_secrets(source: Source, spot: Spot, folder: Path) -> None:
    for name in secrets_of(type(source)):
        written = getattr(source, name)
        if isinstance(written, str) and vault.is_reference(written):
            vault.reference(written, spot.at(name), folder)
        elif written:
            spot.at(name).warn("literal_secret")


def _class_of(entry: Mapping[str, Any]) -> type[Source] | None:
    """Return the class of an entry's kind, or of the kind that was probably meant: its keys are read anyway.

    What is wrong with the kind is said when its own key is read.
    """
    written = entry.get("kind", "feed")
    name = " ".join(written.split()) if isinstance(written, str) else "feed"
    try:
        return _class(name)
    except PluginError as error:
        near = values.near(name, plugins.builtin_names("sources")) if error.code == "unknown_kind" else {}
        return _class(str(near["suggestion"])) if near else None


def _unread(value: Any, _: Spot) -> Any:
    return value


def source(kind: str, given: Mapping[str, str], spot: Spot) -> Source | None:
    """Build a source of a kind from options written as texts. Raises PluginError."""
    found = _class(kind)
    return _built(kind, found, read(typed(found, given), options(found), spot), spot)


def _built(name: str, kind: type[Source], given: Mapping[str, Any], spot: Spot) -> Source | None:
    if any(key.required and option not in given for option, key in options(kind).items()):
        return None
    try:
        return kind(**given)
    except MissingOption as error:
        spot.note("missing_option", options=error.said, kind=name)
        return None
    except BadOption as error:
        said = {
            language: values.shown(text, longest=_LONGEST_REASON) for language, text in error.said.items()
        }
        spot.note("bad_option", reason=said, kind=name)
        return None
    except ValueError as error:
        spot.note("bad_option", reason=values.shown(error, longest=_LONGEST_REASON), kind=name)
        return None
    except Exception as error:  # noqa: BLE001 - a plug-in may be wrong in any way; the reader is told where
        spot.note("bad_option", reason=values.shown(f"{type(error).__name__}: {error}"), kind=name)
        return None
