"""Parts of the note for the prefect, as plain values in French: see geo.note."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.coverage import beyond, covered, distance_statistics
from geo.french import count, kilometres, month, number, percent, typographic
from geo.picture import Edition
from geo.printable import named, named_epci
from geo.territories import Level, by_territory, rate
from geo.waves import progress
from geo.whole_epci import crossing_epci
from geo.wording import NOT_TOLD, WHY, counted, kilometres_of, lack

TOLD = 10  # communes, and proposed posts
LEAST_SERVED = 12
# EPCI that the second page has room for, without proposals and with them.
MOST_EPCI, MOST_EPCI_WITH_PROPOSALS = 30, 13
# Sessions of the selection committee that have a line of their own where no wave was announced.
LAST_SESSIONS = 4
UNTOLD = "Aucune distance ne peut être donnée"
UNFILTERED = "Les filtres ne s’appliquent pas à ce tableau : il compte tous les postes du département."
UNANNOUNCED = "non annoncé"
ACROSS = "\u00a0*"
ACROSS_REMARK = "* EPCI à cheval sur plusieurs départements : partie dans le département."


@dataclass(frozen=True)
class Figure:
    """A key figure, and what qualifies it."""

    label: str
    value: str
    remark: str


@dataclass(frozen=True)
class Table:
    """Rows of text under their headings; ``names``: how many of the first columns are not figures."""

    columns: tuple[str, ...]
    names: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A part of the note: its title, what it says, the share of a whole that a bar shows, a table
    where there is one, a remark below it."""

    title: str
    sentence: str
    table: Table | None = None
    remark: str = ""
    share: float | None = None


def conclusion(edition: Edition) -> str:
    """What the figures amount to, in one sentence."""
    study, km = edition.study, edition.stamp.km
    missing = lack(study, edition.stamp.neighbours)
    if missing:
        return WHY[missing]
    near, total = covered(study.table, km), int(study.table["population"].sum())
    far = beyond(study.table, km)
    said = [
        f"{percent(near.share)} des habitants ({number(near.population)} sur {number(total)}) vivent à "
        f"{kilometres_of(km)} ou moins d’une structure, à vol d’oiseau"
    ]
    if len(far):
        first = far.iloc[0]
        said.append(
            f"{number(far['population'].sum())} en sont plus loin, dans {counted(len(far), Level.COMMUNE)} dont "
            f"la plus peuplée est {named(first['name'])} ({count(first['population'], 'habitant')}, à "
            f"{kilometres(first['distance_m'])})"
        )
    epci = by_territory(study.table, Level.EPCI, km)
    without = int((epci["posts"] == 0).sum())
    if len(epci) > 1 and without:
        said.append(
            f"{number(without)} EPCI sur {number(len(epci))} n’{'ont' if without > 1 else 'a'} aucun poste"
        )
    return " ; ".join(said) + "."


def figures(edition: Edition) -> tuple[Figure, ...]:
    """The five key figures of the home page."""
    study, km = edition.study, edition.stamp.km
    table, structures = study.table, study.structures
    told = not lack(study, edition.stamp.neighbours)
    near, distances, threshold = covered(table, km), distance_statistics(table), kilometres_of(km)
    population, posts = int(table["population"].sum()), int(structures["posts"].sum())
    far = int(beyond(table, km)["population"].sum())
    unknown = int(table.loc[table["distance_m"].isna(), "population"].sum())
    off_map = int((~structures["located"]).sum())
    apart = f" ; {number(unknown)} hab. de position inconnue" if unknown else ""
    hosts = int((table["structures"] > 0).sum())
    shares = [percent(people / population if population else 0) for people in (near.population, far)]
    found = [
        (
            "Postes validés",
            number(posts),
            f"{number(rate(posts, population), 2)} pour 100\u202f000 hab."
            if posts
            else "aucun dans ce fichier",
        ),
        (
            "Structures",
            number(len(structures)),
            f"dans {count(hosts, 'commune')}" + (f", {number(off_map)} hors carte" if off_map else "")
            if posts
            else "",
        ),
        (
            f"Habitants à {threshold} ou moins",
            number(near.population) if told else NOT_TOLD,
            f"{shares[0]} ; {counted(near.communes, Level.COMMUNE)}" if told else "",
        ),
        (
            f"Habitants à plus de {threshold}",
            number(far) if told else NOT_TOLD,
            shares[1] + apart if told else "",
        ),
        (
            "Distance moyenne",
            kilometres(distances.mean) if told else NOT_TOLD,
            f"médiane {kilometres(distances.median)}" if told else "",
        ),
    ]
    return tuple(Figure(*(typographic(text) for text in figure)) for figure in found)


