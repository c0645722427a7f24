"""Several processes behind nginx, as deploy/start.py runs them: what a browser is sent, and by whom."""

import configparser
import gzip
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from urllib.parse import urlparse

import pytest
from streamlit import config

from deploy import start
from pages import serving
from tests.servers import ROOT, START_LIMIT_S, free_port
from tests.test_dashboard import absolute

STOP_LIMIT_S = 20
LONGEST_TEST_S = 300
COOKIE = re.compile(r"maillage=(\d+); Path=/; HttpOnly; SameSite=Lax")


@dataclass(frozen=True)
class Deployment:
    """What ``deploy/start.py`` runs: its address, and what it has told so far."""

    home: str
    told: Path

    @property
    def pids(self) -> dict[str, int]:
        """Latest pid of each process, by its port."""
        lines = re.findall(r"^process (\d+): pid (\d+)$", self.told.read_text(), re.MULTILINE)
        return {port: int(pid) for port, pid in lines}

    @property
    def folder(self) -> Path:
        """Where nginx's configuration and log are."""
        found = re.search(r"^configuration and log: (.+)$", self.told.read_text(), re.MULTILINE)
        assert found
        return Path(found[1])


@contextmanager
def deployed() -> Iterator[Deployment]:
    """Two processes behind nginx, ready; nothing is left of them at the end."""
    port = free_port()
    command = [sys.executable, "deploy/start.py", "--processes", "2", "--port", str(port)]
    command += ["--for", str(LONGEST_TEST_S)]
    with tempfile.TemporaryDirectory() as name:
        deployment = Deployment(f"http://127.0.0.1:{port}/", Path(name) / "told")
        with deployment.told.open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
        try:
            end = time.monotonic() + START_LIMIT_S
            while "ready: " not in deployment.told.read_text():
                if process.poll() is not None or time.monotonic() > end:
                    pytest.fail(f"nothing was deployed:\n{deployment.told.read_text()}")
                time.sleep(0.1)
            yield deployment
        finally:
            process.terminate()
            code = process.wait(STOP_LIMIT_S)
        assert code == 0
        assert not deployment.folder.exists()
        assert not [pid for pid in deployment.pids.values() if Path(f"/proc/{pid}").exists()]


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    with deployed() as running:
        yield running


def ask(url: str, cookie: str = "", encoding: str = "gzip") -> tuple[int, HTTPMessage, bytes]:
    """One request as it is, by a visitor whose only cookies are ours."""
    parts = urlparse(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    try:
        headers = {"Accept-Encoding": encoding} | ({"Cookie": cookie} if cookie else {})
        connection.request("GET", parts.path + ("?" + parts.query if parts.query else ""), headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def given(headers: HTTPMessage) -> list[str]:
    """Processes that the answer's cookies name."""
    cookies = headers.get_all("Set-Cookie", [])
    matches = [COOKIE.fullmatch(cookie) for cookie in cookies if cookie.startswith("maillage")]
    assert all(matches)
    return [match[1] for match in matches if match]


def script_of_page(deployment: Deployment) -> str:
    """URL of a script of Streamlit's page."""
    _, _, page = ask(deployment.home, encoding="identity")
    found = re.search(r"static/js/index\.[\w-]+\.js", page.decode())
    assert found
    return deployment.home + found[0]


@pytest.mark.parametrize("name", ["contours", "script of the map", "script of Streamlit"])
def test_files_come_compressed_and_once(deployment: Deployment, name: str) -> None:
    url = {
        "contours": absolute(deployment.home, serving.contours_url("67")),
        "script of the map": absolute(deployment.home, serving.asset_url("choropleth.js")),
        "script of Streamlit": script_of_page(deployment),
    }[name]
    statuses = []
    for _ in range(2):
        status, headers, body = ask(url)
        assert status == 200
        assert headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in headers["Vary"]
        assert "immutable" in headers["Cache-Control"]
        assert given(headers) == []
        statuses.append(headers["X-Cache-Status"])
    assert statuses == ["MISS", "HIT"]
    # Answered without a process.
    assert headers["X-Maillage-Process"] is None

    _, headers, plain = ask(url, encoding="identity")
    assert headers["Content-Encoding"] is None
    assert plain == gzip.decompress(body)


def test_an_old_hash_is_not_kept(deployment: Deployment) -> None:
    for _ in range(2):
        status, headers, body = ask(deployment.home + "maillage/0123456789abcdef/contours/57.json")
        assert status == 200
        assert headers["Cache-Control"] == "no-cache"
        assert headers["X-Cache-Status"] == "MISS"
        assert len(json.loads(gzip.decompress(body))["features"]) == 725


def test_the_cookie_comes_once(deployment: Deployment) -> None:
    _, headers, _ = ask(deployment.home)
    (process,) = given(headers)
    assert process == headers["X-Maillage-Process"]
    for path in ("", "zones-sous-couvertes?departement=67", "_stcore/health", "favicon.png"):
        status, headers, _ = ask(deployment.home + path, f"maillage={process}")
        assert status == 200
        assert given(headers) == []
        assert headers["X-Maillage-Process"] == process


def test_a_file_gives_no_cookie(deployment: Deployment) -> None:
    # Shared caches may keep it, with its headers, for others.
    status, headers, _ = ask(deployment.home + "favicon.png")
    assert status == 200
    assert given(headers) == []


def test_newcomers_spread(deployment: Deployment) -> None:
    assert {given(ask(deployment.home)[1])[0] for _ in range(8)} == set(deployment.pids)


def test_a_visitor_stays(deployment: Deployment) -> None:
    for process in deployment.pids:
        cookie = f"other=1; maillage={process}; _streamlit_xsrf=2|x|y|1"
        assert {ask(deployment.home, cookie)[1]["X-Maillage-Process"] for _ in range(6)} == {process}


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "22",
        "0",
        "-1",
        "maillage",
        "a b c",
        "x" * 5_000,
        "8601%0d%0aX-Evil:1",
        "é\xff\x80",
        "../..",
        "$host",
    ],
)
def test_a_forged_cookie_does_no_harm(deployment: Deployment, value: str) -> None:
    status, headers, body = ask(deployment.home, f"maillage={value}", encoding="identity")
    assert status == 200
    assert b"<title>" in body
    assert headers["X-Evil"] is None
    assert given(headers) == [headers["X-Maillage-Process"]]
    assert headers["X-Maillage-Process"] in deployment.pids


