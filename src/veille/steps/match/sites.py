# SPDX-License-Identifier: MIT
"""Where the domains of a brand are written in a text: an address in it, or no more than its host, links to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from veille.expression.nodes import Term
from veille.expression.terms import find
from veille.nouns import noun
from veille.patterns import pattern
from veille.text import Reading, words

_LONGEST = 253
"""Characters of a host."""

_LOOKED_AT = 10_000

_BELOW = pattern(r"[\w.-]+")
_LONGER = pattern(r"(?:\.*[\w-]|@)")
_SAME = frozenset(("", "www.", "m."))
_WITHIN = frozenset("@＠/=&?%#+")
"""Signs after which a host is that of a mailbox, an account, or a piece of another address."""


@noun
class Site:
    """A domain as it may stand in a text; `form` is what was configured."""

    form: str
    hosts: tuple[str, ...]
    """The domain, and with the letters of its language where it has some."""
    terms: tuple[Term, ...]


def sites(domains: Mapping[str, str]) -> tuple[Site, ...]:
    """Return the domains, configured ones by host, made ready to be looked for."""
    return tuple(_site(host, form) for host, form in domains.items() if "." in host)


def _site(host: str, form: str) -> Site:
    hosts = tuple(dict.fromkeys((host, _in_letters(host))))
    terms = tuple(Term(written=one, sequences=(tuple(word.token for word in words(one)),)) for one in hosts)
    return Site(form=form, hosts=hosts, terms=tuple(term for term in terms if term.sequences[0]))


def _in_letters(host: str) -> str:
    """Return `crème.example` for `xn--crme-6oa.example`."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def written(site: Site, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where a site is written, as an address or as its host alone."""
    text = reading.text
    for term in site.terms:
        for start, end in islice(find(term, reading), _LOOKED_AT):
            if text[start:end].lower() in site.hosts and not _LONGER.match(text, end):
                first = _first(text, start)
                if first is not None:
                    yield first, end


def _first(text: str, start: int) -> int | None:
    """Return where the host begins that ends with what stands at `start`; None when it is none, or another's.

    Below the domain of a host of other people's pages (somebody.free.fr) stands what is not the brand's.
    """
    before = text[max(start - _LONGEST, 0) : start]
    run = _BELOW.match(before[::-1])
    below = run[0][::-1].rpartition("..")[2] if run else ""
    if below.lower() not in _SAME:
        return None
    first = start - len(below)
    inside = text[first - 1 : first] in _WITHIN if first else False
    return None if inside and not text.endswith("//", 0, first) else first
