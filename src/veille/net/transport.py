# SPDX-License-Identifier: MIT
"""An httpx transport whose sockets come from the guard; imported when the first request leaves, never before.

httpx offers no public way to hand it a socket, httpcore does: its network backend. The layer of httpx above
transports (cookies, redirects, decoding) is left out on purpose: each does more than a guest should.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from veille.errors import FetchError
from veille.net.guard import Guard, Limits, Line

if TYPE_CHECKING:
    import ssl


def tls_context() -> ssl.SSLContext:
    """Return a context that verifies with the system's certificates (of the keychain, where there is one)."""
    import ssl

    if sys.platform in {"darwin", "win32"}:
        with suppress(ImportError):
            native: ssl.SSLContext = import_module("truststore").SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            return native
    context = ssl.create_default_context()
    places = ssl.get_default_verify_paths()
    if sys.platform != "win32" and not (places.cafile or places.capath):
        # A Python built elsewhere does not know where this system keeps its certificates.
        import certifi

        context.load_verify_locations(certifi.where())
    return context


class _Stream(httpcore.NetworkStream):
    def __init__(self, line: Line) -> None:
        self._line = line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the line's limits hold
        return self._line.read(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        try:
            self._line.write(buffer)
        except OSError as cause:
            # httpcore goes on to read: a server may answer before it has heard all.
            raise httpcore.WriteError(cause) from cause

    def close(self) -> None:
        self._line.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            self._line.secure(ssl_context, server_hostname or "")
        except BaseException:
            self._line.close()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._line.peer if info == "server_addr" else None


class _Backend(httpcore.NetworkBackend):
    def __init__(self, guard: Guard, limits: Limits) -> None:
        self._guard = guard
        self._limits = limits
        self.peer: str | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        line = self._guard.connect(host, port, self._limits)
        self.peer = line.peer
        return _Stream(line)


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, connection: httpcore.ConnectionInterface) -> None:
        self._answer = answer
        self._connection = connection

    def __iter__(self) -> Iterator[bytes]:
        assert isinstance(self._answer.stream, Iterable)
        with _said_plainly():
            yield from self._answer.stream

    def close(self) -> None:
        self._connection.close()


class GuardedTransport(httpx.BaseTransport):
    """Makes one connection for each request: with one request a host, keeping them open never pays.

    A request carries its bounds in the extension `limits`; an answer its `peer`.
    """

    def __init__(self, guard: Guard, proxy: Proxy | None) -> None:
        self._guard = guard
        self._proxy = proxy

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        backend = _Backend(self._guard, request.extensions["limits"])
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        connection = self._connection(url.origin, backend)
        try:
            with _said_plainly():
                answer = connection.handle_request(
                    httpcore.Request(request.method, url, headers=request.headers.raw, content=request.stream)
                )
        except BaseException:
            connection.close()
            raise
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer, connection),
            extensions={"peer": backend.peer},
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return tls_context()

    def _connection(self, origin: httpcore.Origin, backend: _Backend) -> httpcore.ConnectionInterface:
        # Reading the system's certificates takes longer than ten requests: not before they are needed.
        tls = self._tls if origin.scheme == b"https" else None
        if self._proxy is None:
            return httpcore.HTTPConnection(origin, ssl_context=tls, network_backend=backend)
        pool = httpcore.HTTPProxy(
            proxy_url=self._proxy.url,
            proxy_auth=self._proxy.auth,
            ssl_context=tls,
            network_backend=backend,
        )
        return pool.create_connection(origin)


class Proxy:
    """The proxy that the user named: `http://[user:password@]host:port`; ValueError if it is anything else."""

    def __init__(self, written: str) -> None:
        try:
            url = httpx.URL(written)
        except httpx.InvalidURL:
            raise ValueError(written) from None
        if url.scheme != "http" or not url.host:
            raise ValueError(written)
        self.host, self.port = url.host, url.port or 80
        self.url = httpcore.URL(scheme=b"http", host=url.raw_host, port=self.port, target=b"/")
        self.auth = (url.username, url.password) if url.userinfo else None


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what httpcore raises of bad HTTP into FetchError `unavailable`."""
    try:
        yield
    except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.ProxyError) as cause:
        raise FetchError("unavailable", reason=str(cause)[:200]) from cause
