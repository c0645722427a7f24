"""How unevenly a quantity is spread over inhabitants: Lorenz curve and Gini index."""

import numpy as np
import pandas as pd


def lorenz(values: pd.Series, population: pd.Series) -> pd.DataFrame:
    """Population-weighted Lorenz curve of a value per inhabitant.

    Territories are taken from the lowest value to the highest (Lorenz, 1905, on weighted units).

    Parameters
    ----------
    values : value of one inhabitant of each territory; NaN or infinite ones are left out.
    population : inhabitants of each territory, same index.

    Returns
    -------
    DataFrame from (0, 0) to (1, 1): population_share, value_share; (0, 0) and (1, 1) alone where
    there is nothing to share.
    """
    known = np.isfinite(values) & (population > 0)
    order = values[known].sort_values(kind="stable").index
    people = population.loc[order].to_numpy(dtype=float)
    shares = people * values.loc[order].to_numpy(dtype=float)
    if not len(order) or shares.sum() <= 0:
        return pd.DataFrame({"population_share": [0.0, 1.0], "value_share": [0.0, 1.0]})
    return pd.DataFrame(
        {
            "population_share": np.concatenate([[0.0], people.cumsum() / people.sum()]),
            "value_share": np.concatenate([[0.0], shares.cumsum() / shares.sum()]),
        }
    )


def gini(values: pd.Series, population: pd.Series) -> float:
    """Gini index: one minus twice the area under the Lorenz curve, by trapezoids. 0 is equality."""
    curve = lorenz(values, population)
    return float(1 - 2 * np.trapezoid(curve["value_share"], curve["population_share"]))
