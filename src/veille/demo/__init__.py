# SPDX-License-Identifier: MIT
"""The bundled sample world: three weeks of invented feeds and an in-process answerer, so that the whole job
can be shown without network.

The world is data: `world/sources.toml` is its watch file, `world/answers.toml` says when it is visited and
which file answers where. Each item of a feed carries the instant it went on line, so that one file per feed
tells how that feed stood at any instant.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, Protocol

from veille.errors import FetchError
from veille.model import Request, Response, Validators
from veille.nouns import noun

_ITEM = rb"(?s)[ \t]*<(item|entry)\b(?:(?!</\1>).)*</\1>\n"
_MARKER = rb"\s*<!-- from (\S+)(?: until (\S+))? -->"


@noun
class World:
    """The sample world: its watch file, and the instants at which collection ran, the last one being now."""

    watch_file: str
    visits: tuple[datetime, ...]

    @property
    def now(self) -> datetime:
        """The clock of the demonstration: a Monday morning, one complete week behind it."""
        return self.visits[-1]


class Asked(Protocol):
    """What an exchange must tell to be answered here; net's own calls do."""

    @property
    def request(self) -> Request: ...
    @property
    def validators(self) -> Validators | None: ...


@noun
class _Answer:
    url: str
    file: str
    type: str
    down: datetime | None = None


def world() -> World:
    """Return the sample world."""
    visits = tuple(visit.astimezone(UTC) for visit in _answers_file()["visits"])
    return World(watch_file=_read("sources.toml").decode(), visits=visits)


class Answers:
    """Answers for all hosts of the sample world as they stood at one instant; in place of net's send."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def send(self, call: Asked) -> Response:
        """Answer one request: 200, 304 to a known validator, or the FetchError of a host that fails."""
        answer = _by_url().get(call.request.url)
        if answer is None:
            raise FetchError("http_4xx", status=404, url=call.request.url, host=_host(call.request.url))
        if answer.down is not None and self.instant >= answer.down:
            raise FetchError("http_5xx", status=503, url=answer.url, host=_host(answer.url))
        body = self.body(answer.url)
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        known = call.validators is not None and call.validators.etag == etag
        return Response(
            request=call.request,
            url=call.request.url,
            status=304 if known else 200,
            headers={"content-type": answer.type, "etag": etag},
            body=b"" if known else body,
            fetched_at=self.instant,
        )

    def body(self, url: str) -> bytes:
        """Return the feed at that address as it stood, without the items not yet, or no longer, on line."""
        answer = _by_url()[url]
        whole = _read(answer.file)
        return self._json(whole) if answer.file.endswith(".json") else self._xml(whole)

    def _xml(self, whole: bytes) -> bytes:
        # On bytes, because one of the feeds is not UTF-8; we wrote the files, so their layout is known.
        return re.sub(_ITEM, self._shown, whole)

    def _shown(self, found: re.Match[bytes]) -> bytes:
        item = found.group()
        marker = re.search(_MARKER, item)
        assert marker is not None, "an item of the sample world lacks its marker"
        begins, ends = (text.decode() if text else None for text in marker.groups())
        return item.replace(marker.group(), b"") if self._on_line(begins, ends) else b""

    def _json(self, whole: bytes) -> bytes:
        feed = json.loads(whole)
        items = [dict(item) for item in feed["items"] if self._on_line(item["_from"], item.get("_until"))]
        for item in items:
            item.pop("_from")
            item.pop("_until", None)
        return json.dumps({**feed, "items": items}, ensure_ascii=False, indent=1).encode()

    def _on_line(self, begins: str | None, ends: str | None) -> bool:
        assert begins is not None
        if self.instant < datetime.fromisoformat(begins):
            return False
        return ends is None or self.instant < datetime.fromisoformat(ends)


@cache
def _read(name: str) -> bytes:
    return (resources.files("veille.demo") / "world" / name).read_bytes()


@cache
def _answers_file() -> Mapping[str, Any]:
    return tomllib.loads(_read("answers.toml").decode())


@cache
def _by_url() -> Mapping[str, _Answer]:
    return {answer["url"]: _Answer(**answer) for answer in _answers_file()["answer"]}


def _host(url: str) -> str:
    return url.split("/")[2]
