# SPDX-License-Identifier: MIT
"""Reports made of sections: finds each section's file, asks each question once, hands the answers round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec

from veille.model import Section, Sentence
from veille.questions import Query
from veille.reports._counts import Answers, limits
from veille.reports.base import Brief, Report


def queries(parts: Sequence[str], brief: Brief) -> list[Query]:
    """Return what the sections ask, each question once."""
    asked: list[Query] = []
    for part in _present(parts):
        asked.extend(query for query in part.queries(brief) if query not in asked)
    return asked


def build(parts: Sequence[str], brief: Brief, answers: Answers) -> list[Section]:
    """Build the sections in their order; what the period lacks is said once, in the first that says it."""
    asked = queries(parts, brief)
    sections = [
        section
        for part in _present(parts)
        for section in part.build(brief, [answers[asked.index(query)] for query in part.queries(brief)])
    ]
    return [*sections[:1], *(_without(section, limits(brief)) for section in sections[1:])]


def _without(section: Section, said: Sequence[Sentence]) -> Section:
    return replace(section, notes=tuple(note for note in section.notes if note not in said))


def _present(parts: Sequence[str]) -> Iterator[Report]:
    """Yield the sections that have a file; one that is named and not there yet is left out."""
    for name in parts:
        path = f"veille.reports.{name}"
        if find_spec(path) is not None:
            yield _only_report(path)


def _only_report(path: str) -> Report:
    found = [
        value
        for value in vars(import_module(path)).values()
        if isinstance(value, type) and issubclass(value, Report) and value.__module__ == path
    ]
    (report,) = found
    return report()
