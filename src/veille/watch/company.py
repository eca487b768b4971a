# SPDX-License-Identifier: MIT
"""`veille company`: what a public register knows of a company, where it was mentioned, and how to watch it."""

from __future__ import annotations

import time
from collections.abc import Callable

from veille import urls
from veille.config import Config
from veille.directories.base import Accounts, Companies, Company, Directory, Officer
from veille.errors import FetchError, ParseError, QueryError
from veille.model import Column, Figure, Listing, Request, Response, Row, Sentence, Summary, Unit
from veille.net.http import Call
from veille.nouns import noun
from veille.text import slug
from veille.watch import Watch
from veille.watch.network import Network
from veille.watch.search import Wanted, search

PATIENCE = 30
"""Seconds that a register may ask us to wait within one run."""
LEAST_WAIT = 60
"""Seconds to wait where a register does not say how long."""
_NAMES = 10
_SHORTEST = 3
"""Letters of a name that is looked for: shorter ones, such as acronyms, stand everywhere."""

MATCHES = (
    Column(key="siren"),
    Column(key="name"),
    Column(key="trade_names", unit=Unit.LIST),
    Column(key="state", unit=Unit.WORD),
    Column(key="address"),
    Column(key="activity"),
    Column(key="created"),
)


@noun
class Proposed:
    """What would be written into the watch file; None where it is there already."""

    brand: Row | None
    source: Row | None


def look_up(
    network: Network,
    directory: Directory,
    name: str,
    *,
    limit: int,
    sleep: Callable[[float], None] = time.sleep,
) -> Companies:
    """Ask a register for a company: one request, and one more only if it says how long to wait for that.

    A register bans who insists: after any other refusal, and after a second one, nothing more is asked.
    Raises SourceError.
    """
    call = _call(network, directory.request(name, limit=limit))
    try:
        response = network.send(call)
    except FetchError as error:
        if not 0 <= _asked_to_wait(error, missing=-1) <= PATIENCE:
            raise _busy(error) from error.__cause__
        sleep(_asked_to_wait(error))
        response = _sent_again(network, call)
    try:
        found = network.run(_parse, directory, response)
    except ParseError as error:
        raise ParseError("directory_unread", reason=error.facts.get("reason", error.code)) from error
    assert isinstance(found, Companies)
    return found


def _call(network: Network, request: Request) -> Call:
    pace = network.pace
    return Call(
        request=request,
        origin=urls.origin(request.url) or "",
        timeout=pace.timeout,
        max_bytes=pace.max_bytes,
    )


def _sent_again(network: Network, call: Call) -> Response:
    try:
        return network.send(call)
    except FetchError as error:
        raise _busy(error) from error.__cause__


def _asked_to_wait(error: FetchError, *, missing: int = 0) -> int:
    asked = error.facts.get("retry_after") if error.code == "rate_limited" else None
    return asked if isinstance(asked, int) else missing


def _busy(error: FetchError) -> FetchError:
    """Put in terms of the register what means that it wants to be left alone; other failures say enough."""
    if error.code not in {"rate_limited", "http_5xx"}:
        return error
    seconds = max(_asked_to_wait(error), LEAST_WAIT)
    return FetchError("directory_busy", status=error.status or 0, seconds=seconds)


def _parse(directory: Directory, response: Response) -> Companies:
    return directory.parse(response)


def chosen(found: Companies, name: str) -> Company | None:
    """Return the one company that is meant: the only match, or the one with that number."""
    number = "".join(name.split())
    same = [company for company in found.found if company.siren in {number, number[:9]}]
    if number.isdigit() and same:
        return same[0]
    return found.found[0] if len(found.found) == 1 and found.total <= 1 else None


def mentioned(watch: Watch, company: Company, *, limit: int) -> Listing:
    """List the latest documents that name a company, whatever the brands are."""
    names = [name.replace('"', " ").strip() for name in company.names]
    asked = [f'"{name}"' for name in names if _is_telling(name)] or [f'"{names[0]}"']
    try:
        found = search(watch, Wanted(query=" OR ".join(asked[:_NAMES]), limit=limit))
    except QueryError:  # a name of nothing but signs
        return Listing(kind="search", columns=(), rows=())
    notes = found.notes if found.rows else (Sentence(key="cli.company.no_mention"),)
    return Listing(kind=found.kind, columns=found.columns, rows=found.rows, notes=notes)


