"""The map's figures as a table, sorted and paged."""

import pandas as pd
import streamlit as st

from geo.french import kilometres, number, percent
from geo.indicators import DESCRIPTIONS, Indicator
from geo.layers import Layer, spoken
from geo.study import Study
from geo.territories import LABELS, Level, by_territory
from pages import controls, crossing, markup
from pages.words import counted

ROWS = 10


@st.fragment
def show(study: Study, layer: Layer, km: float, across: pd.DataFrame) -> None:
    """Territories of the layer's level with all their figures; the layer's indicator comes first.

    ``across``: EPCI that lie across the department's border (geo.whole_epci).
    """
    label = DESCRIPTIONS[layer.indicator].label
    orders = {
        "indicateur": label if layer.values is None else f"{label}, du plus au moins",
        "population": "Population, de la plus grande à la plus petite",
        "nom": "Nom",
    }
    bar = st.container(horizontal=True, vertical_alignment="bottom")
    order = bar.selectbox(
        "Trier le tableau par", list(orders), format_func=lambda v: orders[v], key="tri", width=340
    )
    table = by_territory(study.table, layer.level, km)
    if layer.level is Level.EPCI:
        table = crossing.named(table, across)
    if order == "indicateur":
        rank = layer.classes if layer.values is None else -layer.values
        table = table.loc[rank.reindex(table.index).sort_values(kind="stable").index]
    elif order == "population":
        table = table.sort_values("population", ascending=False)
    rows, first = controls.page_of(table, ROWS, f"page_tableau_{order}", bar)
    level = layer.level
    columns = [markup.Column(LABELS[level])]
    wave = layer.indicator is Indicator.WAVE
    if wave:
        columns.append(markup.Column("Vague"))
    if level is Level.COMMUNE:
        columns.append(markup.Column("EPCI"))
    else:
        columns.append(markup.Column("Communes", numeric=True))
    columns += [
        markup.Column("Habitants", numeric=True),
        markup.Column("Structures", numeric=True),
        markup.Column("Postes", numeric=True),
        markup.Column("Pour 100\u202f000 hab.", numeric=True),
        markup.Column("Distance" if level is Level.COMMUNE else "Distance moyenne", numeric=True),
    ]
    if level is not Level.COMMUNE:
        columns.append(markup.Column(f"Habitants à {number(km)}\u00a0km ou moins", numeric=True))
        columns.append(markup.Column("Part", numeric=True))
    said = spoken(layer)
    intercommunal = study.table["epci_name"].fillna("hors EPCI")
    body = []
    for code, row in zip(rows.index.astype(str), rows.to_dict("records"), strict=True):
        cells = [row["name"]]
        if wave:
            cells.append(said[code])
        if level is Level.COMMUNE:
            cells.append(intercommunal[code])
        else:
            cells.append(number(row["communes"]))
        cells += [
            number(row["population"]),
            number(row["structures"]),
            number(row["posts"]),
            number(row["posts_per_100000"], 2),
            kilometres(row["distance_m"]),
        ]
        if level is not Level.COMMUNE:
            cells += [number(row["covered"]), percent(row["covered_share"])]
        body.append(cells)
    last = first + len(rows)
    markup.table(f"{counted(len(table), level)} : lignes {number(first + 1)} à {number(last)}", columns, body)
    if level is Level.EPCI:
        crossing.show(table, across)
