# SPDX-License-Identifier: MIT
"""A query read into its tree, or refused with the column of what is wrong.

or    := and ( OR and )*
and   := near ( [AND] near )*
near  := unary ( NEAR/n unary )*
unary := ( NOT | - ) unary | ( or ) | field: ( leaf | ( or ) ) | @query | leaf
leaf  := word | wo*d | w?rd | word~n | phrase | phrase~n | {Word} | /expression/
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo
from types import MappingProxyType
from typing import Literal, NoReturn

from veille.errors import QueryError
from veille.expression.fields import PARTS, Clock, unknown_field, value
from veille.expression.lex import FIELDS, OF_MENTIONS, Kind, Token, lex, without_comments
from veille.expression.named import TAIL, Queries, named
from veille.expression.nodes import And, Expression, Leaf, Near, Node, Not, Or, Term, height, nodes, positive
from veille.expression.terms import SIGNS, account, term
from veille.model import Place
from veille.patterns import pattern
from veille.text import words

DEEPEST = 40
"""Parentheses, negations and named queries within one another, and NEARs in a row."""

TALLEST = 100
"""Levels of a whole query: who evaluates one goes down into each."""

MOST_NAMED = 20
"""Named queries within one another."""

MOST_LEAVES = 10_000
"""Words of a query, with those of the named queries it uses."""

MOST_FUZZY = 50
"""Words with a tilde: each is compared with every word of a text, or of an index."""

MOST_WILD = 200
"""Words with holes, a final star aside: each is tried on every word."""

SHORTEST_PREFIX = 3
"""Letters before a star."""

_NONE: Mapping[str, str] = MappingProxyType({})
_FUZZY = pattern(r".*[\w*?]~[0-9]*")
_LINKS = "-‐‑–'’"  # anti-* is anti*
_HELD = pattern(r"\w\?\w")
_SIGNS_OF_ORDER = frozenset("<>=")
_COMPARED = pattern(rf"(?i)(date|{'|'.join(OF_MENTIONS)})([<>=].*)")
_TILDE = pattern(r"~[0-9]*")
_FOREIGN = pattern(r"[/&|]|^NON$")
_LEAVES = frozenset((Kind.WORD, Kind.PHRASE, Kind.CASED, Kind.REGEX))


def parse(
    query: str, *, today: date, zone: tzinfo, rule: bool = False, queries: Mapping[str, str] = _NONE
) -> Expression:
    """Read a query; with `rule`, as a brand's: no relative dates, no fields of mentions, something must be there.

    `queries` are those it may use as `@name`. Raises QueryError with the column where the caret goes; when a
    named query is wrong it is that one's text that holds the column, and its name is the fact `named`.
    """
    parser = _Parser(query, Clock(today=today, zone=zone, rule=rule), Queries(queries))
    root = parser.whole()
    if height(root) > TALLEST:
        raise QueryError("too_deep", query=query, column=0, limit=DEEPEST)
    if rule and not positive(root):
        raise QueryError("only_negative", query=query, column=0)
    return Expression(query=query, root=root)


class _Parser:
    def __init__(self, query: str, clock: Clock, queries: Queries, depth: int = 0) -> None:
        self.query = query
        self.clock = clock
        self.queries = queries
        self.tokens = list(lex(query))
        self.at = 0
        self.depth = depth
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
            left = without_comments(self.query).strip()
            self.fail(_nothing(left), 0, found=left)
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
        parts = [self.near()]
        while self.next.kind not in {Kind.OR, Kind.CLOSE, Kind.END}:
            if self.next.kind is Kind.AND:
                self.take()
            parts.append(self.near())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def near(self) -> Node:
        first, row = self.at, 0
        left = self.unary()
        while self.next.kind is Kind.NEAR:
            left = self.pair(left, first)
            row += 1
        self.depth -= row
        return left

    def pair(self, left: Node, first: int) -> Node:
        """Read NEAR and what follows; `first` is where its left operand begins."""
        from veille.expression.closeness import distance_of, joined

        sign = self.take()
        self.deeper(sign)
        self.operand(left, first)
        distance = distance_of(sign, self.next, self.fail)
        second = self.at
        if self.next.kind not in _LEAVES | {Kind.OPEN, Kind.NOT, Kind.FIELD}:
            self.fail("near_operand", self.next.column, found=sign.text)
        right = self.unary()
        self.operand(right, second)
        written = self.query[self.tokens[first].column : self.tokens[self.at - 1].end]
        node = joined(left, right, distance, written, self.fail)
        if not isinstance(node, Near):
            self.count(sum(isinstance(one, Leaf) for one in nodes(node)), sign)
        return node

    def operand(self, node: Node, first: int) -> None:
        from veille.expression.closeness import check_operand

        check_operand(node, self.tokens[first : self.at], self.fail)

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

    def count(self, leaves: int, token: Token) -> None:
        self.queries.leaves += leaves
        if self.queries.leaves > MOST_LEAVES:
            self.fail("too_large", token.column, limit=MOST_LEAVES)

    def primary(self) -> Node:
        token = self.take()
        if token.kind is Kind.OPEN:
            return self.group(token)
        if token.kind is Kind.FIELD:
            return self.fielded(token)
        if token.kind is Kind.NEAR:
            self.fail("near_operand", token.column, found=token.text)
        if token.kind not in _LEAVES:
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
        if name in OF_MENTIONS and self.clock.rule:
            self.fail("mention_field_in_rule", token.column, field=name)
        if self.field is not None:
            self.fail("field_in_field", token.column, field=name, outer=self.field)
        after = token.column + len(token.text) + 1
        if self.next.column != after or self.next.kind not in _LEAVES | {Kind.OPEN}:
            self.fail("expected_value", after, field=name)
        self.field = name
        inside = self.primary()
        self.field = None
        return inside

    def leaf(self, token: Token) -> Node:
        self.count(1, token)
        if self.field is not None and self.field not in PARTS:
            if token.tail:
                self.fail("tilde_place", token.column + len(token.text) + 2)
            return value(self.field, token, token.text, query=self.query, clock=self.clock)
        match token.kind:
            case Kind.PHRASE:
                return self.phrase(token)
            case Kind.WORD:
                return self.word(token)
            case _:
                return self.form(token, token.text)

    def form(self, token: Token, text: str, *, prefix: bool = False) -> Node:
        """Read a form that few queries have: what reads it is loaded when one does, most searches start sooner."""
        from veille.expression.spelling import form

        return form(token, text, self.part, self.fail, prefix=prefix)

    def word(self, token: Token) -> Node:
        text = token.text.rstrip(TAIL)
        while "**" in text:
            text = text.replace("**", "*")
        name = named(text, self.queries.texts)
        if name is not None:
            return self.use(name, token)
        self.refuse_slips(token)
        if "~" in text and _FUZZY.fullmatch(text):
            return self.open("fuzzy", MOST_FUZZY, token, text)
        if text.startswith(SIGNS):
            bare, prefix = self.star(text, token.column)
            found = account(bare, prefix=prefix, part=self.part, column=token.column)
            if found is not None:
                return found
        if ("?" in text or "*" in text[:-1]) and "://" not in text:
            return self.open("wild", MOST_WILD, token, text)
        return self.term(text, token.column, token.text)

    def open(self, kind: Literal["fuzzy", "wild"], most: int, token: Token, text: str) -> Node:
        """Read a word that may be many, of which a query has only so many."""
        self.queries.open[kind] += 1
        if self.queries.open[kind] > most:
            self.fail(f"too_many_{kind}", token.column, limit=most)
        return self.form(token, text)

    def refuse_holes(self, token: Token) -> None:
        """Refuse stars and question marks alone."""
        before = self.tokens[self.at - 2] if self.at > 1 else None
        if (
            before is not None
            and before.kind is Kind.PHRASE
            and before.end == token.column
            and before.text.strip()
        ):
            self.fail("star_after_quote", token.column, word=before.text.strip())
        if token.text.strip(TAIL):
            self.fail("no_letters", token.column, found=token.text)

    def refuse_slips(self, token: Token) -> None:
        """Refuse what is surely meant otherwise than it would be read."""
        if not token.text.rstrip(TAIL).strip("*?"):
            self.refuse_holes(token)
        if _FOREIGN.search(token.text):
            from veille.expression.foreign import refuse_foreign

            refuse_foreign(token, self.fail)
        compared = _COMPARED.fullmatch(token.text) if _SIGNS_OF_ORDER.intersection(token.text) else None
        if compared is not None:
            self.fail("missing_colon", token.column + compared.end(1), field=compared[1], value=compared[2])
        if token.text[0] == "~" and _TILDE.fullmatch(token.text):
            self.fail("tilde_place", token.column)

    def phrase(self, token: Token) -> Node:
        text, written = token.text.strip(), f'"{token.text}"'
        if "?" in text and _HELD.search(text):
            self.fail("wild_in_phrase", token.column + 1 + token.text.index("?"), found=written)
        if not token.tail:
            return self.term(text, token.column, written, quoted=True)
        if not words(text):
            self.fail("no_word", token.column, found=written)
        bare, prefix = self.star(text, token.column + 1)
        return self.form(token, bare, prefix=prefix)

    def use(self, name: str, token: Token) -> Node:
        """Read a named query in the place of its name, as if it stood in parentheses there."""
        trail = self.queries.trail
        if name in trail:
            self.fail(
                "query_cycle", token.column, name=name, trail=" > ".join(f"@{one}" for one in (*trail, name))
            )
        if len(trail) >= MOST_NAMED:
            self.fail("query_too_deep", token.column, limit=MOST_NAMED)
        self.deeper(token)
        trail.append(name)
        try:
            inside = _Parser(self.queries.texts[name], self.clock, self.queries, self.depth)
            inside.field = self.field
            node = inside.whole()
        except QueryError as error:
            error.facts.setdefault("named", name)
            raise
        trail.pop()
        self.depth -= 1
        return node

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
        bare, after = text[: text.index("*")].rstrip(_LINKS), text[text.index("*") + 1 :]
        if words(after) or (not words(bare) and bare.strip()) or "*" in after:
            self.fail("star_place", column + len(bare), found=text)
        found = words(bare)
        if not found:
            self.fail("no_word", column, found=text)
        if _is_sign(found[-1].token):
            return bare, False
        if len(found[-1].token) < SHORTEST_PREFIX or found[-1].end != len(bare):
            self.fail("prefix_too_short", column + len(bare), found=text, minimum=SHORTEST_PREFIX)
        return bare, True


def _nothing(left: str) -> str:
    """Return how a query is refused of which only such signs are left."""
    if not left:
        return "empty"
    return "nothing_inside" if left == "//" else "no_letters" if not left.strip("*? ") else "no_word"


def _is_sign(token: str) -> bool:
    """Say whether a character is a word wherever it stands, as in Chinese: no star can make it longer."""
    return len(token) == 1 and len(words(token * 2)) > 1