def _is_telling(name: str) -> bool:
    return sum(map(str.isalnum, name)) >= _SHORTEST


# --- shown ------------------------------------------------------------------------------------------------


def matches(found: Companies) -> Listing:
    """List companies, to choose among them."""
    rows = tuple(record(company) for company in found.found)
    facts: dict[str, object] = {"count": found.total, "shown": len(rows)}
    return Listing(kind="companies", columns=MATCHES, rows=rows, notes=(_which(found, facts),))


def _which(found: Companies, facts: dict[str, object]) -> Sentence:
    if not found.found:
        return Sentence(key="cli.company.nothing")
    return Sentence(key="cli.company.several", facts={**facts, "siren": found.found[0].siren})


def sheet(company: Company) -> Summary:
    """Return one company for a person to read."""
    shown = {
        "name": company.name,
        "siren": company.siren,
        "trade_names": list(company.trade_names),
        "acronym": company.acronym,
        "state": _state_in_words(company),
        "created": company.created,
        "address": company.address,
        "activity": company.activity,
        "category": company.category,
        "establishments": _places_in_words(company),
        "accounts": [_year_in_words(year) for year in company.accounts[:3]],
        "officers": [_officer_in_words(officer) for officer in company.officers],
        **company.identifiers,
    }
    return Summary(kind="company", record=shown)


def record(company: Company) -> Row:
    """Return one company as data."""
    state = {True: "active", False: "closed", None: None}[company.active]
    return {
        "siren": company.siren,
        "name": company.name,
        "trade_names": list(company.trade_names),
        "acronym": company.acronym,
        "address": company.address,
        "state": state,
        "public": company.public,
        "created": company.created,
        "closed": company.closed,
        "category": company.category,
        "activity": company.activity,
        "officers": [{"name": one.name, "function": one.function} for one in company.officers],
        "establishments": company.establishments,
        "open_establishments": company.open_establishments,
        "accounts": [
            {"year": one.year, "revenue": one.revenue, "net_income": one.net_income}
            for one in company.accounts
        ],
        "identifiers": dict(company.identifiers),
    }


def _state_in_words(company: Company) -> Sentence | None:
    if company.active is None:
        return None
    if company.active:
        return Sentence(key="cli.company.active")
    return Sentence(key="cli.company.closed", facts={"day": company.closed or "?"})


def _places_in_words(company: Company) -> Sentence | None:
    if company.establishments is None:
        return None
    opened = company.open_establishments
    facts = {"count": company.establishments, "opened": "?" if opened is None else opened}
    return Sentence(key="cli.company.places", facts=facts)


def _year_in_words(year: Accounts) -> Sentence:
    return Sentence(
        key="cli.company.year",
        facts={"year": year.year, "revenue": _euros(year.revenue), "income": _euros(year.net_income)},
    )


def _euros(amount: int | None) -> object:
    return "?" if amount is None else Figure(amount, Unit.COUNT)


def _officer_in_words(officer: Officer) -> str:
    return f"{officer.name} ({officer.function})" if officer.function else officer.name


# --- watched ----------------------------------------------------------------------------------------------


def proposal(config: Config, company: Company, asked: str) -> Proposed:
    """Return the `[[brand]]` and the `[[source]]` that a company wants, without what is there already.

    The name is written as the person did, where that is the company's: registers know capitals only.
    """
    wanted = {slug(name) for name in company.names}
    name = " ".join(asked.split()) if slug(asked) == slug(company.name) else company.name
    known = any(slug(one) in wanted for brand in config.brands for one in (brand.name, *brand.aliases))
    aliases = [one for one in company.names if _is_telling(one) and slug(one) != slug(name)]
    brand: Row = {"name": name, "aliases": aliases or None}
    followed = any(
        company.siren in {"".join(number.split()) for number in getattr(source.source, "siren", ())}
        for source in config.sources
        if source.kind == "bodacc"
    )
    source: Row = {
        "name": _free(config, f"BODACC {name}", company.siren),
        "kind": "bodacc",
        "siren": [company.siren],
        "every": "12h",
    }
    return Proposed(brand=None if known else brand, source=None if followed else source)


def _free(config: Config, name: str, siren: str) -> str:
    taken = {source.name for source in config.sources}
    return f"{name} {siren}" if name in taken else name
