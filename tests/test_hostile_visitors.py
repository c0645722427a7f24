"""Requests that nobody means well with: the server answers them somehow, and goes on answering others."""

import http.client
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlparse

import pytest

from tests.test_bench import together
from tests.test_dashboard import get

# As many as this system lets a process have, and no more than make the point.
CONNECTIONS = min(1_000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
ABANDONED = 60
RAW = [
    b"GET /?departement=" + b"5" * 60_000 + b" HTTP/1.1",
    b"GET /?" + b"type=publique&" * 4_000 + b" HTTP/1.1",
    b"GET /?%ff%fe=%00&%C3%28=%zz HTTP/1.1",
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
    b"GET /..%5c..%5cwindows%5cwin.ini HTTP/1.1",
    b"GET //evil.invalid/%2f.. HTTP/1.1",
    b"GET /maillage/x/contours/" + b"../" * 20 + b"data/sources.toml HTTP/1.1",
    b"GET /static/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1",
    b"GET /component/streamlit_folium.st_folium/..%2f..%2f__init__.py HTTP/1.1",
    b"GET /media/..%2f..%2fpyproject.toml HTTP/1.1",
    b"GET /\xff\xfe\x00 HTTP/1.1",
    b"TRACE / HTTP/1.1",
    b"DELETE /_stcore/upload_file/a/b HTTP/1.1",
    b"GET / HTTP/9.9",
    b"\x00\x01\x02",
]


@pytest.fixture
def address(dashboard: str) -> Iterator[tuple[str, int]]:
    """Where the dashboard listens; it still answers after each test."""
    parts = urlparse(dashboard)
    assert parts.hostname
    assert parts.port
    yield parts.hostname, parts.port
    status, _, body = get(dashboard)
    assert status == 200
    assert b"<title>Maillage" in body


@pytest.mark.parametrize("request_line", RAW, ids=range(len(RAW)))
def test_odd_requests_are_answered_without_a_file_or_a_fault(
    address: tuple[str, int], request_line: bytes
) -> None:
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(request_line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        connection.settimeout(20)
        answer = http.client.HTTPResponse(connection)
        try:
            answer.begin()
            status, body = answer.status, answer.read()
        except (http.client.HTTPException, ConnectionError):
            return  # it was hung up on
    assert status < 500
    for told in (b"root:", b"import ", b"[project]", b"[[", b"Traceback"):
        assert told not in body


def test_a_thousand_connections_that_say_nothing(address: tuple[str, int], dashboard: str) -> None:
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(socket.create_connection(address, timeout=20))
        assert [run.failure for run in together(dashboard, 2)] == [""] * 4


def test_abandoned_sessions_do_not_count_for_those_who_come(
    address: tuple[str, int],  # noqa: ARG001 - it is looked at afterwards
    dashboard: str,
) -> None:
    """Visitors who open the page and leave at once; the next ones are served as before."""
    assert len(together(dashboard, ABANDONED)) == 2 * ABANDONED
    assert [run.failure for run in together(dashboard, 5)] == [""] * 10
