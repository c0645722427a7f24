"""The map of a department as an SVG image, in its legal projection, for what is printed.

One unit is a CSS pixel (1/96 inch), as on the screen's map, so that circles keep their size. Town
names and the scale are text of the image; what they mean beside it is the page's business.
"""

import html
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.french import number, typographic
from geo.layers import Layer
from geo.maps import CIRCLE_COLOR, circle_radius, circles
from geo.printable import FONT, printable
from geo.projection import WGS84, legal_crs
from geo.territories import Level

Points = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, top, right, bottom

INK, OUTLINE = "#161616", "#3A3A3A"
NEIGHBOUR, NEIGHBOUR_EDGE = "#EBEBEF", "#BFBFC8"
COMMUNE_EDGE, EPCI_EDGE = "#B9B9CC", "#4A4A55"
NEUTRAL = "#E9E9EF"
MARK_SIDE = 16.0
TOWN_SIZE = 11.5
LETTER_WIDTH = 0.5  # of a letter, as a share of its height
SIDE, FOOT = 10.0, 26.0  # room around the department, and for the scale
SCALE_SHARE = 0.22  # of the image's width, at most


@dataclass(frozen=True)
class Frame:
    """Size of the image, CSS pixels."""

    width: float
    height: float


@dataclass(frozen=True)
class View:
    """From metres of the legal projection to the image: ``scale`` pixels a metre, ``west`` and
    ``north`` at its top left corner."""

    crs: int
    west: float
    north: float
    scale: float

    def place(self, coordinates: Points) -> Points:
        """Metres to pixels."""
        return (coordinates - [self.west, self.north]) * [self.scale, -self.scale]

    def drawn(self, geometries: Sequence[shapely.Geometry | None]) -> list[shapely.Geometry | None]:
        """Geometries in degrees, as they are in the image."""
        projected = gpd.GeoSeries(list(geometries), crs=WGS84).to_crs(self.crs)
        return list(shapely.transform(projected.to_numpy(), self.place))

    def points(self, places: Sequence[Sequence[float]]) -> Points:
        """[latitude, longitude] in degrees, as points of the image."""
        if not places:
            return np.empty((0, 2))
        latitudes, longitudes = np.array(places, dtype=float).T
        seats = gpd.GeoSeries.from_xy(longitudes, latitudes, crs=WGS84).to_crs(self.crs)
        return self.place(np.column_stack([seats.x, seats.y]))


def map_svg(
    contours: bytes,
    layer: Layer,
    structures: pd.DataFrame,
    department: str,
    frame: Frame,
    marks: Sequence[Sequence[float]] = (),
) -> str:
    """The map of a layer.

    Parameters
    ----------
    contours : the department's document (geo.contours).
    structures : those to draw, as circles; those of other departments are white.
    marks : [latitude, longitude] of proposed posts, numbered from 1.
    """
    document = json.loads(contours)
    features = document["features"]
    shapes = [shapely.geometry.shape(f["geometry"]) if f["geometry"] else None for f in features]
    view = _view(shapes, department, frame)
    near = [shapely.geometry.shape(neighbour["geometry"]) for neighbour in document["neighbours"]]
    window = shapely.box(0, 0, frame.width, frame.height)
    around = [shapely.intersection(shapely.make_valid(g), window) for g in view.drawn(near) if g]
    colors = [layer.legend[place].color if place >= 0 else NEUTRAL for place in _classes(document, layer)]
    inner = Level.EPCI if layer.level is Level.COMMUNE else layer.level
    seats = circles(structures, department)
    spots = view.points([circle[:2] for circle in seats])
    radii = [circle_radius(sum(posts for _, posts in circle[3])) for circle in seats]
    proposed = view.points([mark[:2] for mark in marks])
    taken = [_square(x, y, r) for (x, y), r in zip(spots.tolist(), radii, strict=True)]
    taken += [_square(x, y, MARK_SIDE / 2) for x, y in proposed.tolist()]
    parts = [
        _element("rect", {"width": frame.width, "height": frame.height, "fill": "#FFFFFF"}),
        *(_shape(g, NEIGHBOUR, NEIGHBOUR_EDGE, 1) for g in around),
        *(_shape(g, c, COMMUNE_EDGE, 0.3) for g, c in zip(view.drawn(shapes), colors, strict=True) if g),
        _lines(view, document["borders"][inner.value], "#FFFFFF", 1.8),
        _lines(view, document["borders"][inner.value], EPCI_EDGE, 0.9),
        _lines(view, document["borders"]["department"], OUTLINE, 1.7),
        *(
            _circle(spot, radius, CIRCLE_COLOR if circle[4] else "#FFFFFF")
            for spot, radius, circle in zip(spots.tolist(), radii, seats, strict=True)
        ),
        *(_mark(spot, rank) for rank, spot in enumerate(proposed.tolist(), 1)),
        *_scale(view, frame),
        *_towns(view, document["towns"], taken, frame),
        _element(
            "rect", {"width": frame.width, "height": frame.height, "fill": "none", "stroke": NEIGHBOUR_EDGE}
        ),
    ]
    size = {"width": frame.width, "height": frame.height, "viewBox": f"0 0 {frame.width} {frame.height}"}
    return _element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size}, "".join(parts))


