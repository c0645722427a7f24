"""Servers on loopback, started for a test or a measure and stopped after it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINES = Path(__file__).parent / "bench" / "baselines"
DASHBOARD = ROOT / "dashboard.py"
ONE_WIDGET = BASELINES / "one_widget.py"
INLINE_MAP = BASELINES / "inline_map_app.py"
START_LIMIT_S = 60
STOP_LIMIT_S = 20
# A deployment stops by itself after this long.
LONGEST_S = 900
OPTIONS = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "browser.gatherUsageStats": "false",
}
# Settings of the operator, which would not be the same everywhere.
FOREIGN = ("MAILLAGE_", "STREAMLIT_")


@dataclass(frozen=True)
class Server:
    """A running server: its address, which ends with a stroke, and its process."""

    url: str
    pid: int


def free_port() -> int:
    """A port that nothing listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(script: Path, folder: Path = ROOT, **options: str) -> Iterator[Server]:
    """Run a script with Streamlit's own command.

    ``folder``: where it is run from: baselines have the dashboard's settings too, so that pages are
    compared and not settings; from BASELINES, where there are none, they have Streamlit's defaults.
    ``options``: Streamlit's, with two underscores for the point (``server__maxUploadSize="1"``).

    Raises
    ------
    RuntimeError : the server does not answer in time; its log is told.
    """
    port = free_port()
    given = OPTIONS | {name.replace("__", "."): value for name, value in options.items()}
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += [word for name, value in given.items() for word in (f"--{name}", value)]
    with running(command, folder, port) as server:
        yield server


@contextmanager
def deploy(processes: int) -> Iterator[Server]:
    """Run the dashboard as deploy/ has it, several processes behind nginx (RuntimeError as above)."""
    port = free_port()
    command = [sys.executable, "deploy/start.py", "--processes", str(processes), "--port", str(port)]
    with running([*command, "--for", str(LONGEST_S)], ROOT, port) as server:
        yield server


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[Server]:
    """A command that serves a port, once it answers (RuntimeError as above)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
        try:
            server = Server(f"http://127.0.0.1:{port}/", process.pid)
            if not healthy(server, process):
                log.seek(0)
                told = log.read().decode(errors="replace")
                raise RuntimeError(f"{' '.join(command)} did not start:\n{told}")
            yield server
        finally:
            stop(process)


def healthy(server: Server, process: subprocess.Popen[bytes]) -> bool:
    """Whether a server answers, once it does or cannot any more."""
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}_stcore/health", timeout=2):  # noqa: S310 - loopback
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that we started, by force if need be."""
    process.terminate()
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
