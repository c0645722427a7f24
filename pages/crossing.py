"""EPCI that lie across the department's border: named as such, with their whole figures beside."""

import pandas as pd

from geo.french import enumeration, number
from pages import markup, store

UNKNOWN = "non connu : le fichier n’a pas de structure dans chacun de ces départements"


def named(territories: pd.DataFrame, crossing: pd.DataFrame) -> pd.DataFrame:
    """Territories (geo.territories) whose names say which of them lie across the border."""
    marks = [" (à cheval)" if code in crossing.index else "" for code in territories.index]
    return territories.assign(name=territories["name"] + marks)


def blocks(territories: pd.DataFrame, crossing: pd.DataFrame) -> markup.Blocks:
    """The part in the department and the whole EPCI, side by side; nothing where there is none."""
    if crossing.empty:
        return ()
    names = store.department_names()
    rows = []
    for code in crossing.sort_values("name").index.astype(str):
        whole = crossing.loc[code]
        part = territories.loc[code]
        where = enumeration([names[department][0] for department in whole["departments"]])
        known = not pd.isna(whole["posts"])
        rows.append(
            [
                whole["name"],
                where,
                number(part["population"]),
                number(part["posts"]),
                number(part["posts_per_100000"], 2),
                number(whole["population"]),
                number(whole["posts"]) if known else UNKNOWN,
                number(whole["posts_per_100000"], 2) if known else "non connu",
            ]
        )
    table = markup.table(
        "EPCI à cheval sur plusieurs départements : partie dans le département, et EPCI entier",
        [
            markup.Column("EPCI"),
            markup.Column("Départements"),
            markup.Column("Habitants, partie", True),
            markup.Column("Postes, partie", True),
            markup.Column("Pour 100\u202f000, partie", True),
            markup.Column("Habitants, entier", True),
            markup.Column("Postes, entier"),
            markup.Column("Pour 100\u202f000, entier", True),
        ],
        rows,
    )
    return (table,)
