"""The map with its legend, and the choice of a commune by a click on it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.contours import bounds
from geo.french import count, number
from geo.indicators import DESCRIPTIONS
from geo.layers import Layer
from geo.maps import CIRCLE_COLOR, ContourMap, Paint, circle_radius, instructions
from geo.study import Study
from pages import address, markup, serving
from pages.words import NOUNS, counted

KEY = "carte"
CIRCLE_SIZES = (1, 5, 10)


def show(
    study: Study,
    layer: Layer,
    structures: pd.DataFrame,
    name: str,
    height: int = 470,
    marks: list[list[Any]] | None = None,
    clicked: Callable[[str], None] | None = None,
    unit: str = "hab.",
) -> None:
    """Draw the map of a department, and its legend below.

    ``marks``: proposed posts (geo.maps.proposed); ``clicked``: what to do with the code of a commune
    that was clicked on, instead of choosing it; ``unit``: what the layer's people are, in the legend.
    """
    description = DESCRIPTIONS[layer.indicator]
    base = ContourMap(
        serving.contours_url(study.department),
        bounds(study.communes),
        [serving.asset_url(script) for script in serving.SCRIPTS],
        [serving.asset_url(sheet) for sheet in serving.STYLES],
    )
    title = f"Carte {name} : {description.label.lower()}, par {NOUNS[layer.level]}"
    selected = address.chosen("commune") or None
    told = instructions(layer, structures, study.department, title, selected)
    told["points"] += marks or []
    st_folium(
        base,
        key=KEY,
        height=height,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=Paint(told),
        on_change=partial(_clicked, clicked or partial(address.choose, "commune")),
    )
    legend(layer, bool((structures["department"] != study.department).any()), bool(marks), unit)


def drawn(study: Study) -> pd.DataFrame:
    """Structures to draw: the department's, and those of others that some commune depends on."""
    needed = set(study.table["nearest"]) - {-1} - set(study.structures.index)
    others = study.reach.index.isin(needed)
    return pd.concat([study.structures, study.reach[others]]) if needed else study.structures


def legend(layer: Layer, others: bool = False, proposed: bool = False, people: str = "hab.") -> None:
    """Class bounds in figures, with what falls in each class."""
    description = DESCRIPTIONS[layer.indicator]
    unit = f" ({description.unit})" if description.unit == "km" else ""
    classes = [
        {
            "label": entry.label,
            "color": entry.color,
            "content": f"{counted(entry.territories, layer.level)}, {number(entry.population)} {people}",
        }
        for entry in layer.legend
        if entry.territories
    ]
    sizes = [{"posts": count(posts, "poste"), "radius": circle_radius(posts)} for posts in CIRCLE_SIZES]
    st.html(
        markup.template("legend.html").render(
            title=f"{description.label_of(layer.level)}{unit}, par {NOUNS[layer.level]}",
            classes=classes,
            sizes=sizes,
            circle=CIRCLE_COLOR,
            others=others,
            proposed=proposed,
        )
    )


def _clicked(then: Callable[[str], None]) -> None:
    """The visitor clicked on a commune: the drawing script says which."""
    answer = st.session_state.get(KEY) or {}
    code = answer.get("commune")
    if isinstance(code, str):
        then(code)
