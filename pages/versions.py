"""Versions of files: what a change of data is noticed by."""

from functools import lru_cache
from pathlib import Path

from geo.errors import DataError
from geo.sources import file_sha256

DIGITS = 16


def version(path: Path) -> str:
    """The first digits of a file's SHA-256; read again only where its date, size or place has changed.

    Raises
    ------
    DataError : the file is missing or cannot be read.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise DataError(f"Le fichier « {path.name} » est introuvable.") from error
    return _digest(path, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=512)
def _digest(path: Path, changed: int, size: int, place: int) -> str:  # noqa: ARG001 - parts of the key
    return file_sha256(path)[:DIGITS]
