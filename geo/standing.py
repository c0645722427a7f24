"""A standing source of structures: an address or a path, fetched on a schedule, never trusted.

What was fetched is checked, then swapped in with one rename; if it fails or is refused, the last
good copy stays. All is kept in a folder, so that several processes, and the next start, share it.
"""

import datetime as dt
import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlparse

import httpx
import pandas as pd

from geo.errors import DataError
from geo.structures import Reading, read_bytes

LARGEST_BYTES = 20 * 1024 * 1024
LONGEST_FETCH_S = 60.0
SLOWEST_READ_S = 15.0
MOST_REDIRECTS = 3
# A file that is being written; one that has not changed for so long never will be.
PART = ".part"
LONGEST_WRITE_S = 600
LOOPBACK = ("127.0.0.1", "localhost", "::1")
TEXT_TYPES = (
    "text/csv",
    "text/plain",
    "application/csv",
    "application/octet-stream",
    "application/vnd.ms-excel",
)


@dataclass(frozen=True)
class Status:
    """What is known of a standing source. Times are ISO 8601, UTC; "" where there is none.

    ``fetched``: when the copy in use was fetched; ``failing_since`` and ``error``: the failure that
    goes on, if the last attempt failed.
    """

    address: str
    fetched: str = ""
    failing_since: str = ""
    error: str = ""


def copy_path(address: str, folder: Path) -> Path:
    """The last good copy of an address."""
    return folder / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.csv"


def status_path(address: str, folder: Path) -> Path:
    """The status of an address."""
    return copy_path(address, folder).with_suffix(".json")


def read_status(address: str, folder: Path) -> Status:
    """The status of a source; an empty one where it was never fetched."""
    try:
        return Status(**json.loads(status_path(address, folder).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Status(address)


def refresh(address: str, folder: Path, codes: pd.DataFrame) -> Status:
    """Fetch, check and swap in a source. Never raises: a failure is in the status it returns."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    before = read_status(address, folder)
    try:
        content = fetch(address)
        check(read_bytes(content, codes))
        replace(copy_path(address, folder), content)
        status = Status(address, fetched=now)
    except DataError as error:
        status = Status(address, before.fetched, before.failing_since or now, str(error))
    except OSError as error:
        message = f"Le fichier n’a pas pu être enregistré ({error.strerror or 'erreur du système'})."
        status = Status(address, before.fetched, before.failing_since or now, message)
    try:
        replace(status_path(address, folder), json.dumps(asdict(status)).encode())
    except OSError:
        # The disk is full: the copy and the status in use are those of before.
        return status
    return status


def check(reading: Reading) -> None:
    """Refuse (DataError) a file in which no row can be used."""
    if reading.structures.empty:
        raise DataError("Le fichier n’a aucune ligne exploitable.")


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside it first, then one rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    clear(path.parent)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=PART)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def clear(folder: Path) -> None:
    """Remove what a process that was killed left of its writing; other processes may be writing now."""
    now = time.time()
    for part in folder.glob(f".*{PART}"):
        with suppress(OSError):
            if now - part.stat().st_mtime > LONGEST_WRITE_S:
                part.unlink()


def fetch(address: str) -> bytes:
    """Content of an https address (http on loopback only) or of a path.

    Raises
    ------
    DataError : it cannot be had whole, in time, within LARGEST_BYTES, as text.
    """
    try:
        parts = urlparse(address)
    except ValueError as error:
        raise DataError("L’adresse de la source est mal écrite.") from error
    if parts.scheme in ("http", "https") and parts.hostname:
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise DataError("L’adresse de la source doit commencer par https://.")
        return _download(address)
    path = Path(address)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise DataError(TOO_LARGE)
        return path.read_bytes()
    except OSError as error:
        raise DataError("Le fichier de la source est introuvable ou illisible.") from error


TOO_LARGE = f"La source dépasse {LARGEST_BYTES // 1024 // 1024} Mo."


def _download(address: str) -> bytes:
    end = time.monotonic() + LONGEST_FETCH_S
    parts: list[bytes] = []
    size = 0
    try:
        with (
            httpx.Client(
                follow_redirects=True, max_redirects=MOST_REDIRECTS, timeout=SLOWEST_READ_S
            ) as client,
            client.stream("GET", address) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise DataError(f"La source a répondu par le code {answer.status_code}.")
            if answer.url.scheme != "https" and answer.url.host not in LOOPBACK:
                raise DataError("La source renvoie vers une adresse qui n’est pas en https.")
            kind = answer.headers.get("content-type", "text/csv").split(";")[0].strip().lower()
            if kind not in TEXT_TYPES:
                raise DataError(f"La source n’est pas un fichier CSV (type {kind[:40]}).")
            for part in answer.iter_bytes():
                size += len(part)
                if size > LARGEST_BYTES:
                    raise DataError(TOO_LARGE)
                if time.monotonic() > end:
                    raise DataError("La source est trop lente à répondre.")
                parts.append(part)
    except httpx.TimeoutException as error:
        raise DataError("La source est trop lente à répondre.") from error
    except httpx.InvalidURL as error:
        raise DataError("L’adresse de la source est mal écrite.") from error
    except httpx.HTTPError as error:
        raise DataError("La source est injoignable, ou sa réponse est interrompue.") from error
    return b"".join(parts)
