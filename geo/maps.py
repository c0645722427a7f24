"""The folium map: a base whose script never changes, and a layer that repaints it.

The browser fetches the contours once, by URL; a change of filter sends only what ``Paint`` holds:
the class and value of each territory, the structures' circles, the chosen commune.
"""

import json
import math
from collections.abc import Sequence
from typing import Any

import folium
import numpy as np
import pandas as pd
from folium.template import Template
from numpy.typing import NDArray

from geo.french import typographic
from geo.indicators import DESCRIPTIONS
from geo.layers import Layer

# These stand in pages/assets/choropleth.js too, rather than in each message to the browser.
CIRCLE_COLOR = "#F59C00"
RADIUS_OF_ONE = 5  # pixels
# Digits of the packed figures: characters that nothing on their way escapes.
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%()*+,-.:;=?@[]^|~"


def circle_radius(posts: int) -> float:
    """Radius of a structure's circle, pixels: its area is proportional to the posts."""
    return round(RADIUS_OF_ONE * math.sqrt(posts), 1)


def script_literal(value: Any) -> str:
    """A JavaScript expression for a JSON value, safe inside a script element whatever it holds.

    The JSON travels in a string literal, where every character that HTML, Jinja or
    streamlit-folium's renaming of variables could take for its own is escaped.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"JSON.parse('{text.translate(_ESCAPES)}')"


_ESCAPES = str.maketrans(
    {"\\": "\\\\", "'": "\\'"}
    | {character: f"\\u{ord(character):04x}" for character in "<>&{}_\u2028\u2029\r\n"}
)


class ContourMap(folium.Map):
    """An empty Leaflet map on which the script of pages/assets draws a department's contours.

    Leaflet and that script come with the frame's page (pages/shell.py), not with each message.

    Parameters
    ----------
    contours : URL of the contours document (geo.contours).
    bounds : south-west and north-east corners, [[lat, lon], [lat, lon]].
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}" ></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = maillage.createMap("{{ this.get_name() }}", {{ this.setup }});
        {% endmacro %}
        """
    )

    def __init__(self, contours: str, bounds: list[list[float]]) -> None:
        super().__init__(tiles=None, zoom_control=False)
        # Those of folium come from other hosts.
        self.default_js, self.default_css = [], []
        self.setup = script_literal({"contours": contours, "bounds": bounds})


class Paint(folium.FeatureGroup):
    """What changes on the map, handed to the drawing script in one call."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = maillage.paint({{ this.instructions }}, {{ this.selected }});
        {% endmacro %}
        """
    )

    def __init__(self, instructions: str, selected: str | None) -> None:
        """``instructions``: the script literal of ``instructions()``; ``selected``: code of the chosen
        commune."""
        super().__init__(name="paint")
        self._name = "FeatureGroup"
        self.instructions = instructions
        self.selected = script_literal(selected)


def instructions(
    layer: Layer,
    structures: pd.DataFrame,
    department: str,
    title: str,
    marks: Sequence[list[Any]] = (),
) -> dict[str, Any]:
    """Instructions of a repaint, as small as they can be.

    Parameters
    ----------
    layer : geo.layers.describe.
    structures : those to draw; unlocated ones are left out.
    department : the one that the map is of; structures of others are drawn apart.
    title : accessible name of the map.
    marks : of proposed posts (see proposed).

    Returns
    -------
    title; level; label, unit, decimals of the indicator; colors of the classes, and their labels
    where the layer has no figures; width and figures: ``width`` digits of DIGITS a territory, in the
    order of codes: the number (1 + value) x classes + class, where value is a whole number of
    10^-decimals units, and -1 where it is unknown; circles (see circles) and marks.
    """
    description = DESCRIPTIONS[layer.indicator]
    known = layer.values is not None and bool(layer.values.notna().any())
    numbers = layer.classes.to_numpy(dtype=np.int64)
    if layer.values is not None:
        scaled = (layer.values * 10**description.decimals).round().fillna(-1)
        numbers = numbers + (1 + scaled.to_numpy(dtype=np.int64)) * len(layer.legend)
    width, figures = packed(numbers)
    return {
        "title": title,
        "level": layer.level.value,
        "label": description.label_of(layer.level),
        "unit": description.unit,
        "decimals": description.decimals,
        "colors": [entry.color for entry in layer.legend],
        "labels": [] if known else [entry.label for entry in layer.legend],
        "width": width,
        "figures": figures,
        "circles": circles(structures, department),
        "marks": list(marks),
    }


def packed(numbers: NDArray[np.int64]) -> tuple[int, str]:
    """Whole numbers as text: how many digits of DIGITS each takes, and all of them in a row."""
    width, largest = 1, int(numbers.max(initial=0))
    while largest >= len(DIGITS) ** width:
        width += 1
    places = len(DIGITS) ** np.arange(width - 1, -1, -1, dtype=np.int64)
    digits = numbers[:, None] // places % len(DIGITS)
    return width, "".join(DIGITS[digit] for digit in digits.ravel())


def proposed(places: pd.DataFrame) -> list[list[Any]]:
    """Numbered marks of proposed posts, in the order of ranks: [lat, lon, code, lines of text].

    ``places``: in the same order; code, name, latitude, longitude, said (a line of text).
    """
    return [
        [
            round(row["latitude"], 5),
            round(row["longitude"], 5),
            row["code"],
            [typographic(row["name"]), row["said"]],
        ]
        for row in places.to_dict("records")
    ]


def circles(structures: pd.DataFrame, department: str) -> list[list[Any]]:
    """One circle a place, the largest first so that it hides none: [lat, lon, code, structures, own].

    ``code`` is its commune's; structures: [name, posts] of each there; ``own`` is 1 for the
    department's structures, 0 for its neighbours'. Its radius is circle_radius of all its posts.
    """
    located = structures[structures["located"]]
    drawn = []
    for _, here in located.groupby(["latitude", "longitude"]):
        named = [
            [typographic(name), int(posts)] for name, posts in zip(here["name"], here["posts"], strict=True)
        ]
        place = here[["latitude", "longitude"]].iloc[0].round(5).tolist()
        own = int((here["department"] == department).any())
        drawn.append([*place, here["commune_code"].iloc[0], named, own])
    return sorted(drawn, key=lambda circle: -sum(posts for _, posts in circle[3]))
