# SPDX-License-Identifier: MIT
"""Reads sources.toml, its env file and its secrets: the only part of veille that does, once, before anything else.

path = config.find(explicit, environ)
watch_file = config.load(path, environ=environ)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from veille.config import queries, tables, values, zone
from veille.config.faults import Faults, Refused, Spot, problems
from veille.config.finding import find
from veille.config.model import Config, FetchLimits
from veille.config.reading import parsed, read
from veille.config.schema import read as read_table
from veille.config.values import Duration
from veille.config.vault import Vault, env_file, sendable
from veille.errors import ConfigError, Problem, SourceError
from veille.i18n import Words
from veille.nouns import metadata, replace
from veille.sources.base import Source, Watched, secrets_of

__all__ = [
    "Config",
    "Duration",
    "FetchLimits",
    "check_options",
    "checker",
    "defaults",
    "duration",
    "find",
    "load",
    "proxy_of",
    "revealed",
    "source_from",
    "wording",
]


def load(path: Path, *, environ: Mapping[str, str]) -> Config:
    """Read a watch file.

    Raises ConfigError: `invalid` with every problem, sorted by line; `watch_file_missing`, `not_a_file`,
    `unreadable` (facts file, reason).
    """
    return _meant(*read(path), path, environ)


def checker(config: Config) -> Callable[[str, str], None]:
    """Return what is asked before an edit of the watch file is written, with its text before and after.

    It raises ConfigError `invalid` with the problems that the new text has and the old one had not.
    """

    def check(before: str, after: str) -> None:
        environ = config.vault.environ
        known = [_apart(problem) for problem in _problems_of(before, config.path, environ)]
        found = _problems_of(after, config.path, environ)
        _refuse(tuple(problem for problem in found if _apart(problem) not in known), config.path)

    return check


def check_options(config: Config, given: Mapping[str, object]) -> None:
    """Refuse keys of a `[[source]]` that the watch file would not take, before the rest of it is known.

    Raises ConfigError `invalid` with their problems.
    """
    faults = Faults()
    tables.some(given, Spot(faults), config.path.parent)
    _refuse(problems(faults.wrong, {}, ""), config.path)


def wording(problem: Problem, words: Words, path: Path) -> tuple[str, str]:
    """Return what is wrong, with its place, and what to do about it; a wrong query adds a caret below."""
    from veille.config.telling import wording as told

    return told(problem, words, path)


def defaults(environ: Mapping[str, str] | None = None) -> Config:
    """Return what holds where there is no watch file; secrets are looked up in `environ`."""
    return Config(
        path=Path("sources.toml"),
        database=Path("veille.db"),
        timezone=zone.local({}),
        vault=Vault(folder=Path(), environ=environ or {}),
    )


def source_from(kind: str, given: Mapping[str, str]) -> Source:
    """Build a source from options written as texts: `source_from("feed", {"url": "https://..."})`.

    Raises PluginError for an unknown kind, ConfigError `invalid` with the problems of the options.
    """
    faults = Faults()
    source = tables.source(kind, given, Spot(faults))
    if source is None or faults.wrong:
        found = tuple(_typed_here(one, kind) for one in problems(faults.wrong, {}, ""))
        raise ConfigError("invalid", problems=found, path=kind, count=len(found))
    return source


def _typed_here(problem: Problem, kind: str) -> Problem:
    """What is missing on a command line is no line to add to a file."""
    if problem.code != "missing_key":
        return problem
    return replace(problem, code="missing_here", facts={**problem.facts, "kind": kind})


def duration(text: str) -> timedelta:
    """Read a duration written as in the watch file: "30m". Raises ValueError."""
    try:
        length: timedelta = values.duration("1s", "366d")(text, Spot(Faults()))
    except Refused:
        raise ValueError(text) from None
    return length


def _meant(text: str, document: Mapping[str, Any], path: Path, environ: Mapping[str, str]) -> Config:
    faults = Faults()
    config = _read(path, document, Spot(faults), environ)
    if faults.wrong:
        _refuse(problems(faults.wrong, document, text), path)
    if faults.warnings:
        return replace(config, warnings=problems(faults.warnings, document, text))
    return config


def _rules(document: Mapping[str, Any], spot: Spot) -> Iterator[tuple[Spot, str]]:
    """Yield the query of each brand, and where it stands."""
    for index, entry in enumerate(tables.entries(document, "brand")):
        if isinstance(entry.get("query"), str):
            yield spot.at("brand", index, "query"), entry["query"]


def _refuse(found: tuple[Problem, ...], path: Path) -> None:
    if found:
        raise ConfigError("invalid", problems=found, path=str(path), count=len(found))


def _problems_of(text: str, path: Path, environ: Mapping[str, str]) -> tuple[Problem, ...]:
    try:
        _meant(*parsed(text.encode(), path), path, environ)
    except ConfigError as error:
        return error.problems
    return ()


def _apart(problem: Problem) -> Problem:
    """Return a problem without its line, which an edit above it changes."""
    return replace(problem, line=None)


def _read(path: Path, document: Mapping[str, Any], spot: Spot, environ: Mapping[str, str]) -> Config:
    folder = path.parent
    tables.top(document, spot)
    found = read_table(tables.table(document, "veille"), tables.VEILLE, spot.at("veille"))
    named = found.pop("env_file", None)
    variables = env_file(_beside(folder, named, environ), spot.at("veille", "env_file")) if named else {}
    found.setdefault("timezone", None)
    found["timezone"] = found["timezone"] or zone.local(environ)
    named = queries.read(tables.table(document, "queries"), spot.at("queries"), found["timezone"])
    brands = tables.brands(document, spot.at("brand"), found["timezone"], named)
    queries.clashes(named, brands, spot.at("queries"))
    queries.mistyped(_rules(document, spot), named, brands)
    return Config(
        path=path,
        database=_beside(folder, found.pop("database", "veille.db"), environ),
        fetch=tables.fetch(document, spot.at("fetch"), folder),
        brands=brands,
        queries=named,
        sources=tables.sources(document, spot.at("source"), folder, brands, named),
        vault=Vault(folder=folder, environ=environ, env_file=variables),
        **found,
    )


def _beside(folder: Path, written: str, environ: Mapping[str, str]) -> Path:
    home = environ.get("HOME")
    if home and written.startswith("~/"):
        return Path(home, written[2:])
    return folder / written


def revealed(config: Config, watched: Watched) -> Watched:
    """Return a source as it is visited, with its secrets in its headers and options.

    `Watched.secrets` lists them, so that none is stored or shown. Raises SourceError `secret` (fact name).
    """
    headers = {name: _header(config, written, name) for name, written in watched.headers.items()}
    hidden = {name: headers[name] for name, written in watched.headers.items() if headers[name] != written}
    written = {name: getattr(watched.source, name) for name in secrets_of(type(watched.source))}
    options = {name: _option(config, watched, name) for name, value in written.items() if value is not None}
    source = replace(watched.source, **options) if options else watched.source
    known = tuple({*hidden.values(), *options.values()})
    return replace(watched, headers=headers, source=source, secrets=known)


def _secret(config: Config, written: str, name: str) -> str:
    """Return the value of an option: a mailbox may well have a password with accents, no header with line ends."""
    content = config.vault.reveal(written)
    if content is None or not content.strip() or not content.isprintable():
        raise SourceError("secret", name=written if ":" in written else name)
    return content


def _option(config: Config, watched: Watched, name: str) -> str:
    """Return what a secret option stands for; when it is missing, the failure says what it is for."""
    kind = type(watched.source)
    try:
        return _secret(config, getattr(watched.source, name), name)
    except SourceError as error:
        facts = {"kind": watched.kind, "help": dict(metadata(kind)[name].get("help", {}))}
        raise SourceError("secret", case="secret_option", **error.facts, **facts) from None


def _header(config: Config, written: str, name: str) -> str:
    content = _secret(config, written, name)
    if not sendable(content):
        raise SourceError("secret", name=written if ":" in written else name)
    return content


def proxy_of(config: Config) -> str | None:
    """Return the address of the proxy. Raises ConfigError `proxy_unset` (fact name) when its variable is."""
    written = config.fetch.proxy
    if written is None:
        return None
    address = config.vault.reveal(written)
    if address is None or not address.startswith(("http://", "https://")):
        raise ConfigError("proxy_unset", name=written)
    return address
