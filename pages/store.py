"""What is computed once and shared between visitors, keyed by plain values.

What these functions return is shared: it is never changed. A visitor's own file is part of the key
by the hash of its content, so that nobody who does not have the file can ask for its figures.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.communes import load_communes, load_departments
from geo.coverage import reachable
from geo.edge import nearer_elsewhere
from geo.french import sort_key, typographic
from geo.indicators import Indicator
from geo.layers import Layer, describe
from geo.paths import DEPARTMENTS, SOURCES, communes_path
from geo.selection import Selection, select
from geo.sources import Source as SourceRecord
from geo.sources import load_sources
from geo.study import Study, study
from geo.territories import Level, by_territory
from geo.waves import with_waves
from geo.whole_epci import crossing_epci
from pages.source import Source, codes
from pages.versions import version

SHARED_FOR_S = 3600
MOST_ENTRIES = 256
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class View:
    """Everything that a study depends on: the files' versions, the territory, the choices."""

    version: str
    department: str
    selection: Selection
    neighbours: bool


@dataclass(frozen=True)
class Visit:
    """What a page shows: a file, and a view of it, which alone tells two visits apart."""

    source: Source = field(compare=False)
    view: View


def shared(function: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function of visits and plain values returns, for every visitor who asks the same.

    What depends on more of the source than its content (its name, the day it was read) is not to
    be kept.
    """
    kept: Callable[P, R] = st.cache_resource(
        show_spinner=False,
        max_entries=MOST_ENTRIES,
        ttl=SHARED_FOR_S,
        hash_funcs={Visit: lambda visit: repr(visit.view)},
    )(function)
    return kept


def visit(source: Source, department: str, selection: Selection, neighbours: bool) -> Visit:
    """A view of a file (DataError where the department's data are missing)."""
    both = source.version + version(communes_path(department))
    return Visit(source, View(both, department, selection, neighbours))


@shared
def _department_names(of_version: str) -> dict[str, tuple[str, str]]:  # noqa: ARG001 - part of the key
    table = load_departments()
    return {str(code): (row["name"], row["of_name"]) for code, row in table.iterrows()}


def department_names() -> dict[str, tuple[str, str]]:
    """Name of each department, and the same after "de": ("Moselle", "de la Moselle")."""
    return _department_names(version(DEPARTMENTS))


@shared
def _sources(of_version: str) -> list[SourceRecord]:  # noqa: ARG001 - part of the key
    return load_sources()


def sources() -> list[SourceRecord]:
    """Records of the shipped files."""
    return _sources(version(SOURCES))


@shared
def _communes(department: str, of_version: str) -> gpd.GeoDataFrame:  # noqa: ARG001 - part of the key
    return load_communes(department)


def communes(department: str) -> gpd.GeoDataFrame:
    """Communes of a department."""
    return _communes(department, version(communes_path(department)))


@shared
def _commune_names(department: str, of_version: str) -> dict[str, str]:  # noqa: ARG001 - part of the key
    known = communes(department).set_index("code")["name"].map(typographic)
    named = {str(code): f"{name} ({code})" for code, name in known.items()}
    return dict(sorted(named.items(), key=lambda pair: sort_key(pair[1])))


def commune_names(department: str) -> dict[str, str]:
    """Communes to choose from: "Metz (57463)" by code, in the order of names."""
    return _commune_names(department, version(communes_path(department)))


@shared
def studied(visit: Visit) -> Study:
    """The territory of a visit."""
    view = visit.view
    return study(
        view.department, visit.source.reading, view.selection, view.neighbours, communes(view.department)
    )


@shared
def across(visit: Visit) -> pd.DataFrame | None:
    """Inhabitants nearer to structures of other departments (geo.edge); None where the file has no
    such structure."""
    mine = studied(visit)
    kept = select(with_waves(visit.source.reading.structures, mine.plan), visit.view.selection)
    reach = reachable(kept, mine.department, True)
    if len(reach) == len(mine.structures):
        return None
    return nearer_elsewhere(mine.communes, mine.structures, reach, mine.department)


@shared
def crossing(visit: Visit) -> pd.DataFrame:
    """The department's EPCI that lie across its border (geo.whole_epci)."""
    reading, mine = visit.source.reading, studied(visit)
    kept = select(with_waves(reading.structures, mine.plan), visit.view.selection)
    return crossing_epci(kept, codes(), mine.department, set(reading.structures["department"]))


@shared
def territories(visit: Visit, level: Level, km: float) -> pd.DataFrame:
    """Figures of each territory of a level (geo.territories)."""
    return by_territory(studied(visit).table, level, km)


@shared
def layer(visit: Visit, indicator: Indicator, level: Level, km: float) -> Layer:
    """A layer of the map for a visit."""
    mine = studied(visit)
    return describe(mine.table, mine.structures, mine.plan, indicator, level, km)
