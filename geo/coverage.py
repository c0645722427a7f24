"""Coverage: the join of communes and structures, and the distances that follow from it.

Distance is Euclidean, in the department's legal projection, from a commune's service point to the
nearest structure; a commune's whole population stands at its point. It is not a road distance.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo.projection import WGS84, legal_crs, project

THRESHOLDS_KM = (5, 10, 15, 20)


def nearest_structures(
    communes: gpd.GeoDataFrame, structures: pd.DataFrame, department: str, count: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The nearest located structures of each commune.

    Parameters
    ----------
    communes : as load_communes gives them; structures : as a Reading gives them.
    count : how many to find for each commune.

    Returns
    -------
    distances (communes, count), metres: NaN where the service point is unknown, infinite where
    there are fewer structures; and labels (communes, count) in the index of ``structures``, -1
    where there is none.
    """
    located = structures[structures["located"]]
    distances = np.full((len(communes), count), np.inf)
    labels = np.full((len(communes), count), -1, dtype=np.int64)
    points = project(communes["service_point"], department)
    known = ~np.isnan(points).any(axis=1)
    if len(located):
        seats = gpd.GeoSeries.from_xy(located["longitude"], located["latitude"], crs=WGS84)
        tree = KDTree(project(seats, department))
        found, positions = tree.query(points[known], k=range(1, count + 1))
        distances[known] = found
        # The tree answers with the number of seats where it has none left.
        index = np.append(located.index.to_numpy(dtype=np.int64), -1)
        labels[known] = index[positions]
    distances[~known] = np.nan
    return distances, labels


def reachable(structures: pd.DataFrame, department: str, neighbours: bool) -> pd.DataFrame:
    """Structures that count for distances: the department's own, or also those of every other
    department in the same legal projection."""
    if not neighbours:
        return structures[structures["department"] == department]
    crs = legal_crs(department)
    same = structures["department"].map(lambda code: legal_crs(str(code)) == crs).astype(bool)
    return structures[same]


def join(
    communes: gpd.GeoDataFrame,
    structures: pd.DataFrame,
    department: str,
    within_reach: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The coverage table: each commune with its structures, posts and distance.

    Parameters
    ----------
    structures : the department's own; they alone are counted as structures and posts.
    within_reach : structures that count for distances (default: ``structures``).

    Returns
    -------
    DataFrame indexed by commune code: name, population, arrondissement_code, arrondissement_name,
    epci_code, epci_name, structures, posts (int), distance_m (metres; NaN where the service point
    is unknown, infinite where there is no structure), nearest (label of the nearest structure, -1).
    """
    columns = [
        "code", "name", "population", "arrondissement_code", "arrondissement_name",
        "epci_code", "epci_name",
    ]  # fmt: skip
    table = pd.DataFrame(communes[columns]).set_index("code")
    own = structures.groupby("commune_code")["posts"].agg(["size", "sum"]).reindex(table.index)
    table["structures"] = own["size"].fillna(0).astype("int64")
    table["posts"] = own["sum"].fillna(0).astype("int64")
    seats = structures if within_reach is None else within_reach
    distances, labels = nearest_structures(communes, seats, department)
    table["distance_m"] = distances[:, 0]
    table["nearest"] = labels[:, 0]
    return table


def weighted_quantile(values: pd.Series, weights: pd.Series, share: float) -> float:
    """Smallest value whose cumulated weight reaches ``share`` of the total; NaN where none is known.

    Rows whose value is NaN are left out of the total.
    """
    known = values.notna()
    order = values[known].sort_values(kind="stable").index
    cumulated = weights.loc[order].cumsum()
    if cumulated.empty or cumulated.iloc[-1] <= 0:
        return float("nan")
    reached = cumulated >= share * cumulated.iloc[-1]
    return float(values.loc[reached.idxmax()])


@dataclass(frozen=True)
class Covered:
    """Communes and inhabitants within a distance; ``share`` is of the whole population."""

    communes: int
    population: int
    share: float


def covered(table: pd.DataFrame, km: float) -> Covered:
    """What lies within ``km`` kilometres (bound included) of a structure."""
    inside = table["distance_m"] <= km * 1000
    population = int(table.loc[inside, "population"].sum())
    total = int(table["population"].sum())
    return Covered(int(inside.sum()), population, population / total if total else 0.0)


@dataclass(frozen=True)
class Distances:
    """Population-weighted distances to the nearest structure, metres."""

    mean: float
    median: float
    p95: float
    max: float


def distance_statistics(table: pd.DataFrame) -> Distances:
    """Mean, median, 95th percentile weighted by population, and maximum over the communes."""
    known = table[table["distance_m"].notna()]
    weights = known["population"]
    mean = float((known["distance_m"] * weights).sum() / weights.sum()) if weights.sum() else np.nan
    return Distances(
        mean,
        weighted_quantile(table["distance_m"], table["population"], 0.5),
        weighted_quantile(table["distance_m"], table["population"], 0.95),
        float(known["distance_m"].max()) if len(known) else np.nan,
    )


def beyond(table: pd.DataFrame, km: float) -> pd.DataFrame:
    """Communes further than ``km`` from any structure, the most populated first.

    Communes whose distance is unknown are not among them.
    """
    far = table[table["distance_m"] > km * 1000]
    return far.sort_values(["population", "distance_m"], ascending=False)
