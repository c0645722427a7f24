"""Underserved areas: who is beyond the threshold, where, and how fragile coverage is."""

import numpy as np
import pandas as pd
import streamlit as st

from geo.concentration import gini, lorenz
from geo.coverage import beyond, distance_statistics
from geo.fragility import fragility
from geo.french import count, kilometres, number, percent
from geo.indicators import Indicator
from geo.study import Study
from geo.territories import LABELS, Level
from pages import charts, controls, crossing, map_panel, markup, store
from pages.words import EMPTY, nothing, preface

ROWS = 15


def show(visit: store.Visit) -> None:
    """Lay out the page."""
    title = st.empty()
    left, right = st.columns([2.1, 1], vertical_alignment="bottom")
    with left:
        level = Level(
            controls.segments("niveau", "Niveau de la carte", {v.value: label for v, label in LABELS.items()})
        )
    with right:
        km = controls.threshold()
    with title:
        markup.write(heading(visit, km))
    markup.write(*figures(visit, km))
    map_panel.territories(visit, Indicator.LEFT_OUT, level, km)
    st.header("Communes les plus peuplées au-delà du seuil", anchor=False)
    ranked(visit, km)
    st.header("Habitants au-delà du seuil, par territoire", anchor=False)
    markup.write(*by_level(visit, Level.ARRONDISSEMENT, km), *by_level(visit, Level.EPCI, km))
    st.header("Inégalité de répartition", anchor=False)
    spread(visit)
    st.header("Fragilité : si une structure fermait", anchor=False)
    markup.write(*closings(visit, km))


@store.shared
def heading(visit: store.Visit, km: float) -> str:
    """Title, and the essential in one sentence."""
    name = store.department_names()[visit.view.department][1]
    return markup.heading(f"Zones sous-couvertes {name}", lead(store.studied(visit), visit, km))


def lead(study: Study, visit: store.Visit, km: float) -> str:
    """The essential, in one sentence."""
    reason = nothing(study, visit.view.neighbours)
    if reason:
        return reason
    far = beyond(study.table, km)
    people, total = int(far["population"].sum()), int(study.table["population"].sum())
    return (
        preface(visit.view.selection, visit.view.neighbours)
        + f"{count(people, 'habitant')} ({percent(people / total)}), dans {count(len(far), 'commune')}, "
        f"vivent à plus de {number(km)}\u00a0km de toute structure, à vol d’oiseau."
    )


@store.shared
def figures(visit: store.Visit, km: float) -> markup.Blocks:
    """Key figures of what is left out; none where no distance is known."""
    study = store.studied(visit)
    if not study.reach["located"].any():
        return ()
    table = study.table
    far = beyond(table, km)
    distances = distance_statistics(table)
    farthest = table.sort_values("distance_m", ascending=False)["name"].head(1).to_list()
    epci = store.territories(visit, Level.EPCI, km)
    without = epci[epci["posts"] == 0]
    unknown = int(table["distance_m"].isna().sum())
    items = [
        markup.Figure(
            f"Habitants à plus de {number(km)}\u00a0km",
            number(far["population"].sum()),
            count(len(far), "commune"),
            "Population des communes dont le point de service est au-delà du seuil de toute structure.",
        ),
        markup.Figure(
            "EPCI sans aucun poste",
            f"{number(len(without))} sur {number(len(epci))}",
            f"{number(without['population'].sum())} habitants",
            "Intercommunalités (à leur partie dans le département) où aucune structure retenue n’a son siège.",
        ),
        markup.Figure(
            "5\u00a0% des habitants sont à plus de",
            kilometres(distances.p95),
            f"moyenne {kilometres(distances.mean)}",
            "Quantile à 95\u00a0% de la distance, pondéré par la population.",
        ),
        markup.Figure(
            "Commune la plus éloignée",
            kilometres(distances.max),
            "".join(farthest),
            "Plus grande distance d’une commune à la structure la plus proche.",
        ),
    ]
    if unknown:
        items.append(
            markup.Figure(
                "Distance non connue",
                count(unknown, "commune"),
                f"{number(table.loc[table['distance_m'].isna(), 'population'].sum())} habitants",
                "Communes sans contour dans la source : comptées dans la population, ni couvertes ni "
                "éloignées.",
            )
        )
    return markup.figures(items)


@store.shared
def far_communes(visit: store.Visit, km: float) -> pd.DataFrame:
    """Communes beyond the threshold, the most populated first."""
    return beyond(store.studied(visit).table, km)


@st.fragment
def ranked(visit: store.Visit, km: float) -> None:
    """Communes beyond the threshold, paged."""
    first = controls.first_row(len(far_communes(visit, km)), ROWS, "page_eloignees", st.container())
    markup.write(ranked_page(visit, km, first))


@store.shared
def ranked_page(visit: store.Visit, km: float, first: int) -> str:
    """One page of the communes beyond the threshold, from its row ``first``."""
    far = far_communes(visit, km)
    rows = far.iloc[first : first + ROWS]
    rows = rows.fillna({"epci_name": "hors EPCI", "arrondissement_name": "sans objet"})
    return markup.table(
        f"{count(len(far), 'commune')} à plus de {number(km)}\u00a0km : lignes "
        f"{number(min(first + 1, len(far)))} à {number(first + len(rows))}",
        [
            markup.Column("Commune"),
            markup.Column("EPCI"),
            markup.Column("Arrondissement"),
            markup.Column("Habitants", True),
            markup.Column("Distance", True),
        ],
        [
            [
                row["name"],
                row["epci_name"],
                row["arrondissement_name"],
                number(row["population"]),
                kilometres(row["distance_m"]),
            ]
            for _, row in rows.iterrows()
        ],
        "Aucune commune au-delà de ce seuil.",
    )


