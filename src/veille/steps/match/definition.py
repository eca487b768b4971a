# SPDX-License-Identifier: MIT
"""A brand of the watch file made ready to be looked for: its rule, checked, and what speaks for and against it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, tzinfo

from veille import expression, urls
from veille.errors import QueryError
from veille.expression.nodes import Expression, Term
from veille.expression.terms import account, term
from veille.model import Brand
from veille.nouns import noun, replace
from veille.steps.match.naming import Naming, names_first, naming
from veille.steps.match.sites import Site, sites
from veille.steps.match.triggers import Triggers, of_host, of_rule, of_term
from veille.steps.match.typos import Speller, tolerant
from veille.text import fold

VERSION = 4
"""Goes up when this matcher finds or rates otherwise than before: stored mentions are then stale."""

INFLECTED = 5
"""Letters from which a context word may have endings."""

PLURAL = 4
"""Letters from which an `exclude` word may be in the plural."""


@noun
class Needle:
    """One configured form, and how it may stand in a text; `account` needs its sign."""

    form: str
    term: Term
    account: bool = False


@noun
class Definition:
    """A brand, compiled. `handles` and `domains` map what is looked for to what was configured.

    `speller`, one for all brands, knows the mistakes in which its names are found too; None: it tolerates none.
    """

    brand: Brand
    fingerprint: str
    needles: tuple[Needle, ...]
    rule: Expression | None
    handles: dict[str, str]
    domains: dict[str, str]
    sites: tuple[Site, ...]
    """The domains again, as they are written in texts."""
    context: tuple[Needle, ...]
    exclude: tuple[Needle, ...]
    misspelt: tuple[Needle, ...] = ()
    """The names that are found with typing errors in their words too."""
    naming: Naming = Naming()
    """Which words of the rule are the brand's name."""
    speller: Speller | None = None

    @property
    def triggers(self) -> Triggers | None:
        """What any text with a hit, typing errors aside, has one of; None: any document must be looked at."""
        hosts = (of_host(term) for site in self.sites for term in site.terms)
        own = frozenset().union(*(of_term(needle.term) for needle in self.needles), *hosts)
        if self.rule is None:
            return own
        wanted = of_rule(self.rule.root)
        return None if wanted is None else own | wanted


def fingerprint(brand: Brand) -> str:
    """Return a hash of all that decides which mentions a brand has, and how they are rated."""
    parts = [
        VERSION,
        brand.name,
        brand.aliases,
        brand.handles,
        brand.domains,
        brand.people,
        brand.query,
        brand.context,
        brand.exclude,
        brand.case_sensitive,
        brand.typos,
        brand.queries,
        brand.keep_above,
        brand.reject_below,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:16]


def definitions(brands: Sequence[Brand], *, today: date, zone: tzinfo) -> tuple[Definition, ...]:
    """Compile all brands, which must know of each other: no typing error of one is the name of another."""
    made = [compiled(brand, today=today, zone=zone) for brand in brands]
    if not any(one.misspelt for one in made):
        return tuple(made)
    speller = Speller(
        [sequence for one in made for needle in one.misspelt for sequence in spelt(needle)],
        (token for brand in brands for form in named(brand) for token in _tokens(form)),
    )
    return tuple(replace(one, speller=speller) if one.misspelt else one for one in made)


def compiled(brand: Brand, *, today: date, zone: tzinfo) -> Definition:
    """Compile a brand. Raises QueryError when its rule, or one of its names, cannot be looked for."""
    rule, known = None, Naming()
    if brand.query is not None:
        rule = expression.parse(brand.query, today=today, zone=zone, rule=True, queries=dict(brand.queries))
        known = naming(brand, rule.root)
        rule = replace(rule, root=names_first(rule.root, known))
    names = tuple(map(_name, brand.people if rule is not None else named(brand)))
    domains = {host: domain for domain in brand.domains if (host := _host(domain))}
    return Definition(
        brand=brand,
        fingerprint=fingerprint(brand),
        needles=(*names, *_accounts(brand.handles)),
        rule=rule,
        handles={_bare(handle): handle for handle in brand.handles},
        domains=domains,
        sites=sites(domains),
        context=tuple(map(_context, brand.context)),
        exclude=tuple(map(_against, brand.exclude)),
        misspelt=tuple(needle for needle in names if brand.typos and any(map(tolerant, spelt(needle)))),
        naming=known,
    )


def named(brand: Brand) -> tuple[str, ...]:
    """Return the names of a brand, its other names and its people."""
    return brand.name, *brand.aliases, *brand.people


def spelt(needle: Needle) -> tuple[tuple[str, ...], ...]:
    """Return the words of a name, once for each way to cut it; none for an account."""
    if needle.account:
        return ()
    return (*needle.term.sequences, *((single,) for single in needle.term.singles))


def _tokens(form: str) -> Iterator[str]:
    found = term(form)
    if found is not None:
        yield from found.singles
        yield from (word for sequence in found.sequences for word in sequence)


def _name(form: str) -> Needle:
    signed = account(form) if form.startswith(("@", "#")) else None
    return Needle(form=form, term=signed or _term(form), account=signed is not None)


def _context(form: str) -> Needle:
    """A context word counts with its endings: « biscuit » also in biscuits and biscuiterie. It is only a score."""
    sign = _sign(form)
    stem = sign.term.singles[0] if len(sign.term.singles) == 1 and not sign.term.sequences else ""
    return Needle(form=form, term=_term(form, prefix=True)) if len(stem) >= INFLECTED else sign


def _sign(form: str) -> Needle:
    bare = form.removesuffix("*")
    return Needle(form=form, term=_term(bare, prefix=bare != form))


def _against(form: str) -> Needle:
    """An `exclude` word counts with its plural: it takes mentions away, so that other endings are not guessed."""
    sign = _sign(form)
    if sign.term.prefix:
        return sign
    singles = (many for single in sign.term.singles for many in _plurals(single))
    sequences = ((*words[:-1], many) for words in sign.term.sequences for many in _plurals(words[-1]))
    grown = replace(
        sign.term, singles=(*sign.term.singles, *singles), sequences=(*sign.term.sequences, *sequences)
    )
    return replace(sign, term=grown)


def _plurals(word: str) -> tuple[str, ...]:
    return () if len(word) < PLURAL or word.endswith(("s", "x", "z")) else (f"{word}s", f"{word}x")


def _term(form: str, *, prefix: bool = False) -> Term:
    found = term(form, prefix=prefix)
    if found is None:
        raise QueryError("no_word", query=form, column=0, found=form)
    return found


def _accounts(handles: tuple[str, ...]) -> list[Needle]:
    found = [(handle, account(f"@{handle.strip().lstrip('@＠')}")) for handle in handles]
    return [Needle(form=handle, term=one, account=True) for handle, one in found if one is not None]


def _bare(handle: str) -> str:
    return fold(handle.strip().lstrip("@＠"))


def _host(domain: str) -> str | None:
    return urls.host(domain if "://" in domain else f"https://{domain.lstrip('*.')}")
