# SPDX-License-Identifier: MIT
"""Asks the official bulletins on Opendatasoft, whose two APIs say the same notices in two shapes.

Version 2.1 is asked first, version 1 where it refuses. What is asked is said in the language of each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from html import unescape
from typing import Any

from veille.errors import ParseError
from veille.model import Item, Page, Request, Response
from veille.nouns import noun, replace
from veille.sources import _json
from veille.sources._searching import quoted
from veille.sources.base import BRANDS, BadOption, MissingOption, State

PAGE = 100
"""Records in one answer, the most that version 2.1 gives."""
DEEPEST = 10_000
"""Records that paging reaches at all."""
LATE = timedelta(days=40)
"""Notices are dated with the issue they stand in, and some enter the data a month later."""
SIRENS_AT_ONCE = 40
NAMES_AT_ONCE = 10
"""As many as one address holds."""
_SIREN = 9


@noun
class Clause:
    """One condition in both languages; `old` is None when it can be said in that of version 2.1 only."""

    new: str
    old: str | None


@noun
class Dataset:
    """Where the notices of one bulletin are."""

    host: str
    name: str

    def request(self, clause: Clause, *, start: int = 0) -> Request:
        """Return the request for a page of the notices that a condition meets, the latest first."""
        asked = (("where", clause.new), ("order_by", "dateparution desc"), ("limit", str(PAGE)))
        url = f"https://{self.host}/api/explore/v2.1/catalog/datasets/{self.name}/records"
        return Request(
            url=url, params=(*asked, ("offset", str(start))), otherwise=self._old_request(clause.old, start)
        )

    def _old_request(self, asked: str | None, start: int) -> Request | None:
        if asked is None:
            return None
        params = (("dataset", self.name), ("q", asked), ("sort", "dateparution"), ("rows", str(PAGE)))
        return Request(
            url=f"https://{self.host}/api/records/1.0/search/", params=(*params, ("start", str(start)))
        )


def alike(field: str, value: str) -> Clause:
    """Return the condition that a field is, or a list in it holds, that value."""
    return Clause(new=f"{field}={quoted(value)}", old=f"{field}:{quoted(value)}")


def naming(field: str, name: str) -> Clause:
    """Return the condition that the words of a name stand in a field."""
    return Clause(new=f"search({field},{_literal(name)})", old=f"{field}:{_literal(name)}")


def either(clauses: Sequence[Clause]) -> Clause:
    """Return the condition that one of several is met."""
    return _joined(clauses, " OR ")


def both(clauses: Sequence[Clause]) -> Clause:
    """Return the condition that all of several are met."""
    if len(clauses) == 1:
        return clauses[0]
    bracketed = [
        Clause(new=f"({one.new})", old=None if one.old is None else f"({one.old})") for one in clauses
    ]
    return _joined(bracketed, " AND ")


def asked_of(
    siren: Sequence[str],
    query: str | None,
    state: State,
    *,
    by_siren: Callable[[str], Clause],
    by_name: Callable[[str], Clause],
) -> Iterator[Clause]:
    """Yield what to ask for: the companies, many at once; the brands, some at once; or what its user wrote."""
    yield from any_of([by_siren(_compact(number)) for number in siren])
    if query == BRANDS:
        names = dict.fromkeys(name.strip() for names in state.brands for name in names)
        for some in _batches([by_name(name) for name in names if name], NAMES_AT_ONCE):
            yield either(some)
    elif query is not None:
        yield Clause(new=query, old=None)


def any_of(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """Yield the conditions that one of many is met, as many in each as one address holds."""
    for some in _batches(clauses, SIRENS_AT_ONCE):
        yield either(some)


def requests(
    dataset: Dataset, clauses: Iterator[Clause], state: State, *, narrowed: Sequence[Clause] = ()
) -> Iterator[Request]:
    """Yield the first request for each condition, since the last visit or the day that a person asked for."""
    for clause in clauses:
        yield dataset.request(both([clause, *narrowed, *_since(state)]))


def page(response: Response, state: State, read: Callable[[Mapping[str, Any]], Item | None]) -> Page:
    """Read one answer; of the past no more than its first page, unless something was read before.

    Raises ParseError: `parse` when it is neither version's, and those of other JSON.
    """
    records, total = _records(response)
    items = tuple(item for item in map(read, records) if item is not None)
    if state.since is None:
        return Page(items=items, gap=False)
    name = "start" if dict(response.request.params).get("start") else "offset"
    reached = _started(response.request, name) + len(records)
    if not records or reached >= total:
        return Page(items=items, gap=False)
    if reached + PAGE > DEEPEST:
        return Page(items=items, gap=True)
    return Page(items=items, follow=(_moved(response.request, reached),))


def check(siren: Sequence[str], query: str | None, **others: Sequence[str]) -> None:
    """Refuse options that ask for nothing, and numbers that no company has. Raises ValueError."""
    for number in siren:
        digits = _compact(number)
        if not (digits.isascii() and digits.isdigit() and len(digits) == _SIREN):
            raise BadOption(
                fr=f"siren = {number[:20]!r}\u202f: 9 chiffres", en=f"siren = {number[:20]!r}: 9 digits"
            )
        if not _is_number(digits):
            raise BadOption(
                fr=f"siren = {number[:20]!r}\u202f: ce numéro n’existe pas",
                en=f"siren = {number[:20]!r}: no such number",
            )
    if not siren and query is None and not any(others.values()):
        raise MissingOption("siren", *others, "query")


# --- what a record holds ----------------------------------------------------------------------------------


def nested(record: Mapping[str, Any], key: str) -> Any:
    """Return what a field holds that is JSON written as text, or JSON already; None if it is neither."""
    found = record.get(key)
    if not isinstance(found, str):
        return found
    try:
        return json.loads(found)
    except (ValueError, RecursionError):
        return None


def words(record: object, *path: str) -> str | None:
    """Return the text at that path, without the entities that some bulletins write."""
    found = _json.id_of(record, *path)
    return None if found is None else unescape(found).strip() or None


def many(record: Mapping[str, Any], key: str, *, between: str = ",") -> tuple[str, ...]:
    """Return the texts of a list, which version 1 writes as one text with commas, each once."""
    found = record.get(key)
    if isinstance(found, str):
        found = found.split(between)
    if not isinstance(found, list):
        return ()
    return tuple(
        dict.fromkeys(unescape(one).strip() for one in found if isinstance(one, str) and one.strip())
    )


def lines(*said: str | None) -> str | None:
    """Return what is known as lines of text, each once; None if nothing is."""
    return "\n".join(dict.fromkeys(one for one in said if one)) or None


def titled(*parts: str | None) -> str | None:
    """Return the known parts of a title in one line, each once."""
    return " – ".join(dict.fromkeys(part for part in parts if part)) or None


# --- the two versions -------------------------------------------------------------------------------------


def _records(response: Response) -> tuple[list[Mapping[str, Any]], int]:
    found = _json.read_map(response)
    if isinstance(found.get("results"), list):
        return _json.maps(found["results"]), _json.number_of(found, "total_count") or 0
    if isinstance(found.get("records"), list):
        records = [_json.map_of(one, "fields") for one in _json.maps(found["records"])]
        return [one for one in records if one], _json.number_of(found, "nhits") or 0
    raise ParseError("parse", reason="no records")


def _moved(request: Request, start: int) -> Request:
    """Return the same request for the records that follow, in whichever version."""
    params = tuple(
        (name, str(start) if name in {"start", "offset"} else value) for name, value in request.params
    )
    otherwise = request.otherwise and _moved(request.otherwise, start)
    return replace(request, params=params, otherwise=otherwise)


def _started(request: Request, name: str) -> int:
    value = dict(request.params).get(name, "")
    return int(value) if value.isdecimal() and len(value) <= len(str(DEEPEST)) else 0


def _since(state: State) -> Iterator[Clause]:
    if state.since is None:
        return
    try:
        day = (state.since if state.back else state.since - LATE).date().isoformat()
    except OverflowError:
        return
    yield Clause(new=f'dateparution>="{day}"', old=f"dateparution>={day}")


def _joined(clauses: Sequence[Clause], between: str) -> Clause:
    old = [one.old for one in clauses if one.old is not None]
    whole = len(old) == len(clauses)
    return Clause(new=between.join(one.new for one in clauses), old=between.join(old) if whole else None)


def _batches(clauses: Sequence[Clause], size: int) -> Iterator[Sequence[Clause]]:
    for start in range(0, len(clauses), size):
        yield clauses[start : start + size]


def _literal(name: str) -> str:
    return quoted(name.replace("\\", " "))


def _compact(number: str) -> str:
    return "".join(number.split())


def _is_number(digits: str) -> bool:
    """Say whether the last digit of a SIREN agrees with the others (Luhn)."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits, start=2 - len(digits) % 2)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 - two digits
