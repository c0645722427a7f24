"""Where the next posts should go: the location-allocation problem of a department.

An instance holds the communes as demand (weights at their service points) and as candidate sites;
geo.optimum solves it, this module states it, measures an answer, and puts it in words of figures.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from geo.errors import MaillageError
from geo.projection import project
from geo.territories import WITHOUT, Level

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


class SitingError(MaillageError):
    """A demand that no choice of communes can meet; ``smallest`` posts would do, if any number can."""

    def __init__(self, message: str, smallest: int | None = None) -> None:
        super().__init__(message)
        self.smallest = smallest


@dataclass(frozen=True)
class Instance:
    """A siting problem over n communes, in the order of their codes.

    ``weight``: inhabitants, or a need that replaces them. ``base_m``: distance to the nearest
    existing structure (infinite where there is none). ``distance_m``: (n, n), from a commune's
    point to a candidate's. Both are metres times the detour factor. ``candidate``: where a post may
    go; ``imposed``: where one must go. ``territory``: for fairness, the territory of each commune, a
    number, or None; ``lacking``: the territories without a post that must get one.
    """

    codes: pd.Index
    weight: Floats
    base_m: Floats
    distance_m: Floats
    candidate: Flags
    imposed: Flags
    territory: Places | None = None
    lacking: Places | None = None

    @property
    def located(self) -> Flags:
        """Communes whose position is known."""
        return np.isfinite(self.distance_m.diagonal())

    @property
    def total(self) -> float:
        """All the weight, that of communes whose position is unknown included."""
        return float(self.weight.sum())


@dataclass(frozen=True)
class Wishes:
    """What may be asked of an answer; communes by code."""

    detour: float = 1.0
    fair: Level | None = None
    excluded: frozenset[str] = frozenset()
    imposed: frozenset[str] = frozenset()
    minimum_population: int = 0


def instance(
    communes: gpd.GeoDataFrame,
    table: pd.DataFrame,
    department: str,
    wishes: Wishes,
    need: pd.Series | None = None,
) -> Instance:
    """State the problem of a department.

    Parameters
    ----------
    communes : load_communes; table : its coverage table (geo.coverage.join).
    need : weight by commune code, in place of the population; communes it lacks weigh nothing.

    Raises
    ------
    SitingError : an imposed commune is unknown, excluded, too small or without position.
    """
    points = project(communes["service_point"], department)
    known = ~np.isnan(points).any(axis=1)
    codes = pd.Index(communes["code"])
    distance = np.full((len(codes), len(codes)), np.inf)
    distance[np.ix_(known, known)] = cdist(points[known], points[known]) * wishes.detour
    population = communes["population"].to_numpy()
    weight = population if need is None else need.reindex(codes).fillna(0).to_numpy()
    candidate = known & ~codes.isin(wishes.excluded) & (population >= wishes.minimum_population)
    imposed = codes.isin(wishes.imposed)
    if len(wishes.imposed - set(codes)) or (imposed & ~candidate).any():
        raise SitingError(
            "Une commune imposée est aussi exclue, trop peu peuplée, inconnue ou sans position."
        )
    territory = lacking = None
    if wishes.fair is not None:
        names = communes[f"{wishes.fair}_code"].fillna(WITHOUT[wishes.fair])
        territory, labels = pd.factorize(names, sort=True)
        posts = table["posts"].reindex(codes).to_numpy()
        served = np.bincount(territory, weights=posts, minlength=len(labels)) > 0
        lacking = np.flatnonzero(~served)
        short = [str(labels[place]) for place in lacking if not candidate[territory == place].any()]
        if short:
            raise SitingError(
                "Un territoire sans poste n’a aucune commune où en placer un : "
                "assouplissez les exclusions ou la population minimale."
            )
    base = table["distance_m"].reindex(codes).to_numpy(dtype=float) * wishes.detour
    return Instance(
        codes, weight.astype(float), np.where(known, base, np.inf), distance, candidate, imposed,
        territory, lacking,
    )  # fmt: skip


def check_posts(problem: Instance, posts: int) -> None:
    """Refuse a number of posts that cannot meet what is imposed (SitingError)."""
    smallest = smallest_number(problem)
    if posts < smallest:
        raise SitingError(
            f"{posts} poste{'s' if posts > 1 else ''} ne suffi{'sent' if posts > 1 else 't'} pas à ces "
            f"exigences : il en faut au moins {smallest}.",
            smallest,
        )


def smallest_number(problem: Instance) -> int:
    """Fewest posts with every imposed commune and one post in each territory that lacks one."""
    smallest = int(problem.imposed.sum())
    if problem.territory is not None and problem.lacking is not None:
        met = set(problem.territory[problem.imposed])
        smallest += sum(int(place) not in met for place in problem.lacking)
    return smallest


def distances_with(problem: Instance, chosen: Places) -> Floats:
    """Distance of each commune to the nearest structure, existing or chosen (metres)."""
    if not len(chosen):
        return problem.base_m
    nearest: Floats = problem.distance_m[:, chosen].min(axis=1)
    return np.minimum(problem.base_m, nearest)


def covered_weight(problem: Instance, chosen: Places, radius_m: float) -> float:
    """Weight within the radius of an existing or chosen structure."""
    return float(problem.weight[distances_with(problem, chosen) <= radius_m].sum())


def mean_distance(problem: Instance, chosen: Places) -> float:
    """Weighted mean distance (metres); infinite where someone has no structure at all."""
    away = distances_with(problem, chosen)
    known = problem.located & (problem.weight > 0)
    return float(np.average(away[known], weights=problem.weight[known])) if known.any() else np.nan


def ranked(problem: Instance, chosen: Places, radius_m: float, objective: str) -> pd.DataFrame:
    """The chosen communes in the order in which each post gains most, after those before it.

    Returns
    -------
    DataFrame: place (in the instance), code, gain (weight newly within the radius), covered
    (cumulated, existing structures included), saved_m (fall of the weighted mean distance, metres).
    """
    known = problem.located
    weight = problem.weight[known]
    left = [int(place) for place in chosen]
    taken: list[int] = []
    rows = []
    while left:
        before = distances_with(problem, np.array(taken, dtype=np.int64))[known]
        after = np.minimum(before[:, None], problem.distance_m[known][:, left])
        newly = (after <= radius_m) & (before > radius_m)[:, None]
        gains = newly.T.astype(float) @ weight
        # From nowhere to somewhere, the fall is without measure: it counts for nothing here.
        saved = (
            np.where(np.isfinite(before)[:, None], np.minimum(before, 1e12)[:, None] - after, 0.0).T @ weight
        )
        first, second = (gains, saved) if objective == "cover" else (saved, gains)
        best = int(np.lexsort((-second, -first))[0])
        taken.append(left.pop(best))
        rows.append((taken[-1], problem.codes[taken[-1]], gains[best], saved[best]))
    frame = pd.DataFrame(rows, columns=["place", "code", "gain", "saved_m"])
    base = covered_weight(problem, np.array([], dtype=np.int64), radius_m)
    frame["covered"] = base + frame["gain"].cumsum()
    frame["saved_m"] /= weight.sum() or 1.0
    return frame[["place", "code", "gain", "covered", "saved_m"]]