def waves(edition: Edition) -> Section:
    """Posts validated against what was announced, whatever the filters."""
    study = edition.study
    structures, plan = study.all_structures, study.plan
    title, posts = "Vagues de postes et objectif", int(structures["posts"].sum())
    share = posts / plan.objective if plan.objective else None
    if share is None or plan.objective is None:
        sentence = "Aucun objectif n’a été annoncé pour ce département."
    else:
        rest = max(0, plan.objective - posts)
        sentence = (
            f"{count(posts, 'poste validé', 'postes validés')} sur {number(plan.objective)} annoncés "
            f"({percent(share, 0)}) ; {count(rest, 'poste reste', 'postes restent')} à placer."
        )
    if structures.empty and not plan.waves:
        return Section(title, f"{sentence} Le fichier n’y a aucun poste validé.")
    remark = typographic(UNFILTERED) if edition.stamp.chosen else ""
    rows = progress(structures, plan)
    table = _announced(rows) if plan.waves else _sessions(rows)
    return Section(title, typographic(sentence), table, remark, share)


def _announced(rows: pd.DataFrame) -> Table:
    def told(value: float) -> str:
        return UNANNOUNCED if pd.isna(value) else number(value)

    return Table(
        (
            "Vague",
            "Échéance",
            "Postes annoncés",
            "Postes validés",
            "Structures annoncées",
            "Structures validées",
        ),
        2,
        tuple(
            (
                named(row["label"]),
                month(row["expected_by"]) if row["expected_by"] else "—",
                told(row["announced_posts"]),
                number(row["validated_posts"]),
                told(row["announced_structures"]),
                number(row["validated_structures"]),
            )
            for row in rows.to_dict("records")
        ),
    )


def _sessions(rows: pd.DataFrame) -> Table:
    """The last sessions of the committee, after what the earlier ones validated in all."""
    earlier = rows.iloc[: max(0, len(rows) - LAST_SESSIONS)]
    figures = ["validated_posts", "validated_structures"]
    lines = [
        (row["label"], *(row[name] for name in figures))
        for row in rows.iloc[len(earlier) :].to_dict("records")
    ]
    if len(earlier):
        lines.insert(0, (f"{number(len(earlier))} comités antérieurs", *earlier[figures].sum()))
    return Table(
        ("Comité de sélection", "Postes validés", "Structures validées"),
        1,
        tuple((named(label), number(posts), number(structures)) for label, posts, structures in lines),
    )


def communes(edition: Edition) -> Section:
    """The largest communes beyond the threshold."""
    study, km = edition.study, edition.stamp.km
    title = typographic(f"Communes les plus peuplées à plus de {kilometres_of(km)}")
    if lack(study, edition.stamp.neighbours):
        return Section(title, typographic(f"{UNTOLD} : voir la première page."))
    far = beyond(study.table, km)
    if far.empty:
        return Section(title, f"Aucune commune n’est à plus de {kilometres_of(km)} d’une structure.")
    people, total = int(far["population"].sum()), int(study.table["population"].sum())
    sentence = f"{counted(len(far), Level.COMMUNE)}, {count(people, 'habitant')} ({percent(people / total)})"
    if len(far) > TOLD:
        sentence += f" ; les {number(TOLD)} plus peuplées"
    rows = tuple(
        (
            named(row["name"]),
            named_epci(row["epci_name"]),
            number(row["population"]),
            kilometres(row["distance_m"]),
        )
        for row in far.head(TOLD).to_dict("records")
    )
    return Section(
        title, typographic(f"{sentence} :"), Table(("Commune", "EPCI", "Habitants", "Distance"), 2, rows)
    )


def epci(edition: Edition, codes: pd.DataFrame, brief: bool) -> Section:
    """Posts of each EPCI against its inhabitants, the least served first; ``brief``: less room."""
    study, km, title = edition.study, edition.stamp.km, "Postes par EPCI"
    if study.structures.empty:
        return Section(title, "Aucun poste dans le département, dans ce fichier et avec ces choix.")
    all_of_them = by_territory(study.table, Level.EPCI, km)
    served = all_of_them.sort_values(["posts_per_100000", "population"], ascending=[True, False])
    without = served[served["posts"] == 0]
    sentence = "Chaque EPCI a au moins un poste"
    if len(without):
        people = count(without["population"].sum(), "habitant")
        sentence = f"{number(len(without))} EPCI sur {number(len(served))} sans aucun poste ({people})"
    order = ". Du moins au mieux doté" if len(served) > 1 else ""
    if len(served) > (MOST_EPCI_WITH_PROPOSALS if brief else MOST_EPCI):
        order = f". Les {number(LEAST_SERVED)} moins dotés ({number(len(served) - LEAST_SERVED)} autres non montrés)"
        served = served.head(LEAST_SERVED)
    told = not lack(study, edition.stamp.neighbours)
    across = crossing_epci(study.structures, codes, study.department).index
    rows = tuple(
        (
            named(row["name"]) + (ACROSS if code in across else ""),
            number(row["population"]),
            number(row["posts"]),
            number(row["posts_per_100000"], 2),
            number(row["left_out"]) if told else NOT_TOLD,
            percent(row["left_out"] / row["population"] if row["population"] else np.nan)
            if told
            else NOT_TOLD,
        )
        for code, row in served.iterrows()
    )
    columns = (
        "EPCI",
        "Habitants",
        "Postes",
        "Pour 100\u202f000 hab.",
        f"Habitants à plus de {kilometres_of(km)}",
        "Part",
    )
    remark = ACROSS_REMARK if served.index.isin(across).any() else ""
    return Section(title, typographic(f"{sentence}{order} :"), Table(columns, 1, rows), typographic(remark))
