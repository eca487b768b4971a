# SPDX-License-Identifier: MIT
"""What is shown: tables, sentences and reports, before a renderer gives them a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from veille.nouns import field, noun, value


@noun
class Period:
    """Local dates of a report, `until` inclusive; `complete`: over, and collected from its first day."""

    since: date
    until: date
    complete: bool


class Unit(StrEnum):
    """How a value is written for people; data formats write it raw."""

    TEXT = "text"
    COUNT = "count"
    RATIO = "ratio"
    CHANGE = "change"
    SCORE = "score"
    DAY = "day"
    TIME = "time"
    URL = "url"
    FLAG = "flag"
    LIST = "list"
    MAP = "map"
    WORD = "word"


@noun
class Column:
    """A column: its stable English key, and the unit of its values.

    RATIO is in [0, 1] (24 %), CHANGE a signed ratio (+82 %), SCORE in [-1, 1], WORD a value of an enum that
    i18n translates as `words.<value>`, MAP and LIST are written as JSON in flat data.
    """

    key: str
    unit: Unit = Unit.TEXT


@value
class Figure:
    """A value with its unit, as a fact of a Sentence: Figure(0.82, Unit.CHANGE) is said "+82 %"."""

    value: object
    unit: Unit


@noun
class Sentence:
    """Something to say in words: a key of the catalogue and its facts; the renderer says it (see wording.py).

    A fact is a value, a Figure, a date, a value of an enum, or another Sentence.
    """

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


Row = Mapping[str, object]


@noun
class Section:
    """One part of a report: a table, sentences above it, notes below (formulas, limits).

    `chart` names how it may be drawn: "bars" over (label column, value column), "line" over days.
    """

    key: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()
    chart: str | None = None


@noun
class Report:
    """A report ready to be rendered."""

    report: str
    client: str | None
    period: Period
    previous: Period | None
    brands: tuple[str, ...]
    sections: tuple[Section, ...]
    title: str | None = None
    """What the person wants it called."""
    heading: str | None = None
    """The key in reports.titles of its title, when that is not the report's own."""
    compared: bool = True
    """Whether the previous period was collected, so that anything is compared with it."""


@noun
class Listing:
    """Rows of one kind: mentions, documents, sources, brands. `notes` go to the person, not into data."""

    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Sentence, ...] = ()


@noun
class Summary:
    """One record, such as the outcome of a fetch; `record` is what JSON shows."""

    kind: str
    record: Row
    sentences: tuple[Sentence, ...] = ()
