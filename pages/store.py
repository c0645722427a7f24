"""What is computed once and shared between visitors, keyed by plain values.

What these functions return is shared: it is never changed. A visitor's own file is part of the key
by the hash of its content, so that nobody who does not have the file can ask for its figures.
"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from geo.communes import load_departments
from geo.coverage import reachable
from geo.edge import nearer_elsewhere
from geo.indicators import Indicator
from geo.layers import Layer, describe
from geo.paths import DEPARTMENTS, communes_path
from geo.selection import Selection, select
from geo.sources import file_sha256
from geo.structures import Reading
from geo.study import Study, study
from geo.territories import Level
from geo.waves import with_waves
from geo.whole_epci import crossing_epci
from pages.source import Source, codes

SHARED_FOR_S = 3600


@dataclass(frozen=True)
class View:
    """Everything that a study depends on: the files' versions, the territory, the choices."""

    version: str
    department: str
    selection: Selection
    neighbours: bool


@dataclass(frozen=True)
class Visit:
    """What a page shows: a file, and a view of it."""

    source: Source
    view: View


def visit(source: Source, department: str, selection: Selection, neighbours: bool) -> Visit:
    """A view of a file (DataError where the department's data are missing)."""
    version = source.version + file_sha256(communes_path(department))[:16]
    return Visit(source, View(version, department, selection, neighbours))


@st.cache_resource(show_spinner=False, max_entries=2)
def _department_names(version: str) -> dict[str, tuple[str, str]]:  # noqa: ARG001 - part of the key
    table = load_departments()
    return {str(code): (row["name"], row["of_name"]) for code, row in table.iterrows()}


def department_names() -> dict[str, tuple[str, str]]:
    """Name of each department, and the same after "de": ("Moselle", "de la Moselle")."""
    return _department_names(file_sha256(DEPARTMENTS))


@st.cache_resource(show_spinner=False, max_entries=64, ttl=SHARED_FOR_S)
def _studied(view: View, _reading: Reading) -> Study:
    return study(view.department, _reading, view.selection, view.neighbours)


def studied(visit: Visit) -> Study:
    """The territory of a visit."""
    return _studied(visit.view, visit.source.reading)


@st.cache_resource(show_spinner=False, max_entries=64, ttl=SHARED_FOR_S)
def _across(view: View, _study: Study, _reading: Reading) -> pd.DataFrame | None:
    kept = select(with_waves(_reading.structures, _study.plan), view.selection)
    reach = reachable(kept, view.department, True)
    if len(reach) == len(_study.structures):
        return None
    return nearer_elsewhere(_study.communes, _study.structures, reach, view.department)


def across(visit: Visit) -> pd.DataFrame | None:
    """Inhabitants nearer to structures of other departments (geo.edge); None where the file has no
    such structure."""
    return _across(visit.view, studied(visit), visit.source.reading)


@st.cache_resource(show_spinner=False, max_entries=64, ttl=SHARED_FOR_S)
def _crossing(view: View, _study: Study, _reading: Reading) -> pd.DataFrame:
    kept = select(with_waves(_reading.structures, _study.plan), view.selection)
    return crossing_epci(kept, codes(), view.department, set(_reading.structures["department"]))


def crossing(visit: Visit) -> pd.DataFrame:
    """The department's EPCI that lie across its border (geo.whole_epci)."""
    return _crossing(visit.view, studied(visit), visit.source.reading)


@st.cache_resource(show_spinner=False, max_entries=128, ttl=SHARED_FOR_S)
def _layer(view: View, indicator: Indicator, level: Level, km: float, _study: Study) -> Layer:  # noqa: ARG001
    return describe(_study.table, _study.structures, _study.plan, indicator, level, km)


def layer(visit: Visit, indicator: Indicator, level: Level, km: float) -> Layer:
    """A layer of the map for a visit."""
    return _layer(visit.view, indicator, level, km, studied(visit))
