"""Provenance of every shipped file: data/sources.toml, and the hashes that hold it true."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from geo.errors import DataError
from geo.paths import SOURCES


@dataclass(frozen=True)
class Source:
    """Record of one shipped file; ``file`` is relative to the data folder."""

    file: str
    title: str
    producer: str
    version: str
    vintage: str
    licence: str
    obtained: str
    sha256: str
    content: str


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal.

    Raises
    ------
    DataError : the file is missing or cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataError(f"Le fichier « {path.name} » est introuvable.") from error


def load_sources(path: Path = SOURCES) -> list[Source]:
    """Records of data/sources.toml, in their order.

    Raises
    ------
    DataError : the file is missing, or a record lacks a field.
    """
    try:
        records = tomllib.loads(path.read_text(encoding="utf-8"))["source"]
        return [Source(**record) for record in records]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError("Le registre des sources (data/sources.toml) est illisible.") from error
