# SPDX-License-Identifier: MIT
"""The way out as the verbs use it: send, parse and pace, made from the configuration, or from a demo's fakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from veille.addresses import Allowed
from veille.model import Page, Response
from veille.nouns import noun
from veille.sources.base import Source, State

if TYPE_CHECKING:
    from veille.config import Config
    from veille.net.engine import Pace
    from veille.net.http import Call

Send = Callable[["Call"], Response]
Parse = Callable[[Source, Response, State], Page]


@noun
class Network:
    """How requests leave and how foreign bytes are read.

    `run` calls a pure function in a limited process: run(function, *arguments).
    """

    send: Send
    parse: Parse
    run: Callable[..., Any]
    pace: Pace


@contextmanager
def opened_network(config: Config) -> Iterator[Network]:
    """Make the real network of a configuration, and close it after the block."""
    from veille import __version__
    from veille.config import proxy_of
    from veille.net.http import Http
    from veille.net.mailboxes import Mailboxes, is_mailbox
    from veille.net.workshop import Workshop

    contact = f" (+{config.contact})" if config.contact else ""
    http = Http(
        user_agent=f"veille/{__version__}{contact}",
        allowed=Allowed.parse(config.fetch.allow_private),
        proxy=proxy_of(config),
    )
    with http, Mailboxes() as mailboxes, Workshop() as workshop:

        def send(call: Call) -> Response:
            return (mailboxes if is_mailbox(call.request.url) else http).send(call)

        yield Network(send=send, parse=workshop.parse, run=workshop.run, pace=pace_of(config))


def pace_of(config: Config) -> Pace:
    """Return how fast a configuration lets us go."""
    from veille.net.engine import Pace

    return Pace(
        concurrency=config.fetch.concurrency,
        per_host=config.fetch.per_host,
        gap=config.fetch.gap,
        timeout=config.fetch.timeout,
        max_bytes=config.fetch.max_bytes,
    )