def _element(name: str, attributes: dict[str, Any], content: str = "") -> str:
    """An element; ``content`` is markup, attributes are escaped."""
    said = "".join(f' {key}="{html.escape(str(value))}"' for key, value in attributes.items())
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def _view(shapes: Sequence[shapely.Geometry | None], department: str, frame: Frame) -> View:
    """The department in the middle of the image, as large as it can be."""
    crs = legal_crs(department)
    west, south, east, north = gpd.GeoSeries(shapes, crs=WGS84).to_crs(crs).total_bounds
    room = (frame.width - 2 * SIDE, frame.height - SIDE - FOOT)
    scale = min(room[0] / (east - west), room[1] / (north - south))
    left = (frame.width - (east - west) * scale) / 2
    top = SIDE + (room[1] - (north - south) * scale) / 2
    return View(crs, float(west - left / scale), float(north + top / scale), float(scale))


def _classes(document: dict[str, Any], layer: Layer) -> list[int]:
    """The class of each commune's territory, in the order of the document; -1 where it has none."""
    own = [feature["properties"] for feature in document["features"]]
    if layer.level is Level.COMMUNE:
        codes = [commune["code"] for commune in own]
    else:
        kind, listed = (
            ("epci", "epci") if layer.level is Level.EPCI else ("arrondissement", "arrondissements")
        )
        codes = [document[listed][c[kind]][0] if c[kind] >= 0 else "" for c in own]
    return layer.classes.reindex(codes).fillna(-1).astype("int64").to_list()


def _path(rings: Iterable[Points], closed: bool) -> str:
    """Path data with a tenth of a pixel; what is smaller than that is left out."""
    drawn = []
    for ring in rings:
        if not len(ring):
            continue
        tenths = np.rint(ring * 10)
        moved = np.append(True, (np.diff(tenths, axis=0) != 0).any(axis=1))
        kept = tenths[moved] / 10
        if len(kept) > (3 if closed else 1):
            line = "L".join(f"{x:g} {y:g}" for x, y in (kept[:-1] if closed else kept).tolist())
            drawn.append(f"M{line}{'Z' if closed else ''}")
    return "".join(drawn)


def _shape(geometry: shapely.Geometry, color: str, edge: str, width: float) -> str:
    polygons = [g for g in shapely.get_parts(geometry) if g.geom_type == "Polygon"]
    rings = [np.asarray(ring.coords) for g in polygons for ring in (g.exterior, *g.interiors)]
    stroke = {"stroke": edge, "stroke-width": width, "stroke-linejoin": "round"}
    return _element("path", {"d": _path(rings, True), "fill": color, "fill-rule": "evenodd", **stroke})


def _lines(view: View, lines: Sequence[Any], color: str, width: float) -> str:
    drawn = view.drawn([shapely.LineString(line) for line in lines])
    path = _path([np.asarray(line.coords) for line in drawn if line is not None], False)
    stroke = {"stroke": color, "stroke-width": width, "stroke-linejoin": "round"}
    return _element("path", {"d": path, "fill": "none", **stroke})


