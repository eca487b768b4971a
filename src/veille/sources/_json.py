# SPDX-License-Identifier: MIT
"""Reads an answer as JSON and takes from it only what has the type it should have: an API's word is not trusted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from veille.errors import ParseError
from veille.model import Response

_LARGEST = 2**53 - 1


def read(response: Response) -> Any:
    """Return the JSON of an answer.

    Raises ParseError: `parse` when it began as JSON and is none; else `not_a_feed`, or `login`, `consent`,
    `blocked` when such a page came instead.
    """
    from veille.sources._other_page import recognise

    text = response.body.decode("utf-8-sig", "replace")
    start = text.lstrip()[:1]
    try:
        return json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as cause:
        if start in ("{", "["):
            raise ParseError("parse", reason="json") from cause
        raise recognise(text, response.url) from cause


def read_map(response: Response) -> Mapping[str, Any]:
    """Return the JSON object of an answer. Raises what `read` raises, and `parse` for any other JSON."""
    found = read(response)
    if not isinstance(found, dict):
        raise ParseError("parse", reason="no object")
    return found


def read_list(response: Response, *path: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list: the answer itself, or what stands at that path in it.

    Raises what `read` raises, and `parse` when there is no list.
    """
    found: Any = read(response)
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise ParseError("parse", reason=f"no list {'.'.join(path)}".strip())
    return maps(found)


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are no JSON


def at(of: object, *path: str) -> Any:
    """Return what stands at that path of objects within objects, None if nothing does."""
    found: Any = of
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def maps(value: object) -> list[Mapping[str, Any]]:
    """Return the objects in a list; none if it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def map_of(of: object, *path: str) -> Mapping[str, Any]:
    """Return the object at that path, an empty one if there is none."""
    found = at(of, *path)
    return found if isinstance(found, dict) else {}


def text_of(of: object, *path: str) -> str | None:
    """Return the text at that path, without blanks around; None if it is empty or no text."""
    found = at(of, *path)
    return found.strip() or None if isinstance(found, str) else None


def id_of(of: object, *path: str) -> str | None:
    """Return the text or whole number at that path as an identifier."""
    found = at(of, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found) if abs(found) <= _LARGEST else None
    return text_of(of, *path)


def number_of(of: object, *path: str) -> int | None:
    """Return the count at that path: a whole number from 0, else None."""
    found = at(of, *path)
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= _LARGEST:
        return found
    return None


def time_of(of: object, *path: str) -> str | None:
    """Return the seconds since 1970 at that path as a date that normalise reads; None if they make none."""
    from datetime import UTC, datetime

    found = at(of, *path)
    if not isinstance(found, int | float) or isinstance(found, bool) or not 0 < found < 2**35:
        return None
    return datetime.fromtimestamp(found, UTC).isoformat()


def counts(**numbers: int | None) -> dict[str, int]:
    """Return the engagement that is known: likes, shares, replies, views."""
    return {name: number for name, number in numbers.items() if number is not None}