@store.shared
def by_level(visit: store.Visit, level: Level, km: float) -> markup.Blocks:
    """Inhabitants left out in each territory; then, the EPCI that lie across the border."""
    table = store.territories(visit, level, km).sort_values("left_out", ascending=False)
    across = store.crossing(visit)
    if level is Level.EPCI:
        table = crossing.named(table, across)
    left_out = markup.table(
        f"Par {LABELS[level] if level is Level.EPCI else LABELS[level].lower()}",
        [
            markup.Column(LABELS[level]),
            markup.Column("Habitants", True),
            markup.Column(f"À plus de {number(km)}\u00a0km", True),
            markup.Column("Part", True),
            markup.Column("Distance moyenne", True),
            markup.Column("Postes", True),
            markup.Column("Pour 100\u202f000 hab.", True),
        ],
        [
            [
                row["name"],
                number(row["population"]),
                number(row["left_out"]),
                percent(row["left_out"] / row["population"] if row["population"] else float("nan")),
                kilometres(row["distance_m"]),
                number(row["posts"]),
                number(row["posts_per_100000"], 2),
            ]
            for row in table.to_dict("records")
        ],
    )
    return (left_out, *(crossing.blocks(table, across) if level is Level.EPCI else ()))


def spread(visit: store.Visit) -> None:
    """Lorenz curves and Gini indices."""
    if not store.studied(visit).reach["located"].any():
        st.info(EMPTY)
        return
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        charts.draw(curves(visit))
    with right:
        markup.write(*indices(visit), tenths(visit))


def both(visit: store.Visit) -> dict[str, pd.DataFrame]:
    """Lorenz curves of the distance and of the posts, by name."""
    table, epci = store.studied(visit).table, store.territories(visit, Level.EPCI, 10)
    return {
        "Distance à une structure": lorenz(table["distance_m"], table["population"]),
        "Postes par habitant, par EPCI": lorenz(epci["posts_per_100000"], epci["population"]),
    }


@store.shared
def curves(visit: store.Visit) -> charts.Specification:
    """Chart of the Lorenz curves."""
    return charts.lorenz(both(visit))


@store.shared
def tenths(visit: store.Visit) -> str:
    """The Lorenz curves as a table, by tenths of the inhabitants."""
    shown = both(visit)
    return markup.table(
        "Part cumulée de la grandeur, des habitants qui en ont le moins à ceux qui en ont le plus",
        [markup.Column("Part des habitants"), *(markup.Column(name, True) for name in shown)],
        [
            [
                percent(tenth / 10, 0),
                *(percent(charts.share_held(curve, tenth / 10)) for curve in shown.values()),
            ]
            for tenth in range(1, 11)
        ],
    )


@store.shared
def indices(visit: store.Visit) -> markup.Blocks:
    """Gini indices of the distance and of the posts."""
    table, epci = store.studied(visit).table, store.territories(visit, Level.EPCI, 10)
    figures = markup.figures(
        [
            markup.Figure(
                "Indice de Gini de la distance",
                number(gini(table["distance_m"], table["population"]), 3),
                "0 : même distance pour tous",
                "Un moins deux fois l’aire sous la courbe de Lorenz (trapèzes), les communes rangées de la "
                "plus proche à la plus éloignée et pondérées par leur population.",
            ),
            markup.Figure(
                "Indice de Gini des postes",
                number(gini(epci["posts_per_100000"], epci["population"]), 3),
                "0 : même taux dans chaque EPCI",
                "Même calcul sur le nombre de postes par habitant de chaque EPCI (partie dans le "
                "département), pondéré par sa population.",
            ),
        ]
    )
    reading = (
        "Lecture : plus la courbe s’écarte de la diagonale, plus la grandeur est inégalement répartie "
        "entre les habitants."
    )
    return (*figures, markup.small(reading))


@store.shared
def closings(visit: store.Visit, km: float) -> markup.Blocks:
    """What each closing would cost."""
    study = store.studied(visit)
    effect = fragility(study.communes, study.structures, study.department, km, study.reach)
    table = markup.table(
        f"Habitants qui passeraient au-delà de {number(km)}\u00a0km si la structure fermait, une à la fois",
        [
            markup.Column("Structure"),
            markup.Column("Commune"),
            markup.Column("Postes", True),
            markup.Column("Habitants dont aucune n’est plus proche", True),
            markup.Column("Habitants qui ne seraient plus couverts", True),
            markup.Column("Communes qui ne le seraient plus", True),
            markup.Column("Hausse de la distance moyenne", True),
        ],
        [
            [
                row["name"],
                row["commune_name"],
                number(row["posts"]),
                number(row["served"]),
                number(row["lost"]),
                number(row["lost_communes"]),
                ("+\u00a0" + kilometres(row["mean_increase_m"], 2))
                if np.isfinite(row["mean_increase_m"])
                else "sans objet",
            ]
            for row in effect.to_dict("records")
        ],
        EMPTY,
    )
    unlocated = int((~study.structures["located"]).sum())
    note = markup.small(
        "Les structures d’une même adresse servent les mêmes habitants : la fermeture d’une seule d’entre elles "
        "ne change rien."
        + (
            f" {count(unlocated, 'structure')} sans position connue n’y figure{'nt' if unlocated > 1 else ''} pas."
            if unlocated
            else ""
        )
    )
    return table, note