def _circle(spot: Sequence[float], radius: float, color: str) -> str:
    place = {"cx": f"{spot[0]:.1f}", "cy": f"{spot[1]:.1f}", "r": radius}
    halo = _element("circle", {**place, "fill": "none", "stroke": "#FFFFFF", "stroke-width": 3.4})
    return halo + _element("circle", {**place, "fill": color, "stroke": INK, "stroke-width": 1.4})


def _mark(spot: Sequence[float], rank: int) -> str:
    x, y = spot
    box = {"x": f"{x - MARK_SIDE / 2:.1f}", "y": f"{y - MARK_SIDE / 2:.1f}"}
    size = {"width": MARK_SIDE, "height": MARK_SIDE, "fill": "#FFFFFF", "stroke": INK, "stroke-width": 1.4}
    return _element("rect", box | size) + _text(str(rank), x, y + 3.6, 10.5, "middle", halo=False)


def _text(text: str, x: float, y: float, size: float, anchor: str = "start", halo: bool = True) -> str:
    """A text, over a white outline of its letters where there may be colours below."""
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
    font = {"font-family": FONT, "font-size": size, "font-weight": "bold", "fill": INK}
    shown = html.escape(text, quote=False)
    outline = {"stroke": "#FFFFFF", "stroke-width": 3.4, "stroke-linejoin": "round"}
    below = _element("text", place | font | outline, shown) if halo else ""
    return below + _element("text", place | font, shown)


def _dot(x: float, y: float) -> str:
    place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": 2}
    return _element("circle", {**place, "fill": INK, "stroke": "#FFFFFF", "stroke-width": 1})


def _square(x: float, y: float, half: float) -> Box:
    return (x - half, y - half, x + half, y + half)


def _towns(view: View, towns: Sequence[Any], taken: Sequence[Box], frame: Frame) -> list[str]:
    """Names of the main towns, beside their point, where they hide no circle and no other name."""
    points = view.points([town[:2] for town in towns]).tolist()
    occupied = [*taken, *(_square(x, y, 2) for x, y in points)]
    drawn = []
    for (x, y), town in zip(points, towns, strict=True):
        name = printable(typographic(str(town[2])), 40)
        width, half = LETTER_WIDTH * TOWN_SIZE * len(name), TOWN_SIZE / 2
        own = [box for box in taken if box[0] <= x <= box[2] and box[1] <= y <= box[3]]
        away = max([4.0, *((box[2] - box[0]) / 2 + 2 for box in own)])
        slant = 0.7 * away
        choices = [
            (x - width / 2, y - away - half),  # above, right, left, below, then the corners
            (x + away, y),
            (x - away - width, y),
            (x - width / 2, y + away + half),
            (x + slant, y - slant - half),
            (x + slant, y + slant + half),
            (x - slant - width, y - slant - half),
            (x - slant - width, y + slant + half),
        ]
        for left, middle in choices:
            box = (left, middle - half, left + width, middle + half)
            inside = box[0] >= 2 and box[1] >= 2 and box[2] <= frame.width - 2 and box[3] <= frame.height - 2
            if inside and not any(_overlap(box, other) for other in occupied):
                occupied.append(box)
                drawn += [] if any(_overlap(_square(x, y, 3), other) for other in taken) else [_dot(x, y)]
                drawn.append(_text(name, left + width / 2, middle + 0.35 * TOWN_SIZE, TOWN_SIZE, "middle"))
                break
    return drawn


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def round_length(longest: float) -> float:
    """The longest of 1, 2 or 5 times a power of ten that is not above ``longest``."""
    power = 10.0 ** math.floor(math.log10(longest))
    return max(step * power for step in (1, 2, 5) if step * power <= longest * (1 + 1e-9))


def _scale(view: View, frame: Frame) -> list[str]:
    """A bar of a round length, at the bottom left."""
    metres = round_length(SCALE_SHARE * frame.width / view.scale)
    length, y = metres * view.scale, frame.height - 9
    said = f"{number(metres / 1000)}\u00a0km" if metres >= 1000 else f"{number(metres)}\u00a0m"
    bar = f"M10 {y - 5}V{y}H{10 + length:.1f}V{y - 5}"
    return [
        _element("path", {"d": bar, "fill": "none", "stroke": "#FFFFFF", "stroke-width": 4}),
        _element("path", {"d": bar, "fill": "none", "stroke": INK, "stroke-width": 1.4}),
        _text(said, 16 + length, y, 11),
    ]
