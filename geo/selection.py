"""Which structures are looked at: the choices of the sidebar and of the command line."""

from dataclasses import dataclass

import pandas as pd

ALL = "toutes"


@dataclass(frozen=True)
class Selection:
    """Plain choices, so that a selection can key a cache; ALL keeps everything."""

    type: str = ALL
    category: str = ALL
    wave: str = ALL
    zrr: str = ALL
    qpv: str = ALL
    france_services: str = ALL


def select(structures: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Rows of structures (with the column ``wave`` of geo.waves) that the selection keeps."""
    kept = pd.Series(True, index=structures.index)
    for column, value in vars(selection).items():
        if value != ALL:
            kept &= structures[column] == value
    return structures[kept]


def of_department(structures: pd.DataFrame, department: str) -> pd.DataFrame:
    """A department's own structures, unlocated ones included."""
    return structures[structures["department"] == department]
