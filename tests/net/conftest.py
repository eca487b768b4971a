# SPDX-License-Identifier: MIT
"""Servers of this machine, and an Http that may reach them."""

import shutil
import subprocess
from pathlib import Path

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


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate of our own making for localhost."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl command to make a certificate with")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    made = f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    made += f" -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout {file} -out {file}.crt"
    subprocess.run(made.split(), check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file
