# SPDX-License-Identifier: MIT
"""Measures the processor time of one request through engine and http, over loopback: `python benchmarks/fetch.py`.

200 feeds on 200 hosts (127.1.x.y), three rounds of 200 and of 304 answers; the server runs in a process of its
own and is not counted. With `--parse` the feeds are also read in the workshop's processes, counted apart.
"""

from __future__ import annotations

import argparse
import resource
import socketserver
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from veille.addresses import Allowed
from veille.model import Channel, Page, Request, Response, Validators
from veille.net.engine import Job, Pace, Parse, fetch
from veille.net.http import Http
from veille.net.workshop import Workshop
from veille.sources.base import Source, State, Watched

FEEDS = 200
ITEM = (
    "<item><title>Article {n}</title><link>https://a.example/{n}</link><guid>{n}</guid>"
    "<description>{text}</description></item>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain(Source):
    """A source that reads nothing, so that only the network is measured."""

    url: str

    label: ClassVar = {"fr": "Rien", "en": "Nothing"}
    channel: ClassVar = Channel.NEWS
    example: ClassVar = {}

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002
        return [Request(url=self.url)]

    def parse(self, response: Response, state: State) -> Page:  # noqa: ARG002
        return Page()


class _Answer(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        conditional = False
        while line := self.rfile.readline().strip():
            conditional = conditional or line.lower().startswith(b"if-none-match")
        if conditional:
            self.wfile.write(b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nConnection: close\r\n\r\n')
            return
        items = "".join(ITEM.format(n=n, text="mot " * 100) for n in range(20))
        body = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()
        head = f'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n'
        self.wfile.write(head.encode() + body)


class _Server(socketserver.ThreadingTCPServer):
    request_queue_size = 256
    daemon_threads = True


def serve() -> None:
    """Print the port, then answer until killed."""
    with _Server(("0.0.0.0", 0), _Answer) as server:  # noqa: S104 - 127.0.0.0/8 as a whole
        print(server.server_address[1], flush=True)
        server.serve_forever()


def in_process(source: Source, response: Response, state: State) -> Page:
    return source.parse(response, state)


def jobs(kind: type[Source], port: int, validators: Validators | None) -> list[Job]:
    found = []
    for number in range(FEEDS):
        source = kind(url=f"http://127.1.{number // 250}.{number % 250 + 1}:{port}/feed")  # type: ignore[call-arg]
        watched = Watched(name=f"s{number}", kind="x", source=source, channel=Channel.NEWS)
        found.append(Job(watched=watched, validators=validators))
    return found


def measure(name: str, work: list[Job], http: Http, parse: Parse) -> None:
    """Print milliseconds of processor time and of wall time per feed, the best of three."""
    best = (float("inf"), float("inf"))
    for _ in range(3):
        cpu, wall = time.process_time(), time.perf_counter()
        pace = Pace(gap=timedelta(0), concurrency=32)
        outcomes = list(fetch(work, send=http.send, parse=parse, pace=pace, now=lambda: datetime.now(UTC)))
        best = min(best, (time.process_time() - cpu, time.perf_counter() - wall))
    kinds = sorted({type(outcome).__name__ for outcome in outcomes})
    cpu_ms, wall_ms = (1000 * seconds / FEEDS for seconds in best)
    print(f"{name:20} {cpu_ms:6.2f} ms CPU  {wall_ms:6.2f} ms wall per feed  {kinds}")


def main() -> None:
    """Run the measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--serve", action="store_true")
    options.add_argument("--parse", action="store_true")
    chosen = options.parse_args()
    if chosen.serve:
        serve()
        return
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdout is not None
        port = int(server.stdout.readline())
        http = Http(user_agent="veille/bench", allowed=Allowed.parse(["127.0.0.0/8"]))
        began = time.process_time()
        list(
            fetch(
                jobs(Plain, port, None)[:1], send=http.send, parse=in_process, pace=Pace(), now=datetime.now
            )
        )
        print(f"first request, imports and certificates: {1000 * (time.process_time() - began):.0f} ms")
        measure("200", jobs(Plain, port, None), http, in_process)
        measure("304", jobs(Plain, port, Validators(etag='"a"')), http, in_process)
        if chosen.parse:
            from veille.sources.feed import Feed

            with Workshop() as workshop:
                measure("200, workshop", jobs(Feed, port, None), http, workshop.parse)
            children = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(f"workshop's children: {children.ru_utime + children.ru_stime:.2f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak {peak:.0f} MB")
        server.kill()


if __name__ == "__main__":
    main()
