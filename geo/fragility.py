"""Fragility: what coverage becomes if one structure closes, for each of them."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.coverage import nearest_structures


def fragility(
    communes: gpd.GeoDataFrame,
    structures: pd.DataFrame,
    department: str,
    km: float,
    within_reach: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Effect of closing each located structure of a department, one at a time.

    The closing of a structure changes nothing but for the communes of which it is the nearest: they
    then depend on the second nearest. Structures at the same point serve the same communes, and the
    closing of one of them changes nothing.

    Parameters
    ----------
    structures : those that may close; within_reach : those that count for distances (default: the
    same), in the same index.

    Returns
    -------
    DataFrame in the index of ``structures``, the heaviest loss first: name, commune_name, posts,
    served (inhabitants of whom no structure is nearer), lost (inhabitants then beyond ``km``),
    lost_communes, mean_increase_m (rise of the department's mean distance, metres; infinite if it
    is the only one).
    """
    seats = structures if within_reach is None else within_reach
    located = structures[structures["located"]]
    distances, labels = nearest_structures(communes, seats, department, count=2)
    population = communes["population"].to_numpy()
    first, second = distances[:, 0], distances[:, 1]
    limit = km * 1000
    falls = (first <= limit) & (second > limit)
    known = ~np.isnan(first) & (population > 0)
    points = seats.groupby(["latitude", "longitude"], dropna=False).ngroup()
    nearest_point = points.reindex(labels[:, 0]).to_numpy()
    shared = points[seats["located"]].value_counts()
    rows = []
    for label in located.index:
        served = nearest_point == points[label]
        alone = served if shared[points[label]] == 1 else np.zeros(len(communes), dtype=bool)
        lost, moved = alone & falls, alone & known
        rise = float(((second[moved] - first[moved]) * population[moved]).sum())
        rows.append(
            (
                int(population[served].sum()),
                int(population[lost].sum()),
                int(lost.sum()),
                rise / population[known].sum() if known.any() else 0.0,
            )
        )
    effect = pd.DataFrame(
        rows, index=located.index, columns=["served", "lost", "lost_communes", "mean_increase_m"]
    )
    table = located[["name", "commune_name", "posts"]].join(effect)
    return table.sort_values(["lost", "served"], ascending=False)
