"""A running dashboard, for the tests that need one: on loopback, on a free port, stopped at the end."""

import sys
from collections.abc import Iterator

import pytest

from tests.servers import ROOT, free_port, running


@pytest.fixture(scope="session")
def dashboard() -> Iterator[str]:
    """Address of the dashboard, started by the README's own command."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    with running(command, ROOT, port) as server:
        yield server.url
