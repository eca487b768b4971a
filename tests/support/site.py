# SPDX-License-Identifier: MIT
"""A small web site on loopback, answering what a test puts into it, with validators and a log of requests."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    type: str = "application/xml"
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = True


class Site:
    """`site.put("/feed.xml", b"...")`, then `site.url("/feed.xml")`; use as a context manager."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.log: list[tuple[str, dict[str, str], int]] = []
        self.delay = 0.0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site._answer(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: bytes | str = b"", **options) -> str:
        """Answer `path` so from now on; return its address."""
        raw = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(body=raw, **options)
        return self.url(path)

    def asked(self, path: str) -> list[dict[str, str]]:
        """Return the headers of each request made for that path."""
        return [headers for asked, headers, _ in self.log if asked == path]

    def statuses(self, path: str) -> list[int]:
        return [status for asked, _, status in self.log if asked == path]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        answer = self.answers.get(handler.path) or Answer(status=404, body=b"nothing here", type="text/plain")
        etag = f'"{sha256(answer.body).hexdigest()[:12]}"'
        same = answer.validators and answer.status == 200 and handler.headers.get("If-None-Match") == etag
        status = 304 if same else answer.status
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.log.append((handler.path, headers, status))
        time.sleep(self.delay)
        handler.send_response(status)
        handler.send_header("Content-Type", answer.type)
        if answer.validators:
            handler.send_header("ETag", etag)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        body = b"" if same else answer.body
        handler.send_header("Content-Length", str(len(body)))
        with suppress(ConnectionError):  # whoever asked may have been killed meanwhile
            handler.end_headers()
            handler.wfile.write(body)


def rss(*items: str, title: str = "Le Courrier") -> str:
    """Return an RSS 2.0 feed of these items (see `item`)."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>https://courrier.example/</link><language>fr</language>"
        f"{''.join(items)}</channel></rss>"
    )


def item(
    title: str, link: str, text: str = "", date: str = "Mon, 16 Nov 2026 09:00:00 +0100", **more: str
) -> str:
    """Return one RSS item."""
    extra = "".join(f"<{name}>{value}</{name}>" for name, value in more.items())
    published = f"<pubDate>{date}</pubDate>" if date else ""
    return (
        f"<item><title>{title}</title><link>{link}</link><description>{text}</description>"
        f"{published}{extra}</item>"
    )
