# SPDX-License-Identifier: MIT
"""What of a query is probably not what was meant: names that nothing bears, signs of another tool's language.

Said beside the meaning of a query, and where it finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from veille import expression
from veille.config import Config
from veille.errors import QueryError
from veille.expression import Expression
from veille.expression.evaluate import named as shown_by
from veille.expression.foreign import misgivings
from veille.expression.lex import Kind, lex
from veille.expression.named import TAIL, named
from veille.expression.nodes import Attribute, Language, Node, Source, nodes
from veille.expression.remarks import once
from veille.model import Sentence
from veille.near import nearest
from veille.questions import Filter, Sort
from veille.text import fold, slug
from veille.watch import Watch


def doubts(config: Config, query: str) -> tuple[Sentence, ...]:
    """Return what of a query may be meant otherwise, as far as its text and the watch file tell."""
    return (*once((*misgivings(query), *_accounts(config, query))),)


def unfound(watch: Watch, query: str) -> tuple[Sentence, ...]:
    """Return what may be why a query found nothing: its doubts, and names that nothing bears."""
    config = watch.config
    asked = expression.parse(query, today=watch.today, zone=config.timezone, queries=config.queries)
    strange = (note for node in nodes(asked.root) for note in _strange(watch, node))
    return (*once((*doubts(config, query), *strange)),)


def _accounts(config: Config, query: str) -> Iterator[Sentence]:
    """Yield the accounts that are nearly a named query, and no brand's."""
    handles = {fold(handle.lstrip("@")) for brand in config.brands for handle in brand.handles}
    for text in _signed(query):
        known = named(text, config.queries) is not None or fold(text[1:]) in handles
        near = None if known else nearest(text[1:], config.queries)
        if near is not None:
            yield Sentence(key="telling.notes.query_near", facts={"found": f"@{text[1:]}", "near": near})


def _signed(query: str) -> Iterator[str]:
    try:
        for token in lex(query):
            if token.kind is Kind.WORD and token.text.startswith(("@", "＠")):
                yield token.text.rstrip(TAIL)
    except QueryError:
        return


def _strange(watch: Watch, node: Node) -> Iterator[Sentence]:
    match node:
        case Attribute(name="brand", value=str(value)):
            brands = {slug(brand.name): brand.name for brand in watch.config.brands}
            if not any(name.startswith(value) if node.prefix else name == value for name in brands):
                yield _no(node, "brand", value, brands, brands.get)
        case Source():
            sources = {source.name: source.name for source in watch.config.sources}
            if not any(shown_by(node, name) for name in sources) and _finds_nothing(watch, node):
                yield _no(node, "source", " ".join(node.words), sources, sources.get)
        case Language():
            if _finds_nothing(watch, node):
                yield Sentence(key="telling.notes.no_language", facts={"code": node.code})
        case _:
            return


def _no(
    node: Attribute | Source, what: str, name: str, known: Iterable[str], shown: Callable[[str], str | None]
) -> Sentence:
    near = None if node.prefix else nearest(name, known)
    if near is None:
        return Sentence(key=f"telling.notes.no_{what}", facts={"name": name})
    return Sentence(key=f"telling.notes.no_{what}_near", facts={"name": name, "near": shown(near) or near})


def _finds_nothing(watch: Watch, node: Language | Source) -> bool:
    where = Filter(where=Expression(query=node.written, root=node))
    return watch.store.documents.search(where, sort=Sort.DATE, limit=0).total == 0
