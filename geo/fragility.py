"""Fragility: what coverage becomes if one structure closes, for each of them."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.coverage import nearest_structures


def fragility(
    communes: gpd.GeoDataFrame, structures: pd.DataFrame, department: str, km: float
) -> pd.DataFrame:
    """Effect of closing each located structure, one at a time.

    The closing of a structure changes nothing but for the communes of which it is the nearest:
    they then depend on the second nearest.

    Returns
    -------
    DataFrame in the index of ``structures``, the heaviest loss first: name, commune_name, posts,
    served (inhabitants of whom it is the nearest), lost (inhabitants then beyond ``km``),
    lost_communes, mean_increase_m (rise of the department's mean distance, metres; infinite if it
    is the only one).
    """
    located = structures[structures["located"]]
    distances, labels = nearest_structures(communes, structures, department, count=2)
    population = communes["population"].to_numpy()
    first, second = distances[:, 0], distances[:, 1]
    limit = km * 1000
    falls = (first <= limit) & (second > limit)
    known = ~np.isnan(first) & (population > 0)
    rows = []
    for label in located.index:
        served = labels[:, 0] == label
        lost = served & falls
        moved = served & known
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
