"""Edge effect: whom the structures of other departments would serve."""

import geopandas as gpd
import pandas as pd

from geo.coverage import nearest_structures


def nearer_elsewhere(
    communes: gpd.GeoDataFrame, own: pd.DataFrame, reach: pd.DataFrame, department: str
) -> pd.DataFrame:
    """Inhabitants who are nearer to a structure of another department than to any of their own.

    Parameters
    ----------
    own : the department's structures; reach : those and the other departments' (geo.coverage.reachable
    with neighbours), in the same index.

    Returns
    -------
    DataFrame indexed by the other department's code, the most inhabitants first: communes,
    population (inhabitants nearer to a structure of that department).
    """
    inside, _ = nearest_structures(communes, own, department)
    distance, labels = nearest_structures(communes, reach, department)
    nearer = distance[:, 0] < inside[:, 0]
    elsewhere = reach["department"].reindex(labels[nearer, 0])
    frame = pd.DataFrame(
        {"department": elsewhere.to_numpy(), "population": communes.loc[nearer, "population"].to_numpy()}
    )
    groups = frame.groupby("department")["population"]
    counts = pd.DataFrame({"communes": groups.size(), "population": groups.sum()})
    return counts.sort_values("population", ascending=False)
