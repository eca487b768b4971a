# SPDX-License-Identifier: MIT
"""Servers of this machine, and an Http that may reach them."""

import pytest

from raw_server import Server
from veille.addresses import Allowed
from veille.net.http import Http


@pytest.fixture
def serve():
    """Start servers: serve({"/path": bytes or function})."""
    servers = []

    def start(scripts):
        servers.append(Server(scripts))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def http():
    """Make an Http that may reach this machine."""
    made = []

    def make(*allowed, **options):
        client = Http(
            user_agent="veille/0.1 (+test)", allowed=Allowed.parse(allowed or ["127.0.0.0/8"]), **options
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()
