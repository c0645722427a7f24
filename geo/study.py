"""One territory under study: its communes, the structures looked at, and their coverage table."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.communes import load_communes
from geo.coverage import join, reachable
from geo.selection import Selection, of_department, select
from geo.structures import Reading
from geo.waves import Plan, load_plan, with_waves


@dataclass(frozen=True)
class Study:
    """What every page and command starts from.

    ``structures``: the department's own that the selection keeps, unlocated ones included, with
    their wave; ``reach``: those that count for distances; ``table``: see geo.coverage.join;
    ``all_structures``: the department's own before the selection.
    """

    department: str
    communes: gpd.GeoDataFrame
    all_structures: pd.DataFrame
    structures: pd.DataFrame
    reach: pd.DataFrame
    table: pd.DataFrame
    plan: Plan


def study(
    department: str,
    reading: Reading,
    selection: Selection,
    neighbours: bool = False,
    communes: gpd.GeoDataFrame | None = None,
) -> Study:
    """Join a department's communes with the structures of a file.

    ``communes``: those of the department (load_communes), where they are already read.

    Raises
    ------
    UnknownTerritoryError, DataError : see load_communes and load_plan.
    """
    communes = load_communes(department) if communes is None else communes
    plan = load_plan(department)
    structures = with_waves(reading.structures, plan)
    own = of_department(structures, department)
    kept = select(structures, selection)
    mine = of_department(kept, department)
    reach = reachable(kept, department, neighbours)
    table = join(communes, mine, department, reach)
    return Study(department, communes, own, mine, reach, table, plan)


def within_reach(study: Study) -> pd.DataFrame:
    """Structures to draw: the department's, and those of others that some commune depends on."""
    needed = set(study.table["nearest"]) - {-1} - set(study.structures.index)
    others = study.reach.index.isin(needed)
    return pd.concat([study.structures, study.reach[others]]) if needed else study.structures
