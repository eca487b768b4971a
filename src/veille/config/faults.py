# SPDX-License-Identifier: MIT
"""Gathers everything that is wrong in a watch file while it is read, so that all of it is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from veille.errors import Problem
from veille.nouns import noun, value

if TYPE_CHECKING:
    from veille.config.locate import Lines

Address = tuple[str | int, ...]
"""A place in a document: ("source", 2, "headers", "Authorization")."""


@noun
class Fault:
    """One thing wrong at an address of the document, before its line is known."""

    address: Address
    code: str
    facts: dict[str, object]


class Faults:
    """What is wrong, and what only deserves a warning."""

    def __init__(self) -> None:
        self.wrong: list[Fault] = []
        self.warnings: list[Fault] = []


class Refused(Exception):
    """A value cannot be used; why is already noted."""


@value
class Spot:
    """A place of the document that is being read; readers say there what is wrong."""

    faults: Faults
    address: Address = ()

    def at(self, *more: str | int) -> Spot:
        """Return the place below this one."""
        return Spot(self.faults, (*self.address, *more))

    def note(self, code: str, **facts: object) -> None:
        """Note a problem here, and read on."""
        self.faults.wrong.append(Fault(address=self.address, code=code, facts=facts))

    def refuse(self, code: str, **facts: object) -> NoReturn:
        """Note a problem here, and give up this value."""
        self.note(code, **facts)
        raise Refused

    def warn(self, code: str, **facts: object) -> None:
        """Note something here that deserves a warning."""
        self.faults.warnings.append(Fault(address=self.address, code=code, facts=facts))


def problems(faults: Iterable[Fault], document: Mapping[str, Any], text: str) -> tuple[Problem, ...]:
    """Return the faults as Problems, sorted by their lines in the text, then as they were found there."""
    from veille.config.locate import lines

    known = lines(text)
    found = [
        Problem(
            line=_line(fault, known),
            where=_table(fault.address, document),
            code=fault.code,
            facts=_key(fault),
        )
        for fault in faults
    ]
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _line(fault: Fault, known: Lines) -> int | None:
    """Return the line of a fault: of a query that runs over several, the very one that is wrong."""
    query, column = fault.facts.get("query"), fault.facts.get("column")
    if isinstance(query, str) and isinstance(column, int):
        return known.within(fault.address, query, column)
    return known.of(fault.address)


def _table(address: Address, document: Mapping[str, Any]) -> str:
    """Name a table as its header is written: `[fetch]`, `[[source]] Vie publique`, `[[source]] #3`."""
    if len(address) < 2 or not isinstance(document.get(str(address[0])), list | dict):  # noqa: PLR2004
        return ""  # the key says it all: it is the table
    name = str(address[0])
    table = document[name]
    if isinstance(table, dict):
        return f"[{name}]"
    if not isinstance(address[1], int):
        return f"[[{name}]]"
    entry = table[address[1]]
    title = entry.get("name") if isinstance(entry, dict) else None
    written = title.strip() if isinstance(title, str) else ""
    return f"[[{name}]] {written}" if written else f"[[{name}]] #{address[1] + 1}"


def _key(fault: Fault) -> dict[str, object]:
    """Add the key, written as in the file: `headers.Authorization`."""
    return {"key": _written(fault.address), **fault.facts}


def _written(address: Address) -> str:
    keys = [str(part) for part in address if isinstance(part, str)]
    last = address[-1] if len(address) > 2 else ""  # noqa: PLR2004 - (source, 3) is no element of a list
    place = f" #{last + 1}" if isinstance(last, int) else ""
    return ".".join(keys[1:] or keys) + place
