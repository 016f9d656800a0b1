"""Fixtures for every test: no internet, and the folder of shared reference data where there is one."""

import os
import socket
from pathlib import Path

import pytest

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_internet(monkeypatch, request):
    """Connections to anything but the loopback fail, unless a test is marked ``network``."""
    if "network" in request.keywords:
        return
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise OSError(f"tests reach no internet: {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared reference data (real extracts, timetables); skips where it is absent."""
    root = os.environ.get("NETOPT_SHARED", "")
    folder = Path(root) / "data"
    if not root or not folder.is_dir():
        pytest.skip("reference data not here: set NETOPT_SHARED to the folder that holds data/")
    return folder
