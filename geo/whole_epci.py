"""EPCI that lie across the border of a department, with the figures of their whole territory."""

import pandas as pd

from geo.territories import rate


def crossing_epci(
    structures: pd.DataFrame,
    codes: pd.DataFrame,
    department: str,
    covered: set[str] | None = None,
) -> pd.DataFrame:
    """The EPCI of a department that also have communes in another one.

    Parameters
    ----------
    structures : the structures looked at, of every department.
    covered : departments that the file has structures in (default: those of ``structures``).
    codes : table of load_codes.

    Returns
    -------
    DataFrame indexed by EPCI code: name, departments (codes, in order), population (of the whole
    EPCI), posts (of the whole EPCI) and posts_per_100000; both are NaN where the file has no
    structure at all in one of its departments, so that their number there is not known.
    """
    present = codes[(codes.index == codes["current_code"]) & codes["epci_code"].notna()]
    epci = present[present["department"] == department]["epci_code"].unique()
    members = present[present["epci_code"].isin(epci)]
    spread = {
        str(code): sorted(group["department"].unique())
        for code, group in members.groupby("epci_code")
        if group["department"].nunique() > 1
    }
    crossing = members[members["epci_code"].isin(spread)]
    home = structures["commune_code"].map(present["epci_code"])
    posts = structures.groupby(home)["posts"].sum()
    covered = set(structures["department"]) if covered is None else covered
    rows = []
    for code, group in crossing.groupby("epci_code"):
        population = int(group["population"].sum())
        known = covered.issuperset(spread[str(code)])
        count = float(posts.get(code, 0)) if known else float("nan")
        name = group["epci_name"].iloc[0]
        rows.append((code, name, spread[str(code)], population, count, rate(count, population)))
    columns = ["code", "name", "departments", "population", "posts", "posts_per_100000"]
    return pd.DataFrame(rows, columns=columns).set_index("code")
