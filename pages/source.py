"""Which file of structures a visitor looks at: their own, the operator's source, or the shipped one."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.communes import load_codes
from geo.french import date
from geo.paths import CODES, STRUCTURES
from geo.standing import copy_path, read_status
from geo.structures import Reading, read_bytes, read_structures
from pages.settings import settings
from pages.versions import DIGITS, version

OWN = "own_file"


class Kind(StrEnum):
    """Where a file comes from."""

    SHIPPED = "shipped"
    STANDING = "standing"
    OWN = "own"


@dataclass(frozen=True)
class Source:
    """A file in use: ``version`` names its content; ``notice`` is what the visitor must know of it."""

    kind: Kind
    name: str
    version: str
    reading: Reading
    notice: str = ""


@st.cache_resource(show_spinner=False, max_entries=2)
def _codes(of_version: str) -> pd.DataFrame:  # noqa: ARG001 - part of the key
    return load_codes()


def codes() -> pd.DataFrame:
    """Table of commune codes, shared: never changed."""
    return _codes(version(CODES))


@st.cache_resource(show_spinner=False, max_entries=8)
def _reading(path: str, of_version: str) -> Reading:  # noqa: ARG001 - part of the key
    return read_structures(Path(path), codes())


def read_own(content: bytes) -> tuple[str, Reading]:
    """Version and reading of a visitor's file, which stays in their session (DataError: refused)."""
    return hashlib.sha256(content).hexdigest()[:DIGITS], read_bytes(content, codes())


def use(source: Source | None) -> None:
    """Show a visitor their own file, or None: the application's again."""
    st.session_state[OWN] = source


def current() -> Source:
    """The file that this visitor looks at.

    Raises
    ------
    DataError : the shipped file is missing or damaged.
    """
    own = st.session_state.get(OWN)
    if isinstance(own, Source):
        return own
    address = settings().structures
    return standing(address) if address else shipped()


def shipped(notice: str = "") -> Source:
    """The file shipped with the application."""
    now = version(STRUCTURES)
    return Source(Kind.SHIPPED, "fichier de l’application", now, _reading(str(STRUCTURES), now), notice)


def standing(address: str) -> Source:
    """The last good copy of the operator's source; the shipped file where there is none yet."""
    folder = settings().state
    status, path = read_status(address, folder), copy_path(address, folder)
    if not path.is_file():
        because = f" : {status.error}" if status.error else ", elle n’a pas encore été lue."
        return shipped(f"La source des structures n’est pas disponible{because} Le fichier livré est montré.")
    fetched = _day(status.fetched)
    notice = ""
    if status.failing_since:
        notice = (
            f"La source des structures ne répond plus depuis le {_day(status.failing_since)} : "
            f"{status.error} La dernière copie valable, du {fetched}, est montrée."
        )
    now = version(path)
    name = f"source de l’opérateur, lue le {fetched}"
    return Source(Kind.STANDING, name, now, _reading(str(path), now), notice)


def _day(moment: str) -> str:
    """``23/11/2026 à 14 h 05`` (UTC), from an ISO time."""
    try:
        when = dt.datetime.fromisoformat(moment)
    except ValueError:
        return "date inconnue"
    return f"{date(when)} à {when:%H}\u00a0h\u00a0{when:%M} (UTC)"
