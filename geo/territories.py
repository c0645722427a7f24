"""Figures by territory: EPCI, arrondissement or department, from the coverage table."""

from enum import StrEnum

import pandas as pd

from geo.french import sort_key


class Level(StrEnum):
    """Territories that figures are given for; values go in addresses."""

    COMMUNE = "commune"
    EPCI = "epci"
    ARRONDISSEMENT = "arrondissement"


LABELS = {
    Level.COMMUNE: "Commune",
    Level.EPCI: "EPCI",
    Level.ARRONDISSEMENT: "Arrondissement",
}
WITHOUT = {Level.EPCI: "Hors EPCI", Level.ARRONDISSEMENT: "Hors arrondissement"}


def rate(posts: float, population: float) -> float:
    """Posts per 100,000 inhabitants; NaN where nobody lives."""
    return posts / population * 100_000 if population else float("nan")


def by_territory(table: pd.DataFrame, level: Level, km: float) -> pd.DataFrame:
    """Figures of each territory of a level: the part of it that lies within the department.

    Parameters
    ----------
    table : coverage table (geo.coverage.join).
    km : threshold of "covered", kilometres.

    Returns
    -------
    DataFrame indexed by territory code, by name: name, communes, population, structures, posts,
    posts_per_100000, distance_m (mean weighted by population, metres), covered and left_out
    (inhabitants within and beyond the threshold), covered_share. Communes without a territory of
    that level stand under the code "".
    """
    if level is Level.COMMUNE:
        keys, names = table.index.to_series(), table["name"]
    else:
        keys = table[f"{level}_code"].fillna("")
        names = table[f"{level}_name"].fillna(WITHOUT[level])
    weight = table["population"].where(table["distance_m"].notna(), 0)
    frame = pd.DataFrame(
        {
            "name": names,
            "communes": 1,
            "population": table["population"],
            "structures": table["structures"],
            "posts": table["posts"],
            "weight": weight,
            "weighted": (table["distance_m"] * weight).where(weight > 0, 0.0),
            "covered": table["population"].where(table["distance_m"] <= km * 1000, 0),
            "left_out": table["population"].where(table["distance_m"] > km * 1000, 0),
        }
    )
    sums = frame.drop(columns="name").groupby(keys.to_numpy()).sum()
    sums.insert(0, "name", frame["name"].groupby(keys.to_numpy()).first())
    sums["posts_per_100000"] = [rate(p, n) for p, n in zip(sums["posts"], sums["population"], strict=True)]
    sums["distance_m"] = sums["weighted"] / sums["weight"].where(sums["weight"] > 0)
    if level is Level.COMMUNE:
        # A commune where nobody lives still has its distance.
        sums["distance_m"] = table["distance_m"].reindex(sums.index)
    sums["covered_share"] = sums["covered"] / sums["population"].where(sums["population"] > 0)
    return (
        sums.drop(columns=["weighted", "weight"])
        .rename_axis("code")
        .sort_values("name", key=lambda names: names.map(sort_key))
    )
