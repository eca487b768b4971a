# SPDX-License-Identifier: MIT
"""A query read into its tree, or refused with the column of what is wrong.

    or    := and ( OR and )*
    and   := unary ( [AND] unary )*
    unary := ( NOT | - ) unary | ( or ) | field: ( word | phrase | ( or ) ) | word | phrase

Forms of later versions are refused by name, never read as words.
"""

from __future__ import annotations

from datetime import date, tzinfo
from typing import NoReturn

from veille.errors import QueryError
from veille.expression.fields import PARTS, Clock, unknown_field, value
from veille.expression.lex import FIELDS, Kind, Token, lex
from veille.expression.nodes import And, Expression, Node, Not, Or, Term, positive
from veille.expression.terms import account, term
from veille.model import Place
from veille.patterns import pattern
from veille.text import words

DEEPEST = 40
"""Parentheses and negations within one another."""

SHORTEST_PREFIX = 3
"""Letters before a star."""

_LATER = (
    (pattern(r"O?NEAR(/[0-9]+f?)?"), "NEAR/n"),
    (pattern(r"\{.*"), "{…}"),
    (pattern(r"/.+/[a-z]*"), "/…/"),
    (pattern(r"[^~]*\w~[0-9]*"), "~"),
    (pattern(r"[^?]*\w\?(?:[\w*].*)?"), "m?t"),
)
_TAIL = ",;:!.…'’`/"


def parse(query: str, *, today: date, zone: tzinfo, rule: bool = False) -> Expression:
    """Read a query; with `rule`, as a brand's: no relative dates, and something must be there.

    Raises QueryError with the column where the caret goes.
    """
    parser = _Parser(query, Clock(today=today, zone=zone, rule=rule))
    root = parser.whole()
    if rule and not positive(root):
        raise QueryError("only_negative", query=query, column=0)
    return Expression(query=query, root=root)


class _Parser:
    def __init__(self, query: str, clock: Clock) -> None:
        self.query = query
        self.clock = clock
        self.tokens = list(lex(query))
        self.at = 0
        self.depth = 0
        self.field: str | None = None

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def fail(self, code: str, column: int, **facts: object) -> NoReturn:
        raise QueryError(code, query=self.query, column=column, **facts)

    def whole(self) -> Node:
        if self.next.kind is Kind.END:
            self.fail("no_word" if self.query.strip() else "empty", 0, found=self.query.strip())
        root = self.any_of()
        if self.next.kind is Kind.CLOSE:
            self.fail("unexpected_paren", self.next.column)
        return root

    def any_of(self) -> Node:
        parts = [self.all_of()]
        while self.next.kind is Kind.OR:
            self.take()
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Node:
        parts = [self.unary()]
        while self.next.kind not in {Kind.OR, Kind.CLOSE, Kind.END}:
            if self.next.kind is Kind.AND:
                self.take()
            parts.append(self.unary())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def unary(self) -> Node:
        if self.next.kind is not Kind.NOT:
            return self.primary()
        self.deeper(self.take())
        part = self.unary()
        self.depth -= 1
        return Not(part)

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail("too_deep", token.column, limit=DEEPEST)

    def primary(self) -> Node:
        token = self.take()
        if token.kind is Kind.OPEN:
            return self.group(token)
        if token.kind is Kind.FIELD:
            return self.fielded(token)
        if token.kind not in {Kind.WORD, Kind.PHRASE}:
            self.fail("expected_term", token.column, found=token.text)
        return self.leaf(token)

    def group(self, opening: Token) -> Node:
        self.deeper(opening)
        inside = self.any_of()
        self.depth -= 1
        if self.next.kind is not Kind.CLOSE:
            self.fail("unclosed_paren", opening.column)
        self.take()
        return inside

    def fielded(self, token: Token) -> Node:
        name = token.text.lower()
        if name not in FIELDS:
            raise unknown_field(token.text, token, self.query)
        if self.field is not None:
            self.fail("field_in_field", token.column, field=name, outer=self.field)
        after = token.column + len(token.text) + 1
        if self.next.column != after or self.next.kind not in {Kind.OPEN, Kind.WORD, Kind.PHRASE}:
            self.fail("expected_value", after, field=name)
        self.field = name
        inside = self.primary()
        self.field = None
        return inside

    def leaf(self, token: Token) -> Node:
        if self.field is not None and self.field not in PARTS:
            return value(self.field, token, token.text, query=self.query, clock=self.clock)
        return self.phrase(token) if token.kind is Kind.PHRASE else self.word(token)

    def word(self, token: Token) -> Term:
        for later, form in _LATER:
            if later.fullmatch(token.text):
                self.fail("unsupported", token.column, form=form)
        text = token.text.rstrip(_TAIL)
        if text.startswith(("#", "@", "＃", "＠")):
            bare, prefix = self.star(text, token.column)
            found = account(bare, prefix=prefix, part=self.part, column=token.column)
            if found is not None:
                return found
        return self.term(text, token.column, token.text)

    def phrase(self, token: Token) -> Term:
        return self.term(token.text.strip(), token.column, f'"{token.text}"', quoted=True)

    @property
    def part(self) -> Place | None:
        return PARTS[self.field] if self.field else None

    def term(self, text: str, column: int, written: str, *, quoted: bool = False) -> Term:
        bare, prefix = self.star(text, column + quoted)
        found = term(bare, prefix=prefix, part=self.part, column=column)
        if found is None:
            self.fail("no_word", column, found=written)
        return found

    def star(self, text: str, column: int) -> tuple[str, bool]:
        """Return a text without its final star, and whether it had one."""
        if "*" not in text:
            return text, False
        bare, after = text[: text.index("*")], text[text.index("*") + 1 :]
        if words(after) or (not words(bare) and bare.strip()) or "*" in after:
            self.fail("star_place", column + len(bare), found=text)
        found = words(bare)
        if not found:
            self.fail("no_word", column, found=text)
        if len(found[-1].token) < SHORTEST_PREFIX or found[-1].end != len(bare):
            self.fail("prefix_too_short", column + len(bare), found=text, minimum=SHORTEST_PREFIX)
        return bare, True
