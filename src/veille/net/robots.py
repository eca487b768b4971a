# SPDX-License-Identifier: MIT
"""Asks robots.txt before a page is read (RFC 9309); feeds and APIs that the user typed need no leave."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from veille.errors import FetchError
from veille.model import Request, Response
from veille.net.guard import host_of, shown

if TYPE_CHECKING:
    from veille.net.http import Call

SIZE_MAX = 500 * 1024
FRESH = 24 * 3600.0
TOO_MANY = 429


class Robots:
    """Remembers for a day, per origin, what its robots.txt allows; given `send`, called by Http."""

    def __init__(self, send: Callable[[Call], Response], *, agent: str) -> None:
        self._send = send
        self._agent = agent
        self._lock = Lock()
        self._known: dict[str, tuple[float, Any]] = {}
        self._reading: dict[str, Lock] = {}

    def check(self, call: Call) -> None:
        """Raise FetchError `robots` if that page is not for us, or if the site is too ill to say so."""
        url = call.request.url
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            reading = self._reading.setdefault(origin, Lock())
        with reading:
            read_at, rules = self._known.get(origin, (0.0, None))
            if rules is None or time.monotonic() - read_at > FRESH:
                rules = self._rules(origin, call)
                self._known[origin] = (time.monotonic(), rules)
        if not rules.can_fetch(url, self._agent):
            raise _refused(url)

    def _rules(self, origin: str, call: Call) -> Any:
        from protego import Protego

        request = Request(url=f"{origin}/robots.txt")
        asked = replace(call, request=request, validators=None, max_bytes=SIZE_MAX)
        try:
            text = self._send(asked).body.decode("utf-8", "replace")
        except FetchError as error:
            status = error.status
            if status is None or not 400 <= status < 500 or status == TOO_MANY:  # noqa: PLR2004
                if status is None and error.code not in {"timeout", "unavailable"}:
                    raise
                raise _refused(call.request.url, unread=True) from error
            text = ""
        return Protego.parse(text)


def _refused(url: str, *, unread: bool = False) -> FetchError:
    """Return the refusal; `unread` says that the rules themselves could not be read: it may pass."""
    told = {"unread": True} if unread else {}
    return FetchError("robots", url=shown(url), host=host_of(url), **told)
