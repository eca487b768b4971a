# SPDX-License-Identifier: MIT
"""What every directory of companies is: it asks with a Request and reads a Response, without I/O, as sources do.

One file of this folder is one directory; of its officers a directory tells names and functions, no more.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from veille.model import Request, Response
from veille.nouns import field, noun


@noun
class Officer:
    """Who runs a company, or audits it: a person or another company."""

    name: str
    function: str | None = None


@noun
class Accounts:
    """What one year brought, in whole euros."""

    year: str
    revenue: int | None = None
    net_income: int | None = None


@noun
class Company:
    """One company as a register knows it; days are written as the register writes them."""

    siren: str
    name: str
    trade_names: tuple[str, ...] = ()
    acronym: str | None = None
    address: str | None = None
    active: bool | None = None
    public: bool = True
    """Whether the register may show it whole; some asked that it does not."""
    created: str | None = None
    closed: str | None = None
    category: str | None = None
    activity: str | None = None
    officers: tuple[Officer, ...] = ()
    establishments: int | None = None
    open_establishments: int | None = None
    accounts: tuple[Accounts, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """All names it is known by, the official one first, each once."""
        known: dict[str, str] = {}
        for one in (self.name, *self.trade_names, self.acronym):
            if one:
                known.setdefault(one.casefold(), one)
        return tuple(known.values())


@noun
class Companies:
    """What a directory answered: the best matches, and how many there are in all."""

    found: tuple[Company, ...]
    total: int


class Directory(ABC):
    """One directory of companies. Called by watch."""

    label: ClassVar[Mapping[str, str]]
    """What it is, in each language."""
    most: ClassVar[int]
    """Companies in one answer at most."""

    @abstractmethod
    def request(self, name: str, *, limit: int) -> Request:
        """Return the one Request that looks for a name, or for a company's number."""

    @abstractmethod
    def parse(self, response: Response) -> Companies:
        """Read the answer. Raises ParseError `parse`; anything else it raises is a bug of ours."""