def test_processes_share_a_secret(deployment: Deployment) -> None:
    secrets = set()
    for pid in deployment.pids.values():
        variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        secrets.add(next(line for line in variables if line.startswith(b"STREAMLIT_SERVER_COOKIE_SECRET=")))
    assert len(secrets) == 1
    assert "server.cookieSecret" in config.get_config_options()


def test_nothing_tells_who_visits(deployment: Deployment) -> None:
    ask(deployment.home + "?departement=67&commune=67482")
    ask(deployment.home + "media/0123456789abcdef.csv")
    log = (deployment.folder / "access.log").read_text()
    assert re.search(r"^\S+ 200 GET / \d+ [\d.]+ 127\.0\.0\.1:\d+ -$", log, re.MULTILINE)
    assert "67482" not in log
    assert "0123456789abcdef.csv" not in log
    # Addresses are those of processes: always with a port.
    assert re.findall(r"127\.0\.0\.1(?!:\d)", log) == []
    _, headers, _ = ask(deployment.home)
    assert headers["Server"] == "nginx"


def test_a_file_too_large_is_refused_at_once(deployment: Deployment) -> None:
    parts = urlparse(deployment.home)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    connection.putrequest("PUT", "/_stcore/upload_file/session/file")
    connection.putheader("Content-Length", str(22 * 1024 * 1024))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_nobody_answers(deployment: Deployment) -> None:
    """The last of those that share the deployment: it takes its processes a while to be back."""
    for pid in deployment.pids.values():
        os.kill(pid, signal.SIGKILL)
    for _ in range(2):
        status, headers, body = ask(deployment.home)
        assert status == 503
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Le tableau de bord redémarre." in body.decode()


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_configuration_for_the_system(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, processes: int
) -> None:
    assert start.main(["--print-nginx", "--processes", str(processes), "--port", "8080"]) == 0
    text = capsys.readouterr().out
    directives = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    assert re.findall(r"@[A-Z]+@", directives) == []
    assert "listen 127.0.0.1:8080;" in directives
    ports = [str(8601 + number) for number in range(processes)]
    assert re.findall(r"^upstream maillage_(\d+) ", directives, re.MULTILINE) == ports
    for folder in ("/var/cache", "/var/log/nginx"):
        assert folder in directives
        directives = directives.replace(folder, str(tmp_path))
    site, main = tmp_path / "maillage.conf", tmp_path / "main.conf"
    site.write_text(directives)
    main.write_text(start.MAIN.format(user="", folder=tmp_path))
    nginx = start.nginx_executable()
    assert nginx, "nginx is missing: the README's test command installs it"
    checked = subprocess.run(
        [nginx, "-t", "-e", "stderr", "-c", str(main)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_without_nginx_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "nginx_executable", lambda: None)
    assert start.main([]) == 1
    assert capsys.readouterr().err.startswith("nginx is missing.")


def test_what_keeps_dying_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "RESTART_AFTER_S", 0.0)
    child = start.Child("process", [sys.executable, "-c", ""], dict(os.environ))
    over = threading.Event()
    with pytest.raises(start.StartError, match="ended 6 times"):
        start.wait_until_healthy([child], [f"http://127.0.0.1:{free_port()}/"], over)


def unit(name: str) -> configparser.ConfigParser:
    """A systemd unit."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ROOT / "deploy" / name)
    return parser


def test_systemd_runs_what_the_configuration_expects() -> None:
    service = unit("maillage@.service")["Service"]
    command = service["ExecStart"].split()
    assert command[1:5] == ["-m", "streamlit", "run", "dashboard.py"]
    options = dict(zip(command[5::2], command[6::2], strict=True))
    assert options == {"--server.address": "127.0.0.1", "--server.port": "%i"}
    assert all(config.get_config_options().get(option.removeprefix("--")) for option in options)
    assert service["Restart"] == "always"
    assert service["StateDirectory"] == "maillage"
    wanted = unit("maillage.target")["Unit"]["Wants"].split()
    assert wanted == [f"maillage@{start.SYSTEM_FIRST_PORT + number}.service" for number in range(2)]
    assert unit("maillage@.service")["Unit"]["PartOf"] == "maillage.target"
