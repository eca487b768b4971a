# SPDX-License-Identifier: MIT
"""Reads `[queries]`: queries with a name, written once and used as @name wherever a query stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any

from veille.config import values
from veille.config.faults import Refused, Spot
from veille.errors import QueryError
from veille.model import Brand
from veille.patterns import pattern

if TYPE_CHECKING:
    from veille.expression import Expression

RESERVED = "brands"
"""`@brands` is one search for each brand."""

_LONGEST = 10_000
"""Characters from which a query is not spelled out any further: no service reads half as much."""
_ANY_DAY = date(2000, 1, 3)
_NAME = pattern(r"[\w-]+")
_USED = pattern(r"(?<![\w@])[@＠][\w-]+")
_COMMENT = pattern(r"#(?=\s|$)[^\n]*")


def read(table: Mapping[str, Any], spot: Spot, cut: tzinfo) -> Mapping[str, str]:
    """Read `[queries]`; `cut` is the zone of the days a query names."""
    found: dict[str, str] = {}
    for name, value in table.items():
        with suppress(Refused):
            found[_name(name, found, spot.at(name))] = values.query(value, spot.at(name))
    for name, query in found.items():
        check(query, spot.at(name), cut, found, rule=False, name=name)
    return found


def _name(name: str, known: Mapping[str, str], spot: Spot) -> str:
    from veille.expression.named import named

    if not _NAME.fullmatch(name) or not any(map(str.isalnum, name)):
        spot.refuse("bad_query_name", value=values.shown(name))
    if name.casefold() == RESERVED:
        spot.refuse("reserved_query", value=name)
    other = named(f"@{name}", known)
    if other is not None:
        spot.refuse("same_query", value=name, other=other)
    return name


def check(
    query: str, spot: Spot, cut: tzinfo, queries: Mapping[str, str], *, rule: bool, name: str | None = None
) -> Expression | None:
    """Return what a query means, or note what is wrong with it; with `rule`, it is that of a brand.

    What is wrong in a named query, `name` aside, is noted there only; a cycle where the first of it stands.
    """
    from veille.expression import parse

    try:
        # Which day it is does not change whether a query is well written.
        return parse(query, today=_ANY_DAY, zone=cut, rule=rule, queries=queries)
    except QueryError as error:
        culprit = _culprit(error, queries)
        if culprit is None or culprit == name or not _broken(culprit, cut, queries):
            spot.note("query_error", error=error.code, **error.facts)
        return None


def _culprit(error: QueryError, queries: Mapping[str, str]) -> str | None:
    """Return the named query that an error is in, None when it is in none."""
    if error.code != "query_cycle":
        return str(error.facts["named"]) if "named" in error.facts else None
    trail = [one.removeprefix("@") for one in str(error.facts["trail"]).split(" > ")]
    cycle = trail[trail.index(trail[-1]) :]
    return next(name for name in queries if name in cycle)


def _broken(name: str, cut: tzinfo, queries: Mapping[str, str]) -> bool:
    from veille.expression import parse

    try:
        parse(queries[name], today=_ANY_DAY, zone=cut, queries=queries)
    except QueryError:
        return True
    return False


def used(query: str, queries: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the named queries that one uses, directly or through others: name and text, sorted."""
    if not queries:
        return ()
    from veille.expression import queries_used

    return queries_used(query, queries)


def suspect(brand: Mapping[str, Any], rule: Expression | None, spot: Spot) -> None:
    """Warn of a rule that nothing can match or that excludes its own names, and of words too short to mean the brand."""
    from veille.expression.soundness import never, own_words, short_terms

    if rule is not None and never(rule.root):
        spot.at("query").warn("never")
    if "query" not in brand:
        names = (str(brand.get("name", "")), *brand.get("aliases", ()))
        for word in own_words(names, brand.get("exclude", ())):
            spot.at("exclude").warn("own_exclude", value=word)
    if brand.get("context"):
        return
    found = [("query", word) for word in short_terms(rule.root)] if rule else _short_names(brand)
    for key, word in found:
        spot.at(key).warn("short_term", value=word)


def _short_names(brand: Mapping[str, Any]) -> list[tuple[str, str]]:
    from veille.expression.soundness import is_short

    if "query" in brand:
        return []
    names = [("name", str(brand.get("name", "")))]
    names += [("aliases", alias) for alias in brand.get("aliases", ())]
    return [(key, name) for key, name in names if is_short(name)]


def clashes(queries: Mapping[str, str], brands: Sequence[Brand], spot: Spot) -> None:
    """Note the names that are those of accounts too: @name must mean one thing."""
    if not queries:
        return
    from veille.expression.named import named

    for brand in brands:
        for handle in brand.handles:
            name = named(f"@{handle.lstrip('@＠')}", queries)
            if name is not None:
                spot.at(name).note("query_clash", value=name, brand=brand.name, handle=handle)


def mistyped(rules: Iterable[tuple[Spot, str]], queries: Mapping[str, str], brands: Sequence[Brand]) -> None:
    """Warn of accounts in rules that no brand has and that are nearly called as a named query is."""
    if not queries:
        return
    from veille.expression.named import named
    from veille.near import nearest

    accounts = {handle.lstrip("@＠"): handle for brand in brands for handle in brand.handles}
    for spot, query in rules:
        for used_name in dict.fromkeys(_USED.findall(_COMMENT.sub("", query))):
            bare = used_name[1:]
            if bare.casefold() == RESERVED or named(used_name, {**accounts, **queries}) is not None:
                continue
            near = nearest(bare, queries)
            if near is not None:
                spot.warn("mistyped_query", value=bare, near=near)


def meant(options: Mapping[str, Any], queries: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the options of a source with the text of a named query in place of `query = "@name"`.

    A service knows no names: those within the text are replaced by theirs, and comments are left out.
    """
    written = options.get("query")
    if not queries or not isinstance(written, str) or not written.lstrip().startswith(("@", "＠")):
        return options
    from veille.expression.named import named

    name = named(written.strip(), queries)
    if name is None:
        return options
    text = queries[name]
    for _ in queries:
        if len(text) <= _LONGEST:
            text = _spelled_out(text, queries)
    return {**options, "query": " ".join(_COMMENT.sub("", text).split())}


def _spelled_out(text: str, queries: Mapping[str, str]) -> str:
    """Put texts in place of the names that a text uses."""
    from veille.expression.named import named

    return _USED.sub(
        lambda match: f"({queries[name]})" if (name := named(match[0], queries)) else match[0], text
    )
