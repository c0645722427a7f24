"""Styles that QGIS opens with a layer (QML): the classes and colours of the map on screen."""

from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.coverage import THRESHOLDS_KM
from geo.french import typographic
from geo.layers import SEQUENTIAL, Layer
from geo.maps import CIRCLE_COLOR, RADIUS_OF_ONE
from geo.tables import Table

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.22.0"  # the oldest QGIS that these are written for
FURTHEST_KM = 100_000
UNKNOWN = -1
MM_PER_PIXEL = 25.4 / 96
BORDER, INK = "#C3C3D2", "#161616"
# What QGIS calls kinds of geometry, and kinds of properties.
POINT, POLYGON = 0, 2
EXPRESSION = 3


def distance_style(table: Table, layer: Layer, border_mm: float) -> str:
    """QML of contours in the classes of a layer of distances (geo.layers).

    QGIS puts a value in the first class whose bounds, both included, hold it: in this order, a
    commune at ten kilometres is in the class "up to ten". A distance that is not known is NULL; as
    QGIS draws no NULL, the classes are then of an expression that tells it by a number.
    """
    bounds = [(float(low), float(high)) for low, high in pairwise((0, *THRESHOLDS_KM, FURTHEST_KM))]
    unknown = len(layer.legend) > len(SEQUENTIAL)
    if unknown:
        bounds.append((float(UNKNOWN), float(UNKNOWN)))
    root, renderer = _document(POLYGON, "graduatedSymbol", table)
    renderer.set("attr", f'coalesce("distance_km", {UNKNOWN})' if unknown else "distance_km")
    renderer.set("graduatedMethod", "GraduatedColor")
    ranges, symbols = SubElement(renderer, "ranges"), SubElement(renderer, "symbols")
    for place, (entry, (low, high)) in enumerate(zip(layer.legend, bounds, strict=True)):
        SubElement(
            ranges,
            "range",
            lower=f"{low:.15f}",
            upper=f"{high:.15f}",
            symbol=str(place),
            label=typographic(entry.label),
            render="true",
        )
        fill = {
            "color": _color(entry.color),
            "style": "solid",
            "outline_color": _color(BORDER),
            "outline_style": "solid",
            "outline_width": str(border_mm),
            "outline_width_unit": "MM",
        }
        _symbol(symbols, str(place), "fill", "SimpleFill", fill)
    return DOCTYPE + tostring(root, encoding="unicode")


def posts_style(table: Table) -> str:
    """QML of circles whose area is proportional to the posts, the largest below the others."""
    root, renderer = _document(POINT, "singleSymbol", table)
    renderer.set("enableorderby", "1")
    symbols = SubElement(renderer, "symbols")
    diameter = 2 * RADIUS_OF_ONE * MM_PER_PIXEL
    marker = {
        "name": "circle",
        "color": _color(CIRCLE_COLOR, 230),
        "outline_color": _color(INK),
        "outline_style": "solid",
        "outline_width": "0.4",
        "outline_width_unit": "MM",
        "size": f"{diameter:.3f}",
        "size_unit": "MM",
        "scale_method": "diameter",
    }
    layer = _symbol(symbols, "0", "marker", "SimpleMarker", marker)
    properties = _map(_map(SubElement(layer, "data_defined_properties")), "properties")
    size = _map(properties, "size")
    _option(size, "active", "true", "bool")
    _option(size, "expression", f'{diameter:.3f} * sqrt("posts")', "QString")
    _option(size, "type", str(EXPRESSION), "int")
    _option(layer[-1][0], "type", "collection", "QString")
    order = SubElement(renderer, "orderby")
    SubElement(order, "orderByClause", asc="0", nullsFirst="0").text = '"posts"'
    return DOCTYPE + tostring(root, encoding="unicode")


def _document(geometry: int, renderer: str, table: Table) -> tuple[Element, Element]:
    """A style's root and its renderer; the fields have their French titles."""
    root = Element("qgis", version=VERSION, styleCategories="Symbology|Fields")
    drawn = SubElement(
        root, "renderer-v2", type=renderer, symbollevels="0", enableorderby="0", forceraster="0"
    )
    aliases = SubElement(root, "aliases")
    for place, column in enumerate(table.columns, 1):
        SubElement(aliases, "alias", index=str(place), field=column.name, name=column.title)
    SubElement(root, "layerGeometryType").text = str(geometry)
    return root, drawn


def _symbol(symbols: Element, name: str, kind: str, drawn_as: str, options: dict[str, str]) -> Element:
    """A symbol of one layer, which is returned."""
    symbol = SubElement(symbols, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")
    attributes = {"class": drawn_as, "enabled": "1", "locked": "0", "pass": "0"}
    layer = SubElement(symbol, "layer", attributes)
    values = _map(layer)
    for key, value in options.items():
        _option(values, key, value, "QString")
    return layer


def _map(parent: Element, name: str | None = None) -> Element:
    return SubElement(parent, "Option", {"type": "Map"} | ({} if name is None else {"name": name}))


def _option(parent: Element, name: str, value: str, kind: str) -> None:
    SubElement(parent, "Option", name=name, value=value, type=kind)


def _color(hexadecimal: str, alpha: int = 255) -> str:
    """``#F59C00`` -> ``245,156,0,255``, as QGIS writes a colour."""
    parts: Sequence[int] = [int(hexadecimal[place : place + 2], 16) for place in (1, 3, 5)]
    return ",".join(map(str, (*parts, alpha)))
