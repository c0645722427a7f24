"""The folium map: a base whose script never changes, and a layer that repaints it.

The browser fetches the contours once, by URL; a change of filter sends only what ``Paint`` holds:
the class and value of each territory, the structures' circles, the chosen commune.
"""

import json
import math
from typing import Any

import folium
import numpy as np
import pandas as pd
from folium.template import Template

from geo.french import count, typographic
from geo.indicators import DESCRIPTIONS
from geo.layers import Layer

CIRCLE_COLOR = "#F59C00"


def circle_radius(posts: int) -> float:
    """Radius of a structure's circle, pixels: its area is proportional to the posts."""
    return round(5.0 * math.sqrt(posts), 1)


def script_literal(value: Any) -> str:
    """A JavaScript expression for a JSON value, safe inside a script element whatever it holds.

    The JSON travels in a string literal, where every character that HTML, Jinja or
    streamlit-folium's renaming of variables could take for its own is escaped.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return f"JSON.parse('{escaped}')"


_ESCAPES = {"\\": "\\\\", "'": "\\'"} | {
    character: f"\\u{ord(character):04x}" for character in "<>&{}_\u2028\u2029\r\n"
}


class ContourMap(folium.Map):
    """An empty Leaflet map on which the script of pages/assets draws a department's contours.

    Parameters
    ----------
    contours : URL of the contours document (geo.contours).
    bounds : south-west and north-east corners, [[lat, lon], [lat, lon]].
    scripts, styles : URLs of Leaflet and of our drawing script, in the order of loading.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}
        <style>html, body, #{{ this.get_name() }} {height: 100%; margin: 0}</style>
        {% endmacro %}
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}" ></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = maillage.createMap("{{ this.get_name() }}", {{ this.setup }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        contours: str,
        bounds: list[list[float]],
        scripts: list[str],
        styles: list[str],
    ) -> None:
        super().__init__(tiles=None, zoom_control=False)
        self.setup = script_literal({"contours": contours, "bounds": bounds, "circleColor": CIRCLE_COLOR})
        self.default_js = [(f"script{place}", url) for place, url in enumerate(scripts)]
        self.default_css = [(f"style{place}", url) for place, url in enumerate(styles)]


class Paint(folium.FeatureGroup):
    """What changes on the map, handed to the drawing script in one call."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = maillage.paint({{ this.instructions }});
        {% endmacro %}
        """
    )

    def __init__(self, instructions: dict[str, Any]) -> None:
        super().__init__(name="paint")
        self._name = "FeatureGroup"
        self.instructions = script_literal(instructions)


def instructions(
    layer: Layer, structures: pd.DataFrame, department: str, title: str, selected: str | None
) -> dict[str, Any]:
    """Instructions of a repaint, as small as they can be.

    Parameters
    ----------
    layer : geo.layers.describe.
    structures : those to draw; unlocated ones are left out.
    department : the one that the map is of; structures of others are drawn apart.
    title : accessible name of the map.
    selected : code of the chosen commune.

    Returns
    -------
    title; level; label, unit, decimals of the indicator; colors and labels of the classes; classes:
    one character a territory, in the order of codes (its class in base 36); width and values:
    ``width`` characters a territory (a whole number in units of 10^-decimals, in base 36), spaces
    where unknown; points: see circles; selected.
    """
    description = DESCRIPTIONS[layer.indicator]
    values: list[str] = []
    if layer.values is not None:
        scaled = (layer.values * 10**description.decimals).round()
        values = ["" if pd.isna(v) else np.base_repr(int(v), 36).lower() for v in scaled]
    width = max((len(value) for value in values), default=0)
    return {
        "title": title,
        "level": layer.level.value,
        "label": description.label_of(layer.level),
        "unit": description.unit,
        "decimals": description.decimals,
        "colors": [entry.color for entry in layer.legend],
        "labels": [] if values else [entry.label for entry in layer.legend],
        "classes": "".join(np.base_repr(min(int(place), 35), 36).lower() for place in layer.classes),
        "width": width,
        "values": "".join(value.rjust(width) for value in values),
        "points": circles(structures, department),
        "selected": selected,
    }


def proposed(places: pd.DataFrame) -> list[list[Any]]:
    """Numbered marks of proposed posts: [lat, lon, rank, lines, 2, code].

    ``places``: in the order of ranks; code, name, latitude, longitude, said (a line of text).
    """
    return [
        [
            round(row["latitude"], 5),
            round(row["longitude"], 5),
            rank,
            [typographic(row["name"]), row["said"]],
            2,
            row["code"],
        ]
        for rank, row in enumerate(places.to_dict("records"), 1)
    ]


def circles(structures: pd.DataFrame, department: str) -> list[list[Any]]:
    """One circle a place, the largest first so that it hides none: [lat, lon, radius, lines, own, code].

    ``own`` is 1 for the department's structures, 0 for its neighbours'; ``code`` is its commune's.
    """
    located = structures[structures["located"]]
    drawn = []
    for _, here in located.groupby(["latitude", "longitude"]):
        lines = [
            typographic(f"{name} : {count(posts, 'poste')}")
            for name, posts in zip(here["name"], here["posts"], strict=True)
        ]
        posts = int(here["posts"].sum())
        place = here[["latitude", "longitude"]].iloc[0].round(5).tolist()
        own = int((here["department"] == department).any())
        drawn.append([*place, circle_radius(posts), lines, own, here["commune_code"].iloc[0]])
    return sorted(drawn, key=lambda circle: -circle[2])
