# SPDX-License-Identifier: MIT
"""A real server on this machine that says, byte for byte, what a test wants it to say."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from veille.model import Request
from veille.net.http import Call

Script = bytes | Callable[[socket.socket, str], None]


class Server:
    """Answers each path with bytes, or lets a function speak on the socket; remembers raw requests."""

    def __init__(self, scripts: dict[str, Script]):
        self.scripts = scripts
        self.requests: list[str] = []
        self.connections = 0
        self._closing = threading.Event()
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def url(self, path="/", host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def paths(self):
        return [request.split(" ")[1] for request in self.requests]

    def header(self, name, number=-1):
        """Return a header of a request, or None."""
        for line in self.requests[number].split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name:
                return value
        return None

    def _accept(self):
        while True:
            try:
                found, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(found)
            threading.Thread(target=self._serve, args=(found,), daemon=True).start()

    def _serve(self, found):
        with found, suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                part = found.recv(65536)
                if not part:
                    return
                data += part
            text = data.decode("latin-1")
            self.requests.append(text)
            path = text.split(" ")[1]
            script = self.scripts.get(path, reply(b"", status="404 Not Found"))
            if callable(script):
                script(found, text)
            else:
                found.sendall(script)

    def close(self):
        self._listening.close()
        for found in self._open:
            with suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)


def reply(body=b"", *, status="200 OK", headers=(), length=None):
    """Write one answer."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def to(location, status="302 Found"):
    """Write a redirect."""
    return reply(status=status, headers=[f"Location: {location}"])


def call(url, *, seconds=5.0, **fields):
    """Make a call of a URL."""
    request = fields.pop("request", None) or Request(url=url)
    return Call(request=request, timeout=timedelta(seconds=seconds), **fields)
