# SPDX-License-Identifier: MIT
"""How the figures are made: search strings, formulas, what counts and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from veille.model import Brand, Column, Row, Section, Sentence, Unit
from veille.reports._counts import Answers, names, rivals
from veille.reports.base import Brief, Report

_COLUMNS = (
    Column(key="brand"),
    Column(key="part", unit=Unit.WORD),
    Column(key="strings", unit=Unit.LIST),
)


class Method(Report):
    """What the Barcelona principles ask for: anyone can count again and find the same."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Méthode", "en": "Method"}

    def build(self, brief: Brief, answers: Answers) -> Sequence[Section]:  # noqa: ARG002 - nothing is counted
        brands = {brand.name: brand for brand in (*brief.shown, *rivals(brief.compared))}
        rows = tuple(row for brand in brands.values() for row in _rule(brand))
        return (Section(key="method", columns=_COLUMNS, rows=rows, notes=_formulas(brief)),)


def _rule(brand: Brand) -> Iterator[Row]:
    """Yield the search strings of a brand; a query replaces its name and aliases."""
    words = (brand.query,) if brand.query else (brand.name, *brand.aliases)
    parts: Mapping[str, Sequence[str]] = {
        "query" if brand.query else "names": words,
        "handles": brand.handles,
        "domains": brand.domains,
        "people": brand.people,
        "context": brand.context,
        "exclude": brand.exclude,
    }
    for part, strings in parts.items():
        if strings:
            yield {"brand": brand.name, "part": part, "strings": list(strings)}


def _spoken(brief: Brief) -> Iterator[str]:
    if brief.languages:
        yield ", ".join(brief.languages)


def _formulas(brief: Brief) -> tuple[Sentence, ...]:
    compared = ", ".join(names(rivals(brief.compared)))
    return (
        Sentence(key="reports.method.mention"),
        Sentence(key="reports.method.volume"),
        Sentence(key="reports.method.evolution"),
        Sentence(key="reports.method.share_of_voice", facts={"brands": compared}),
        Sentence(key="reports.method.day", facts={"zone": str(brief.zone)}),
        *(Sentence(key="reports.method.languages", facts={"languages": spoken}) for spoken in _spoken(brief)),
        Sentence(key="reports.method.unknown"),
    )
