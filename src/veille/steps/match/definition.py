# SPDX-License-Identifier: MIT
"""A brand of the watch file made ready to be looked for: its rule, checked, and what speaks for and against it."""

from __future__ import annotations

import hashlib
import json
from datetime import date, tzinfo

from veille import expression, urls
from veille.errors import QueryError
from veille.expression.nodes import And, Expression, Node, Or, Term
from veille.expression.terms import account, term
from veille.model import Brand
from veille.nouns import noun
from veille.text import fold

VERSION = 2
INFLECTED = 5
"""Letters from which a context word may have endings."""

"""Goes up when this matcher finds or rates otherwise than before: stored mentions are then stale."""


Trigger = tuple[str, tuple[str, ...]]
"""A word, and those that must be there with it."""


@noun
class Needle:
    """One configured form, and how it may stand in a text; `account` needs its sign."""

    form: str
    term: Term
    account: bool = False


@noun
class Definition:
    """A brand, compiled. `handles` and `domains` map what is looked for to what was configured."""

    brand: Brand
    fingerprint: str
    needles: tuple[Needle, ...]
    rule: Expression | None
    handles: dict[str, str]
    domains: dict[str, str]
    context: tuple[Needle, ...]
    exclude: tuple[Needle, ...]

    @property
    def triggers(self) -> frozenset[Trigger] | None:
        """What any text with a hit has one of; None: any document must be looked at."""
        own = frozenset().union(*(_heads(needle.term) for needle in self.needles))
        if self.rule is None:
            return own
        wanted = _triggers(self.rule.root)
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
        brand.keep_above,
        brand.reject_below,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:16]


def compiled(brand: Brand, *, today: date, zone: tzinfo) -> Definition:
    """Compile a brand. Raises QueryError when its rule, or one of its names, cannot be looked for."""
    rule = None
    if brand.query is not None:
        rule = expression.parse(brand.query, today=today, zone=zone, rule=True)
    names = brand.people if rule is not None else (brand.name, *brand.aliases, *brand.people)
    return Definition(
        brand=brand,
        fingerprint=fingerprint(brand),
        needles=(*map(_name, names), *_accounts(brand.handles)),
        rule=rule,
        handles={_bare(handle): handle for handle in brand.handles},
        domains={host: domain for domain in brand.domains if (host := _host(domain))},
        context=tuple(map(_context, brand.context)),
        exclude=tuple(map(_sign, brand.exclude)),
    )


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


def _heads(term: Term) -> frozenset[Trigger]:
    return frozenset((single, ()) for single in term.singles) | frozenset(map(_rarest, term.sequences))


def _rarest(sequence: tuple[str, ...]) -> Trigger:
    """Take the longest word as the one that gives a phrase away."""
    word = max(sequence, key=len)
    return word, tuple(other for other in sequence if other != word)


def _triggers(node: Node) -> frozenset[Trigger] | None:
    match node:
        case Term():
            return None if node.prefix else _heads(node)
        case And():
            known = [found for part in node.parts if (found := _triggers(part)) is not None]
            return min(known, key=len, default=None)
        case Or():
            every = [_triggers(part) for part in node.parts]
            known = [found for found in every if found is not None]
            return frozenset().union(*known) if len(known) == len(every) else None
        case _:
            return None
