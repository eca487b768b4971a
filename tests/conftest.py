# SPDX-License-Identifier: MIT
"""Fixtures that all tests share: recorded data if it is there, and no way out to the internet."""

import os
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of recorded answers of real services; skip the test where there is none."""
    folder = Path(os.environ.get("VEILLE_SHARED", ROOT.parent / "shared"))
    if not (folder / "recordings").is_dir():
        pytest.skip("no recorded data here: set VEILLE_SHARED to a folder that has recordings/")
    return folder


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch):
    """Fail at once when a test connects to anything but this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            assert host.startswith("127.") or host in {"::1", "localhost"}, f"a test connects to {host}"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
