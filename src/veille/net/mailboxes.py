# SPDX-License-Identifier: MIT
"""Lets mailboxes be asked like any other server: one call in, one whole answer or one FetchError out.

A mail server is named by the user himself, so it may stand in a private network; that holds for the place that a
source asks first, and for no other. The protocol is in imap.py, imported when a mailbox is first read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from veille.addresses import Allowed
from veille.errors import FetchError
from veille.model import Response
from veille.net import guard
from veille.nouns import noun

if TYPE_CHECKING:
    import ssl

    from veille.net.http import Call

_PORTS = {"imap": 143, "imaps": 993}


@noun
class Place:
    """A folder of a mail server."""

    secure: bool
    host: str
    port: int
    folder: str


def is_mailbox(url: str) -> bool:
    """Say whether that is the address of a mailbox."""
    return url.lower().startswith(("imap://", "imaps://"))


def _verified() -> ssl.SSLContext:
    from veille.net.transport import tls_context

    return tls_context()


class Mailboxes:
    """Reads mailboxes; one for a whole run, usable from many threads."""

    def __init__(
        self,
        *,
        connect: timedelta = timedelta(seconds=10),
        idle: timedelta = timedelta(seconds=15),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        resolve: guard.Resolve = guard.resolve,
        tls: Callable[[], ssl.SSLContext] = _verified,
    ) -> None:
        self._connect = connect.total_seconds()
        self._idle = idle.total_seconds()
        self._clock = clock
        self._resolve = resolve
        self._tls = tls
        self._guards: set[guard.Guard] = set()
        self._lock = Lock()
        self._closed = False

    def close(self) -> None:
        """End what is under way (`cancelled`) and accept nothing more."""
        with self._lock:
            self._closed = True
            under_way = tuple(self._guards)
        for one in under_way:
            one.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def send(self, call: Call) -> Response:
        """Return the messages that a call asks for, framed as imap.py says."""
        place = _place(call.request.url)
        if _place(call.origin) != place:
            raise FetchError("blocked_address", address=guard.shown(call.request.url), host=place.host)
        # What the guard calls the proxy is the place that the user named.
        own = guard.Guard(Allowed(), proxy=(place.host, place.port), resolve=self._resolve)
        with self._lock:
            if self._closed:
                raise FetchError("cancelled", host=place.host)
            self._guards.add(own)
        try:
            return self._read(call, place, own)
        except FetchError as error:
            facts = {"url": guard.shown(call.request.url), "host": place.host, **error.facts}
            raise FetchError(error.code, **facts) from error.__cause__
        finally:
            with self._lock:
                self._guards.discard(own)

    def _read(self, call: Call, place: Place, own: guard.Guard) -> Response:
        from veille.net import imap

        limits = self._limits(call)
        line = own.connect(place.host, place.port, limits)
        try:
            if place.secure:
                line.secure(self._tls(), place.host)
            found = imap.read(line, limits, place, call.request, self._tls)
        finally:
            line.close()
        return Response(
            request=call.request,
            url=call.request.url,
            status=200,
            headers={"x-uidvalidity": found.uidvalidity},
            body=found.framed(),
            fetched_at=self._clock(),
            peer=line.peer,
        )

    def _limits(self, call: Call) -> guard.Limits:
        seconds = call.timeout.total_seconds()
        return guard.Limits(
            deadline=time.monotonic() + seconds,
            seconds=seconds,
            connect=self._connect,
            idle=self._idle,
            max_bytes=call.max_bytes,
        )


def _place(url: str) -> Place:
    """Take an address apart. Raises FetchError `blocked_address` when it is none of a mailbox."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise FetchError("blocked_address", address=guard.shown(url)) from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise FetchError("blocked_address", address=guard.shown(url))
    return Place(
        secure=parts.scheme == "imaps",
        host=parts.hostname,
        port=port,
        folder=unquote(parts.path.lstrip("/")) or "INBOX",
    )
