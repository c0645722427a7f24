"""The steps of the pipeline, each with a simple way of getting the same thing, its baseline.

A step works on all the departments of its material in turn and keeps what it makes of each, as the
dashboard's caches do.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.communes import load_communes
from geo.concentration import gini
from geo.contours import contours_document
from geo.coverage import distance_statistics, join, nearest_structures, reachable
from geo.fragility import fragility
from geo.optimum import Answer, cover, greedy, median
from geo.paths import communes_path
from geo.projection import WGS84, legal_crs, project
from geo.structures import Reading, read_bytes
from geo.study import Study
from geo.territories import Level, by_territory
from tests.bench.material import FRANCE, LARGE, MOSELLE, Material

KM = 5.0
POSTS = 31
KEYS = {Level.EPCI: "epci_code", Level.ARRONDISSEMENT: "arrondissement_code"}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """A step and its baseline, functions of the same material.

    ``against``: what the baseline is; ``needs``: attributes of the material that both start from;
    ``told``: what is to be known of the step's result.
    """

    name: str
    run: Callable[[Material], Any]
    against: str
    baseline: Callable[[Material], Any]
    needs: tuple[str, ...] = ()
    sizes: tuple[str, ...] = (MOSELLE, FRANCE)
    told: Callable[[Any], str] = lambda _: ""


def load(material: Material) -> list[gpd.GeoDataFrame]:
    return [load_communes(department) for department in material.departments]


def load_plainly(material: Material) -> list[gpd.GeoDataFrame]:
    return [gpd.read_parquet(communes_path(department)) for department in material.departments]


def read(material: Material) -> Reading:
    return read_bytes(material.content, material.codes)


def read_plainly(material: Material) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(material.content), sep=";", dtype=str, index_col=False)


def joined(material: Material) -> list[pd.DataFrame]:
    return [join(s.communes, s.structures, s.department) for s in material.studies]


def join_plainly(material: Material) -> list[pd.DataFrame]:
    return [spatially_joined(s) for s in material.studies]


def spatially_joined(study: Study) -> pd.DataFrame:
    """Communes with structures, posts and distance_m, by geopandas' own nearest join."""
    located = study.structures[study.structures["located"]]
    seats = gpd.GeoDataFrame(geometry=seat_points(located)).to_crs(legal_crs(study.department))
    communes = study.communes.drop(columns="geometry").set_geometry("service_point").dropna()
    near = communes.to_crs(seats.crs).sjoin_nearest(seats, how="left", distance_col="distance_m")
    own = study.structures.groupby("commune_code")["posts"].agg(structures="size", posts="sum")
    table = near.drop_duplicates("code").merge(own, how="left", left_on="code", right_index=True)
    return pd.DataFrame(table).set_index("code").fillna({"structures": 0, "posts": 0})


def distances(material: Material) -> list[Floats]:
    return [nearest_structures(s.communes, seats, s.department)[0][:, 0] for s, seats in all_seats(material)]


def distances_plainly(material: Material) -> list[Floats]:
    return [matrix(s, seats).min(axis=1, initial=np.inf) for s, seats in all_seats(material)]


def all_seats(material: Material) -> list[tuple[Study, pd.DataFrame]]:
    """Each department with all the structures of the file in its projection."""
    structures = material.reading.structures
    return [(s, reachable(structures, s.department, True)) for s in material.studies]


def seat_points(structures: pd.DataFrame) -> gpd.GeoSeries:
    """Located structures as points, in degrees."""
    return gpd.GeoSeries.from_xy(structures["longitude"], structures["latitude"], crs=WGS84)


def matrix(study: Study, structures: pd.DataFrame) -> Floats:
    """Distance from each commune to each located structure (metres)."""
    points = project(study.communes["service_point"], study.department)
    seats = project(seat_points(structures[structures["located"]]), study.department)
    away: Floats = np.hypot(*(points[:, None, :] - seats[None, :, :]).transpose(2, 0, 1))
    return away


def indicators(material: Material) -> list[tuple[list[pd.DataFrame], Any, float]]:
    return [
        (
            [by_territory(s.table, level, KM) for level in Level],
            distance_statistics(s.table),
            gini(s.table["distance_m"], s.table["population"]),
        )
        for s in material.studies
    ]


def indicators_plainly(material: Material) -> list[list[pd.DataFrame]]:
    columns = ["population", "structures", "posts"]
    return [
        [s.table[columns], *(s.table.groupby(KEYS[level])[columns].sum() for level in KEYS)]
        for s in material.studies
    ]


def closings(material: Material) -> list[pd.DataFrame]:
    return [fragility(s.communes, s.structures, s.department, KM) for s in material.studies]


def closings_plainly(material: Material) -> list[Floats]:
    return [losses(s) for s in material.studies]


def losses(study: Study) -> Floats:
    """Inhabitants that each closing leaves beyond the threshold, by one distance matrix."""
    away = matrix(study, study.structures)
    population = study.communes["population"].to_numpy()
    near = away.min(axis=1, initial=np.inf) <= KM * 1000
    without = [np.delete(away, seat, axis=1).min(axis=1, initial=np.inf) for seat in range(away.shape[1])]
    return np.array([population[near & (left > KM * 1000)].sum() for left in without], dtype=float)


def sited(material: Material) -> list[Answer]:
    return [cover(problem, POSTS, KM * 1000) for problem in material.problems]


def centred(material: Material) -> list[Answer]:
    return [median(problem, POSTS) for problem in material.problems]


def sited_plainly(material: Material) -> list[Any]:
    return [greedy(problem, POSTS, KM * 1000, "cover") for problem in material.problems]


def centred_plainly(material: Material) -> list[Any]:
    return [greedy(problem, POSTS, 0.0, "distance") for problem in material.problems]


def proof(answers: list[Answer]) -> str:
    return "proven" if all(answer.proven for answer in answers) else "not proven"


def contours(material: Material) -> list[bytes]:
    return [contours_document(c, material.outlines, code) for code, c in material.communes.items()]


def contours_plainly(material: Material) -> list[str]:
    columns = ["code", "name", "population", "geometry"]
    return [communes[columns].to_json() for communes in material.communes.values()]


GREEDY = "greedy choice, no proof"
STEPS = (
    Step("load communes", load, "geopandas.read_parquet alone", load_plainly),
    Step("read export", read, "pandas.read_csv, nothing checked", read_plainly, ("codes",)),
    Step("join", joined, "geopandas sjoin_nearest + merge", join_plainly, ("studies",)),
    Step("distances", distances, "numpy, whole distance matrix", distances_plainly, ("studies",)),
    Step("indicators", indicators, "pandas groupby sums alone", indicators_plainly, ("studies",)),
    Step("fragility", closings, "numpy, a search per closing", closings_plainly, ("studies",)),
    Step(
        f"siting, {POSTS} posts {KM:.0f} km", sited, GREEDY, sited_plainly, ("problems",),
        (MOSELLE, LARGE), proof,
    ),
    Step(
        f"p-median, {POSTS} posts", centred, GREEDY, centred_plainly, ("problems",),
        (MOSELLE, LARGE), proof,
    ),
    Step("contours document", contours, "GeoDataFrame.to_json alone", contours_plainly,
         ("communes", "outlines")),
)  # fmt: skip
