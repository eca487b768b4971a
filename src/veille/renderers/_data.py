# SPDX-License-Identifier: MIT
"""Raw values for data formats: stable, language-free, ready for JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache

from veille.i18n import Words
from veille.model import Column, Figure, Listing, Period, Report, Row, Section, Sentence, Summary
from veille.wording import Wording


def raw(value: object) -> object:
    """Return a value as JSON knows it: times in ISO 8601 UTC, enums and sentences as their codes."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return _iso(value)
    if isinstance(value, Sentence):
        return code(value)
    if isinstance(value, Figure):
        return raw(value.value)
    if isinstance(value, Mapping):
        return {str(key): raw(one) for key, one in value.items()}
    if isinstance(value, Iterable):
        return [raw(one) for one in value]
    return str(value)


def code(sentence: Sentence) -> str:
    """Return a sentence as a stable code with its facts: `timeout since 2026-11-02`, `silent count 12`."""
    facts = dict(sentence.facts)
    reason = facts.pop("reason", None)
    head = sentence.key.rpartition(".")[2] if reason is None else str(raw(reason))
    if sentence.key.startswith("reasons.") and "word" in facts:
        return f"{head}: {raw(facts['word'])}"
    return " ".join([head, *(f"{name} {raw(value)}" for name, value in facts.items())])


def record(columns: Sequence[Column], row: Row) -> dict[str, object]:
    """Return a row with exactly the keys of its columns, in their order."""
    return {column.key: raw(row.get(column.key)) for column in columns}


def report(what: Report) -> dict[str, object]:
    """Return a report as the contract shapes it."""
    return {
        "report": what.report,
        "client": what.client,
        "period": _period(what.period),
        "previous": None if what.previous is None else _period(what.previous),
        "brands": list(what.brands),
        "sections": [_section(section) for section in what.sections],
    }


def records(what: Listing | Report | Summary) -> Iterable[dict[str, object]]:
    """Yield flat records: rows, with the key of their section where there are several."""
    if isinstance(what, Summary):
        yield {str(key): raw(value) for key, value in what.record.items()}
    elif isinstance(what, Listing):
        yield from (record(what.columns, row) for row in what.rows)
    else:
        for section in what.sections:
            for row in section.rows:
                where = {"section": section.key} if len(what.sections) > 1 else {}
                yield where | record(section.columns, row)


def dumps(value: object, *, indent: int | None = None) -> str:
    """Return JSON that no terminal and no script reader can trip over: odd characters are escaped."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False)
    return _odd().sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@cache
def _odd() -> re.Pattern[str]:
    """C1 and bidi controls, line separators, BOM: valid in JSON, but not on a screen."""
    return re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


def encode(text: str) -> bytes:
    """Return UTF-8, whatever lone surrogates a value may hold."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text).encode()


def _period(period: Period) -> dict[str, object]:
    return {"since": raw(period.since), "until": raw(period.until), "complete": period.complete}


def _section(section: Section) -> dict[str, object]:
    shaped: dict[str, object] = {
        "key": section.key,
        "columns": [{"key": column.key, "unit": column.unit.value} for column in section.columns],
        "rows": [record(section.columns, row) for row in section.rows],
        "notes": [_said(sentence) for sentence in section.notes],
    }
    if section.sentences:
        shaped["sentences"] = [_said(sentence) for sentence in section.sentences]
    return shaped


def _said(sentence: Sentence) -> dict[str, object]:
    """A sentence in data: its key and facts, and its words in English, whoever reads."""
    facts = {name: raw(value) for name, value in sentence.facts.items()}
    return {"key": sentence.key, "facts": facts, "text": Wording(Words("en")).say(sentence)}


def _iso(value: date) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
