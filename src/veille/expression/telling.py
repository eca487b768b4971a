# SPDX-License-Identifier: MIT
"""Tells what a query means, as sentences that a reader of either language understands, one within another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta, tzinfo

from veille import periods
from veille.expression.nodes import (
    And,
    Attribute,
    Author,
    Cased,
    Field,
    Fuzzy,
    Language,
    Measured,
    Media,
    Near,
    Node,
    Not,
    Or,
    Regex,
    Site,
    Source,
    Term,
    Url,
    Wild,
    Window,
    Within,
)
from veille.model import Figure, Place, Sentence, Unit
from veille.nouns import noun, replace
from veille.text import fold

LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "it", "nl", "pt"})
"""Languages that have a name in the catalogues; others are told by their code."""

_WORDS = frozenset({"tone", "status", "verdict"})  # whose values have words


@noun
class Told:
    """One sentence of a meaning; what is deeper belongs to the last one that is less deep."""

    depth: int
    sentence: Sentence


def tell(node: Node, *, zone: tzinfo, names: Mapping[str, Node] = {}) -> tuple[Told, ...]:
    """Tell what a part of a query means; `names` are the meanings of the named queries it uses."""
    known = {bare(meaning): name for name, meaning in names.items()}
    return tuple(_lines(node, 0, zone, known))


def bare(node: Node) -> Node:
    """Return a part of a query without the columns where it was written, to be compared."""
    match node:
        case And() | Or():
            return type(node)(tuple(map(bare, node.parts)))
        case Not():
            return Not(bare(node.part))
        case Near():
            return replace(node, left=bare(node.left), right=bare(node.right))
        case Within():
            return replace(node, terms=tuple(replace(term, column=0) for term in node.terms))
        case Cased() | Author():
            return replace(node, term=replace(node.term, column=0))
        case Term() | Wild() | Fuzzy() | Regex():
            return replace(node, column=0)
        case _:
            return node


def _lines(node: Node, depth: int, zone: tzinfo, names: Mapping[Node, str]) -> Iterator[Told]:
    name = names.get(bare(node)) if names else None
    if name is not None:
        yield Told(depth=depth, sentence=Sentence(key="telling.named", facts={"name": name}))
        names, depth = {one: known for one, known in names.items() if known != name}, depth + 1
    head, parts = _head(node)
    if head is None:
        yield Told(depth=depth, sentence=sentence(node, zone=zone))
        return
    yield Told(depth=depth, sentence=head)
    for part in parts:
        yield from _lines(part, depth + 1, zone, names)


def _head(node: Node) -> tuple[Sentence | None, tuple[Node, ...]]:
    """Return what is said above the parts of a group; None of what is told in one sentence."""
    match node:
        case And():
            return Sentence(key="telling.all"), node.parts
        case Or():
            return Sentence(key="telling.any"), node.parts
        case Not():
            return _excluded(node.part)
        case Near():
            order = "_ordered" if node.ordered else ""
            return _distance("near", order, node.distance), (node.left, node.right)
        case Within():
            head = _distance("within", "", node.distance)
            return (head if node.part is None else _in(node.part, head)), node.terms
        case _:
            return None, ()


def _excluded(part: Node) -> tuple[Sentence | None, tuple[Node, ...]]:
    match part:
        case Or():
            return Sentence(key="telling.none_of"), part.parts
        case And():
            return Sentence(key="telling.not_all"), part.parts
        case Not() | Near() | Within():
            return Sentence(key="telling.not_this"), (part,)
        case _:
            return None, ()


def _distance(what: str, order: str, distance: int) -> Sentence:
    if distance == 0:
        return Sentence(key=f"telling.{what}_none{order}")
    return Sentence(key=f"telling.{what}{order}", facts={"count": distance})


def sentence(node: Node, *, zone: tzinfo) -> Sentence:
    """Return what a leaf, or the exclusion of one, means."""
    match node:
        case Not():
            return Sentence(key="telling.not", facts={"what": sentence(node.part, zone=zone)})
        case And() | Or() | Near() | Within():
            return Sentence(key="telling.group")
        case Term() | Cased() | Wild() | Fuzzy() | Regex():
            return _of_text(node)
        case Attribute():
            return _attribute(node)
        case Measured():
            return _measured(node)
        case _:
            return _field(node, zone)


def _of_text(node: Term | Cased | Wild | Fuzzy | Regex) -> Sentence:
    match node:
        case Term():
            return _in(node.part, _term(node))
        case Cased():
            text = node.written.strip("{}")
            return _in(node.term.part, Sentence(key="telling.cased", facts={"text": text}))
        case Wild():
            return _in(node.part, Sentence(key="telling.wild", facts={"text": node.pattern}))
        case Fuzzy():
            facts = {"text": node.word, "count": node.edits}
            return _in(node.part, Sentence(key="telling.fuzzy", facts=facts))
        case Regex():
            return _in(node.part, Sentence(key="telling.regex", facts={"text": f"/{node.pattern}/"}))


def _in(part: Place | None, what: Sentence) -> Sentence:
    return what if part is None else Sentence(key=f"telling.in_{part}", facts={"what": what})


def _term(term: Term) -> Sentence:
    text = term.written.strip('"').removesuffix("*").strip()
    begins = "_begins" if term.prefix else ""
    if text[:1] in {"@", "#"}:
        kind = "account" if text[0] == "@" else "hashtag"
        return Sentence(key=f"telling.{kind}{begins}", facts={"text": text})
    kind = "phrase" if len(text.split()) > 1 else "word"
    told = Sentence(key=f"telling.{kind}{begins}", facts={"text": text})
    forms = _other_forms(term, text)
    return Sentence(key="telling.also", facts={"what": told, "forms": ", ".join(forms)}) if forms else told


def _other_forms(term: Term, text: str) -> list[str]:
    """Return the forms of a term that are not what is written: laposte of La Poste."""
    forms = [*map(" ".join, term.sequences), *term.singles]
    return [form for form in dict.fromkeys(forms) if form != " ".join(fold(text).split())]


def _field(node: Field, zone: tzinfo) -> Sentence:
    match node:
        case Url():
            return Sentence(key="telling.url", facts={"text": node.parts[0]})
        case Site():
            return Sentence(key="telling.site", facts={"host": node.host})
        case Author():
            return Sentence(key="telling.author", facts={"what": _term(node.term)})
        case Source():
            begins = "_begins" if node.prefix else ""
            return Sentence(key=f"telling.source{begins}", facts={"name": " ".join(node.words)})
        case Media():
            return Sentence(key="telling.channel", facts={"channel": node.channel})
        case Language():
            known = node.code in LANGUAGES
            name = Sentence(key=f"telling.languages.{node.code}") if known else node.code
            return Sentence(key="telling.language", facts={"language": name})
        case Window():
            return _window(node, zone)


def _window(node: Window, zone: tzinfo) -> Sentence:
    since = periods.local_day(node.since, zone) if node.since else None
    until = periods.local_day(node.until - timedelta(microseconds=1), zone) if node.until else None
    if since is not None and since == until:
        return Sentence(key="telling.day", facts={"day": _day(since)})
    days = {name: _day(day) for name, day in (("since", since), ("until", until)) if day is not None}
    return Sentence(key=f"telling.{'_'.join(days) or 'any_day'}", facts=days)


def _day(day: date) -> Sentence:
    facts = {
        "weekday": Sentence(key=f"render.weekdays.{day.isoweekday()}"),
        "number": Sentence(key="render.first") if day.day == 1 else str(day.day),
        "month": Sentence(key=f"render.months.{day.month}"),
        "year": str(day.year),
    }
    return Sentence(key="render.day_year", facts=facts)


def _attribute(node: Attribute) -> Sentence:
    if node.value is None:
        return Sentence(key=f"telling.no_{node.name}")
    value = Sentence(key=f"words.{node.value}") if node.name in _WORDS else node.value
    begins = "_begins" if node.prefix else ""
    return Sentence(key=f"telling.{node.name}{begins}", facts={"value": value})


def _measured(node: Measured) -> Sentence:
    if not node.known:
        return Sentence(key=f"telling.no_{node.name}")
    return Sentence(key=f"telling.{node.name}", facts={"range": _range(node)})


def _range(node: Measured) -> Sentence:
    if node.least is not None and node.least == node.most:
        return Sentence(key="telling.exactly", facts={"number": _number(node.least)})
    ends = []
    if node.least is not None:
        ends.append(("above" if node.above else "at_least", node.least))
    if node.most is not None:
        ends.append(("below" if node.below else "at_most", node.most))
    told = [Sentence(key=f"telling.{key}", facts={"number": _number(end)}) for key, end in ends]
    if len(told) == 1:
        return told[0]
    return Sentence(key="telling.both_ends", facts=dict(zip(("least", "most"), told, strict=True)))


def _number(value: float) -> Figure:
    return Figure(value, Unit.TEXT)
