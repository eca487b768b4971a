# SPDX-License-Identifier: MIT
"""The only place that parses an address, checks it, resolves it and opens a socket to it.

One parser, one resolution, one connection: what was checked is what is connected to, on every hop. And every
wait on the socket is shortened to what is left of the whole exchange, so that a server that drips a byte at
a time ends at the same deadline as one that says nothing.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, zip_longest
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from veille import urls
from veille.addresses import IP, Allowed, is_host_name, is_public, literal
from veille.errors import FetchError
from veille.nouns import noun

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["Address", "Allowed", "Guard", "Limits", "Line", "host_of", "parse", "shown"]

URL_MAX = 8_192
ADDRESSES_TRIED = 4
# An address that does not answer gives way to the next one after this, as RFC 8305 has it (IPv6 that leads nowhere).
NEXT_ADDRESS_AFTER = 1.5
HEADERS_ALLOWANCE = 256 * 1024

PORT_MAX = 65_535
_DEFAULT_PORTS = {"http": 80, "https": 443}

Resolve = Callable[[str, int], list[Any]]


def resolve(host: str, port: int) -> list[Any]:
    """Ask the system's resolver."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@noun
class Limits:
    """How long and how much one exchange may take; `deadline` is on the monotonic clock."""

    deadline: float
    seconds: float
    connect: float
    idle: float
    max_bytes: int

    def wait(self, most: float) -> float:
        """Return how long to wait now, `most` or what is left; raise FetchError `timeout` if nothing is."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.late(self.seconds)
        return min(left, most)

    def late(self, seconds: float) -> FetchError:
        return FetchError("timeout", seconds=max(1, round(seconds)))


@noun
class Address:
    """A parsed http or https URL. `host` is lower-case ASCII."""

    url: httpx.URL
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


def parse(text: str) -> Address:
    """Parse a URL strictly; FetchError `blocked_address` for whatever two programs could read differently."""
    import httpx

    # A backslash, a blank, a control character: where one program sees the end of the host, another does not.
    if len(text) > URL_MAX or re.search(r"[\\\s\x00-\x20\x7f-\xa0]", text):
        raise _refused(text)
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise _refused(text) from None
    host = url.raw_host.decode("ascii")
    port = _DEFAULT_PORTS.get(url.scheme, 0) if url.port is None else url.port
    if url.scheme not in _DEFAULT_PORTS or not 0 < port <= PORT_MAX or not _is_plain(text, host):
        raise _refused(text)
    return Address(url=url, scheme=url.scheme, host=host, port=port)


def _is_plain(text: str, host: str) -> bool:
    """Say whether the host is written in the one way that all programs read alike, without user-info."""
    authority = re.split("[/?#]", text.partition("://")[2], maxsplit=1)[0]
    # IDNA takes three other full stops for a dot: "127。0。0。1" would become an address.
    if any(sign in authority for sign in "@%。．｡"):
        return False
    return literal(host) is not None or is_host_name(host)


def _refused(text: str) -> FetchError:
    return FetchError("blocked_address", address=shown(text), url=shown(text), host=host_of(text))


def host_of(url: str) -> str:
    """Return the host of a URL for pacing and messages: lower case, without port; "" if there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def shown(url: str) -> str:
    """Return a URL as it may be shown: no user-info, no query (keys travel there), no secret, nothing unprintable."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    place = parts.netloc.rpartition("@")[2]
    text = f"{parts.scheme}://{place}{parts.path}" if parts.scheme and place else parts.path
    printable = "".join(c for c in urls.mask(text[:2048])[:200] if c.isprintable())
    return f"{printable}?…" if parts.query else printable


class Guard:
    """Connects to public addresses, to those the user allowed, and to his proxy."""

    def __init__(
        self,
        allowed: Allowed,
        *,
        proxy: tuple[str, int] | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        self._allowed = allowed
        self._proxy = proxy
        self._resolve = resolve
        self._lines: set[Line] = set()
        self.closed = False

    def check(self, address: Address) -> None:
        """Refuse an address that is private as written: all that can be known when a proxy resolves names."""
        local = address.host == "localhost" or address.host.endswith(".localhost")
        written = literal(address.host)
        if self._allowed.covers(address.host, address.port, written):
            return
        if local or (written is not None and not is_public(written)):
            raise FetchError("blocked_address", address=address.host)

    def connect(self, host: str, port: int, limits: Limits) -> Line:
        """Open a socket to that host, at one of its addresses, all of which must be acceptable."""
        until = time.monotonic() + limits.wait(limits.connect)
        candidates = self._candidates(host, port, limits)
        last = len(candidates) - 1
        for number, address in enumerate(candidates):
            left = max(until - time.monotonic(), 0.001)
            try:
                found = self._open(address, port, left if number == last else min(left, NEXT_ADDRESS_AFTER))
            except OSError as cause:
                if number == last:
                    raise _unreachable(cause, limits, host) from cause
            else:
                line = Line(found, str(address), limits, self)
                self._lines.add(line)
                return line
        raise FetchError("dns", host=host)

    def _open(self, address: IP, port: int, wait: float) -> socket.socket:
        if self.closed:
            raise FetchError("cancelled")
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 - IPv4
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(wait)
            opened.connect((str(address), port))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            opened.close()
            raise
        return opened

    def _candidates(self, host: str, port: int, limits: Limits) -> list[IP]:
        written = literal(host)
        found = [written] if written is not None else self._look_up(host, port, limits)
        if (host, port) != self._proxy:
            for address in found:
                if not (self._allowed.covers(host, port, address) or is_public(address)):
                    raise FetchError("blocked_address", address=str(address), host=host)
        return _alternate(found)[:ADDRESSES_TRIED]

    def _look_up(self, host: str, port: int, limits: Limits) -> list[IP]:
        """Resolve in a thread of its own: the system's resolver knows no deadline of ours."""
        answers: SimpleQueue[list[Any] | Exception] = SimpleQueue()

        def look() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, ValueError) as cause:
                answers.put(cause)

        Thread(target=look, name=f"resolve {host}", daemon=True).start()
        wait = limits.wait(limits.connect)
        try:
            found = answers.get(timeout=wait)
        except Empty:
            raise limits.late(wait) from None
        if isinstance(found, Exception):
            raise FetchError("dns", host=host) from found
        addresses = [literal(str(answer[4][0]).partition("%")[0]) for answer in found]
        return list(dict.fromkeys(address for address in addresses if address is not None))

    def forget(self, line: Line) -> None:
        self._lines.discard(line)

    def close(self) -> None:
        """End every exchange under way: each raises FetchError `cancelled` in its own thread."""
        self.closed = True
        for line in tuple(self._lines):
            line.abort()


