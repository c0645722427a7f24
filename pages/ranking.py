"""The map's figures as a table, sorted and paged."""

import pandas as pd
import streamlit as st

from geo.french import kilometres, number, percent
from geo.indicators import DESCRIPTIONS, Indicator
from geo.layers import spoken
from geo.territories import LABELS, Level
from geo.wording import counted
from pages import controls, crossing, markup, store

ROWS = 10
# The order that a table opens in: by the indicator of the map.
FIRST_ORDER = "indicateur"


@st.fragment
def show(visit: store.Visit, indicator: Indicator, level: Level, km: float) -> None:
    """Territories of a level with all their figures, a page at a time."""
    label = DESCRIPTIONS[indicator].label
    orders = {
        FIRST_ORDER: label if indicator is Indicator.WAVE else f"{label}, du plus au moins",
        "population": "Population, de la plus grande à la plus petite",
        "nom": "Nom",
    }
    bar = st.container(horizontal=True, vertical_alignment="bottom")
    order = bar.selectbox(
        "Trier le tableau par",
        list(orders),
        format_func=lambda v: orders[v],
        key=f"tri_{indicator}",
        width=340,
    )
    first = controls.first_row(len(store.territories(visit, level, km)), ROWS, f"page_tableau_{order}", bar)
    markup.write(*page(visit, indicator, level, km, order, first))


@store.shared
def ordered(visit: store.Visit, indicator: Indicator, level: Level, km: float, order: str) -> pd.DataFrame:
    """Figures of the territories: the indicator first, the population first, or by name."""
    table = store.territories(visit, level, km)
    if order == FIRST_ORDER:
        layer = store.layer(visit, indicator, level, km)
        rank = layer.classes if layer.values is None else -layer.values
        return table.loc[rank.reindex(table.index).sort_values(kind="stable").index]
    return table.sort_values("population", ascending=False) if order == "population" else table


@store.shared
def page(
    visit: store.Visit, indicator: Indicator, level: Level, km: float, order: str, first: int
) -> markup.Blocks:
    """One page of the table from its row ``first``, then the EPCI that lie across the border."""
    study, layer = store.studied(visit), store.layer(visit, indicator, level, km)
    table, across = ordered(visit, indicator, level, km, order), store.crossing(visit)
    if level is Level.EPCI:
        table = crossing.named(table, across)
    rows = table.iloc[first : first + ROWS]
    columns = [markup.Column(LABELS[level])]
    wave = indicator is Indicator.WAVE
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
    caption = f"{counted(len(table), level)} : lignes {number(first + 1)} à {number(last)}"
    beside = crossing.blocks(table, across) if level is Level.EPCI else ()
    return (markup.table(caption, columns, body), *beside)
