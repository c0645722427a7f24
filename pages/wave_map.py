"""The map by wave, with the structures validated up to a date, and what it shows as a table."""

import pandas as pd
import streamlit as st

from geo.french import count, date, number
from geo.indicators import Indicator
from geo.layers import describe
from geo.territories import Level
from geo.waves import cumulated_posts, wave_order
from pages import address, controls, map_panel, markup, store
from pages.words import EMPTY

LAST = "fin"
ROWS = 10


def show(visit: store.Visit) -> None:
    """The map by wave, with the structures validated up to a date."""
    days = cumulated_posts(store.studied(visit).structures)["date"]
    options = [day.date().isoformat() for day in days]
    until = options[-1] if options else None
    if len(options) > 1:
        # The last date is written as "": the end stays the end when more posts come in.
        values = [*options[:-1], LAST]
        start = address.prepare("date", values) or 0
        shown = {day: date(pd.Timestamp(day)) for day in options[:-1]}
        shown[LAST] = f"{date(pd.Timestamp(options[-1]))} (dernier)"
        value = st.select_slider(
            "Postes validés jusqu’au",
            values,
            value=values[start],
            format_func=lambda day: shown[day],
            key="date",
        )
        address.keep("date", value)
        until = options[-1] if value == LAST else value
    elif until:
        st.caption(f"Une seule date de validation : {date(pd.Timestamp(until))}.")
    map_panel.show(drawing(visit, until, Level(address.chosen("niveau"))))
    placed(visit, until)


@st.fragment
def placed(visit: store.Visit, until: str | None) -> None:
    """What the map by wave shows, as a table."""
    first = controls.first_row(len(validated(visit, until)), ROWS, "page_vagues", st.container())
    markup.write(placed_page(visit, until, first))


@store.shared
def placed_page(visit: store.Visit, until: str | None, first: int) -> str:
    """One page of the structures validated up to a day, from its row ``first``."""
    structures = validated(visit, until).sort_values(["validated_on", "posts"], ascending=[True, False])
    rows = structures.iloc[first : first + ROWS]
    title = count(len(structures), "structure validée", "structures validées")
    return markup.table(
        f"{title} : lignes {number(min(first + 1, len(structures)))} à {number(first + len(rows))}",
        [
            markup.Column("Structure"),
            markup.Column("Commune"),
            markup.Column("Vague"),
            markup.Column("COSELEC"),
            markup.Column("Postes", True),
        ],
        [
            [
                row["name"],
                row["commune_name"] if isinstance(row["commune_name"], str) else "inconnue",
                row["wave"],
                "date inconnue" if pd.isna(row["validated_on"]) else date(row["validated_on"]),
                number(row["posts"]),
            ]
            for row in rows.to_dict("records")
        ],
        EMPTY,
    )


@store.shared
def validated(visit: store.Visit, until: str | None) -> pd.DataFrame:
    """Structures validated up to a day; those of unknown date are always among them."""
    structures = store.studied(visit).structures
    return structures[~(structures["validated_on"] > pd.Timestamp(until))] if until else structures


@store.shared
def drawing(visit: store.Visit, until: str | None, level: Level) -> map_panel.Drawing:
    """The map by wave of the structures validated up to a day."""
    study, structures = store.studied(visit), validated(visit, until)
    waves = wave_order(study.all_structures, study.plan)
    layer = describe(study.table, structures, study.plan, Indicator.WAVE, level, waves=waves)
    return map_panel.drawing(study, layer, structures)
