"""A standing source against a server that misbehaves: the last good copy always survives."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

from geo import standing
from geo.anct_file import HEADERS
from geo.communes import load_codes
from geo.errors import DataError

Answer = Callable[[BaseHTTPRequestHandler], None]


def export(posts: int = 1) -> bytes:
    """A good file of one row."""
    cells = dict.fromkeys(HEADERS, "")
    cells |= {
        "name": "Commune de Metz", "posts": str(posts), "validated_on": "14/04/2021",
        "type": "publique", "commune_code": "57463", "department_code": "57",
    }  # fmt: skip
    return f"{';'.join(HEADERS.values())}\n{';'.join(cells.values())}\n".encode()


def good(handler: BaseHTTPRequestHandler, body: bytes | None = None, kind: str = "text/csv") -> None:
    body = export() if body is None else body
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(scope="module")
def codes() -> pd.DataFrame:
    return load_codes()


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """A server on loopback whose answer each test sets (``server.answer``)."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.server.answer(self)  # type: ignore[attr-defined]

        def log_message(self, *_: object) -> None:
            pass

    instance = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    instance.daemon_threads = True
    thread = threading.Thread(target=instance.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield instance
    instance.shutdown()
    instance.server_close()
    thread.join(10)


def address(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/structures.csv"


def test_a_good_answer_is_kept(server: ThreadingHTTPServer, tmp_path: Path, codes: pd.DataFrame) -> None:
    server.answer = good
    status = standing.refresh(address(server), tmp_path, codes)
    assert status.error == ""
    assert dt.datetime.fromisoformat(status.fetched).tzinfo is not None
    assert standing.copy_path(address(server), tmp_path).read_bytes() == export()
    assert standing.read_status(address(server), tmp_path) == status


def cut_halfway(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/csv")
    handler.send_header("Content-Length", str(len(export()) * 2))
    handler.end_headers()
    handler.wfile.write(export())
    handler.close_connection = True


def slow(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/csv")
    handler.end_headers()
    # Slower than the test's limit, faster than its patience.
    threading.Event().wait(2)


def too_large(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/csv")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b"x" * 1000)
    except OSError:
        pass  # the client went away, as it should


MISBEHAVIOURS: dict[str, tuple[Answer, str]] = {
    "gone": (lambda h: h.send_error(404), "code 404"),
    "in error": (lambda h: h.send_error(503), "code 503"),
    "a web page": (lambda h: good(h, b"<html>Connexion</html>", "text/html"), "type text/html"),
    "a page that says it is CSV": (lambda h: good(h, b"<html>Connexion</html>"), "n’a pas les colonnes"),
    "empty": (lambda h: good(h, b""), "vide"),
    "header only": (lambda h: good(h, export().split(b"\n")[0]), "aucune ligne exploitable"),
    "without one usable row": (lambda h: good(h, export(-1)), "aucune ligne exploitable"),
    "cut halfway": (cut_halfway, "interrompue"),
    "slow": (slow, "trop lente"),
    "too large": (too_large, "dépasse"),
}


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_the_last_good_copy_stays(
    server: ThreadingHTTPServer,
    tmp_path: Path,
    codes: pd.DataFrame,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    server.answer = good
    before = standing.refresh(address(server), tmp_path, codes)
    answer, reason = MISBEHAVIOURS[name]
    server.answer = answer
    monkeypatch.setattr(standing, "SLOWEST_READ_S", 0.5)
    monkeypatch.setattr(standing, "LARGEST_BYTES", 50_000)
    status = standing.refresh(address(server), tmp_path, codes)
    assert reason in status.error
    assert status.fetched == before.fetched
    assert status.failing_since
    assert standing.copy_path(address(server), tmp_path).read_bytes() == export()
    # The failure is dated from its beginning, and a good answer ends it.
    again = standing.refresh(address(server), tmp_path, codes)
    assert again.failing_since == status.failing_since
    server.answer = lambda handler: good(handler, export(2))
    recovered = standing.refresh(address(server), tmp_path, codes)
    assert (recovered.error, recovered.failing_since) == ("", "")
    assert standing.copy_path(address(server), tmp_path).read_bytes() == export(2)


def test_an_endless_trickle_is_given_up(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x;")
                threading.Event().wait(0.05)
        except OSError:
            pass  # the client went away, as it should

    server.answer = trickle
    monkeypatch.setattr(standing, "LONGEST_FETCH_S", 0.3)
    with pytest.raises(DataError, match="trop lente"):
        standing.fetch(address(server))


def test_nobody_listens(tmp_path: Path, codes: pd.DataFrame, server: ThreadingHTTPServer) -> None:
    where = address(server)
    server.socket.close()
    status = standing.refresh(where, tmp_path, codes)
    assert "injoignable" in status.error
    assert status.fetched == ""
    assert not standing.copy_path(where, tmp_path).exists()


def test_a_redirect_off_https_is_refused(server: ThreadingHTTPServer) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", f"http://localhost:{server.server_address[1]}/loop")
        handler.end_headers()

    server.answer = redirect
    with pytest.raises(DataError, match="injoignable"):
        standing.fetch(address(server))  # for ever to itself


@pytest.mark.parametrize("where", ["http://example.org/x.csv", "http://192.0.2.1/x.csv"])
def test_plain_http_is_for_loopback_only(where: str) -> None:
    with pytest.raises(DataError, match="https://"):
        standing.fetch(where)


def test_a_path_is_read_and_checked(tmp_path: Path, codes: pd.DataFrame) -> None:
    file = tmp_path / "operator.csv"
    file.write_bytes(export(3))
    state = tmp_path / "state"
    assert standing.refresh(str(file), state, codes).error == ""
    file.write_bytes(b"nonsense")
    assert "colonnes" in standing.refresh(str(file), state, codes).error
    file.unlink()
    assert "introuvable" in standing.refresh(str(file), state, codes).error
    assert standing.copy_path(str(file), state).read_bytes() == export(3)


def test_a_full_disk_keeps_the_old_copy(
    tmp_path: Path, codes: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "operator.csv"
    file.write_bytes(export(3))
    standing.refresh(str(file), tmp_path, codes)
    file.write_bytes(export(4))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(standing.os, "fsync", full)
    status = standing.refresh(str(file), tmp_path, codes)
    assert "enregistré" in status.error
    assert standing.copy_path(str(file), tmp_path).read_bytes() == export(3)
    assert not list(tmp_path.glob(".*.part"))


def test_two_addresses_have_two_copies(tmp_path: Path) -> None:
    assert standing.copy_path("a", tmp_path) != standing.copy_path("b", tmp_path)
