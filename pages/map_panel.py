"""The map with its legend, and the choice of a commune by a click on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import contours
from geo.indicators import DESCRIPTIONS, Indicator
from geo.layers import Layer
from geo.legend import circle_sizes, class_lines
from geo.maps import CIRCLE_COLOR, ContourMap, Paint, instructions, script_literal
from geo.study import Study, within_reach
from geo.territories import Level
from geo.wording import NOUNS
from pages import address, markup, serving, store

KEY = "carte"
SHOWN = "map_shown"
HEIGHT_PX = 470


@dataclass(frozen=True)
class Drawing:
    """A map, ready to be sent: its department, its painting instructions (a script literal, see
    geo.maps) and its legend; and what they were made from."""

    department: str
    paint: str
    legend: markup.Blocks
    layer: Layer
    marks: Sequence[list[Any]]
    unit: str


def territories(visit: store.Visit, indicator: Indicator, level: Level, km: float) -> None:
    """The map of an indicator for a visit."""
    show(_territories(visit, indicator, level, km))


@store.shared
def _territories(visit: store.Visit, indicator: Indicator, level: Level, km: float) -> Drawing:
    study = store.studied(visit)
    return drawing(study, store.layer(visit, indicator, level, km), within_reach(study))


def drawing(
    study: Study,
    layer: Layer,
    structures: pd.DataFrame,
    marks: Sequence[list[Any]] = (),
    unit: str = "hab.",
) -> Drawing:
    """A layer and structures, ready to be sent.

    ``marks``: proposed posts (geo.maps.proposed); ``unit``: what the layer's people are, in the legend.
    """
    name = store.department_names()[study.department][1]
    description = DESCRIPTIONS[layer.indicator]
    title = f"Carte {name} : {description.label.lower()}, par {NOUNS[layer.level][0]}"
    told = instructions(layer, structures, study.department, title, marks)
    others = bool((structures["department"] != study.department).any())
    below = (legend(layer, unit), circles(others, bool(marks)))
    return Drawing(study.department, script_literal(told), below, layer, marks, unit)


def show(drawing: Drawing, clicked: Callable[[str], None] | None = None) -> None:
    """Draw a map, and its legend below; ``clicked``: what to do with the code of a commune that was
    clicked on, instead of choosing it."""
    department = drawing.department
    st.session_state[SHOWN] = drawing
    base = ContourMap(
        serving.contours_url(department), _bounds(department, serving.contours(department).hash)
    )
    st_folium(
        base,
        key=KEY,
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=Paint(drawing.paint, address.chosen("commune") or None),
        on_change=partial(_clicked, clicked or partial(address.choose, "commune")),
    )
    markup.write(*drawing.legend)


def shown() -> Drawing | None:
    """The map that the page of this run shows, once it is drawn."""
    drawing = st.session_state.get(SHOWN)
    return drawing if isinstance(drawing, Drawing) else None


def forget() -> None:
    """A page begins: it has no map yet."""
    st.session_state.pop(SHOWN, None)


@store.shared
def _bounds(department: str, of_version: str) -> list[list[float]]:  # noqa: ARG001 - part of the key
    return contours.bounds(store.communes(department))


def legend(layer: Layer, people: str = "hab.") -> str:
    """Class bounds in figures, with what falls in each class."""
    description = DESCRIPTIONS[layer.indicator]
    unit = f" ({description.unit})" if description.unit == "km" else ""
    title = f"{description.label_of(layer.level)}{unit}, par {NOUNS[layer.level][0]}"
    return markup.template("legend.html").render(title=title, classes=class_lines(layer, people))


def circles(others: bool, proposed: bool) -> str:
    """What circles and numbered marks mean (apart: it does not change with the choices)."""
    return markup.template("circles.html").render(
        sizes=circle_sizes(), circle=CIRCLE_COLOR, others=others, proposed=proposed
    )


def _clicked(then: Callable[[str], None]) -> None:
    """The visitor clicked on a commune: the drawing script says which."""
    answer = st.session_state.get(KEY) or {}
    code = answer.get("commune")
    if isinstance(code, str):
        then(code)