def _alternate(addresses: list[IP]) -> list[IP]:
    """Put the two families in turn, the resolver's first choice first."""
    if not addresses:
        return []
    first = [address for address in addresses if address.version == addresses[0].version]
    others = [address for address in addresses if address.version != addresses[0].version]
    return [address for address in chain.from_iterable(zip_longest(first, others)) if address is not None]


def _unreachable(cause: OSError, limits: Limits, host: str) -> FetchError:
    if isinstance(cause, TimeoutError):
        limits.wait(0)  # the whole exchange is late: say so
        return limits.late(limits.connect)
    if isinstance(cause, ConnectionRefusedError):
        return FetchError("refused", host=host)
    return FetchError(
        "unavailable", host=host, reason=cause.strerror or type(cause).__name__, connecting=True
    )


class Line:
    """A connected socket that keeps to the limits of its exchange."""

    def __init__(self, opened: socket.socket, peer: str, limits: Limits, guard: Guard) -> None:
        self._socket = opened
        self.peer = peer
        self._limits = limits
        self._guard = guard
        self._read = 0

    def read(self, most: int) -> bytes:
        """Return up to that many bytes, b"" at the end. Counts what was read, headers and framing too."""
        wait = self._limits.wait(self._limits.idle)
        try:
            self._socket.settimeout(wait)
            data = self._socket.recv(most)
        except OSError as cause:
            raise self._broken(cause, wait) from cause
        if self._guard.closed:
            raise FetchError("cancelled")
        self._read += len(data)
        if self._read > self._limits.max_bytes + HEADERS_ALLOWANCE:
            raise FetchError("too_large", limit=self._limits.max_bytes)
        return data

    def write(self, data: bytes) -> None:
        """Send all of it. Raises OSError when the other side has hung up: its answer may still be read."""
        view = memoryview(data)
        while view:
            wait = self._limits.wait(self._limits.idle)
            self._socket.settimeout(wait)
            try:
                view = view[self._socket.send(view) :]
            except TimeoutError as cause:
                raise self._broken(cause, wait) from cause

    def secure(self, context: ssl.SSLContext, name: str) -> None:
        """Speak TLS from now on, with a server that proves to be `name`."""
        import ssl

        wait = self._limits.wait(self._limits.connect)
        try:
            self._socket.settimeout(wait)
            self._socket = context.wrap_socket(self._socket, server_hostname=name)
        except ssl.SSLError as cause:
            reason = getattr(cause, "verify_message", None) or cause.reason or type(cause).__name__
            raise FetchError("tls", host=name, reason=str(reason)) from cause
        except OSError as cause:
            raise self._broken(cause, wait) from cause

    def _broken(self, cause: OSError, waited: float) -> FetchError:
        if self._guard.closed:
            return FetchError("cancelled")
        if isinstance(cause, TimeoutError):
            self._limits.wait(0)
            return self._limits.late(waited)
        return FetchError("unavailable", reason=cause.strerror or type(cause).__name__)

    def abort(self) -> None:
        """Wake whoever waits on it; called from another thread."""
        with suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        self._guard.forget(self)
        with suppress(OSError):
            self._socket.close()
