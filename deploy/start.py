"""Runs the dashboard as it is deployed, on loopback: several processes behind nginx.

``python deploy/start.py --processes 2 --port 8080``; with ``--print-nginx``, only writes the configuration
of the system's nginx. Whatever dies is started again, until SIGTERM, SIGINT or the end of ``--for``.
"""

import argparse
import grp
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).with_name("nginx.conf")
SYSTEM_FIRST_PORT = 8601  # as in maillage.target
START_LIMIT_S = 60
STOP_LIMIT_S = 8
RESTART_AFTER_S = 1.0
# A process that dies more often than this is not started again: it would never serve.
MOST_DEATHS, WITHIN_S = 5, 60

MAIN = """
{user}
pid {folder}/nginx.pid;
error_log stderr crit;
daemon off;
worker_processes auto;
events {{
    worker_connections 1024;
}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/maillage.conf;
}}
"""


class StartError(Exception):
    """It cannot run; the message says why."""


@dataclass
class Child:
    """A process that is started again after its death."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def watch(self) -> None:
        """Start it if it never was, and a moment after each death."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            say(f"{self.name}: ended with {self.process.returncode}")
            self.bury()
            self.deaths = [death for death in self.deaths if now - death < WITHIN_S] + [now]
            if len(self.deaths) > MOST_DEATHS:
                raise StartError(f"{self.name} ended {len(self.deaths)} times within {WITHIN_S} s.")
        if self.process is None and (not self.deaths or now - self.deaths[-1] >= RESTART_AFTER_S):
            self.start()

    def start(self) -> None:
        """Start it, in a group of its own: a signal from the terminal is for this script."""
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        say(f"{self.name}: pid {self.process.pid}")

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self.process is not None:
            self.process.send_signal(number)

    def bury(self) -> None:
        """Wait for its end, for a while, and end whatever it started."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_LIMIT_S)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


def main(arguments: list[str] | None = None) -> int:
    """Run it all; the exit code says whether it ended as asked."""
    options = parser().parse_args(arguments)
    if options.print_nginx:
        ports = [SYSTEM_FIRST_PORT + number for number in range(options.processes)]
        sys.stdout.write(
            filled(
                ports,
                listen=f"127.0.0.1:{options.port}",
                cache="/var/cache/maillage",
                log="/var/log/nginx/maillage.log",
                errors="/var/log/nginx/error.log",
            )
        )
        return 0
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    try:
        run(options.processes, options.port, options.seconds, over)
    except StartError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """Options."""
    root = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root.add_argument("--processes", type=positive, default=2, metavar="N", help="Streamlit processes (2)")
    root.add_argument("--port", type=positive, default=8080, help="port of nginx, on 127.0.0.1 (8080)")
    root.add_argument("--for", type=positive, dest="seconds", metavar="SECONDS", help="stop after a time")
    root.add_argument(
        "--print-nginx", action="store_true", help="write the system's configuration; run nothing"
    )
    return root


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def run(processes: int, port: int, seconds: int | None, over: threading.Event) -> None:
    """Start everything, keep it running until it is ``over``, stop everything."""
    nginx = nginx_executable()
    if nginx is None:
        raise StartError("nginx is missing. On Debian: apt-get install --no-install-recommends nginx-light")
    environment = dict(os.environ)
    # One secret for all processes: what one has signed, the others accept.
    environment.setdefault("STREAMLIT_SERVER_COOKIE_SECRET", secrets.token_hex(32))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="maillage-")))
        ports = free_ports(processes)
        write_configuration(folder, ports, port)
        say(f"configuration and log: {folder}")
        children: list[Child] = []
        stack.callback(stop, children)

        children += [Child(f"process {number}", streamlit(number), environment) for number in ports]
        wait_until_healthy(children, [f"http://127.0.0.1:{number}/" for number in ports], over)
        # Only then nginx: what it finds dead, it leaves alone for a while.
        children.append(Child("nginx", [nginx, "-e", "stderr", "-c", f"{folder}/main.conf"], environment))
        wait_until_healthy(children, [f"http://127.0.0.1:{port}/"], over)
        if not over.is_set():
            say(f"ready: http://127.0.0.1:{port}/")

        end = time.monotonic() + seconds if seconds else float("inf")
        while not over.wait(0.2) and time.monotonic() < end:
            watch(children)


def watch(children: list[Child]) -> None:
    """Start what is not running."""
    for child in children:
        child.watch()


def stop(children: list[Child]) -> None:
    """Stop everything, the last first; all are told before any is waited for."""
    for child in reversed(children):
        child.tell(signal.SIGTERM)
    for child in reversed(children):
        child.bury()


def wait_until_healthy(children: list[Child], urls: list[str], over: threading.Event) -> None:
    """Return once all answer, or it is over."""
    end = time.monotonic() + START_LIMIT_S
    waited_for = list(urls)
    while waited_for and not over.wait(0.1):
        watch(children)
        waited_for = [url for url in waited_for if not is_healthy(url)]
        if waited_for and time.monotonic() > end:
            raise StartError(f"Nothing answers at {waited_for[0]} after {START_LIMIT_S} s.")


def nginx_executable() -> str | None:
    """Path of nginx, which ordinary users' PATH may leave out."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")


def streamlit(port: int) -> list[str]:
    """Command of a process."""
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    return [*command, "--server.address", "127.0.0.1", "--server.port", str(port)]


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens to."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def write_configuration(folder: Path, ports: list[int], port: int) -> None:
    """Write what nginx needs to run in a folder, as root or not."""
    user = ""
    if os.geteuid() == 0:
        # nginx gives its folders to its workers, who must be able to pass through this one.
        group = grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
        user = f"user nobody {group};"
        folder.chmod(0o711)
    (folder / "main.conf").write_text(MAIN.format(user=user, folder=folder), encoding="utf-8")
    site = filled(
        ports,
        listen=f"127.0.0.1:{port}",
        cache=f"{folder}/cache",
        log=f"{folder}/access.log",
        errors="stderr",
    )
    (folder / "maillage.conf").write_text(site, encoding="utf-8")


def filled(ports: list[int], **values: str) -> str:
    """The template, its lines with @PORT@ repeated for each process."""
    lines: list[str] = []
    for line in TEMPLATE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "@PORT@" not in line:
            lines.append(line)
            continue
        for port in ports:
            others = " ".join(f"server 127.0.0.1:{other} backup;" for other in ports if other != port)
            lines.append(line.replace("@PORT@", str(port)).replace("@OTHERS@", others))
    text = "\n".join(lines) + "\n"
    for name, value in values.items():
        text = text.replace(f"@{name.upper()}@", value)
    return text


def is_healthy(url: str) -> bool:
    """Whether a process, or nginx with a process behind it, answers."""
    try:
        with urllib.request.urlopen(f"{url}_stcore/health", timeout=2):  # noqa: S310 - loopback
            return True
    except OSError:
        return False


def say(text: str) -> None:
    """Tell the operator."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
