"""What is computed once and shared between visitors, keyed by plain values.

What these functions return is shared: it is never changed.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.communes import load_codes, load_departments
from geo.indicators import Indicator
from geo.layers import Layer, describe
from geo.paths import CODES, STRUCTURES, communes_path
from geo.selection import Selection
from geo.sources import file_sha256
from geo.structures import Reading, read_structures
from geo.study import Study, study
from geo.territories import Level


@dataclass(frozen=True)
class View:
    """Everything that a study depends on: the file, its version, the territory, the choices."""

    path: str
    version: str
    department: str
    selection: Selection
    neighbours: bool = False


def shipped_view(department: str, selection: Selection) -> View:
    """A view of the shipped structures. Raises DataError where a file is missing."""
    version = file_sha256(STRUCTURES)[:16] + file_sha256(communes_path(department))[:16]
    return View(str(STRUCTURES), version, department, selection)


@st.cache_resource(show_spinner=False)
def codes(version: str) -> pd.DataFrame:  # noqa: ARG001 - part of the key
    """Table of commune codes."""
    return load_codes()


@st.cache_resource(show_spinner=False)
def department_names() -> dict[str, tuple[str, str]]:
    """Name of each department, and the same after "de": ("Moselle", "de la Moselle")."""
    table = load_departments()
    return {str(code): (row["name"], row["of_name"]) for code, row in table.iterrows()}


@st.cache_resource(show_spinner=False, max_entries=8)
def reading(path: str, version: str) -> Reading:  # noqa: ARG001 - part of the key
    """Structures of a file."""
    return read_structures(Path(path), codes(file_sha256(CODES)))


@st.cache_resource(show_spinner=False, max_entries=64)
def studied(view: View) -> Study:
    """The territory of a view."""
    return study(view.department, reading(view.path, view.version), view.selection, view.neighbours)


@st.cache_resource(show_spinner=False, max_entries=128)
def layer(view: View, indicator: Indicator, level: Level, km: float) -> Layer:
    """A layer of the map for a view."""
    own = studied(view)
    return describe(own.table, own.structures, own.plan, indicator, level, km)
